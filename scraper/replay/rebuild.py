"""corpus.db made anew from captures.db, without network, and put in its place."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from scraper.apply.applier import PARSER
from scraper.captures import Captures
from scraper.errors import ArchiveError, InputError
from scraper.fetch.lease import archive_lock
from scraper.replay.fold import Progress, catch_up, parser_of, unapplied
from scraper.store.corpus import open_corpus, sqlite_errors, utc
from scraper.store.index import stored_version
from scraper.store.reindex import rebuild_index
from scraper.swedish.keys import KEY_VERSION
from scraper.tombstones import read_tombstones, unfinished
from scraper.tombstones.state import TABLES, done, hidings, set_done, write_erasures

log = logging.getLogger(__name__)

KEPT = ("erasures",)
"""Tables that do not follow from captures.db: a replay takes them along."""


def bring_up(db: Database, captures: Captures, path: Path) -> None:
    """Make corpus.db agree with captures.db and with this program.

    Another version of the parsers, or of the search keys, is not held against the
    blogs: everything is read again from its captures.

    Raises:
        ArchiveError: the two files are not of one archive, or the new parsers find
            less than the old ones did; nothing was changed.
    """
    require_pair(db, captures, path)
    for run in unapplied(db, captures):
        if run.finished is None:
            captures.reseal(run.id)  # it was killed: nothing comes to it any more
    made = parser_of(db, captures)
    if made != PARSER:
        log.warning(
            "%s: made by parsers of version %s, this program has %s: reading all "
            "captures again; this may take some minutes",
            path,
            made,
            PARSER,
        )
        with fresh_corpus(path, captures, old=db) as fresh:
            _require_no_loss(db, fresh, path)
            fresh.conn.backup(db.conn)
    elif stored_version(db) not in (None, KEY_VERSION):
        log.warning("%s: search index of an older version: making it anew", path)
        rebuild_index(db)
    catch_up(db, captures)


def replay(
    db_path: Path,
    captures_path: Path,
    *,
    into: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> int:
    """Rebuild corpus.db from captures.db.

    It is built beside the old one and takes its place in one transaction, so that
    whoever reads meanwhile sees the old one or the new one, whole.

    Args:
        into: Write this new file instead, and leave corpus.db alone.

    Returns:
        How many runs were applied.

    Raises:
        Locked: a run holds the archive.
        ArchiveError: a file is foreign, newer, damaged or cannot be written.
        InputError: ``into`` exists.
    """
    target = into or db_path
    if into is not None and into.exists():
        raise InputError(f"{into}: expected a new file, it exists; move it away")
    with (
        archive_lock(db_path, captures_path),
        Captures(captures_path, create=False) as captures,
        sqlite_errors(target),
        contextlib.ExitStack() as open_too,
    ):
        left = unfinished(None, captures_path)
        if left is not None:
            raise ArchiveError(left)
        old = _opened(db_path)
        if old is not None:
            open_too.callback(old.close)
        with fresh_corpus(target, captures, old=old, progress=progress) as fresh:
            _place(fresh, target)
        return len(captures.runs())


@contextlib.contextmanager
def fresh_corpus(
    target: Path,
    captures: Captures,
    *,
    old: Database | None = None,
    progress: Progress = lambda done, total: None,
) -> Iterator[Database]:
    """A corpus made anew beside ``target``; gone when the block ends.

    Args:
        old: The corpus whose rows that follow from no capture are taken along.
    """
    beside = target.with_name(f"{target.name}.replay")
    _remove(beside)
    try:
        with contextlib.closing(open_corpus(beside)) as fresh:
            fresh.execute("pragma synchronous = off")  # thrown away if it fails
            catch_up(fresh, captures, progress=progress)
            stones = read_tombstones(captures.path)
            with fresh.atomic():
                known = hidings(captures.connection, TABLES["captures"])
                if known:
                    set_done(fresh.conn, TABLES["corpus"], "hidden", known)
                if stones is not None:
                    obeyed, _ = done(captures.connection, TABLES["captures"])
                    wiped = obeyed if old is None else done(old.conn, "meta")[1]
                    write_erasures(fresh, stones, forgotten=obeyed, wiped=wiped)
                elif old is not None:
                    for table in KEPT:
                        fresh.table(table).insert_all(old.table(table).rows)
            yield fresh
    finally:
        _remove(beside)


def _place(fresh: Database, target: Path) -> None:
    """Put a new corpus into ``target``: as one transaction, or as its file."""
    try:
        if target.exists():
            with contextlib.closing(open_corpus(target)) as db:
                fresh.conn.backup(db.conn)
            return
    except (ArchiveError, sqlite3.DatabaseError) as exc:
        if not _is_damage(exc):
            raise
        log.warning("%s: damaged (%s): replacing the file", target, exc)
    beside = target.with_name(f"{target.name}.new")
    _remove(beside)
    fresh.execute("vacuum into ?", [str(beside)])
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    _remove(target)  # with its log, which would be read as the new one's
    os.replace(beside, target)


def _is_damage(exc: Exception) -> bool:
    signs = ("malformed", "not a database", "expected a SQLite database")
    return any(sign in str(exc) for sign in signs)


def _opened(path: Path) -> Database | None:
    """The corpus there is, if it can be read."""
    if not path.exists():
        return None
    try:
        db = open_corpus(path, create=False)
        for table in KEPT:
            db.execute(f"select * from {table}").fetchall()  # noqa: S608  ours
    except (ArchiveError, sqlite3.DatabaseError) as exc:
        if not _is_damage(exc):
            raise
        log.warning("%s: cannot be read (%s); %s is lost", path, exc, ", ".join(KEPT))
        return None
    return db


def require_pair(db: Database, captures: Captures, path: Path) -> None:
    """Refuse captures of another archive: their runs would take the rows of ours."""
    known = {run.id: utc(run.started) for run in captures.runs()}
    for run, started in db.execute("select id, started from runs order by id"):
        if known.get(run) != started:
            raise ArchiveError(
                f"{path}: its run {run} of {started} is not in {captures.path}; "
                "expected the two files of one archive; put back the right one"
            )


def _require_no_loss(old: Database, new: Database, path: Path) -> None:
    """Refuse parsers that no longer find what is in the archive."""
    for table in ("posts", "comments"):
        sql = f"select id from {table}"  # noqa: S608  ours
        kept = {row[0] for row in new.execute(sql)}
        lost = sorted({row[0] for row in old.execute(sql)} - kept)
        if lost:
            raise ArchiveError(
                f"{path}: this version of the program finds {len(lost)} {table} fewer "
                f"in the same captures, first {lost[0]}; nothing was changed. Go back "
                "to the version before, or accept it with: debattarkiv replay"
            )


def _remove(path: Path) -> None:
    """The file and what SQLite keeps beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)
