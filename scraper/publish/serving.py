"""The counts that Datasette serves a snapshot with; see ``serve.files``."""

from __future__ import annotations

import sqlite3
from typing import Any


def inspection(db: sqlite3.Connection, *, size: int, digest: str) -> dict[str, Any]:
    """What ``datasette inspect corpus.db`` would find, without its time limits.

    Args:
        size: Of the file, in bytes.
        digest: SHA-256 of the file, in hexadecimal.

    Source: https://docs.datasette.io/en/stable/performance.html#datasette-inspect
    """
    return {
        "corpus": {
            "hash": digest,
            "size": size,
            "file": "corpus.db",
            "tables": {table: {"count": n} for table, n in counts(db).items()},
        }
    }


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """Rows of every table; of the index's own tables as Datasette counts them."""
    sql = "select name from sqlite_master where type = 'table' order by name"
    found = {}
    for (name,) in db.execute(sql).fetchall():
        table = "docs" if name == "docs_fts" else name  # a view would be read whole
        (found[name],) = db.execute(f'select count(*) from "{table}"').fetchone()  # noqa: S608  ours
    return found
