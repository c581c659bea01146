"""Hits: the documents a query finds, in order, with the match marked."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from scraper.doc import FIRST_DATED
from scraper.search.load import Hit, Marked, load, read, read_in_order
from scraper.search.select import Selection, select
from scraper.search.vocabulary import Form

Order = Literal["relevance", "newest", "oldest"]

RANK_ALL = 20_000
"""Up to so many hits all are ranked; ``Hits.ranked`` says when they were not."""
RANK_NEWEST = 2_000
"""Beyond that, so many of the newest."""
MAX_LIMIT = 200
_SCORE = "bm25(docs_fts, 8.0, 1.0, 4.0, 0.8)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """One page of hits."""

    selection: Selection
    order: Order
    hits: tuple[Hit, ...]
    next: int | None
    """``offset`` of the next page; ``None`` after the last hit."""
    total: int | None
    """How many documents were found, up to ``RANK_ALL`` + 1; ``None``: not counted,
    which ordering by time does not need."""
    ranked: int | None
    """How many of the newest hits were ranked; ``None``: all of them."""

    @property
    def notes(self) -> tuple[str, ...]:
        """In Swedish: how the query was read where it was not taken as typed."""
        return self.selection.notes

    @property
    def expansions(self) -> dict[str, tuple[Form, ...]]:
        """Truncation -> the words it stands for, with counts."""
        return self.selection.match.expansions


def search(
    db: sqlite3.Connection,
    text: str,
    *,
    order: Order = "relevance",
    limit: int = 20,
    offset: int = 0,
) -> Hits:
    """Posts and comments that a query finds, a page at a time.

    Args:
        text: What a reader typed; see ``scraper.search.query``.  Never an error.
        order: Without words in the query, relevance means newest.
        limit: At most this many, and at most ``MAX_LIMIT``.
        offset: ``Hits.next`` of the page before.
    """
    selection = select(db, text)
    limit = min(max(limit, 1), MAX_LIMIT)
    offset = max(offset, 0)
    total = bound = None
    if order == "relevance" and selection.has_words:
        total = count(db, selection, RANK_ALL + 1)
        bound = RANK_NEWEST if total > RANK_ALL else None
        ids = _by_relevance(db, selection, limit + 1, offset, bound)
        unordered = read(db, selection, ids)
        words = {id_: unordered[id_] for id_ in ids}
    else:
        words = _by_time(db, selection, limit + 1, offset, order == "oldest")
    more = len(words) > limit
    hits = load(db, selection, dict(islice(words.items(), limit)))
    if order == "newest":
        hits.sort(key=lambda hit: (hit.published or "", hit.item), reverse=True)
    elif order == "oldest":
        hits.sort(key=lambda hit: (hit.published or "9999", hit.item))
    return Hits(
        selection=selection,
        order=order,
        hits=tuple(hits),
        next=offset + limit if more else None,
        total=total,
        ranked=bound,
    )


def newest(db: sqlite3.Connection, selection: Selection, limit: int) -> list[int]:
    """Document ids of the newest found, newest first."""
    sql = f"""
        select {selection.id} {selection.tail}
        order by {selection.id} desc limit :limit
        """
    values = {**selection.values, "limit": limit}
    return [row[0] for row in db.execute(sql, values)]


def ranked(db: sqlite3.Connection, selection: Selection, limit: int) -> list[int]:
    """Document ids of the best found, best first, bounded as ``search`` does."""
    if not selection.has_words:
        return newest(db, selection, limit)
    many = count(db, selection, RANK_ALL + 1) > RANK_ALL
    return _by_relevance(db, selection, limit, 0, RANK_NEWEST if many else None)


def count(db: sqlite3.Connection, selection: Selection, most: int) -> int:
    """How many documents were found, counted up to ``most``."""
    sql = f"select count(*) from (select 1 {selection.tail} limit :most)"  # noqa: S608
    row = db.execute(sql, {**selection.values, "most": most}).fetchone()
    return int(row[0])


def _by_time(
    db: sqlite3.Connection,
    selection: Selection,
    limit: int,
    offset: int,
    oldest: bool,
) -> dict[int, Marked]:
    """Documents in order of time; undated ones are neither new nor old: last."""
    if not oldest:
        return _read(db, selection, "", "desc", limit, offset)
    dated = f"and {selection.id} >= {FIRST_DATED}"
    found = _read(db, selection, dated, "asc", limit, offset)
    if len(found) < limit:
        sql = f"select count(*) {selection.tail} {dated}"
        (before,) = db.execute(sql, selection.values).fetchone()
        rest = limit - len(found), max(0, offset - before)
        undated = f"and {selection.id} < {FIRST_DATED}"
        found |= _read(db, selection, undated, "asc", *rest)
    return found


def _read(
    db: sqlite3.Connection,
    selection: Selection,
    bound: str,
    direction: str,
    limit: int,
    offset: int,
) -> dict[int, Marked]:
    tail = f"{bound} order by {selection.id} {direction} limit :limit offset :offset"
    values = {"limit": limit, "offset": offset}
    return dict(read_in_order(db, selection, tail, values))


def _by_relevance(
    db: sqlite3.Connection,
    selection: Selection,
    limit: int,
    offset: int,
    newest: int | None,
) -> list[int]:
    values = {**selection.values, "limit": limit, "offset": offset}
    bound = ""
    if newest is not None:
        sql = f"""
            select {selection.id} {selection.tail}
            order by {selection.id} desc limit 1 offset :newest
            """
        row = db.execute(sql, {**selection.values, "newest": newest - 1}).fetchone()
        values["bound"] = row[0]
        bound = f"and {selection.id} >= :bound"
    sql = f"""
        select {selection.id} {selection.tail} {bound}
        order by {_SCORE}, {selection.id} desc limit :limit offset :offset
        """
    return [row[0] for row in db.execute(sql, values)]
