"""Goal 4: captured pages into a new corpus.db, beside the parts of that work."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from benchlib.apart import cpu
from benchlib.pages import SOURCE, pages
from benchlib.report import Result
from benchlib.scratch import scratch
from scraper.apply.applier import PARSER
from scraper.captures import Captures
from scraper.model import Thread
from scraper.platforms import PLATFORMS
from scraper.replay.rebuild import replay
from scraper.store.corpus import open_corpus
from scraper.store.reindex import rebuild_index

DOCUMENTS = 100_000
"""2,000 pages."""

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def run(folder: Path, count: int) -> Iterator[Result]:
    """Up to 2,000 pages."""
    number = min(2_000, count // 50)
    with scratch(folder) as place:
        yield from _measured(place, number)


def _measured(place: Path, number: int) -> Iterator[Result]:
    captures, corpus = place / "captures.db", place / "corpus.db"
    cpu(_capture, captures, number)
    ours, _ = cpu(replay, corpus, captures)
    parse, threads = cpu(_parse, captures)
    insert, _ = cpu(_insert, place / "plain.db", threads)
    index, _ = cpu(_index, corpus)
    peer = parse + insert + index
    comments = sum(len(thread.comments) for thread in threads)
    yield Result(
        goal="4",
        what=f"replay of {number} pages with {comments} comments",
        ours=ours,
        unit="s CPU",
        limit=2 * peer,
        peer=peer,
        peer_name=f"parse {parse:.1f} + insert {insert:.1f} + index {index:.1f}",
    )


def _capture(path: Path, number: int) -> None:
    with Captures(path) as captures:
        run = captures.begin_run(
            command="scrape", sources=[SOURCE], parser=PARSER, started=NOW
        )
        captures.connection.execute("pragma synchronous = off")
        for made in pages(number):
            captures.add(made.capture(), run=run)
        captures.finish_run(run, verdict="done", finished=NOW)


def _parse(path: Path) -> list[Thread]:
    parse = PLATFORMS["wordpress"]
    with Captures(path, create=False) as captures:
        return [parse(capture, SOURCE) for capture in captures.of_run(1)]


def _insert(path: Path, threads: Sequence[Thread]) -> None:
    """Posts and comments as plain rows of text, in one table each, nothing else."""
    db = sqlite3.connect(path)
    for table, items in (
        ("posts", [thread.post for thread in threads]),
        ("comments", [c for thread in threads for c in thread.comments]),
    ):
        rows = [tuple(map(_plain, astuple(item))) for item in items]
        marks = ", ".join("?" * len(rows[0]))
        names = ", ".join(f"c{n}" for n in range(len(rows[0])))
        db.execute(f"create table {table} ({names})")
        db.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608
    db.commit()
    db.close()


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | None) else str(value)


def _index(path: Path) -> None:
    db: Database = open_corpus(path, create=False)
    rebuild_index(db)
    db.close()
