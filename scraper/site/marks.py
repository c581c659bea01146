"""Safe HTML with some stretches of its text marked.

The stored text and the stored HTML of an item hold the same letters in the same order;
only white space and what ``text_of`` writes itself (bullets, quote signs, bars) differ.
So a stretch of the text is found in the HTML by walking both.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from html import escape, unescape
from itertools import pairwise

from markupsafe import Markup

from scraper.html import INVISIBLE

Span = tuple[int, int]
Stretch = tuple[int, int, str, str]
"""Start and end in the text, opening tag, closing tag."""

_TAG = re.compile(r"(</?[a-zA-Z](?:[^>\"]|\"[^\"]*\")*>)")
_PIECES = re.compile(r"\w+|[^\w\s]", re.UNICODE)
_LOOK = 40
"""Pieces looked ahead for the next one that both have."""


def paragraphs(text: str) -> str:
    """Plain text as HTML: paragraphs at blank lines, ``br`` at line breaks."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return "\n".join(
        "<p>" + escape(block, quote=False).replace("\n", "<br>") + "</p>"
        for block in blocks
        if block.strip()
    )


def mark_html(html: str, text: str, stretches: Sequence[Stretch]) -> Markup:
    """``html`` with every stretch of ``text`` between its tags.

    A stretch that runs over a tag is closed before it and opened again after; an
    ``id`` in its opening tag stays on the first part only.  Stretches must not
    overlap, except that one may hold another that comes later in the list.

    Args:
        html: Safe and well-formed, as stored.
        text: The same words, as stored.
    """
    if not stretches:
        return Markup(html)
    as_text = INVISIBLE.sub("", unicodedata.normalize("NFC", html))
    parts = _TAG.split(as_text)
    places = _places(parts, text)
    layers: list[list[Stretch]] = [[], []]
    for stretch in sorted(stretches):
        layers["<mark" in stretch[2]].append(stretch)
    used: set[str] = set()
    out = []
    for index, part in enumerate(parts):
        if index % 2:
            out.append(part)
        else:
            out.append(_marked(unescape(part), places[index], layers, used))
    return Markup("".join(out))


Places = list[tuple[int, int, int]]
"""Start and end in the part, start in the text; in order."""


def _places(parts: list[str], text: str) -> list[Places]:
    """For each part of HTML, where its words stand in the text."""
    words = [(m[0], m.start()) for m in _PIECES.finditer(text)]
    at = 0
    found: list[Places] = []
    for index, part in enumerate(parts):
        places: Places = []
        if index % 2 == 0:
            for match in _PIECES.finditer(unescape(part)):
                for ahead in range(at, min(at + _LOOK, len(words))):
                    if words[ahead][0] == match[0]:
                        places.append((match.start(), match.end(), words[ahead][1]))
                        at = ahead + 1
                        break
        found.append(places)
    return found


def _marked(
    text: str, places: Places, layers: list[list[Stretch]], used: set[str]
) -> str:
    if not places or not text.strip():
        return escape(text, quote=False)
    cuts = {0, len(text)}
    inside: list[list[tuple[int, int, Stretch]]] = [[], []]
    for level, stretches in enumerate(layers):
        for stretch in stretches:
            where = _within(stretch, places)
            if where is not None:
                inside[level].append((*where, stretch))
                cuts.update(where)
    if not inside[0] and not inside[1]:
        return escape(text, quote=False)
    out = []
    ordered = sorted(cuts)
    opened: Stretch | None = None
    for start, end in pairwise(ordered):
        outer = _holding(inside[0], start)
        if outer is not opened:
            if opened is not None:
                out.append(opened[3])
            if outer is not None:
                out.append(_opening(outer, used))
            opened = outer
        inner = _holding(inside[1], start)
        words = escape(text[start:end], quote=False)
        out.append(
            f"{_opening(inner, used)}{words}{inner[3]}" if inner is not None else words
        )
    if opened is not None:
        out.append(opened[3])
    return "".join(out)


def _within(stretch: Stretch, places: Places) -> tuple[int, int] | None:
    """Where in the part a stretch begins and ends; ``None`` if it is elsewhere."""
    begins = [place[2] for place in places]
    first = max(bisect_right(begins, stretch[0]) - 1, 0)
    start = end = None
    for part_start, part_end, at in places[first:]:
        if at >= stretch[1]:
            break
        stop = at + part_end - part_start
        if stop <= stretch[0]:
            continue
        if start is None:
            start = part_start + max(0, stretch[0] - at)
        end = part_end - max(0, stop - stretch[1])
    return None if start is None or end is None else (start, end)


def _holding(
    stretches: list[tuple[int, int, Stretch]], position: int
) -> Stretch | None:
    return next((s for start, end, s in stretches if start <= position < end), None)


def _opening(stretch: Stretch, used: set[str]) -> str:
    tag = stretch[2]
    if tag in used:
        return re.sub(r' id="[^"]*"', "", tag)
    used.add(tag)
    return tag
