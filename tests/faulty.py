"""A tiny HTTP server on loopback that can do what servers do on bad days.

A route is the raw response as bytes, a function that is handed the socket, or a list
of these: one per request, the last for all further ones.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

Send = Callable[[socket.socket], None]
Route = bytes | Send | list[bytes | Send]

PAGE = f"<html><body>{'<p>Hej på er</p>' * 20}</body></html>\n".encode()
ALLOW_ALL = b"User-agent: *\nAllow: /\n"


@dataclass
class Asked:
    """One request as the server saw it."""

    path: str
    headers: Mapping[str, str]
    at: float


@dataclass
class Faulty:
    """The running server; ``asked`` is its own log."""

    routes: dict[str, Route]
    base: str = ""
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str) -> str:
        return self.base + path

    @property
    def paths(self) -> list[str]:
        return [each.path for each in self.asked]

    def pages(self) -> list[Asked]:
        """What was asked beside robots.txt."""
        return [each for each in self.asked if each.path != "/robots.txt"]


def reply(
    body: bytes = PAGE,
    status: int = 200,
    *,
    kind: str = "text/html; charset=UTF-8",
    length: int | None = -1,
    **headers: str,
) -> bytes:
    """A response; ``length`` is None for none, -1 for the right one."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}"]
    if length != -1:
        lines.append("Connection: close")
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length == -1 else length}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(to: str, status: int = 301) -> bytes:
    return reply(b"", status, Location=to)


def chunked(body: bytes = PAGE, *, whole: bool = True) -> bytes:
    head = reply(b"", length=None, Transfer_Encoding="chunked")
    half = len(body) // 2
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:])
    )
    return head + (chunks + b"0\r\n\r\n" if whole else chunks[:-5])


def gzipped(body: bytes = PAGE, *, cut: int = 0, length: int | None = -1) -> bytes:
    packed = gzip.compress(body)
    packed = packed[: len(packed) - cut]
    return reply(packed, length=length, Content_Encoding="gzip")


def reset(sock: socket.socket) -> None:
    """Answers half a page, then resets."""
    sock.sendall(reply()[:40])
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def hang_up(sock: socket.socket) -> None:
    """Answers nothing."""
    sock.close()


def drip(data: bytes, *, at_once: int = 0, gap_s: float = 0.01) -> Send:
    """Sends a byte at a time, after so many at once, until the other side is fed up."""

    def send(sock: socket.socket) -> None:
        with contextlib.suppress(OSError):
            sock.sendall(data[:at_once])
            for byte in data[at_once:]:
                sock.sendall(bytes([byte]))
                time.sleep(gap_s)
        sock.close()

    return send


def silent(seconds: float) -> Send:
    def send(sock: socket.socket) -> None:
        time.sleep(seconds)
        sock.close()

    return send


@contextlib.contextmanager
def serve(
    routes: dict[str, Route] | None = None, *, tls: ssl.SSLContext | None = None
) -> Iterator[Faulty]:
    """Runs a server until the block ends; unknown paths answer 404."""
    listener = socket.create_server(("127.0.0.1", 0))
    scheme = "https" if tls else "http"
    faulty = Faulty(routes or {})
    faulty.base = f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
    faulty.routes.setdefault("/robots.txt", reply(ALLOW_ALL, kind="text/plain"))
    threads = [threading.Thread(target=_accept, args=(listener, faulty, tls))]
    threads[0].start()
    try:
        yield faulty
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        threads[0].join(5)


def _accept(
    listener: socket.socket, faulty: Faulty, tls: ssl.SSLContext | None
) -> None:
    while True:
        try:
            sock, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_talk, args=(sock, faulty, tls), daemon=True).start()


def _talk(sock: socket.socket, faulty: Faulty, tls: ssl.SSLContext | None) -> None:
    with contextlib.suppress(OSError, ValueError), contextlib.ExitStack() as stack:
        if tls:
            sock = tls.wrap_socket(sock, server_side=True)
        stack.callback(sock.close)
        if not tls and sock.recv(1, socket.MSG_PEEK) == b"\x16":  # a TLS greeting
            sock.sendall(reply(b"speak plainly", 400))
            return
        reader = stack.enter_context(sock.makefile("rb"))
        while line := reader.readline():
            path = line.decode("latin-1").split(" ")[1]
            headers = {}
            while (line := reader.readline().strip()) != b"":
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            faulty.asked.append(Asked(path, headers, time.monotonic()))
            answer = _next(faulty, path)
            if not isinstance(answer, bytes):
                answer(sock)
                return
            sock.sendall(answer)
            if b"connection: close" in answer.partition(b"\r\n\r\n")[0].lower():
                return


def _next(faulty: Faulty, path: str) -> bytes | Send:
    route = faulty.routes.get(path, reply(b"<html>404</html>", 404))
    if isinstance(route, list):
        return route.pop(0) if len(route) > 1 else route[0]
    return route
