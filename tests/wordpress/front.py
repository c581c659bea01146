"""The server in front of WordPress: request log, robots.txt, compression and faults.

PHP's own server cannot cut or reset a response, so a small proxy stands before it, as
a web server or a cache does before real blogs. One request at a time goes through.
"""

import gzip
import http.client
import re
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .faults import CUTS, LOOP, Fault, Faults, loop_target, reset, send_cut

COMPRESSIBLE = re.compile(r"text/|xml|json|javascript")
HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, as the front saw it."""

    at: float
    """``time.monotonic()`` on arrival; the difference of two is in seconds."""
    method: str
    path: str
    """With the query, as sent."""
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case."""
    status: int
    """As answered; 0 when the connection was reset without an answer."""
    size: int
    """Bytes of body sent, after compression and cuts."""
    fault: str | None
    """The kind of fault played, if any."""

    @property
    def user_agent(self) -> str:
        return self.headers.get("user-agent", "")


class Front(ThreadingHTTPServer):
    """The proxy; it listens from its making until ``stop``."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port: int = self.server_address[1]
        self.backend_port = 0
        self.lock = threading.Lock()
        """Held while WordPress answers; hold it to change things under its feet."""
        self.stopping = threading.Event()
        self.clear()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,))
        self._thread.start()

    def clear(self) -> None:
        """Back to a well-behaved server with an empty log."""
        self.log: list[Request] = []
        self.faults = Faults()
        self.robots: str | None = None
        """Text of /robots.txt; ``None``: WordPress's own."""
        self.gzip = True
        """Compress for those who accept it, as nearly all hosts do."""
        self.weak_etags = False
        """Turn ETags into ``W/"…"``, as compressing fronts do."""
        self.extra_headers: dict[str, str] = {}
        """Sent with every answer of WordPress: X-Robots-Tag, tdm-reservation, …"""

    def stop(self) -> None:
        """End it; requests under way are cut."""
        self.stopping.set()
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent about clients that hang up; print everything else."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    server: Front

    def do_GET(self) -> None:
        front = self.server
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        self.arrived = time.monotonic()
        looping = LOOP.search(self.path) is not None
        fault = None if looping else front.faults.befalling(self.path)
        if looping or (fault and fault.kind == "redirect-loop"):
            headers = {"Location": loop_target(self.path)}
            self._answer(302, headers, b"", "redirect-loop")
        elif fault is None or fault.kind == "slow":
            if fault:
                front.stopping.wait(fault.seconds)
            status, headers, body = self._forward()
            self._answer(status, headers, body, fault.kind if fault else None)
        else:
            self._misbehave(fault)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_GET

    def _misbehave(self, fault: Fault) -> None:
        html = {"Content-Type": "text/html; charset=UTF-8"}
        if fault.kind == "reset":
            self._record(0, 0, fault.kind)
            self.close_connection = True
            reset(self.connection)
        elif fault.kind == "status":
            if fault.retry_after is not None:
                html["Retry-After"] = fault.retry_after
            self._answer(fault.status, html, fault.body.encode(), fault.kind)
        elif fault.kind == "error-page":
            self._answer(200, html, fault.body.encode(), fault.kind)
        elif fault.kind in CUTS:
            status, headers, body = self._forward()
            self._record(status, int(len(body) * fault.keep), fault.kind)
            send_cut(self, fault, status, headers, body)

    def _forward(self) -> tuple[int, dict[str, str], bytes]:
        """WordPress's answer, without headers that are about the connection."""
        front = self.server
        if self.path == "/robots.txt" and front.robots is not None:
            kind = {"Content-Type": "text/plain; charset=utf-8"}
            return 200, kind, front.robots.encode()
        sent = {k: v for k, v in self.headers.items() if k.lower() != "accept-encoding"}
        sent["Connection"] = "close"
        connection = http.client.HTTPConnection("127.0.0.1", front.backend_port)
        with front.lock:
            try:
                connection.request(self.command, self.path, self.body or None, sent)
                response = connection.getresponse()
                body = response.read()
            finally:
                connection.close()
        headers: dict[str, str] = {}
        for name, value in response.getheaders():
            if name.lower() in HOP_BY_HOP or name.lower() == "x-powered-by":
                continue
            # Repeated headers (Link) are one, joined by commas: RFC 9110, 5.3.
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return response.status, headers | front.extra_headers, body

    def _answer(
        self, status: int, headers: dict[str, str], body: bytes, fault: str | None
    ) -> None:
        front = self.server
        if front.weak_etags and "ETag" in headers:
            headers["ETag"] = "W/" + headers["ETag"]
        packed = (
            front.gzip
            and bool(body)
            and "gzip" in self.headers.get("Accept-Encoding", "")
            and COMPRESSIBLE.search(headers.get("Content-Type", "")) is not None
        )
        if packed:
            body = gzip.compress(body, 1)
            headers["Content-Encoding"] = "gzip"
            headers["Vary"] = "Accept-Encoding"
        self._record(status, len(body), fault)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304 and self.command != "HEAD":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _record(self, status: int, size: int, fault: str | None) -> None:
        self.server.log.append(
            Request(
                at=self.arrived,
                method=self.command,
                path=self.path,
                headers={k.lower(): v for k, v in self.headers.items()},
                status=status,
                size=size,
                fault=fault,
            )
        )

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the log is ``Front.log``."""

    def version_string(self) -> str:
        return "Granvika"
