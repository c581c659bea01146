"""The words of any source text, and where each stands in it; pure.

Markup is seen through: in ``view="words"`` tags are no part of the text, inline ones
do not even divide words; in ``view="source"`` they are text like any other, so that
what stands in attributes and scripts is seen too.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Literal

from scraper.swedish.tokens import token_spans, tokens

View = Literal["words", "source"]

_ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});?"
_WORDS = re.compile(
    r"<!\[CDATA\[|\]\]>|<!--.*?-->|<(?P<tag>/?[A-Za-z][^\s/>]*)[^>]*>"
    rf"|{_ENTITY}|[\xad\u200b]",
    re.DOTALL,
)
_SOURCE = re.compile(rf"\\u[0-9a-fA-F]{{4}}|\\[nrt\"/\\]|{_ENTITY}|[\xad\u200b]")
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "big",
        "cite",
        "code",
        "del",
        "em",
        "font",
        "i",
        "ins",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "wbr",
    ]
)
_STRETCH = re.compile(r'[^<>"]+')


@dataclass(frozen=True, slots=True)
class Word:
    """A normalised word and where it stands in the source text."""

    text: str
    start: int
    end: int


def normal(text: str) -> list[str]:
    """The normalised words of a plain text.

    >>> normal("Nämnden SKA, enligt mig, svara.")
    ['nämnden', 'ska', 'enligt', 'mig', 'svara']
    """
    return [_fold(token) for token in tokens(text)]


def words_in(source: str, view: View, least: int = 1) -> Iterator[list[Word]]:
    """The words of a source text, in stretches that no passage reaches across.

    Args:
        least: Stretches too short for so many words may be left out.
    """
    if view == "words":
        yield _words(source, 0, len(source), _WORDS)
        return
    for stretch in _STRETCH.finditer(source):
        if len(stretch[0]) < 2 * least - 1:
            continue
        if " " in stretch[0] or "-" in stretch[0] or "\\n" in stretch[0]:
            yield _words(source, *stretch.span(), _SOURCE)


def _words(source: str, begin: int, end: int, pieces: re.Pattern[str]) -> list[Word]:
    plain = _Plain()
    last = begin
    for piece in pieces.finditer(source, begin, end):
        plain.add(source[last : piece.start()], last, None)
        plain.add(_meaning(piece), piece.start(), piece.end())
        last = piece.end()
    plain.add(source[last:end], last, None)
    text = "".join(plain.texts)
    return [
        Word(_fold(text[a:b]), plain.start(a), plain.end(b - 1))
        for a, b in token_spans(text)
    ]


class _Plain:
    """A text put together from pieces, and the way back to where they stood."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._at: list[int] = []
        self._places: list[tuple[int, int | None]] = []
        self._length = 0

    def add(self, text: str, start: int, end: int | None) -> None:
        """Add a piece; ``end`` is given where it is not spelled as it reads."""
        if text:
            self.texts.append(text)
            self._at.append(self._length)
            self._places.append((start, end))
            self._length += len(text)

    def start(self, position: int) -> int:
        """Where the character at ``position`` begins in the source."""
        index = bisect_right(self._at, position) - 1
        start, end = self._places[index]
        return start if end is not None else start + position - self._at[index]

    def end(self, position: int) -> int:
        """Where the character at ``position`` ends in the source."""
        index = bisect_right(self._at, position) - 1
        start, end = self._places[index]
        return end if end is not None else start + position - self._at[index] + 1


def _meaning(piece: re.Match[str]) -> str:
    """What a piece of source text stands for."""
    text = piece[0]
    if text.startswith("&"):
        return unescape(text)
    if text.startswith("\\u"):
        return chr(int(text[2:], 16))
    if text in ("\xad", "\u200b") or "CDATA" in text or text == "]]>":
        return ""
    if text.startswith("\\"):
        return " "
    name = piece.groupdict().get("tag") or ""
    return "" if name.strip("/").lower() in _INLINE else "\n"


@lru_cache(maxsize=1 << 16)
def _fold(token: str) -> str:
    return unicodedata.normalize("NFC", token).casefold()
