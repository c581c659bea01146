"""A whole search as CSV or JSON lines: every hit of one moment, streamed.

A download is whole, or it breaks off so that the reader's program sees that it did.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from datasette.utils import sqlite_timelimit

from scraper.search import Selection, select
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

Row = Mapping[str, object]


async def search_csv(datasette: Any, request: Any, send: Send) -> None:
    """``/sok.csv?q=``: every hit, newest first."""
    await _send_search(datasette, request, send, "csv", csv_rows)


async def search_jsonl(datasette: Any, request: Any, send: Send) -> None:
    """``/sok.jsonl?q=``: every hit, newest first, one JSON object on a line."""
    await _send_search(datasette, request, send, "jsonl", json_rows)


async def _send_search(
    datasette: Any,
    request: Any,
    send: Send,
    kind: str,
    write: Callable[[Iterable[Row]], str],
) -> None:
    ask = ask_of(datasette, request)
    conn = datasette.get_database(ask.database).connect()
    try:
        datasette._prepare_connection(conn, ask.database)
        conn.execute("begin")  # one moment of an archive that a run may be writing to
        async with asyncio.timeout(LIMIT_S):
            sending = Sending(request, send, kind, ask.get("q"))
            await _send_rows(datasette, conn, ask, sending, write)
    finally:
        conn.close()


async def _send_rows(
    datasette: Any,
    conn: sqlite3.Connection,
    ask: Ask,
    sending: Sending,
    write: Callable[[Iterable[Row]], str],
) -> None:
    facts = await in_thread(datasette, read_facts, conn, ask.now)
    selection = await in_thread(datasette, select, conn, ask.get("q"))
    await sending.start(csv_line(COLUMNS) if write is csv_rows else "")
    before = 1 << 62
    while not sending.head:
        rows = await in_thread(
            datasette, hit_rows, conn, selection, before, ask, facts.edition
        )
        if not rows:
            break
        before = int(str(rows[-1]["doc"]))
        await sending.part(write(rows))
    await sending.end()


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
            "archived_at": ask.absolute(f"/inlagg/{row['post']}")
            if row["kind"] == "post"
            else ask.absolute(f"/kommentar/{row['id']}"),
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
