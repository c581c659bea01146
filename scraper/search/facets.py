"""How the documents a query finds are spread: counts to narrow a search by."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass

from scraper.search.select import Selection

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
    SQLite and Python, and among many readers a turn is a wait.
    """
    (any_topic,) = db.execute("select exists (select 1 from item_topics)").fetchone()
    sql = f"""
        with newest(id) as (
          select {selection.id} {selection.tail}
          order by {selection.id} desc limit {COUNTED})
        select count(*), {_joined(_PLACE)}, {_joined("d.author")},
               {_joined(_TOPICS) if any_topic else "null"}
        from newest cross join docs d on d.id = newest.id
        """  # noqa: S608  no value is in it
    values = {**selection.values, "between": _BETWEEN}
    counted, *columns = db.execute(sql, values).fetchone()
    places, authors, topics = (
        Counter(column.split(_BETWEEN) if column else ()) for column in columns
    )
    sources, kinds, years = Counter[str](), Counter[str](), Counter[str]()
    for place, n in places.items():
        source, kind, year = place.split(" ")
        sources[source] += n
        kinds[kind] += n
        if year:
            years[year] += n
    return Facets(
        counted=counted,
        complete=counted < COUNTED,
        sources=tuple(sources.most_common(SHOWN)),
        kinds=tuple(kinds.most_common()),
        authors=tuple(authors.most_common(SHOWN)),
        years=tuple(sorted(years.items(), reverse=True)),
        topics=tuple(
            sorted(topics.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
        ),
    )


_BETWEEN = "\x1f"
"""Between values; no name holds it, for HTML forbids it."""
_PLACE = "d.source || ' ' || d.kind || ' ' || coalesce(substr(d.date, 1, 4), '')"
_TOPICS = """
    (select group_concat(topic, :between) from item_topics t where t.item = d.item)"""


def _joined(value: str) -> str:
    return f"group_concat({value}, :between)"
