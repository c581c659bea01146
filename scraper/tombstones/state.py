"""How far each of the two files obeys the tombstones.

Each says how many erasures it is free of (``forgotten``) and how many of them are out
of its free pages and log too (``wiped``).  Fewer than the file of tombstones has: an
erasure was cut short, or an older file was put back.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.tombstones.file import Tombstones, beside, read_tombstones

TABLES = {"captures": "state", "corpus": "meta"}


def done(db: sqlite3.Connection, table: str) -> tuple[int, int]:
    """(``forgotten``, ``wiped``) of a file whose facts are in ``table``."""
    sql = f"select key, value from {table} where key in ('forgotten', 'wiped')"  # noqa: S608
    found = dict(db.execute(sql))
    return int(found.get("forgotten", 0)), int(found.get("wiped", 0))


def hidings(db: sqlite3.Connection, table: str) -> int:
    """How many times something was hidden or put back, as far as a file knows."""
    sql = f"select value from {table} where key = 'hidden'"  # noqa: S608
    row = db.execute(sql).fetchone()
    return int(row[0]) if row else 0


def set_done(db: sqlite3.Connection, table: str, key: str, count: int) -> None:
    """Note how many erasures a file obeys; in the caller's transaction."""
    sql = f"insert or replace into {table} (key, value) values (?, ?)"  # noqa: S608
    db.execute(sql, [key, str(count)])


def write_erasures(
    db: Database, stones: Tombstones, *, forgotten: int, wiped: int
) -> None:
    """Write when, how many and why into corpus.db, made of captures free of them.

    Args:
        forgotten: How many erasures the captures obey.
        wiped: How many the free pages of the file obey that it will be in.
    """
    db.execute("delete from erasures")
    db.table("erasures").insert_all(
        {
            "id": number,
            "at": stone.at,
            "kind": stone.kind,
            "count": stone.count,
            "reason": stone.reason,
        }
        for number, stone in enumerate(stones.all, start=1)
    )
    set_done(db.conn, TABLES["corpus"], "forgotten", forgotten)
    set_done(db.conn, TABLES["corpus"], "wiped", wiped)


def require_tombstones(captures: Path, obeyed: int) -> None:
    """Refuse an archive with erasures whose tombstones are not here, or older.

    Raises:
        ArchiveError: it would write back what was erased.
    """
    path, key = beside(captures)
    stones = read_tombstones(captures)
    count = 0 if stones is None else stones.count
    if count < obeyed:
        raise ArchiveError(
            f"{path}: expected the {obeyed} erasures that this archive obeys, found "
            f"{count}; put back the newest {path.name} and {key.name}: without them "
            "nothing is written, since it could bring back what was erased"
        )


def unfinished(corpus: Path | None, captures: Path) -> str | None:
    """What is left to do of an erasure, in a line; ``None`` if nothing is.

    Raises:
        ArchiveError: tombstones are missing, damaged or of another key.
    """
    stones = read_tombstones(captures)
    count = 0 if stones is None else stones.count
    files = [(captures, TABLES["captures"])]
    files += [(corpus, TABLES["corpus"])] if corpus is not None else []
    for path, table in files:
        obeyed = _of_file(path, table)
        if obeyed is None:
            continue
        if max(obeyed) > count:
            require_tombstones(captures, max(obeyed))
        if min(obeyed) < count:
            return (
                f"{path}: it still holds what was erased on request "
                f"({min(obeyed)} of {count} erasures are done); "
                "run: debattarkiv forget --finish"
            )
    return None


def require_obeyed(corpus: Path, captures: Path) -> None:
    """Refuse to hand on an archive in which an erasure is not finished.

    Raises:
        ArchiveError: it still holds what was erased.
    """
    if not beside(captures)[0].exists():
        return
    left = unfinished(corpus, captures)
    if left is not None:
        raise ArchiveError(left)


def _of_file(path: Path, table: str) -> tuple[int, int] | None:
    """What a file says; ``None`` where there is none or it says nothing yet."""
    if not path.exists():
        return None
    uri = f"{path.resolve().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=30)) as db:
        try:
            return done(db, table)
        except sqlite3.OperationalError as exc:
            if "no such table" in str(exc):
                return 0, 0  # of a version that knew no erasures
            raise ArchiveError(f"{path}: {exc}") from exc
        except sqlite3.DatabaseError as exc:
            raise ArchiveError(f"{path}: expected a SQLite database: {exc}") from exc
