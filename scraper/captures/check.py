"""Is captures.db what was written?  Bodies by digest, runs by seal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from scraper.captures.bodies import Bodies, digest_of
from scraper.captures.rows import REQUEST_COLUMNS, RUN_COLUMNS


def findings(connection: sqlite3.Connection, bodies: Bodies) -> Iterator[str]:
    """What is wrong, a line each.

    Raises:
        sqlite3.DatabaseError: so much that it cannot be read.
    """
    for (line,) in connection.execute("pragma integrity_check"):
        if line != "ok":
            yield f"integrity: {line}"
    for table, row, other, _ in connection.execute("pragma foreign_key_check"):
        yield f"{table} {row}: what it refers to in {other} is missing"
    yield from bodies.damages()
    yield from _facts(connection)
    runs = "select id, seal from runs where finished is not null or seal is not null"
    for run, sealed in connection.execute(runs).fetchall():
        if sealed != seal(connection, run):
            yield f"run {run}: its rows are not those it was sealed with"


def _facts(connection: sqlite3.Connection) -> Iterator[str]:
    """Bodies that no request of their source has."""
    for digest, source in connection.execute(
        """
        select digest, source from bodies b where not exists
          (select 1 from requests r where r.digest = b.digest and r.source = b.source)
        """
    ):
        yield f"body {digest}: no request of {source!r} has it"


def seal(connection: sqlite3.Connection, run: int) -> str:
    """A hash over the row of a run and of its requests: ``sha256:<hex>``."""
    rows = connection.execute(
        f"select {RUN_COLUMNS} from runs where id = ?",  # noqa: S608 (a constant)
        [run],
    ).fetchall()
    rows += connection.execute(
        f"select {REQUEST_COLUMNS} from requests where run = ? order by id",  # noqa: S608 (a constant)
        [run],
    )
    return digest_of(json.dumps(rows).encode())
