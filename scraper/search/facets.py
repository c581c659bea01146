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
    """Counts by source, kind, author, year and topic."""
    sql = f"""
        with newest(id) as (
          select {selection.id} {selection.tail}
          order by {selection.id} desc limit {COUNTED})
        select d.source, d.kind, d.author, substr(d.date, 1, 4),
               (select group_concat(topic) from item_topics t where t.item = d.item)
        from newest cross join docs d on d.id = newest.id
        """  # noqa: S608  no value is in it
    rows = db.execute(sql, selection.values).fetchall()
    sources, kinds, authors, years, topics = (
        Counter(value for value in column if value is not None)
        for column in (zip(*rows, strict=True) if rows else [()] * 5)
    )
    one_by_one: Counter[str] = Counter()
    for together, count in topics.items():
        for topic in together.split(","):
            one_by_one[topic] += count
    return Facets(
        counted=len(rows),
        complete=len(rows) < COUNTED,
        sources=tuple(sources.most_common(SHOWN)),
        kinds=tuple(kinds.most_common()),
        authors=tuple(authors.most_common(SHOWN)),
        years=tuple(sorted(years.items(), reverse=True)),
        topics=tuple(
            sorted(one_by_one.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
        ),
    )
