"""Erased passages cut out of any text, whatever its markup; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scraper.marks import WORDS
from scraper.tombstones.file import Tombstones
from scraper.tombstones.normal import View, Word, normal, words_in

_MARKUP = re.compile(r"<!\[CDATA\[|\]\]>|<!--.*?-->|</?[A-Za-z][^>]*>", re.DOTALL)


def cut_passages(source: str, stones: Tombstones) -> str:
    """A source text without the erased passages; its tags stay.

    Returns:
        The same object if there is none in it.
    """
    if not stones.windows:
        return source
    views: tuple[View, ...] = ("words", "source")
    for view in views:
        spans = [
            (words[a].start, words[b - 1].end)
            for words in words_in(source, view, min(stones.windows))
            for a, b in _found(words, stones)
        ]
        for start, end in reversed(spans):
            source = source[:start] + _blank(source[start:end], view) + source[end:]
    return source


def holds(text: str, stones: Tombstones) -> bool:
    """Whether a plain text holds an erased passage."""
    words = normal(text)
    return any(
        not stones.windows[size].isdisjoint(stones.key.windows(words, size))
        for size in stones.windows
    )


def share(text: str, stones: Tombstones) -> float:
    """How much of a plain text is erased passages, by words: 0 to 1."""
    words = [Word(word, 0, 0) for word in normal(text)]
    found = sum(b - a for a, b in _found(words, stones))
    return found / len(words) if words else 0.0


def _found(words: Sequence[Word], stones: Tombstones) -> Iterator[tuple[int, int]]:
    """Stretches of erased words, as (first, end), in order, none touching another."""
    texts = [word.text for word in words]
    hit = bytearray(len(texts))
    for size, erased in stones.windows.items():
        for start, window in enumerate(stones.key.windows(texts, size)):
            if window in erased:
                hit[start : start + size] = b"\x01" * size
    for stretch in re.finditer(b"\x01+", bytes(hit)):
        yield stretch.span()


def _blank(source: str, view: View) -> str:
    if view == "source":
        return WORDS
    return WORDS + "".join(_MARKUP.findall(source))
