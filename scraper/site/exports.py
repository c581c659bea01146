"""A whole search or concordance, of one moment, streamed as CSV or JSON lines.

A download is whole, or it breaks off so that the reader's program sees that it did.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from datasette.utils import sqlite_timelimit

from scraper.search import Selection, concordance, select
from scraper.site.ask import Ask
from scraper.site.entry import ask_of
from scraper.site.facts import read_facts
from scraper.site.guard import Send
from scraper.site.sending import Sending, csv_line, in_thread

BATCH = 500
"""Rows read and sent at a time."""
BATCH_LIMIT_MS = 4000
LIMIT_S = 900
"""Seconds from the first row to the last, waiting for a slow reader included: while
one reads, the archive cannot take back what its journal holds."""

COLUMNS = (
    *("id", "kind", "source", "author", "date", "published", "title", "text"),
    *("url", "withdrawn_at", "first_seen", "post", "archived_at", "query", "edition"),
)
"""Columns of an exported search.  ``archived_at``: address in this archive; ``query``
and ``edition``: what was asked, and of which state of the archive."""

_ROWS = """
    select d.id as doc, d.item as id, d.kind, d.source, d.author, d.date,
           coalesce(p.published, c.published) as published,
           coalesce(p.title, q.title) as title, coalesce(p.text, c.text) as text,
           coalesce(p.url, c.url) as url,
           coalesce(p.withdrawn_at, c.withdrawn_at) as withdrawn_at,
           coalesce(p.first_seen, c.first_seen) as first_seen,
           coalesce(p.id, c.post) as post
    from docs d
    left join posts p on p.doc = d.id
    left join comments c on c.doc = d.id
    left join posts q on q.id = c.post
    where d.id in (select value from json_each(:ids))
    order by d.id desc"""

KWIC_COLUMNS = (
    *("left", "match", "right", "date", "source", "kind", "author", "id"),
    *("archived_at", "url", "query", "edition"),
)
"""Columns of an exported concordance."""

Row = Mapping[str, object]


Parts = Callable[[sqlite3.Connection, Ask, str], Iterator[str]]
"""Connection, request and edition of the archive -> a download, part by part."""


async def search_csv(datasette: Any, request: Any, send: Send) -> None:
    """``/sok.csv?q=``: every hit, newest first."""
    await stream(datasette, request, send, "csv", _csv)


async def search_jsonl(datasette: Any, request: Any, send: Send) -> None:
    """``/sok.jsonl?q=``: every hit, newest first, one JSON object on a line."""
    await stream(datasette, request, send, "jsonl", _jsonl)


async def kwic_csv(datasette: Any, request: Any, send: Send) -> None:
    """``/konkordans.csv?q=``: every match in its context, newest first."""
    await stream(datasette, request, send, "csv", _kwic)


async def stream(
    datasette: Any, request: Any, send: Send, kind: str, parts: Parts
) -> None:
    """Send a download of one moment of an archive that a run may be writing to."""
    ask = ask_of(datasette, request)
    conn = datasette.get_database(ask.database).connect()
    try:
        datasette._prepare_connection(conn, ask.database)
        conn.execute("begin")
        async with asyncio.timeout(LIMIT_S):
            facts = await in_thread(datasette, read_facts, conn, ask.now)
            made = parts(conn, ask, facts.edition)
            sending = Sending(request, send, kind, ask.get("q"))
            await sending.start(await in_thread(datasette, next, made, ""))
            while not sending.head:
                part = await in_thread(datasette, next, made, None)
                if part is None:
                    break
                await sending.part(part)
            await sending.end()
    finally:
        conn.close()


def _csv(conn: sqlite3.Connection, ask: Ask, edition: str) -> Iterator[str]:
    yield csv_line(COLUMNS)
    yield from map(csv_rows, _batches(conn, ask, edition))


def _jsonl(conn: sqlite3.Connection, ask: Ask, edition: str) -> Iterator[str]:
    return map(json_rows, _batches(conn, ask, edition))


def _batches(
    conn: sqlite3.Connection, ask: Ask, edition: str
) -> Iterator[list[dict[str, object]]]:
    selection = select(conn, ask.get("q"))
    before = 1 << 62
    while rows := hit_rows(conn, selection, before, ask, edition):
        before = int(str(rows[-1]["doc"]))
        yield rows


def _kwic(conn: sqlite3.Connection, ask: Ask, edition: str) -> Iterator[str]:
    yield csv_line(KWIC_COLUMNS)
    selection = select(conn, ask.get("q"))
    lines = concordance(conn, selection)
    while True:
        with sqlite_timelimit(conn, BATCH_LIMIT_MS):
            batch = list(islice(lines, BATCH))
        if not batch:
            return
        yield "".join(
            csv_line(
                (
                    *(line.left, line.match, line.right, line.date, line.source),
                    *(line.kind, line.author, line.item),
                    *(archived_at(ask, line.kind, line.item), line.url),
                    *(selection.query.text, edition),
                )
            )
            for line in batch
        )


def archived_at(ask: Ask, kind: str, item: str) -> str:
    """The address of a post or comment in this archive."""
    return ask.absolute(f"/{'inlagg' if kind == 'post' else 'kommentar'}/{item}")


def hit_rows(
    conn: sqlite3.Connection, selection: Selection, before: int, ask: Ask, edition: str
) -> list[dict[str, object]]:
    """The next hits below a document id, newest first."""
    sql = f"""
        select {selection.id} {selection.tail} and {selection.id} < :before
        order by {selection.id} desc limit :batch"""
    values = {**selection.values, "before": before, "batch": BATCH}
    with sqlite_timelimit(conn, BATCH_LIMIT_MS):
        ids = [row[0] for row in conn.execute(sql, values)]
        cursor = conn.cursor()
        cursor.row_factory = sqlite3.Row
        found = cursor.execute(_ROWS, {"ids": json.dumps(ids)}).fetchall()
    query = selection.query.text
    return [
        {
            **dict(row),
            "archived_at": archived_at(ask, row["kind"], row["id"]),
            "query": query,
            "edition": edition,
        }
        for row in found
    ]


def csv_rows(rows: Iterable[Row]) -> str:
    """Lines of CSV, in the order of ``COLUMNS``."""
    return "".join(csv_line(row[name] for name in COLUMNS) for row in rows)


def json_rows(rows: Iterable[Row]) -> str:
    """Lines of JSON."""
    return "".join(
        json.dumps({name: row[name] for name in COLUMNS}, ensure_ascii=False) + "\n"
        for row in rows
    )
