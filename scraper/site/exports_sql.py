"""Every row of an SQL query as CSV, streamed.

Datasette's own CSV of a query stops silently at 1,000 rows.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils import InvalidSql, sqlite_timelimit, validate_sql_select

from scraper.site.entry import ask_of, problem
from scraper.site.guard import Send
from scraper.site.sending import Sending, csv_line, in_thread

BATCH = 1000
"""Rows read and sent at a time."""
LIMIT_S = 30
"""Seconds from the first row to the last, waiting for a slow reader included."""


async def sql_csv(datasette: Any, request: Any, send: Send) -> None:
    """``/hamta.csv?sql=``: every row of a query; other parameters are its values.

    A query that takes too long breaks off without an end, so that nobody takes half
    of it for the whole.
    """
    ask = ask_of(datasette, request)
    sql = ask.get("sql").strip().rstrip(";")
    try:
        validate_sql_select(sql)
    except InvalidSql as exc:
        await problem(ask, 400, str(exc)).asgi_send(send)
        return
    database = datasette.get_database(ask.database)
    conn = database.connect()
    try:
        datasette._prepare_connection(conn, ask.database)
        with sqlite_timelimit(conn, LIMIT_S * 1000):
            values = {name: value for name, value in ask.args if name != "sql"}
            sending = Sending(request, send, "csv", "sql")
            cursor = conn.cursor()
            try:
                await in_thread(datasette, cursor.execute, sql, values)
                rows = await in_thread(datasette, cursor.fetchmany, BATCH)
            except sqlite3.Error as exc:
                status = 503 if str(exc) == "interrupted" else 400
                await problem(ask, status, str(exc)).asgi_send(send)
                return
            await _send_rows(datasette, sending, cursor, rows)
    finally:
        conn.close()


async def _send_rows(
    datasette: Any,
    sending: Sending,
    cursor: sqlite3.Cursor,
    rows: list[tuple[object, ...]],
) -> None:
    await sending.start(csv_line(column[0] for column in cursor.description))
    while rows and not sending.head:
        await sending.part("".join(csv_line(row) for row in rows))
        rows = await in_thread(datasette, cursor.fetchmany, BATCH)
    await sending.end()
