"""Goals 5 and 6: rows and index written, and the same rows written again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from benchlib.apart import command_cpu, cpu, tool
from benchlib.generate import texts
from benchlib.pages import SOURCE
from benchlib.report import Result
from benchlib.scratch import scratch
from scraper.apply.save import Reading, save_reading
from scraper.model import Comment, Post, Thread
from scraper.store.corpus import open_corpus, save_sources
from scraper.store.index import Index

DOCUMENTS = 200_000
"""Of these 50,000 for goal 5."""

_SEEN = datetime(2026, 1, 2, tzinfo=UTC)
_BATCH = 200
"""Threads in one transaction, some three thousand comments: as replay does it, whose
transactions are of 16 MB of pages (a page of such a thread has 85 KB)."""


def run(folder: Path, count: int) -> Iterator[Result]:
    """50,000 comments written, 200,000 written again; fewer where quick."""
    with scratch(folder) as place:
        yield from _first(place, min(count, 50_000))
        yield from _again(place, min(count, 200_000))


def _first(place: Path, count: int) -> Iterator[Result]:
    rows = place / "rows.nl"
    rows.write_text("".join(json.dumps(row) + "\n" for row in _rows(count)), "utf-8")
    ours, _ = cpu(_save, place / "first.db", rows, _SEEN)
    peer_db, sqlite_utils = str(place / "peer.db"), tool("sqlite-utils")
    enable = (sqlite_utils, "enable-fts", peer_db, "comments", "title", "text")
    peer = command_cpu(
        sqlite_utils, "insert", peer_db, "comments", str(rows), "--nl", "--pk", "id"
    ) + command_cpu(*enable, "--create-triggers")
    yield Result(
        goal="5",
        what=f"store and index {count} posts and comments, with threads and keys",
        ours=ours,
        unit="s CPU",
        limit=0.65 * peer,
        peer=peer,
        peer_name="sqlite-utils insert + enable-fts --create-triggers",
    )


def _again(place: Path, count: int) -> Iterator[Result]:
    rows, path = place / "more.nl", place / "again.db"
    rows.write_text("".join(json.dumps(row) + "\n" for row in _rows(count)), "utf-8")
    cpu(_save, path, rows, _SEEN)
    size = path.stat().st_size
    reading, _ = cpu(_threads_only, rows)
    ours, indexed = cpu(_save, path, rows, _SEEN.replace(day=3))
    plain, _ = cpu(_plain_insert, place / "plain.db", rows)
    yield Result(
        goal="6",
        what=f"write {count} unchanged rows again",
        ours=ours - reading,
        unit="s CPU",
        limit=1.5 * (plain - reading),
        peer=plain - reading,
        peer_name="a plain insert",
    )
    yield Result(
        goal="6", what="writes to the index", ours=indexed, unit="rows", limit=0
    )
    grown = path.stat().st_size - size
    yield Result(goal="6", what="the file grew", ours=grown, unit="bytes", limit=0)


def _rows(count: int) -> Iterator[dict[str, object]]:
    for one in texts(count):
        yield {
            "id": one.number,
            "post": one.post,
            "author": one.author,
            "published": one.published,
            "title": one.title,
            "text": one.text,
        }


def _threads(path: Path) -> Iterator[Thread]:
    post: Post | None = None
    comments: list[Comment] = []
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["title"]:
                if post is not None:
                    yield Thread(post=post, comments=tuple(comments), layout="bench/1")
                post, comments = _post(row), []
            elif post is not None:
                comments.append(_comment(row, len(comments)))
    if post is not None:
        yield Thread(post=post, comments=tuple(comments), layout="bench/1")


def _post(row: dict[str, str]) -> Post:
    return Post(
        id=f"alfa-{row['id']}",
        source="alfa",
        url=f"https://alfa.example/{row['id']}/",
        title=row["title"],
        text=row["text"],
        html=f"<p>{row['text']}</p>",
        native_id=int(row["id"]),
        author=row["author"],
        published=datetime.fromisoformat(row["published"]),
        published_precision="second",
    )


def _comment(row: dict[str, str], position: int) -> Comment:
    return Comment(
        id=f"alfa-c{row['id']}",
        post=f"alfa-{row['post']}",
        text=row["text"],
        html=f"<p>{row['text']}</p>",
        native_id=int(row["id"]),
        position=position,
        author=row["author"],
        published=datetime.fromisoformat(row["published"]),
        published_precision="second",
    )


def _save(path: Path, rows: Path, seen: datetime) -> int:
    """Write the threads; returns how many rows of the index were written."""
    with closing(open_corpus(path)) as db:
        save_sources(db, [SOURCE])
        index = Index(db)
        before = _indexed(db.conn)
        batch: list[Thread] = []
        for thread in _threads(rows):
            batch.append(thread)
            if len(batch) == _BATCH:
                _write(db, index, batch, seen)
                batch.clear()
        _write(db, index, batch, seen)
        db.execute("pragma wal_checkpoint(truncate)")
        return len(_indexed(db.conn) ^ before)


def _write(db: Database, index: Index, batch: Iterable[Thread], seen: datetime) -> None:
    with db.atomic(), index:
        for thread in batch:
            reading = Reading(
                thread=thread,
                seen_at=seen,
                captures={},
                whole=True,
                sound=True,
                route="rest",
                run_started=seen.strftime("%Y-%m-%dT%H:%M:%SZ"),
            )
            save_reading(db, index, reading, SOURCE)


def _indexed(db: sqlite3.Connection) -> set[tuple[int, int]]:
    """The blocks of the index, by number and size: any write makes other ones."""
    return set(db.execute("select id, length(block) from docs_fts_data"))


def _threads_only(rows: Path) -> int:
    return sum(1 for _ in _threads(rows))


def _plain_insert(path: Path, rows: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma journal_mode = wal")
        names = "id text primary key, post, author, published, text, html, position"
        db.execute(f"create table comments ({names})")
        for thread in _threads(rows):
            post = thread.post
            items = [(post, 0), *((c, c.position) for c in thread.comments)]
            db.executemany(
                "insert into comments values (?, ?, ?, ?, ?, ?, ?)",
                [
                    (i.id, post.id, i.author, str(i.published), i.text, i.html, at)
                    for i, at in items
                ],
            )
        db.commit()
