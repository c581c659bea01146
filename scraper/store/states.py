"""The search index over earlier states: writer of states_fts."""

from __future__ import annotations

import sqlite3

from scraper.swedish.keys import keys_of


def add_new(db: sqlite3.Connection, *, after: int) -> int:
    """Index the earlier states that came since; they are never changed.

    Args:
        after: Id in ``revisions`` up to which all are known to be indexed.

    Returns:
        The id up to which they are indexed now.
    """
    (last,) = db.execute("select max(id) from revisions").fetchone()
    if last is None or last <= after:
        return after
    db.executemany(_INSERT, map(_row, db.execute(_NEW, (after,)).fetchall()))
    return int(last)


def forget(db: sqlite3.Connection, item: str) -> None:
    """Take the earlier states of an item out of the index.

    To be called before their rows are deleted from ``revisions``.
    """
    db.executemany(_DELETE, map(_row, db.execute(_OF, (item,)).fetchall()))


def _row(state: tuple[int, str, str]) -> tuple[int, str, str, str, str]:
    id_, title, text = state
    return (id_, title, text, keys_of(title), keys_of(text))


_INSERT = """
    insert into states_fts(rowid, title, body, title_key, body_key)
    values (?, ?, ?, ?, ?)"""
_DELETE = """
    insert into states_fts(states_fts, rowid, title, body, title_key, body_key)
    values ('delete', ?, ?, ?, ?, ?)"""
_NEW = """
    select id, title, body from states_text
    where id > max(?, coalesce((select max(id) from states_fts_docsize), 0))"""
_OF = """
    select s.id, s.title, s.body from states_text s
    join revisions r on r.id = s.id join states_fts_docsize d on d.id = s.id
    where r.item = ?"""
