"""What of a capture is no one else's business, taken out before it is handed on.

E-mail addresses, personal and telephone numbers, addresses of avatars (hashes of e-mail
addresses), login names in classes and addresses, IP numbers.  Everything else of the
page is as it was received.
"""

from __future__ import annotations

import codecs
import re

from scraper.model import Capture
from scraper.privacy.find import find
from scraper.privacy.stream import Mark, marks_of, mask_marks

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_TEXTUAL = re.compile(r"text/|json|xml|javascript", re.IGNORECASE)
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"&(?:#64|#x40|commat);", re.IGNORECASE), "@"),
    # JSON writes a slash with a backslash before it
    (re.compile(r"(avatar\\?/)[0-9a-f]{32,64}", re.IGNORECASE), r"\g<1>" + "0" * 32),
    (re.compile(r"\bcomment-author-[^\s\"'<>\\]+"), "comment-author-x"),
    (re.compile(r"(\\?/author\\?/)[^/\\\"'<>\s?#]+"), r"\g<1>x"),
    (re.compile(r"([?&;]author_name=)[^&\"'<>\s]+"), r"\g<1>x"),
    (re.compile(r"((?:mailto|tel|sms):)[^\"'<>\s\\]+", re.IGNORECASE), r"\g<1>x"),
    (re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])"), "[ip]"),
    # in addresses and attributes, which the words below are not
    (re.compile(r"[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}"), "[e-postadress]"),
)
_PARTS = re.compile(
    r"(<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|<[^<>]*>|\\[nrt])",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = re.compile(
    r"<\\?/?(?:a|abbr|b|bdi|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr)\b|<!--",
    re.IGNORECASE,
)


def scrub(capture: Capture) -> bytes:
    """The body of a capture without what is private in it; a picture as it is."""
    kind = capture.headers.get("content-type", "text/html")
    if not _TEXTUAL.search(kind):
        return capture.body
    charset = _charset(kind, capture.body)
    text = capture.body.decode(charset, "surrogateescape")
    for pattern, safe in _PATTERNS:
        text = pattern.sub(safe, text)
    return _masked(text).encode(charset, "surrogateescape")


def _charset(kind: str, body: bytes) -> str:
    """What the bytes are written in; ASCII, with the rest kept, where nobody knows."""
    head = body[:2048].decode("ascii", "replace")
    found = _CHARSET.search(kind) or _CHARSET.search(head)
    try:
        name = codecs.lookup(found[1]).name if found else "utf-8"
    except LookupError:
        return "ascii"
    return name if name in ("utf-8", "iso8859-1", "cp1252") else "ascii"


def _masked(text: str) -> str:
    """The words between the tags with placeholders, also across ``<b>`` and its like.

    Only where there is something to mask it is looked at character by character.
    """
    parts = _PARTS.split(text)
    shown = "".join(
        part if at % 2 == 0 else "" if _INLINE.match(part) else "\n"
        for at, part in enumerate(parts)
    )
    if not find(shown):
        return text
    marks: list[Mark] = []
    for at, part in enumerate(parts):
        if at % 2 == 0:
            marks += marks_of(part, owner=at, keep_lines=True)
        elif not _INLINE.match(part):
            marks.append(Mark("\n", "", -1))
    parts[::2] = [""] * len(parts[::2])
    for mark in mask_marks(marks)[0]:
        if mark.owner >= 0:
            parts[mark.owner] += mark.raw
    return "".join(parts)
