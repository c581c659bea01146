"""What an edit of a post changed, in a line: its first change with the words around."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scraper.site.diff import Piece, compare
from scraper.site.history import Event

AROUND = 40
"""Characters before and after the change."""
MOST = 90
"""Characters of the change itself."""
_LONGEST = 20_000
"""Characters; the change of a longer text is read on its own page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """The first change of one edit."""

    pieces: tuple[Piece, ...]
    more: int
    """Other places that were changed at the same time."""


def glimpses(
    conn: sqlite3.Connection, events: Iterable[Event]
) -> Mapping[int, Glimpse]:
    """Id of a superseded state -> what came instead; posts whose text changed only."""
    found = {}
    for event in events:
        if event.is_post and event.revision is not None and "text" in event.changed:
            glimpse = _of(conn, event.revision)
            if glimpse is not None:
                found[event.revision] = glimpse
    return found


def _of(conn: sqlite3.Connection, revision: int) -> Glimpse | None:
    before, after = conn.execute(_TEXTS, (revision,)).fetchone()
    if not before or not after or max(len(before), len(after)) > _LONGEST:
        return None
    diff = compare(before, after)
    block = next(
        (b for b in diff.blocks if any(k != "same" for k, _ in b.pieces)), None
    )
    if block is None:
        return None
    return Glimpse(pieces=_cut(block.pieces), more=max(len(diff.changes) - 1, 0))


def _cut(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The first change, and of what stands around it a few words."""
    start = next(n for n, (kind, _) in enumerate(pieces) if kind != "same")
    end = start
    while end < len(pieces) and pieces[end][0] != "same":
        end += 1
    made: list[Piece] = []
    if start:
        made.append(("same", _tail(pieces[start - 1][1])))
    made += [(kind, _head(text, MOST)) for kind, text in pieces[start:end]]
    if end < len(pieces):
        made.append(("same", _head(pieces[end][1], AROUND)))
    return tuple(made)


def _head(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return text[: text.rfind(" ", 0, most) if " " in text[:most] else most] + " …"


def _tail(text: str) -> str:
    if len(text) <= AROUND:
        return text
    at = text.find(" ", len(text) - AROUND)
    return "…" + (text[at:] if at >= 0 else text[-AROUND:])


_TEXTS = """
    select r.text, coalesce(
      (select n.text from revisions n
       where n.item = r.item and n.seen_from > r.seen_from
       order by n.seen_from limit 1), p.text)
    from revisions r join posts p on p.id = r.item where r.id = ?"""
