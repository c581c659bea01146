"""The file captures.db: private, marked as ours, and its errors in plain words."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from scraper.captures.bodies import SCHEMA as BODIES_SCHEMA
from scraper.errors import ArchiveError

APPLICATION_ID = 0x44624361
"""``DbCa``: marks a SQLite file as captures of Debattarkivet."""

_FIRST = (
    """
    create table runs (
      id integer primary key autoincrement,
      started text not null,
      finished text,
      command text not null,
      sources text not null,
      topics text not null,
      parser text not null,
      verdict text,
      seal text
    )""",
    """
    create table requests (
      id integer primary key autoincrement,
      run integer not null references runs(id),
      source text not null,
      purpose text not null,
      url text not null,
      final_url text,
      fetched_at text not null,
      status integer,
      headers text not null,
      digest text references bodies(digest),
      bytes integer not null,
      ms integer not null,
      robots text not null,
      error text
    )""",
    "create index requests_run on requests(run, id)",
    "create index requests_url on requests(url)",
    "create index requests_digest on requests(digest)",
    *BODIES_SCHEMA,
)

_ERASURES = (
    "alter table requests add column received text",
    "create table state (key text primary key, value text not null)",
    """
    create table hidden (
      item text primary key,
      at text not null,
      reason text,
      author text,
      words text not null
    )""",
)
"""``received`` is the digest of what came, where something was cut out before it was
kept or later; ``state`` says how far erasures are done, ``hidden`` what is out of
corpus.db while a request is looked into."""

_MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _ERASURES)
"""Append only; a released step is never changed."""


def open_file(path: Path, *, create: bool) -> sqlite3.Connection:
    """A connection to captures.db, in WAL mode, foreign keys on, autocommit.

    Args:
        create: Make the file if there is none.

    Raises:
        ArchiveError: missing, another program's, newer, damaged or not writable.
    """
    with explained(path):
        _make_private(path, create=create)
        connection = sqlite3.connect(
            path,
            timeout=30.0,
            isolation_level=None,
            check_same_thread=False,  # a run's threads take turns (run/hosts)
        )
        try:
            _open_schema(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def wipe(connection: sqlite3.Connection, path: Path) -> None:
    """Write a file anew without its free pages, and empty its log.

    Raises:
        ArchiveError: somebody reads the file and so keeps its log.
    """
    connection.execute("vacuum")
    busy, _, _ = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
    if busy:
        raise ArchiveError(
            f"{path}: another program reads it and keeps what was erased in its log; "
            "stop it, then run: debattarkiv forget --finish"
        )


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns the errors of SQLite and the file system into ``ArchiveError``."""
    try:
        yield
    except sqlite3.DatabaseError as exc:
        raise ArchiveError(f"{path}: {_advice(str(exc))}") from exc
    except OSError as exc:
        raise ArchiveError(f"{path}: {exc.strerror}") from exc


def _advice(message: str) -> str:
    for sign, advice in (
        ("disk is full", "the disk is full; free some space and run again"),
        ("readonly", "expected to write, the file or its folder is read-only"),
        ("unable to open", "expected to open it, its folder is missing or closed"),
        ("locked", "another program has been writing to it for 30 s; try again"),
        ("not a database", "expected captures of Debattarkivet, this is no database"),
        ("malformed", "the file is damaged; put back a copy"),
        ("disk I/O", "the disk gave an error; is it full or failing?"),
    ):
        if sign in message:
            return f"{advice} ({message})"
    return message


def _make_private(path: Path, *, create: bool) -> None:
    """SQLite gives ``-wal`` and ``-shm`` the mode of the file itself."""
    if not path.exists():
        if not create:
            raise ArchiveError(
                f"{path}: expected captures of Debattarkivet, there is no such file; "
                "name one with --captures"
            )
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    for each in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        if each.exists() and each.stat().st_mode & 0o077:
            each.chmod(0o600)


def _open_schema(connection: sqlite3.Connection, path: Path) -> None:
    def pragma(name: str) -> int:
        (value,) = connection.execute(f"pragma {name}").fetchone()
        return int(value)

    (objects,) = connection.execute("select count(*) from sqlite_master").fetchone()
    if pragma("application_id") != APPLICATION_ID and objects:
        raise ArchiveError(
            f"{path}: expected captures of Debattarkivet, this is another program's "
            "database; name another file with --captures"
        )
    version = pragma("user_version")
    if version > len(_MIGRATIONS):
        raise ArchiveError(
            f"{path}: version {version} is newer than this program knows "
            f"({len(_MIGRATIONS)}); upgrade debattarkiv"
        )
    if version == 0:
        # Compressed bodies fill small pages best: 10 % smaller than with 4 or 16 KB.
        connection.execute("pragma page_size = 1024")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    if version < len(_MIGRATIONS):
        connection.execute("begin immediate")
        for statement in (each for step in _MIGRATIONS[version:] for each in step):
            connection.execute(statement)
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute(f"pragma user_version = {len(_MIGRATIONS)}")
        connection.execute("commit")
