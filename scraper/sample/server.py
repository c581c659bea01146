"""An HTTP server on loopback that answers for the sample as WordPress 6.1 would.

One multisite with sub-directories: robots.txt at the root of the host only, pages
without validators, feeds with ETag and Last-Modified, REST shut (404).
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

from scraper.sample.address import Address
from scraper.sample.content import Blog, load_blogs
from scraper.sample.exchange import Answer
from scraper.sample.routes import answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request the server was asked."""

    time: datetime
    """Aware, UTC."""
    method: str
    path: str
    """With query."""
    user_agent: str
    """Empty if none was sent."""
    status: int
    """What it was answered."""


class SampleServer:
    """A running server; close it, or use it in a ``with`` statement."""

    def __init__(self, host: str, port: int, blogs: Sequence[Blog]) -> None:
        self.blogs: tuple[Blog, ...] = tuple(blogs)
        """What it shows; may be replaced at any time."""
        self.log: list[Request] = []
        """Requests in the order they were answered."""
        self._http = _Http((host, port), _Handler, self)
        self.url = f"http://{host}:{self._http.server_port}"
        """Scheme, host and port, without closing slash."""
        # A short poll, so that closing does not take half a second.
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stops answering and frees the port."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> SampleServer:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes it."""
        self.close()


def serve(
    host: str = "127.0.0.1", port: int = 0, blogs: Sequence[Blog] | None = None
) -> SampleServer:
    """Starts a server in a thread of its own.

    Args:
        host: Address to listen on.
        port: 0 for any that is free; ``SampleServer.url`` tells which.
        blogs: What to show; ``None`` for the sample as written.

    Raises:
        OSError: the port is taken.
    """
    return SampleServer(host, port, load_blogs() if blogs is None else blogs)


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self,
        place: tuple[str, int],
        handler: type[BaseHTTPRequestHandler],
        sample: SampleServer,
    ) -> None:
        super().__init__(place, handler)
        self.sample = sample

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is no error of the server."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave in one packet
    timeout = 30

    def do_GET(self) -> None:
        sample = self.server.sample
        addresses = [Address(host=sample.url, blog=blog) for blog in sample.blogs]
        parts = urlsplit(self.path)
        reply = answer(addresses, parts.path, parts.query, self.headers)
        sample.log.append(
            Request(
                time=datetime.now(UTC),
                method=self.command,
                path=self.path,
                user_agent=self.headers.get("User-Agent", ""),
                status=reply.status,
            )
        )
        self._send(reply)

    do_HEAD = do_GET

    def _send(self, reply: Answer) -> None:
        body = reply.body.encode()
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and reply.status != 304:
            self.wfile.write(body)

    def version_string(self) -> str:
        return "Apache"

    def log_message(self, format: str, *args: object) -> None:
        """Silent: ``SampleServer.log`` keeps the requests."""
