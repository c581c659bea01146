"""What a visitor's SQL may cost: limits of a connection.

The time limit of Datasette stops a statement between two steps, but not one long
function inside a step; bounding the length of values bounds those.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 5_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 100,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
"""Characters or bytes, and counts; the largest text of a blog is far below."""

DENIED = {
    "fts3_tokenizer": (1, 2),  # returns and accepts pointers
    "load_extension": (1, 2),
    "randomblob": (1,),
    "zeroblob": (1,),
}
"""Function -> its numbers of arguments; nobody who reads an archive needs them.  They
give NULL: an exception in a function would print a trace for every visitor's try."""

_STEPS = 100_000
"""Of SQLite's machine: a few milliseconds."""


def bound(conn: sqlite3.Connection) -> None:
    """Put the limits on a connection that answers visitors."""
    for category, limit in LIMITS.items():
        conn.setlimit(category, limit)
    for name, arities in DENIED.items():
        for arity in arities:
            conn.create_function(name, arity, _denied)
    conn.create_function("instr", 2, _instr, deterministic=True)
    conn.create_function("replace", 3, _replace, deterministic=True)


@contextmanager
def time_limit(conn: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """End what a view asks of a connection when it takes longer.

    As ``sqlite_timelimit`` of Datasette, which asks the time every thousand steps of a
    statement: some 20 µs, after each of which the statement waits for its turn among
    Python's threads.
    """
    end = time.monotonic() + seconds
    conn.set_progress_handler(lambda: time.monotonic() >= end, _STEPS)
    try:
        yield
    finally:
        conn.set_progress_handler(None, _STEPS)


def _denied(*_: object) -> None:
    """NULL, whatever was asked."""


def _instr(text: object, part: object) -> int | None:
    """As SQLite's own, whose worst case is the product of both lengths."""
    if text is None or part is None:
        return None
    if isinstance(text, bytes) and isinstance(part, bytes):
        return text.find(part) + 1
    return _text(text).find(_text(part)) + 1


def _replace(text: object, old: object, new: object) -> str | None:
    if text is None or old is None or new is None:
        return None
    text, old, new = _text(text), _text(old), _text(new)
    if not old:
        return text
    growth = text.count(old) * (len(new) - len(old))
    most = LIMITS[sqlite3.SQLITE_LIMIT_LENGTH]
    if len(text) + growth > most:
        return " " * (most + 1)  # SQLite refuses it: "string or blob too big"
    return text.replace(old, new)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
