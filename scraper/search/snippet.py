"""Marked text: what a query matched, in the untouched original."""

from __future__ import annotations

import re
from itertools import pairwise

Span = tuple[int, int]
Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is marked; joined they are the text."""

OPEN, CLOSE = "\x02", "\x03"
"""Control characters, which HTML forbids in texts; one byte each, for speed."""

LENGTH = 240
"""Characters of a snippet, roughly."""
_BEFORE = 90
_SENTENCE_END = re.compile(
    r"[.!?…\n](?:(?<=\n)\n*|[\"”’»)]*\s+(?=[\"”’»(–-]*[A-ZÅÄÖÉ]))"
)
"""From the last letter of a sentence to the first of the next; one set of characters
to begin with, which the regex engine looks for ten times as fast as alternatives."""
_LAST_END = re.compile(
    r".*((?<!\n)(?=\n)|[.!?…][\"”’»)]*(?=\s+[\"”’»(–-]*[A-ZÅÄÖÉ]))", re.DOTALL
)
"""Up to the last such letter; greedy, so that it looks from behind."""
_SPACE = re.compile(r"\s+")


def read_marks(highlighted: str) -> tuple[str, list[Span]]:
    """A text without its marks, and where in it they stood."""
    parts = highlighted.replace(CLOSE, OPEN).split(OPEN)
    if len(parts) == 1:
        return highlighted, []
    spans, at = [], len(parts[0])
    for inside, after in zip(parts[1::2], parts[2::2], strict=True):
        end = at + len(inside)
        spans.append((at, end))
        at = end + len(after)
    return "".join(parts), spans


def merged(spans: list[Span]) -> list[Span]:
    """The same marks in order, none overlapping another."""
    if len(spans) < 2:
        return spans
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def pieces(
    text: str, spans: list[Span], start: int = 0, end: int | None = None
) -> Pieces:
    """``text[start:end]`` cut at its marks."""
    if not spans and end is None:
        return ((text, False),) if text else ()
    end = len(text) if end is None else end
    inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
    cuts = [start, *(cut for span in inside for cut in span), end]
    return tuple(
        (text[a:b], index % 2 == 1)
        for index, (a, b) in enumerate(pairwise(cuts))
        if a < b
    )


def snippet(text: str, spans: list[Span], length: int = LENGTH) -> Pieces:
    """The most telling part of a text, from sentence to sentence where possible.

    An ellipsis stands where a sentence had to be cut.  White space is squeezed.

    >>> snippet("Ett. Den här nämnden är ny. Tre.", [(13, 20)], 25)
    (('Den här ', False), ('nämnden', True), (' är ny.', False))
    """
    first, last = spans[0] if len(spans) == 1 else _densest(spans, length)
    start, end, cut_before, cut_after = 0, len(text), False, False
    if end > length:
        start, cut_before = _start(text, first, length)
        end, cut_after = _end(text, start, last, length)
    found = [("… ", False)] if cut_before else []
    at = start
    for here, after in spans:
        if here >= end:
            break
        if after > start:
            if at < here:
                found.append((squeezed(text[at:here]), False))
                at = here
            found.append((squeezed(text[at : min(after, end)]), True))
            at = after
    if at < end:
        found.append((squeezed(text[at:end]), False))
    if cut_after:
        found.append((" …", False))
    return tuple(found)


def squeezed(text: str) -> str:
    """With one space for each stretch of white space."""
    if text.isprintable() and "  " not in text:  # most are: a third of the time
        return text
    return _SPACE.sub(" ", text)


def _densest(spans: list[Span], length: int) -> Span:
    """Beginning of the first and end of the last mark of the fullest stretch."""
    if not spans:
        return 0, 0
    room = length - _BEFORE
    best, reached = (0, 0), 0
    right = 0
    for left, (start, _) in enumerate(spans):
        right = max(right, left)
        while right + 1 < len(spans) and spans[right + 1][1] <= start + room:
            right += 1
        if right - left + 1 > reached:
            best, reached = (start, spans[right][1]), right - left + 1
    return best


def _start(text: str, first: int, length: int) -> tuple[int, bool]:
    low = max(0, first - min(_BEFORE, length // 2))
    end = _SENTENCE_END.search(text, low, first + 1)
    if end and end.end() <= first:
        return end.end(), False
    if low == 0:
        return 0, False
    space = _SPACE.search(text, low, first)
    return (space.end() if space else low), True


def _end(text: str, start: int, last: int, length: int) -> tuple[int, bool]:
    high = max(start + length, last)
    if high >= len(text):
        return len(text), False
    found = _LAST_END.match(text, last, high + 2)
    if found and found.end() <= high and found.end() - start > length // 3:
        return found.end(), False
    space = text.rfind(" ", last, high + 1)
    return (space if space >= 0 else high), True
