"""Hits: the documents a query finds, in order, with the match marked."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal

from scraper.search import load
from scraper.search.load import Hit, Row
from scraper.search.marked import Words
from scraper.search.rank import BOUNDS, Bounds, Ranked, by_relevance
from scraper.search.saying import Note
from scraper.search.select import Selection, select
from scraper.search.vocabulary import Form
from scraper.store.doc import FIRST_DATED

Order = Literal["relevance", "newest", "oldest"]

MAX_LIMIT = 200
_FEW = 500
"""Documents that are gone through sooner than twenty of them are looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """One page of hits."""

    selection: Selection
    order: Order
    hits: tuple[Hit, ...]
    next: int | None
    """``offset`` of the next page; ``None`` after the last hit."""
    total: int | None
    """How many documents were found, up to a bound (``rank.Ranked``); ``None``: not
    counted, which ordering by time does not need."""
    ranked: int | None
    """How many of the newest hits were ranked; ``None``: all of them."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """How the query was read where it was not taken as typed."""
        return self.selection.notes

    @property
    def expansions(self) -> dict[str, tuple[Form, ...]]:
        """Truncation -> the words it stands for, with counts."""
        return self.selection.match.expansions


def search(
    db: sqlite3.Connection,
    text: str | Selection,
    *,
    order: Order = "relevance",
    limit: int = 20,
    offset: int = 0,
    bounds: Bounds = BOUNDS,
) -> Hits:
    """Posts and comments that a query finds, a page at a time.

    Args:
        text: What a reader typed, see ``scraper.search.query``: never an error; or the
            selection that was made of it.
        order: Without words in the query, relevance means newest.
        limit: At most this many, and at most ``MAX_LIMIT``.
        offset: ``Hits.next`` of the page before.
        bounds: What ranking may cost.
    """
    selection = text if isinstance(text, Selection) else select(db, text)
    limit = min(max(limit, 1), MAX_LIMIT)
    offset = max(offset, 0)
    words = Words(selection)
    ranked: Ranked | None = None
    if order == "relevance" and selection.has_words:
        ranked = by_relevance(db, selection, limit + 1, offset, bounds)
        few = ranked.of_newest is not None or ranked.total <= _FEW
        rows = load.rows_of(db, words, ranked.ids, few=few)
    else:
        rows = _by_time(db, words, limit + 1, offset, order == "oldest")
    more = len(rows) > limit
    hits = load.hits(db, words, rows[:limit])
    if order == "newest":
        hits.sort(key=lambda hit: (hit.published or "", hit.item), reverse=True)
    elif order == "oldest":
        hits.sort(key=lambda hit: (hit.published or "9999", hit.item))
    return Hits(
        selection=selection,
        order=order,
        hits=tuple(hits),
        next=offset + limit if more else None,
        total=ranked.total if ranked else None,
        ranked=ranked.of_newest if ranked else None,
    )


def _by_time(
    db: sqlite3.Connection, words: Words, limit: int, offset: int, oldest: bool
) -> list[Row]:
    """Documents in order of time; undated ones are neither new nor old: last."""
    selection = words.selection
    if not oldest:
        return _page(db, words, "", "desc", limit, offset)
    dated = f"and {selection.id} >= {FIRST_DATED}"
    found = _page(db, words, dated, "asc", limit, offset)
    if len(found) < limit:
        sql = f"select count(*) {selection.tail} {dated}"
        (before,) = db.execute(sql, selection.values).fetchone()
        left = limit - len(found)
        undated = f"and {selection.id} < {FIRST_DATED}"
        found += _page(db, words, undated, "asc", left, max(0, offset - before))
    return found


def _page(
    db: sqlite3.Connection,
    words: Words,
    bound: str,
    direction: str,
    limit: int,
    offset: int,
) -> list[Row]:
    tail = (
        f"{bound} order by {words.selection.id} {direction} limit :limit offset :offset"
    )
    found = load.rows(db, words, tail, {"limit": limit, "offset": offset})
    return sorted(found, key=itemgetter(0), reverse=direction == "desc")
