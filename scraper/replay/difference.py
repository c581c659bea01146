"""Two corpora held against each other, row by row: the first difference.

Left out is what does not follow from captures.db: the log of the runs, the numbers
that only this file uses, and the search index, which is checked against the rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import zip_longest

from scraper.store.tables import TABLES

Cells = tuple[object, ...]

_OWN_NUMBERS = {"doc"}
_SHOWN = 60


def _whole(table: str, key: str = "id") -> tuple[str, int]:
    columns = [name for name in TABLES[table][0] if name not in _OWN_NUMBERS]
    columns.remove(key)
    names = ", ".join([key, *columns])
    return f"select {names} from {table} order by {key}", 1  # noqa: S608  ours


ROWS: dict[str, tuple[str, int]] = {
    "sources": (
        """
        select name, platform, owner, party, home_url, timezone, route, ended
        from sources order by name""",
        1,
    ),
    "posts": _whole("posts"),
    "comments": _whole("comments"),
    "bodies": ("select item, html from bodies order by item", 1),
    "revisions": (
        """
        select item, seen_from, seen_until, changed, title, text, author, parent, url,
               published, claimed, withdrawn_at, digest, capture
        from revisions order by 1, 3, 2, 4, 13, 14, 5, 6, 7, 8, 9, 10, 11, 12""",
        3,
    ),
    "tags": ("select kind, name from tags order by 1, 2", 2),
    "post_tags": (
        """
        select post, kind, name from post_tags left join tags on tags.id = tag
        order by 1, 2, 3""",
        3,
    ),
    "links": ("select item, url, text, host from links order by 1, 2, 3, 4", 3),
    "topics": ("select id, kind, title, rule from topics order by id", 1),
    "item_topics": ("select item, topic, matched from item_topics order by 1, 2", 2),
}
"""Table -> its rows in a fixed order, and how many columns make their key."""


def first_difference(
    found: sqlite3.Connection, expected: sqlite3.Connection
) -> str | None:
    """Where two corpora differ first, in a line; ``None`` if they are equal.

    Args:
        found: The archive.
        expected: What follows from its captures.
    """
    for table, (sql, keys) in ROWS.items():
        ours, theirs = _rows(found, sql), _rows(expected, sql)
        for row, wanted in zip_longest(ours, theirs):
            if row != wanted:
                names = [c[0] for c in found.execute(f"{sql} limit 0").description]
                return f"{table} {_said(row, wanted, names, keys)}"
    return None


def _rows(db: sqlite3.Connection, sql: str) -> Iterator[Cells]:
    return iter(db.execute(sql))


def _said(row: Cells | None, wanted: Cells | None, names: list[str], keys: int) -> str:
    if wanted is None or (row and _order(row[:keys]) < _order(wanted[:keys])):
        return f"{_key(row, keys)}: does not follow from the captures"
    if row is None or row[:keys] != wanted[:keys]:
        return f"{_key(wanted, keys)}: follows from the captures, and is not here"
    name, ours, theirs = next(
        (n, a, b) for n, a, b in zip(names, row, wanted, strict=True) if a != b
    )
    return f"{_key(row, keys)}: {name} is {_cut(ours)}, by the captures {_cut(theirs)}"


def _key(row: Cells | None, keys: int) -> str:
    return " ".join(str(cell) for cell in (row or ())[:keys])


def _order(key: Cells) -> list[tuple[bool, str]]:
    """As SQLite orders texts: null first, then by UTF-8."""
    return [(cell is not None, str(cell)) for cell in key]


def _cut(cell: object) -> str:
    text = repr(cell)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
