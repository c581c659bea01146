"""Marked text: what a query matched, in the untouched original."""

from __future__ import annotations

import re
from itertools import pairwise

Span = tuple[int, int]
Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is marked; joined they are the text."""

OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""Noncharacters that no text of the web may contain (Unicode, section 23.7)."""

LENGTH = 240
"""Characters of a snippet, roughly."""
_BEFORE = 90
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+(?=[\"”’»(–-]*[A-ZÅÄÖÉ0-9])|\n+")
_SPACE = re.compile(r"\s+")


def spans_of(highlighted: str) -> list[Span]:
    """Where the marks stand, counted in the text without them."""
    spans, at = [], 0
    start = None
    for part in re.split(f"([{OPEN}{CLOSE}])", highlighted):
        if part == OPEN:
            start = at
        elif part == CLOSE:
            if start is not None:
                spans.append((start, at))
            start = None
        else:
            at += len(part)
    return spans


def merged(spans: list[Span]) -> list[Span]:
    """The same marks in order, none overlapping another."""
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
    first, last = _densest(spans, length)
    start, cut_before = _start(text, first, length)
    end, cut_after = _end(text, start, max(last, first), length)
    found = [
        (_SPACE.sub(" ", part), on) for part, on in pieces(text, spans, start, end)
    ]
    if cut_before:
        found.insert(0, ("… ", False))
    if cut_after:
        found.append((" …", False))
    return tuple(found)


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
    ends = [match.end() for match in _SENTENCE_END.finditer(text, low, first)]
    if ends:
        return ends[0], False
    if low == 0:
        return 0, False
    space = _SPACE.search(text, low, first)
    return (space.end() if space else low), True


def _end(text: str, start: int, last: int, length: int) -> tuple[int, bool]:
    high = max(start + length, last)
    if high >= len(text):
        return len(text), False
    ends = [m.start() for m in _SENTENCE_END.finditer(text, last, high + 1)]
    if ends and ends[-1] - start > length // 3:
        return ends[-1], False
    spaces = [m.start() for m in _SPACE.finditer(text, last, high + 1)]
    return (spaces[-1] if spaces else high), True
