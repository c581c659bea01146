"""The search index made anew from posts and comments: to replace it or to check it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest

from sqlite_utils import Database

from scraper.store.index import Doc, Index, first_id, stored_version
from scraper.store.schema import open_schema
from scraper.swedish.keys import KEY_VERSION
from scraper.swedish.tokens import tokens

_SHOWN = 20


def rebuild_index(db: Database) -> int:
    """Make the index of a whole archive anew, in one transaction.

    Document ids stay, so no row of posts or comments is written.

    Returns:
        How many documents it holds.
    """
    with db.atomic():
        for table in ("docs_fts", "states_fts"):
            db.execute(f"insert into {table}({table}) values ('delete-all')")  # noqa: S608
        for table in ("docs", "vocab", "months"):
            db.execute(f"delete from {table}")  # noqa: S608  ours
        db.execute("delete from meta where key = 'key_version'")
        count = _fill(Index(db), db.conn)
        for table in ("docs_fts", "states_fts"):  # one part to look into, not a dozen
            db.execute(f"insert into {table}({table}) values ('optimize')")  # noqa: S608
        return count


def _fill(index: Index, archive: sqlite3.Connection) -> int:
    count = 0
    with index:
        for id_, doc in _stored(archive):
            index.put(id_, doc)
            count += 1
    return count


def _stored(db: sqlite3.Connection) -> Iterator[tuple[int, Doc]]:
    """Ids and documents as posts and comments give them, in order of id."""
    for id_, item, kind, source, author, published, date, title, text in db.execute(
        """
        select doc, id, 'post', source, author, published, date, title, text
        from posts where doc is not null
        union all
        select doc, id, kind, source, author, published, date, '', text
        from comments where doc is not null
        order by 1
        """
    ):
        yield (
            id_,
            Doc(
                item=item,
                kind=kind,
                source=source,
                author=author,
                published=published,
                date=date,
                title=title,
                text=text,
            ),
        )


def check_index(db: Database) -> tuple[str, ...]:
    """What is wrong with the index, compared with one made anew on the side.

    Needs as much temporary disk space as the index; writes nothing to ``db``.

    Returns:
        One line per fault, at most some twenty of a sort; empty if all is well.
    """
    version = stored_version(db)
    if version not in (None, KEY_VERSION):
        return (
            f"search index: made with keys of version {version}, this program "
            f"has {KEY_VERSION}; it must be rebuilt",
        )
    fresh = Database(sqlite3.connect(""))  # a temporary file, gone when closed
    try:
        open_schema(fresh)
        _fill(Index(fresh), db.conn)
        return (
            *islice(_documents(db.conn), _SHOWN),
            *islice(_strays(db.conn), _SHOWN),
            *islice(_states(db.conn), _SHOWN),
            *islice(_words(db.conn, fresh.conn), _SHOWN),
        )
    finally:
        fresh.close()


def _documents(db: sqlite3.Connection) -> Iterator[str]:
    """Faults of single documents: their row, their place, their count of words."""
    for id_, doc in _stored(db):
        row = db.execute(
            "select item, kind, source, author, date from docs where id = ?", (id_,)
        ).fetchone()
        if row is None:
            yield f"{doc.item}: it has no document"
        elif row != doc.row:
            yield f"{doc.item}: its document says {row!r}, expected {doc.row!r}"
        if id_ < first_id(doc.published):
            yield f"{doc.item}: document {id_} lies before its time"
        title, text = len(tokens(doc.title)), len(tokens(doc.text))
        expected = (title, text, title, text)
        size = db.execute("select sz from docs_fts_docsize where id = ?", (id_,))
        found = _varints((size.fetchone() or (b"",))[0])
        if found != expected:
            words = f"expected {text} words in the text and {title} in the title"
            yield f"{doc.item}: {words}, the index has {found}"


def _varints(blob: bytes) -> tuple[int, ...]:
    """SQLite's variable-length integers, below nine bytes."""
    found, value = [], 0
    for byte in blob:
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            found.append(value)
            value = 0
    return tuple(found)


def _strays(db: sqlite3.Connection) -> Iterator[str]:
    """Documents that no post or comment has."""
    for table, sql in _STRAYS.items():
        for (id_,) in db.execute(sql):
            yield f"{table}: {id_} is a document without an item"


_STRAYS = {
    "docs": "select id from docs except select id from docs_text",
    "docs_fts": "select id from docs_fts_docsize except select id from docs_text",
}


def _states(db: sqlite3.Connection) -> Iterator[str]:
    """Earlier states whose words are not those of the index."""
    for id_, title, text, blob in db.execute(
        """
        select s.id, s.title, s.body, d.sz
        from states_text s left join states_fts_docsize d on d.id = s.id
        """
    ):
        expected = (len(tokens(title)), len(tokens(text))) * 2
        if _varints(blob or b"") != expected:
            yield f"states_fts: state {id_} is not indexed as it is"
    sql = "select id from states_fts_docsize except select id from states_text"
    for (id_,) in db.execute(sql):
        yield f"states_fts: {id_} is no state of an item"


def _words(db: sqlite3.Connection, fresh: sqlite3.Connection) -> Iterator[str]:
    """Faults of what is counted over all documents: vocabulary, months, index."""
    yield from _differences("vocab", db, fresh, "select * from vocab order by term")
    months = "select * from months order by month, source, kind"
    yield from _differences("months", db, fresh, months)
    for one in (db, fresh):
        one.execute(
            "create virtual table temp.places using"
            " fts5vocab('main', 'docs_fts', 'instance')"
        )
    try:
        yield from _differences("docs_fts", db, fresh, _PLACES)
    finally:
        db.execute("drop table temp.places")


_PLACES = """
    select term, col, count(*), sum(doc % 1000003 * ("offset" + 1))
    from temp.places group by term, col order by term, col"""
"""One line per word and column; the sum stands for all its places."""


def _differences(
    table: str, db: sqlite3.Connection, fresh: sqlite3.Connection, sql: str
) -> Iterator[str]:
    found: Iterable[tuple[object, ...]] = db.execute(sql)
    expected: Iterable[tuple[object, ...]] = fresh.execute(sql)
    for ours, theirs in zip_longest(found, expected):
        if ours != theirs:
            yield f"{table}: expected {theirs!r}, found {ours!r}"
