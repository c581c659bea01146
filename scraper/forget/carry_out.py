"""The tombstones obeyed: by a new erasure, after a kill, in an archive put back.

captures.db is rewritten in one transaction; corpus.db is then made anew from it, so
that no row, index or free page can hold what no capture holds.  What does not follow
from captures (the log of the runs) is taken along without what was erased.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlite_utils import Database

from scraper.captures import Captures
from scraper.errors import ArchiveError
from scraper.model import Source
from scraper.replay.rebuild import fresh_corpus, require_pair
from scraper.store.corpus import sqlite_errors
from scraper.store.seal import seal_logs
from scraper.tombstones import Eraser, Tombstone, Tombstones, read_tombstones
from scraper.tombstones.file import append
from scraper.tombstones.state import (
    TABLES,
    done,
    hidings,
    require_tombstones,
    set_done,
)

log = logging.getLogger(__name__)

Progress = Callable[[str], None]
"""Called with what is done next."""


def silent(what: str) -> None:
    """No progress where nobody watches."""


def obey_in_captures(captures: Captures, *, progress: Progress = silent) -> None:
    """Make captures.db free of everything that was ever erased, and keep it so.

    Raises:
        ArchiveError: tombstones are missing; somebody reads the file.
    """
    db, table = captures.connection, TABLES["captures"]
    forgotten, wiped = done(db, table)
    require_tombstones(captures.path, forgotten)
    stones = read_tombstones(captures.path)
    if stones is None:
        return
    eraser = Eraser(stones, captures.sources())
    captures.cut = eraser
    if forgotten < stones.count:
        progress(f"{captures.path}: cutting out what was erased")
        captures.rewrite(eraser, count=stones.count)
    if wiped < stones.count:
        progress(f"{captures.path}: wiping free pages")
        captures.wipe()
        captures.note("wiped", stones.count)


def eraser_of(captures: Captures, sources: Iterable[Source]) -> Eraser | None:
    """What keeps out of captures.db what was erased, for the sources of a new run."""
    stones = read_tombstones(captures.path)
    if stones is None:
        return None
    declared = {source.name: source for source in sources}
    return Eraser(stones, captures.sources() | declared)


def obey_in_corpus(
    db: Database, captures: Captures, path: Path, *, progress: Progress = silent
) -> None:
    """Make corpus.db anew if it holds what was erased or hidden since it was made.

    Raises:
        ArchiveError: somebody reads the file and keeps its log.
    """
    forgotten, _ = done(db.conn, TABLES["corpus"])
    require_tombstones(captures.path, forgotten)
    stones = read_tombstones(captures.path)
    count = 0 if stones is None else stones.count
    known = hidings(db.conn, TABLES["corpus"])
    if forgotten < count or known != hidings(captures.connection, TABLES["captures"]):
        require_pair(db, captures, path)
        progress(f"{path}: making it anew from its captures")
        remake(db, captures, path)
    _, wiped = done(db.conn, TABLES["corpus"])
    if wiped < count:
        progress(f"{path}: wiping free pages")
        wipe(db, path)
        with db.atomic():
            set_done(db.conn, TABLES["corpus"], "wiped", count)


def erase(
    db: Database,
    captures: Captures,
    path: Path,
    stone: Tombstone,
    *,
    progress: Progress = silent,
) -> tuple[str, ...]:
    """Erase for good; the tombstone is on disk before anything else is done.

    Returns:
        Ids of posts and comments that went and were not meant to: a capture could
        not be cut as it should.
    """
    before = _ids(db)
    append(captures.path, stone)
    obey_in_captures(captures, progress=progress)
    obey_in_corpus(db, captures, path, progress=progress)
    stones = read_tombstones(captures.path)
    if stones is None:
        raise LookupError(captures.path)
    eraser = Eraser(stones, {})
    return tuple(id_ for id_ in sorted(before - _ids(db)) if not eraser.is_item(id_))


def _ids(db: Database) -> set[str]:
    sql = "select id from posts union all select id from comments"
    return {row[0] for row in db.execute(sql)}


def remake(db: Database, captures: Captures, path: Path) -> None:
    """Make corpus.db anew from captures.db, with the log of the runs as it was."""
    stones = read_tombstones(captures.path)
    with fresh_corpus(path, captures, old=db) as fresh:
        with fresh.atomic():
            _take_logs(db, fresh, stones, captures)
        with sqlite_errors(path):
            fresh.conn.backup(db.conn)


def wipe(db: Database, path: Path) -> None:
    """Leave nothing of what was deleted in free pages or in the log of corpus.db."""
    with sqlite_errors(path):
        db.execute("vacuum")
        busy, _, _ = db.execute("pragma wal_checkpoint(truncate)").fetchone()
    if busy:
        raise ArchiveError(
            f"{path}: another program reads it and keeps what was erased in its log; "
            "stop it, then run: debattarkiv forget --finish"
        )


def _take_logs(
    old: Database, fresh: Database, stones: Tombstones | None, captures: Captures
) -> None:
    """Runs, issues and the counts of sources as they were; messages without words."""
    fresh.execute("pragma defer_foreign_keys = on")
    eraser = None if stones is None else Eraser(stones, captures.sources())
    runs = list(old.query("select * from runs where outcome is not null"))
    for run in runs:
        fresh.execute("delete from issues where run = ?", [run["id"]])
        fresh.table("runs").upsert(run, pk="id")
    kept = {run["id"] for run in runs}
    for row in old.table("issues").rows:
        if row["run"] not in kept:
            continue
        if eraser is not None:
            row["message"] = eraser.text(row["message"])
            row["url"] = row["url"] and eraser.address(row["url"], row["source"])
        del row["id"]
        fresh.table("issues").insert(row)
    for row in old.table("sources").rows:
        last = {key: row[key] for key in ("last_run", "last_good_run")}
        if fresh.table("sources").count_where("name = ?", [row["name"]]):
            fresh.table("sources").update(row["name"], last)
    seal_logs(fresh)
