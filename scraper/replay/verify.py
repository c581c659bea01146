"""Is the archive what was written, and does corpus.db follow from captures.db?"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from sqlite_utils import Database

from scraper.apply.applier import PARSER
from scraper.captures import Captures, chain
from scraper.errors import ArchiveError, DebattarkivError
from scraper.fetch.lease import archive_lock
from scraper.replay.difference import first_difference
from scraper.replay.fold import OUTCOMES, catch_up, parser_of, unapplied
from scraper.replay.rebuild import fresh_corpus
from scraper.store.corpus import utc
from scraper.store.readonly import check_version
from scraper.store.reindex import check_index
from scraper.store.schema import open_schema
from scraper.store.seal import log_seal, stored_seal
from scraper.store.tables import TABLES
from scraper.tombstones import unfinished

Progress = Callable[[str], None]
"""Called with what is looked at next."""

_SHOWN = 20
_DAMAGE = (
    DebattarkivError,
    sqlite3.Error,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
)
"""What reading a damaged file may raise."""


def verify(
    db_path: Path,
    captures_path: Path,
    *,
    quick: bool = False,
    progress: Progress = lambda what: None,
) -> tuple[str, ...]:
    """What is wrong with an archive, a line each; empty if nothing is.

    Writes nothing but a temporary corpus beside corpus.db.

    Args:
        quick: Leave out the replay, which takes as long as reading all captures.

    Raises:
        Locked: a run holds the archive.
        ArchiveError: one of the two files is missing.
    """
    for path in (db_path, captures_path):
        if not path.exists():
            raise ArchiveError(f"{path}: no such archive; scrape or import first")
    with archive_lock(db_path, captures_path):
        return tuple(_all(db_path, captures_path, quick=quick, progress=progress))


def _all(
    db_path: Path, captures_path: Path, *, quick: bool, progress: Progress
) -> Iterator[str]:
    with contextlib.ExitStack() as stack:
        db = captures = None
        try:
            db = stack.enter_context(_opened(db_path))
        except _DAMAGE as exc:
            yield _line(db_path, exc)
        try:
            captures = stack.enter_context(Captures(captures_path, create=False))
        except _DAMAGE as exc:
            yield _line(captures_path, exc)
        checks: list[tuple[str, Callable[[], Iterator[str]]]] = []
        if db is not None and captures is not None:
            checks.append(("erasures", lambda: _erasures(db_path, captures_path)))
        if db is not None:
            checks += [(f"{db_path}: {n}", _bound(c, db)) for n, c in _OF_CORPUS]
        if captures is not None:
            check = captures.check
            checks.append((f"{captures_path}: bodies", lambda: iter(check())))
        if db is not None and captures is not None:
            ours, theirs = db, captures
            checks.append(("runs", lambda: _runs(ours, theirs)))
            if not quick:
                checks.append(("replay", lambda: _follows(ours, theirs, db_path)))
        damaged = False
        for what, run in checks:
            progress(what)
            if damaged and what == "replay":
                continue  # nothing can follow from damaged captures
            try:
                for line in islice(run(), _SHOWN):
                    damaged |= what.startswith(str(captures_path))
                    yield f"{what}: {line}"
            except _DAMAGE as exc:
                damaged |= what.startswith(str(captures_path))
                yield _line(what, exc)


def _erasures(db_path: Path, captures_path: Path) -> Iterator[str]:
    """An erasure that was cut short, or undone by an older file put back."""
    left = unfinished(db_path, captures_path)
    if left is not None:
        yield left


def _bound(
    check: Callable[[Database], Iterator[str]], db: Database
) -> Callable[[], Iterator[str]]:
    return lambda: check(db)


def _line(where: object, exc: Exception) -> str:
    return f"{where}: cannot be read: {exc}".replace("\n", " ")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Database]:
    """corpus.db for reading: a damaged file is not to be mended by accident."""
    uri = f"{path.resolve().as_uri()}?mode=ro"
    conn = sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None)
    with contextlib.closing(conn):
        check_version(conn, path)
        yield Database(conn)


def _integrity(db: Database) -> Iterator[str]:
    for (line,) in db.execute("pragma integrity_check(20)"):
        if line != "ok":
            yield line
    for table, row, other, _ in db.execute("pragma foreign_key_check"):
        yield f"{table} {row}: what it refers to in {other} is missing"


def _schema(db: Database) -> Iterator[str]:
    """Tables, indexes and views other than this version makes them."""
    sql = "select type, name, tbl_name, sql from sqlite_master order by 1, 2"
    fresh = Database(sqlite3.connect(":memory:"))
    try:
        open_schema(fresh)
        wanted = {row[:2]: row for row in fresh.execute(sql)}
    finally:
        fresh.close()
    ours = {row[:2]: row for row in db.execute(sql)}
    for key in sorted(wanted.keys() | ours.keys()):
        if wanted.get(key) != ours.get(key):
            said = f"expected {wanted.get(key)!r}, got {ours.get(key)!r}"
            yield f"{' '.join(key)}: {said}"


def _items(db: Database) -> Iterator[str]:
    """Parts of posts and comments that are not there."""
    for table in ("bodies", "revisions", "links", "item_topics", "docs"):
        for (item,) in db.execute(
            f"""
            select distinct item from {table}
            except select id from posts except select id from comments
            """  # noqa: S608  ours
        ):
            yield f"{table}: there is no post or comment {item!r}"


def _ledger(db: Database) -> Iterator[str]:
    """Posts with fewer comments in their rows than in their ledger."""
    for post, claim, rows in db.execute(_LEDGER):
        yield f"{post}: its ledger says {claim} comments, {rows} are here"


_LEDGER = """
    select p.id, p.comments_found, count(c.id) as rows
    from posts p left join comments c on c.post = p.id and c.kind = 'comment'
    group by p.id having p.comments_found > count(c.id)
    union all
    select p.id, p.comments_found + p.comments_explained, count(c.id)
    from posts p left join comments c on c.post = p.id
    group by p.id having p.comments_found + p.comments_explained > count(c.id)"""


def _logs(db: Database) -> Iterator[str]:
    """The log of the runs against its seal; open while a run is."""
    (unfinished,) = db.execute(
        "select count(*) from runs where outcome is null"
    ).fetchone()
    sealed = stored_seal(db)
    if not unfinished and sealed is not None and sealed != log_seal(db):
        yield "runs, issues or sources are not those that the last run sealed"


def _index(db: Database) -> Iterator[str]:
    return iter(check_index(db))


_OF_CORPUS: tuple[tuple[str, Callable[[Database], Iterator[str]]], ...] = (
    ("integrity", _integrity),
    ("schema", _schema),
    ("items", _items),
    ("ledger", _ledger),
    ("log", _logs),
    ("index", _index),
)


def _runs(db: Database, captures: Captures) -> Iterator[str]:
    """The runs of both files against each other, and the chain over all captures."""
    recorded = {run.id: run for run in captures.runs()}
    previous = None
    sql = "select id, started, finished, command, outcome, exit_code, chain from runs"
    for id_, started, finished, command, outcome, code, found in db.execute(
        f"{sql} order by id"
    ):
        run = recorded.get(id_)
        if run is None or (utc(run.started), run.command) != (started, command):
            yield f"run {id_} of {started} is not in captures.db"
            continue
        if outcome is None:
            continue  # the next run applies it
        ended = utc(run.finished) if run.finished else finished
        verdict = run.verdict or OUTCOMES[130]
        if (ended, verdict, OUTCOMES.get(code)) != (finished, outcome, outcome):
            yield f"run {id_}: captures.db has another end of it"
        previous = chain(previous, captures.digests(id_))
        if found != previous:
            yield f"run {id_}: its chain is {found}, by the captures {previous}"
    yield from _without_capture(db, captures)


def _without_capture(db: Database, captures: Captures) -> Iterator[str]:
    """Rows that rest on a capture that is not there."""
    kept = {d for (d,) in captures.connection.execute("select digest from bodies")}
    for table in ("posts", "comments", "revisions"):
        key = "item" if "item" in TABLES[table][0] else "id"
        sql = f"select {key}, capture from {table} where capture is not null"  # noqa: S608
        for id_, digest in db.execute(sql):
            if digest not in kept:
                yield f"{table} {id_}: captures.db has no body {digest}"


def _follows(db: Database, captures: Captures, path: Path) -> Iterator[str]:
    """Whether corpus.db is what its captures give."""
    made = parser_of(db, captures)
    if made != PARSER:
        yield (
            f"replay needed: made by parsers of version {made}, this program has "
            f"{PARSER}; run: debattarkiv replay"
        )
        return
    with fresh_corpus(path, captures) as fresh:
        if not unapplied(db, captures):
            difference = first_difference(db.conn, fresh.conn)
        else:  # a killed run: the next one applies the rest, and so does this copy
            with contextlib.closing(Database(sqlite3.connect(""))) as copy:
                db.conn.backup(copy.conn)
                copy.conn.isolation_level = None
                catch_up(copy, captures)
                difference = first_difference(copy.conn, fresh.conn)
    if difference:
        yield f"{path} does not follow from {captures.path}: {difference}"
