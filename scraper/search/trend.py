"""How often queries are met over the years or months, in absolute and fair numbers."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from scraper.search.select import GROUPS, Selection, select, source_names
from scraper.store.doc import first_id

Unit = Literal["month", "year"]

_ZONE = ZoneInfo("Europe/Stockholm")
"""Whose midnight ends a month; all documents are counted by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One query over the periods of a ``Trend``."""

    selection: Selection
    hits: tuple[int, ...]
    """Documents found in each period."""
    words: tuple[int, ...]
    """Words of all documents of those sources and kinds in each period."""

    @property
    def per_million(self) -> tuple[float | None, ...]:
        """Documents found per million words; ``None`` where nothing was written."""
        return tuple(
            1e6 * hits / words if words else None
            for hits, words in zip(self.hits, self.words, strict=True)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Several queries side by side."""

    unit: Unit
    periods: tuple[str, ...]
    """``YYYY`` or ``YYYY-MM``, oldest first, without a gap."""
    series: tuple[Series, ...]


def trend(
    db: sqlite3.Connection,
    queries: Sequence[str | Selection],
    *,
    unit: Unit = "month",
) -> Trend:
    """Documents found in each month or year; undated ones are in none.

    Words are those of the sources and kinds that a query is limited to, whatever its
    other filters.
    """
    periods = periods_of(db, unit)
    return Trend(
        unit=unit,
        periods=periods,
        series=tuple(
            _series(db, q if isinstance(q, Selection) else select(db, q), periods)
            for q in queries
        ),
    )


def periods_of(db: sqlite3.Connection, unit: Unit) -> tuple[str, ...]:
    """Every year or month of the archive, as in ``Trend.periods``."""
    sql = "select min(month), max(month) from months where month <> ''"
    first, last = db.execute(sql).fetchone()
    if first is None:
        return ()
    if unit == "year":
        return tuple(str(y) for y in range(int(first[:4]), int(last[:4]) + 1))
    low, high = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (first, last))
    return tuple(f"{n // 12:04}-{n % 12 + 1:02}" for n in range(low, high + 1))


def _series(
    db: sqlite3.Connection, selection: Selection, periods: tuple[str, ...]
) -> Series:
    return Series(
        selection=selection,
        hits=_hits(db, selection, periods),
        words=_sums(_of_months(db, selection, "words"), periods),
    )


def _hits(
    db: sqlite3.Connection, selection: Selection, periods: tuple[str, ...]
) -> tuple[int, ...]:
    """By ranges of ids where words alone decide, by the counts of the archive where
    sources and kinds alone do, else by the day of each document."""
    filters = selection.query.filters
    if selection.tail.startswith("from docs where") and not (
        selection.match.unwanted
        or filters.authors
        or filters.topics
        or filters.since
        or filters.until
    ):
        return _sums(_of_months(db, selection, "docs"), periods)
    if selection.tail.startswith("from docs_fts where"):
        sql = f"""
            select count(*) {selection.tail}
            and docs_fts.rowid between :first and :last
            """
        found = []
        for period in periods:
            span = {"first": _first_id(period), "last": _first_id(_next(period)) - 1}
            (count,) = db.execute(sql, {**selection.values, **span}).fetchone()
            found.append(int(count))
        return tuple(found)
    size = len(periods[0]) if periods else 4
    sql = f"""
        select substr(date, 1, {size}), count(*) from docs
        where id in (select {selection.id} {selection.tail}) group by 1
        """  # noqa: S608
    counts = dict(db.execute(sql, selection.values).fetchall())
    return tuple(counts.get(period, 0) for period in periods)


def _first_id(period: str) -> int:
    year, month = int(period[:4]), int(period[5:] or 1)
    local = datetime(year, month, 1, tzinfo=_ZONE)
    return first_id(local.astimezone(UTC).isoformat())


def _next(period: str) -> str:
    if len(period) == 4:
        return f"{int(period) + 1:04}"
    number = int(period[:4]) * 12 + int(period[5:])
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _of_months(
    db: sqlite3.Connection, selection: Selection, what: Literal["docs", "words"]
) -> dict[str, int]:
    """Month -> documents or words of the sources and kinds a query is limited to."""
    filters = selection.query.filters
    kinds = {kind for group in filters.kinds for kind in GROUPS[group]}
    sources = {name for part in filters.sources for name in source_names(db, part)}
    found: dict[str, int] = {}
    for month, source, kind, docs, words in db.execute(
        "select month, source, kind, docs, words from months"
    ):
        if (not filters.kinds or kind in kinds) and (
            not filters.sources or source in sources
        ):
            found[month] = found.get(month, 0) + (docs if what == "docs" else words)
    return found


def _sums(words: dict[str, int], periods: tuple[str, ...]) -> tuple[int, ...]:
    size = len(periods[0]) if periods else 4
    sums: dict[str, int] = {}
    for month, count in words.items():
        sums[month[:size]] = sums.get(month[:size], 0) + count
    return tuple(sums.get(period, 0) for period in periods)
