"""Bodies of responses: decoded within a limit, and whole or not at all.  Pure.

A truncated page reads as a page on which comments vanished, so every sign of an end
is looked for: the end of the gzip stream, ``</html>`` where the blog writes it, the
closing root of XML, JSON that parses.  Lengths are the transport's to check.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator

_ROOT = re.compile(rb"<([A-Za-z_][^\s/>]*)")
_HTML_TYPES = ("text/html", "application/xhtml+xml")


class Truncated(ValueError):
    """The body does not reach its end; another try may bring it whole."""


class Unreadable(ValueError):
    """The body is too large, or not in the encoding it says."""


def decode(chunks: Iterable[bytes], encoding: str, *, limit: int) -> bytes:
    """A body without its Content-Encoding.

    Args:
        chunks: As they come over the wire.
        encoding: Value of Content-Encoding; empty for none.
        limit: Most bytes, decoded; nothing beyond is ever in memory.

    Raises:
        Truncated: the compressed stream ends before its end.
        Unreadable: over the limit, not of the encoding, or of one nobody asked for.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        pieces: Iterable[bytes] = chunks
    elif name in ("gzip", "x-gzip", "deflate"):
        pieces = _inflate(chunks, gzipped=name != "deflate", limit=limit)
    else:
        raise Unreadable(f"expected gzip or no Content-Encoding, got {encoding!r}")
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limit:
            raise Unreadable(f"expected at most {limit} bytes, there are more")
    return bytes(body)


def _inflate(chunks: Iterable[bytes], *, gzipped: bool, limit: int) -> Iterator[bytes]:
    stream = None
    for chunk in chunks:
        data = chunk
        while data:
            if stream is None:
                stream = zlib.decompressobj(_window(data, gzipped=gzipped))
            elif stream.eof:
                if not (gzipped and data.startswith(b"\x1f\x8b")):
                    break  # what follows the end belongs to nobody
                stream = zlib.decompressobj(_window(data, gzipped=True))
            try:
                piece = stream.decompress(data, limit + 1)
            except zlib.error as exc:
                raise Unreadable(f"expected compressed data: {exc}") from exc
            yield piece
            data = stream.unused_data or stream.unconsumed_tail
    if stream is not None and not stream.eof:
        raise Truncated("the compressed body ends before its end")


def _window(data: bytes, *, gzipped: bool) -> int:
    if gzipped:
        return 31
    zlib_header = data[0] & 0x0F == 8  # RFC 1950; some send RFC 1951 instead
    return 15 if zlib_header else -15


def check_end(
    body: bytes, content_type: str, *, length_known: bool, html_end: bool
) -> None:
    """Looks for the end of a body by what it is.

    Args:
        content_type: Value of Content-Type; empty if there was none.
        length_known: The transport saw the body's end announced and reached.
        html_end: Earlier pages of the blog all closed ``</html>``.

    Raises:
        Truncated: there is no such end.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if not body.strip():
        raise Truncated("expected a body, it is empty")
    if kind in _HTML_TYPES:
        if html_end and not has_html_end(body):
            raise Truncated("expected </html> as on the blog's earlier pages")
    elif kind.endswith(("/xml", "+xml")):
        if not has_xml_end(body):
            raise Truncated("expected XML with its closing root, it ends before")
    elif kind.endswith(("/json", "+json")) and not length_known:
        try:
            json.loads(body)
        except ValueError as exc:
            raise Truncated(f"expected JSON to its end: {exc}") from exc


def has_html_end(body: bytes) -> bool:
    """Whether a page closes ``</html>``, whatever a cache writes after it."""
    return b"</html" in body[-65536:].lower()


def has_xml_end(body: bytes) -> bool:
    """Whether an XML document closes its root element; UTF-16 is not looked into."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    root = _ROOT.search(body, _prolog(body))
    if root is None:
        return False
    end = _without_last_comments(body)
    _, slash, gap = end.rpartition(b"</" + root[1])
    if slash:
        return gap.strip() == b">"
    return end.endswith(b"/>") and end.find(b">", root.end()) == len(end) - 1


def _prolog(body: bytes) -> int:
    """How many bytes declarations and comments before the root take."""
    at = 3 if body.startswith(b"\xef\xbb\xbf") else 0
    while True:
        at += len(body[at : at + 1024]) - len(body[at : at + 1024].lstrip())
        for opening, closing in ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!", b">")):
            if body.startswith(opening, at):
                end = body.find(closing, at)
                if end == -1:
                    return len(body)
                at = end + len(closing)
                break
        else:
            return at


def _without_last_comments(body: bytes) -> bytes:
    end = body.rstrip()
    while end.endswith(b"-->") and (at := end.rfind(b"<!--")) != -1:
        end = end[:at].rstrip()
    return end
