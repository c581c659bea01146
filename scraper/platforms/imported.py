"""A file that a person gave us: told by its content what it is, then read as that.

The name of a file and its extension say nothing: browsers and people choose them.
"""

from __future__ import annotations

import codecs
import re

from scraper.errors import NotAPost
from scraper.model import Capture, Source, Thread
from scraper.platforms import wordpress
from scraper.platforms.saved_text import parse_text
from scraper.platforms.wxr import is_wxr, parse_export

EXPECTED = (
    "expected a saved post (a page saved as HTML or as text) or a WordPress export"
)

_BINARY = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"bplist00", "a Safari web archive (save the page as HTML)"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"{\\rtf", "rich text (save it as plain text)"),
)
_MHTML = re.compile(r"(?:From|MIME-Version|Snapshot-Content-Location):.*", re.I)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|article|main|div|p)\b", re.I)
_FEED = re.compile(r"<(?:rss|feed|urlset|sitemapindex|rdf:rdf)\b", re.IGNORECASE)


def parse_imports(capture: Capture, source: Source) -> tuple[Thread, ...]:
    """Read an imported file: an export with many posts, or what holds one.

    Raises:
        NotAPost, ParseError: as ``parse_import`` and ``wxr.parse_export``.
    """
    if is_wxr(capture.body):
        return parse_export(capture, source)
    return (parse_import(capture, source),)


def parse_import(capture: Capture, source: Source) -> Thread:
    """Read an imported file: a saved HTML page or a page saved as text.

    Args:
        capture: Of purpose ``import``; its ``final_url`` is the post's address where
            the person told it, else anything that is no web address.
        source: The blog the file belongs to.

    Raises:
        NotAPost: empty, binary, or anything but a saved post; says what it is.
        ParseError: a page without what a post has.
    """
    body = capture.body
    if not body.strip():
        raise NotAPost(f"{EXPECTED}, got an empty file")
    for start, name in _BINARY:
        if body.startswith(start):
            raise NotAPost(f"{EXPECTED}, got {name}")
    text, problem = decode_text(body)
    if not text.strip():
        raise NotAPost(f"{EXPECTED}, got an empty file")
    opening = _without_comments(text)
    if opening.startswith("<"):
        return _parse_markup(opening, capture, source)
    if opening[:1] in {"{", "["} and re.match(r"[{\[]\s*[\"{\[\]}]", opening):
        raise NotAPost(f"{EXPECTED}, got JSON")
    if _MHTML.match(opening):
        raise NotAPost(f"{EXPECTED}, got an MHTML archive or e-mail (save it as HTML)")
    url = capture.final_url
    return parse_text(
        text,
        source,
        url=url if url.startswith(("http://", "https://")) else None,
        problems=() if problem is None else (problem,),
    )


def decode_text(body: bytes) -> tuple[str, str | None]:
    """A file's text, and what is doubtful about its encoding, or ``None``.

    UTF-16 needs its byte-order mark.  What is not UTF-8 is read as Windows-1252,
    which old Swedish files are in.

    Raises:
        NotAPost: the bytes are no text in any of these.
    """
    charset = "utf-8-sig"
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charset = "utf-16"
    elif b"\x00" in body:
        raise NotAPost(f"{EXPECTED}, got a binary file (zero bytes)")
    try:
        return body.decode(charset), None
    except UnicodeDecodeError as exc:
        if charset == "utf-16":
            raise NotAPost(f"{EXPECTED}, got broken UTF-16: {exc.reason}") from exc
        at = exc.start
    try:
        text = body.decode("cp1252")
    except UnicodeDecodeError as exc:
        raise NotAPost(
            f"{EXPECTED}, got bytes that are neither UTF-8 nor Windows-1252 text"
        ) from exc
    return text, f"expected UTF-8, got other bytes at {at}: read as Windows-1252"


def _parse_markup(opening: str, capture: Capture, source: Source) -> Thread:
    start = opening[:4096]
    if _FEED.search(start):
        raise NotAPost(f"{EXPECTED}, got a feed or sitemap")
    if not _HTML.search(start):
        raise NotAPost(f"{EXPECTED}, got XML or other markup: {start[:40]!r}")
    return wordpress.parse_thread(capture, source)


def _without_comments(text: str) -> str:
    """The text from its first mark-up or word on.

    Browsers write a comment with the address before the page they save.
    """
    rest = text.lstrip("\ufeff \t\r\n")
    while rest.startswith("<!--"):
        rest = rest.partition("-->")[2].lstrip()
    return rest
