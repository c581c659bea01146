"""Soft hyphens for very long words of a title, between words that the archive knows."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable

LONG = 24
"""Letters; a longer word does not fit a narrow screen in a headline's size."""
_SHY = "\u00ad"
_LEAST = 4
_WORD = re.compile(rf"[^\W\d_]{{{LONG + 1},200}}")


def seams_of(conn: sqlite3.Connection, title: str) -> dict[str, str]:
    """Long word -> the same with soft hyphens at its seams."""
    found = {}
    for word in set(_WORD.findall(title)):
        parts = _split(word, _known(conn, word.lower()))
        if len(parts) > 1:
            found[word] = _SHY.join(parts)
    return found


def _known(conn: sqlite3.Connection, word: str) -> frozenset[str]:
    """Every part of a word that is a word of the archive itself."""
    size = len(word)
    parts = {
        word[a:b]
        for a in range(size)
        for b in range(a + _LEAST, min(size, a + 20) + 1)
        if b - a < size
    }
    sql = "select term from vocab where term in (select value from json_each(?))"
    rows: Iterable[tuple[str]] = conn.execute(sql, (json.dumps(sorted(parts)),))
    return frozenset(term for (term,) in rows)


def _split(word: str, known: frozenset[str]) -> list[str]:
    """The fewest parts, each known or known but for a joining s, from the left."""
    lower = word.lower()
    size = len(word)
    best: list[list[int] | None] = [[], *([None] * size)]
    for end in range(1, size + 1):
        for start in range(max(0, end - 21), end):
            before = best[start]
            part = lower[start:end]
            joined = part[:-1] if part.endswith("s") and end < size else part
            if before is None or (part not in known and joined not in known):
                continue
            reached = best[end]
            if reached is None or len(before) + 1 < len(reached):
                best[end] = [*before, end]
    cuts = best[size]
    if not cuts:
        return [word]
    return [word[a:b] for a, b in zip([0, *cuts], cuts, strict=False)]
