"""Ways in which a blog's server can misbehave, played by the front on demand."""

import gzip
import re
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Literal

FaultKind = Literal[
    "status",
    "slow",
    "short-length",
    "cut-chunked",
    "cut-gzip",
    "cut-close",
    "reset",
    "reset-midway",
    "redirect-loop",
    "error-page",
]
CUTS = ("short-length", "cut-chunked", "cut-gzip", "cut-close", "reset-midway")
LOOP = re.compile(r"[?&]varv=(\d)$")
ERROR_PAGE = """<!DOCTYPE html>
<html lang="sv"><head><meta charset="utf-8"><title>Tillfälligt fel</title></head>
<body><h1>Tillfälligt fel</h1><p>Databasen svarar inte. Försök igen om en stund.</p>
</body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One misbehaviour and the requests it befalls."""

    kind: FaultKind
    path: str = ""
    """Regular expression, searched in path and query; "" is found in all."""
    times: int | None = 1
    """How many requests it befalls; ``None``: for ever."""
    skip: int = 0
    """How many matching requests pass before the first."""
    every: int = 1
    """Of the following matching requests, each ``every``-th is befallen."""
    status: int = 500
    """For ``status``: 500, 503, 429, 403, …"""
    retry_after: str | None = None
    """For ``status``: seconds or an HTTP date, as it shall be sent."""
    seconds: float = 1.0
    """For ``slow``: how long nothing is sent."""
    keep: float = 0.5
    """For the cuts: the part of the body that arrives."""
    body: str = ERROR_PAGE
    """For ``status`` and ``error-page``."""


class Faults:
    """The faults that are switched on, and how often each has matched."""

    def __init__(self, *faults: Fault) -> None:
        self._seen: list[tuple[Fault, int]] = [(fault, 0) for fault in faults]

    def befalling(self, path: str) -> Fault | None:
        """The fault for this request, if any; counts it."""
        for at, (fault, seen) in enumerate(self._seen):
            if not re.search(fault.path, path):
                continue
            self._seen[at] = (fault, seen + 1)
            turn, rest = divmod(seen - fault.skip, fault.every)
            if turn < 0 or rest or (fault.times is not None and turn >= fault.times):
                continue
            return fault
        return None


def loop_target(path: str) -> str:
    """Where a redirect loop sends ``path``: two addresses that point at each other."""
    turn = LOOP.search(path)
    bare = LOOP.sub("", path)
    number = 1 if turn is None or turn[1] == "2" else 2
    return f"{bare}{'&' if '?' in bare else '?'}varv={number}"


def send_cut(
    handler: BaseHTTPRequestHandler,
    fault: Fault,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
) -> None:
    """Send only a part of a response, in the way of ``fault.kind``, and hang up.

    Args:
        headers: Without any that tell about length or encoding.
        body: Plain, whole.
    """
    whole = gzip.compress(body) if fault.kind == "cut-gzip" else body
    part = whole[: int(len(whole) * fault.keep)]
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Connection", "close")
    if fault.kind in ("short-length", "reset-midway"):
        handler.send_header("Content-Length", str(len(whole)))
    elif fault.kind == "cut-chunked":
        handler.send_header("Transfer-Encoding", "chunked")
        part = b"%x\r\n%b\r\n" % (len(part), part)  # and no last chunk
    elif fault.kind == "cut-gzip":
        # HTTP itself is whole: only the compressed stream inside lacks its end.
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(part)))
    handler.end_headers()
    handler.wfile.write(part)
    handler.wfile.flush()
    handler.close_connection = True
    if fault.kind == "reset-midway":
        reset(handler.connection)


def reset(connection: socket.socket) -> None:
    """Close a connection with RST instead of FIN."""
    linger = struct.pack("ii", 1, 0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()
