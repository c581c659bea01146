"""A corpus.db of generated texts, with the index that the program would make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from sqlite_utils import Database

from benchlib.bulk import Bulk
from benchlib.generate import Text, texts
from scraper.store.index import Doc, Index
from scraper.store.schema import open_schema

SOURCE = "alfa"
_SEEN = "2025-01-01T00:00:00Z"
_BATCH = 1000


def corpus(folder: Path, count: int) -> Path:
    """The corpus of ``count`` documents that areas share and leave as it is."""
    return build(folder / f"corpus-{count}.db", count)


def build(path: Path, count: int, *, seed: int = 1) -> Path:
    """A corpus of ``count`` documents, made unless it is there already."""
    if path.exists():
        return path
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    db = Database(part)
    open_schema(db)
    db.execute("pragma journal_mode = off")
    db.execute("pragma synchronous = off")
    add_source(db)
    index = Bulk(db)
    for batch in _batches(texts(count, seed=seed)):
        add(db, index, batch)
    with db.atomic():
        index.finish()
    db.execute("analyze")
    db.close()
    return part.rename(path)


def add_source(db: Database) -> None:
    """The one blog that everything is from."""
    db.table("sources").insert(
        {
            "name": SOURCE,
            "platform": "wordpress",
            "home_url": "https://alfa.example/",
            "timezone": "Europe/Stockholm",
        }
    )


def add(db: Database, index: Bulk | Index, batch: Iterable[Text]) -> None:
    """Write texts and their documents in one transaction."""
    posts, comments = [], []
    with db.atomic():
        for one in batch:
            row = (*_common(one), index.add(doc(one)))
            if one.is_post:
                posts.append((*row, one.title))
            else:
                comments.append((*row, f"{SOURCE}-{one.post}", one.place - 1))
        db.conn.executemany(_POST, posts)
        db.conn.executemany(_COMMENT, comments)
        if isinstance(index, Bulk):
            index.flush()


def doc(one: Text) -> Doc:
    """The search document of a text."""
    return Doc(
        item=f"{SOURCE}-{one.number}",
        kind="post" if one.is_post else "comment",
        source=SOURCE,
        author=one.author,
        published=one.published,
        date=one.published[:10],
        title=one.title,
        text=one.text,
    )


def change(db: Database, count: int, rounds: int = 10) -> tuple[float, float]:
    """What it writes to change the text of some comments, in one transaction.

    A word is added and taken away again, several times: now and then such a change
    also merges parts of the index, which belongs to its cost.

    Returns:
        Rows, and pages of the write-ahead log, of one change on average.
    """
    db.execute("pragma journal_mode = wal")
    db.execute("pragma wal_autocheckpoint = 0")
    db.execute("pragma wal_checkpoint(truncate)")
    index = Index(db)
    sql = "select * from comments order by native_id % 997, native_id limit ?"
    rows = list(db.query(sql, [count]))
    before = db.conn.total_changes
    for _ in range(rounds):
        for old, new in (("", " tillägg"), (" tillägg", "")):
            with db.atomic(), index:
                for row in rows:
                    _replace(db, index, row, row["text"] + old, row["text"] + new)
    written = db.conn.total_changes - before
    (_, pages, _) = db.execute("pragma wal_checkpoint(passive)").fetchone()
    db.execute("pragma wal_checkpoint(truncate)")
    return written / rounds / 2, pages / rounds / 2


def _replace(
    db: Database, index: Index, row: dict[str, str], old: str, new: str
) -> None:
    before, after = (
        Doc(
            item=row["id"],
            kind="comment",
            source=row["source"],
            author=row["author"],
            published=row["published"],
            date=row["date"],
            title="",
            text=text,
        )
        for text in (old, new)
    )
    index.replace(before, after)
    db.execute("update comments set text = ? where id = ?", (new, row["id"]))


def _common(one: Text) -> tuple[str | int, ...]:
    item = f"{SOURCE}-{one.number}"
    url = f"https://alfa.example/{one.number}/"
    return (
        item,
        one.number,
        url,
        one.author,
        one.published,
        one.published[:10],
        one.text,
    )


_POST = f"""
    insert into posts (id, source, native_id, url, author, published, date, text,
                       doc, title, title_key, first_seen, since, digest)
    values (?1, '{SOURCE}', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9,
            '{_SEEN}', '{_SEEN}', '')
    """  # noqa: S608  constants
_COMMENT = f"""
    insert into comments (id, source, native_id, url, author, published, date, text,
                          doc, post, position, depth, kind, is_post_author,
                          parent_precision, first_seen, since, digest)
    values (?1, '{SOURCE}', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, 'comment', 0,
            'true', '{_SEEN}', '{_SEEN}', '')
    """  # noqa: S608  constants


def _batches(rows: Iterator[Text]) -> Iterator[list[Text]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch
