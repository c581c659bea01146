"""How the documents a query finds are spread: counts to narrow a search by."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scraper.search.select import Selection
from scraper.search.trend import periods_of
from scraper.store.doc import KINDS

COUNTED = 10_000
"""Counts are over so many of the newest documents found."""
SHOWN = 20
"""Values of one facet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Counts of the newest documents found, each from the most frequent on."""

    counted: int
    """How many documents the counts are over, at most ``COUNTED``."""
    complete: bool
    """Whether those are all that were found."""
    sources: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    authors: tuple[tuple[str, int], ...]
    years: tuple[tuple[str, int], ...]
    """Newest year first; undated documents are in none."""
    topics: tuple[tuple[str, int], ...]
    """Ids of topics and persons."""


def facets(db: sqlite3.Connection, selection: Selection) -> Facets:
    """Counts by source, kind, author, year and topic.

    All values come joined in one row: ten thousand rows would each be a turn between
    SQLite and Python, and among many readers a turn is a wait.  What has few values is
    then counted as parts of a text, which is faster than making a string of each.
    """
    topics = "select exists (select 1 from item_topics)"
    sources = [name for (name,) in db.execute("select name from sources")]
    columns = {
        "kind": "d.kind",
        "date": "d.date",
        "author": "d.author",
        "source": "d.source" if len(sources) > 1 else None,
        "topic": _TOPICS if db.execute(topics).fetchone()[0] else None,
    }
    sql = f"""
        with newest(id) as (
          select {selection.id} {selection.tail}
          order by {selection.id} desc limit {COUNTED})
        select count(*), {", ".join(map(_joined, columns.values()))}
        from newest cross join docs d on d.id = newest.id
        """  # noqa: S608  no value is in it
    values = {**selection.values, "between": _BETWEEN}
    counted, *found = db.execute(sql, values).fetchone()
    joined = {name: text or "" for name, text in zip(columns, found, strict=True)}
    by_source = Counter(_split(joined["source"]))
    if len(sources) == 1 and counted:
        by_source[sources[0]] = counted
    years = reversed(periods_of(db, "year"))
    return Facets(
        counted=counted,
        complete=counted < COUNTED,
        sources=tuple(by_source.most_common(SHOWN)),
        kinds=_most_first(_times(joined["kind"], KINDS, _BETWEEN)),
        authors=tuple(Counter(_split(joined["author"])).most_common(SHOWN)),
        years=tuple(_times(joined["date"], years, "-").items()),
        topics=_most_first(Counter(_split(joined["topic"])))[:SHOWN],
    )


def _split(joined: str) -> list[str]:
    return joined.split(_BETWEEN) if joined else []


def _times(joined: str, values: Iterable[str], after: str) -> dict[str, int]:
    """How many of the joined values are each of some, or begin so up to ``after``."""
    text = f"{_BETWEEN}{joined.replace(_BETWEEN, 2 * _BETWEEN)}{_BETWEEN}"
    counts = {value: text.count(f"{_BETWEEN}{value}{after}") for value in values}
    return {value: n for value, n in counts.items() if n}


def _most_first(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


_BETWEEN = "\x1f"
"""Between values; no name holds it, for HTML forbids it."""
_TOPICS = """
    (select group_concat(topic, :between) from item_topics t where t.item = d.item)"""


def _joined(value: str | None) -> str:
    return f"group_concat({value}, :between)" if value else "null"
