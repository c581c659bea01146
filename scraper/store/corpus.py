"""corpus.db: opening it, and the rows about sources, runs and issues.

``save`` and ``gone`` write what a thread says; this module and those two are the
only writers.  Every connection has foreign keys on (sqlite-utils leaves them off).
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.model import Source
from scraper.store.schema import open_schema

Level = Literal["warning", "error", "drift"]
Row = dict[str, Any]
"""A row as sqlite3 gives it: column -> str, int or None."""

_CACHE_KB = 65_536
"""Pages held by the writer: a row of a comment touches a dozen indexes."""


def open_corpus(path: Path | None, *, create: bool = True) -> Database:
    """The archive at ``path``, with its schema brought up to date.

    Args:
        path: The file; ``None`` for one in memory.
        create: Make the file if it is missing; otherwise a missing one raises.

    Raises:
        ArchiveError: missing, not ours, of a newer version, or not writable.
    """
    if path is not None and not create and not path.exists():
        raise ArchiveError(f"{path}: no such archive; scrape or import first")
    with sqlite_errors(path):
        conn = sqlite3.connect(
            path or ":memory:",
            timeout=30,
            isolation_level=None,
            check_same_thread=False,  # a run's threads take turns (run/hosts)
        )
        db = Database(conn)
        conn.execute("pragma foreign_keys = on")
        open_schema(db, create=create)
        if path is not None:
            conn.execute("pragma journal_mode = wal")
            conn.execute("pragma synchronous = normal")
            conn.execute(f"pragma cache_size = -{_CACHE_KB}")
    return db


@contextlib.contextmanager
def sqlite_errors(path: Path | None) -> Iterator[None]:
    """Turns sqlite3's errors and a foreign schema into one line with the path.

    Raises:
        ArchiveError: read-only, full disk, locked, damaged, or not a database.
    """
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a programming error keeps its traceback
    except sqlite3.DatabaseError as exc:
        raise ArchiveError(f"{path}: {exc}{_advice(str(exc))}") from exc
    except ArchiveError as exc:
        if path is not None and not str(exc).startswith(str(path)):
            raise type(exc)(f"{path}: {exc}") from exc
        raise


_ADVICE = {
    "unable to open": "; does the folder exist and may you write in it?",
    "readonly": "; the file or its folder is read-only",
    "full": "; free some space and run again: nothing is half-written",
    "disk i/o": "; check the disk and its free space, then run again",
    "locked": "; another program is writing to it",
    "not a database": "; expected a corpus of Debattarkivet",
    "malformed": "; the file is damaged: put back a copy, or rebuild it by replay",
}


def _advice(message: str) -> str:
    return next((v for k, v in _ADVICE.items() if k in message.lower()), "")


def utc(moment: datetime) -> str:
    """``moment`` as the archive writes it: ISO 8601, UTC, seconds, ``Z``.

    >>> utc(datetime(2021, 11, 23, 16, 20, 11, tzinfo=UTC))
    '2021-11-23T16:20:11Z'
    """
    return moment.astimezone(UTC).isoformat()[:19] + "Z"


def save_sources(db: Database, sources: Iterable[Source]) -> None:
    """Write the facts of each source; rows of sources no longer listed stay."""
    for source in sources:
        facts = {
            "name": source.name,
            "platform": source.platform,
            "owner": source.owner,
            "party": source.party,
            "home_url": source.home,
            "timezone": source.timezone,
            "route": source.route,
            "ended": source.ended.isoformat() if source.ended else None,
        }
        old = find(db, "sources", source.name, key="name")
        if old is None or any(old[k] != v for k, v in facts.items()):
            db.table("sources").upsert(facts, pk="name")


def begin_run(db: Database, run: int, *, started: datetime, command: str) -> None:
    """Open the row of a run; one that was cut off and is applied again keeps it.

    Issues of an earlier, interrupted application of the same run are dropped:
    applying its captures again finds them again.
    """
    with db.atomic():
        db.execute("delete from issues where run = ?", [run])
        db.table("runs").upsert(
            {"id": run, "started": utc(started), "command": command}, pk="id"
        )


def finish_run(
    db: Database,
    run: int,
    *,
    finished: datetime,
    outcome: str,
    exit_code: int,
    counters: Mapping[str, Mapping[str, int]],
    chain: str,
    routes: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Close the row of a run.

    Args:
        outcome: ``done``, ``failures``, ``drift``, ``refused`` or ``interrupted``.
        counters: Source -> what -> how many.
        chain: Hash over the previous chain and this run's captures.
        routes: Source -> how it was read and why, kept beside its counters.
    """
    told: dict[str, dict[str, int | str]] = {
        name: {**c} for name, c in counters.items()
    }
    for name, route in (routes or {}).items():
        if route:
            told[name]["route"] = "; ".join(route)
    with db.atomic():
        db.table("runs").update(
            run,
            {
                "finished": utc(finished),
                "outcome": outcome,
                "exit_code": exit_code,
                "counters": json.dumps(told, sort_keys=True, ensure_ascii=False),
                "chain": chain,
            },
        )
        wrong = _wrong_sources(db, run)
        for source in counters:
            last = {"last_run": run}
            whole = outcome != "interrupted" and source not in wrong
            if whole and counters[source].get("failed", 0) == 0:
                last["last_good_run"] = run
            db.table("sources").update(source, last)


def _wrong_sources(db: Database, run: int) -> set[str]:
    """Sources with an error or a broken expectation; the others of the run are well."""
    sql = """
        select distinct source from issues
        where run = ? and source is not null and level in ('error', 'drift')"""
    return {row[0] for row in db.execute(sql, [run])}


def add_issue(
    db: Database,
    run: int,
    *,
    source: str | None,
    level: Level,
    url: str | None,
    message: str,
) -> None:
    """Record something wrong with one page in one run."""
    db.table("issues").insert(
        {
            "run": run,
            "source": source,
            "level": level,
            "url": url,
            "message": message,
        }
    )


def find(db: Database, table: str, value: object, *, key: str = "id") -> Row | None:
    """The row of ``table`` whose ``key`` column is ``value``, if there is one."""
    sql = f'select * from "{table}" where "{key}" = ?'  # noqa: S608  names are ours
    return next(iter(rows_of(db, sql, [value])), None)


def rows_of(
    db: Database, sql: str, values: Sequence[object] | Mapping[str, object] = ()
) -> list[Row]:
    """What a query gives, as rows.

    ``Database.query`` opens a savepoint around each, at which FTS5 writes out all that
    it has gathered in the transaction: a third of the time of storing comments.
    """
    cursor = db.conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def update(db: Database, table: str, id_: str, changes: Row) -> None:
    """Write some columns of one row, without looking up what the table is like."""
    columns = ", ".join(f'"{column}" = ?' for column in changes)
    sql = f'update "{table}" set {columns} where id = ?'  # noqa: S608  names are ours
    written = db.conn.execute(sql, (*changes.values(), id_)).rowcount
    if written != 1:
        raise LookupError(f"{table}: expected {id_!r}, it is not there")


def find_post(
    db: Database, source: Source, url: str, native_id: int | None = None
) -> Row | None:
    """The row of a post known by its address or its native id."""
    if native_id is not None:
        row = find(db, "posts", f"{source.name}-{native_id}")
        if row is not None:
            return row
    return find(db, "posts", url, key="url")
