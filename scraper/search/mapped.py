"""Reading the archive as memory: half the time of a search is copying pages."""

from __future__ import annotations

import sqlite3

_MOST = 1 << 40
"""Bytes; SQLite takes as much of it as it was built for, commonly 2 GB."""


def map_file(conn: sqlite3.Connection) -> None:
    """Let a connection that searches read the file where the system holds it.

    The pages are the system's, shared by all who read; they count as memory of this
    process and are given back when others need them.  A writer that makes the file
    shorter waits for readers, so nothing is read that is no longer there; a file must
    be replaced by renaming, as ever, not written over.
    """
    conn.execute(f"pragma mmap_size = {_MOST}").fetchone()
