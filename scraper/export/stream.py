"""Every hit of a search as CSV or JSON Lines, streamed: never cut, flat memory.

For the site: one file of posts and comments together, oldest first.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from scraper.readonly import open_readonly
from scraper.search import select

COLUMNS = (
    *("id", "kind", "source", "post", "title", "author", "date", "published"),
    *("published_precision", "parent", "answers", "url", "text"),
)
"""``title`` is that of the post; ``post`` of a post is its own id."""

_SQL = """
    select d.item, d.kind, d.source, coalesce(c.post, d.item),
           coalesce(p.title, q.title), d.author, d.date,
           coalesce(p.published, c.published),
           coalesce(p.published_precision, c.published_precision),
           c.parent, c.answers, coalesce(p.url, c.url), coalesce(p.text, c.text)
    from docs d
    left join posts p on p.id = d.item
    left join comments c on c.id = d.item
    left join posts q on q.id = c.post
    where d.id in (select {id} {tail})
    order by d.id"""
_BATCH = 500


def stream(db: Path, query: str, form: Literal["csv", "jsonl"]) -> Iterator[str]:
    """The whole answer in pieces of some hundred rows.

    The archive stays open for reading, as it was at the first piece, until the last
    one is taken or the generator is closed.

    Raises:
        ArchiveError: the archive cannot be read.
    """
    with open_readonly(db) as conn:
        found = select(conn, query)
        sql = _SQL.format(id=found.id, tail=found.tail)
        cursor = conn.execute(sql, found.values)
        if form == "csv":
            yield ",".join(COLUMNS) + "\r\n"
        while rows := cursor.fetchmany(_BATCH):
            yield _as_csv(rows) if form == "csv" else _as_lines(rows)


def _as_csv(rows: list[tuple[object, ...]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _as_lines(rows: list[tuple[object, ...]]) -> str:
    records = (dict(zip(COLUMNS, row, strict=True)) for row in rows)
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
