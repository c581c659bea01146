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
    columns: list[Counter[str]] = [Counter(), Counter(), Counter(), Counter()]
    total = 0
    found_sql = f"""
        with found(id) as materialized (
          select {selection.id} {selection.tail}
          order by {selection.id} desc limit {COUNTED})
        """
    for *found, count in db.execute(found_sql + _COUNTS, selection.values):
        total += count
        for counter, value in zip(columns, found, strict=True):
            if value is not None:
                counter[value] += count
    topics = db.execute(found_sql + _TOPICS, selection.values).fetchall()
    sources, kinds, authors, years = columns
    return Facets(
        counted=total,
        complete=total < COUNTED,
        sources=tuple(sources.most_common(SHOWN)),
        kinds=tuple(kinds.most_common()),
        authors=tuple(authors.most_common(SHOWN)),
        years=tuple(sorted(years.items(), reverse=True)),
        topics=tuple(topics),
    )


_COUNTS = """
    select source, kind, author, substr(date, 1, 4), count(*)
    from found join docs using (id) group by 1, 2, 3, 4"""
_TOPICS = f"""
    select t.topic, count(*) as n
    from found join docs using (id) join item_topics t on t.item = docs.item
    group by 1 order by n desc, 1 limit {SHOWN}"""  # noqa: S608  a number
