"""The search box of a table as our own search does it: newest first, and bounded.

Datasette looks up the rows of all hits and sorts those, which for a common word among a
million texts takes a second and more.  Ids of documents are in order of time, so from
the newest hit on the rows come in order, whatever else they are filtered by.
"""

from __future__ import annotations

import re

SORTED = 10_000
"""So many of the newest hits are sorted by another column."""

_TABLE = re.compile(r"/[^/]+/(?:posts|comments)(?:\.\w+)?")
"""The tables with a search box, in whichever database and format."""
_OF_COLUMN = re.compile(rb"(?:^|(?<=&))_search_\w+(?==)")
_SEARCHED = re.compile(rb"(?:^|&)_search=[^&]")
_SORTED = re.compile(rb"(?:^|&)_sort(?:_desc)?=")
_HITS = "select rowid from docs_fts where docs_fts match escape_fts(:search)"
_PARTS = (
    r"(?P<what>select .*?) from (?P<table>posts|comments) where (?P<other>.*?)doc in ",
    re.escape(f"({_HITS})"),
    r"(?P<more>.*?)",
    r"(?P<after> and \(\w+ [<>] (?P<last>:p\d+) or [^?]*?\(\(id > :p\d+\)\)\)\))?",
    r"(?:\s+order by (?P<order>[^()]*?))?(?P<limit>\s+limit \d+)?\s*",
)
_ROWS = re.compile("".join(_PARTS), re.DOTALL)
"""``other`` and ``more`` are filters, ``after`` says where the page before ended."""


def in_order(path: str, query: bytes) -> bytes:
    """The query of a table's page, newest first where it searches and sorts by nothing.

    A search of one column, which Datasette looks up by another id than ours, is one of
    all.

    >>> in_order("/corpus/comments", b"_search_body=skola")
    b'_search=skola&_sort_desc=doc'
    """
    if not _TABLE.fullmatch(path):
        return query
    query = _OF_COLUMN.sub(b"_search", query)
    if not _SEARCHED.search(query) or _SORTED.search(query):
        return query
    return query + b"&_sort_desc=doc"


def quick(sql: str) -> str:
    """A statement of a table's page that finds the same from the newest hit on.

    Sorted by another column than ``doc`` it finds the same among the newest ``SORTED``.
    """
    found = _ROWS.fullmatch(sql)
    if found is None:
        return sql
    what, table, other, more, after, last, order, limit = found.groups(default="")
    hits = _HITS.replace("rowid", "rowid as hit", 1)
    if order in ("doc desc", "doc desc, id"):
        order = "hit desc"
        hits += f" and rowid < cast({last} as integer)" if last else ""
    elif order and (other or more):
        return sql  # the newest hits may be others than those the filters let through
    elif order:
        hits += f""" and exists (select 1 from {table} where doc = docs_fts.rowid)
            order by rowid desc limit {SORTED}"""  # noqa: S608  no value is in it
    sql = f"{what} from ({hits}) cross join {table} on {table}.doc = hit"
    sql += f" where {other}true{more}{after}"
    return sql + (f" order by {order}" if order else "") + limit
