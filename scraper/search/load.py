"""Documents found -> hits: their rows and marks in one statement, their cross-posts."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from scraper.search.marked import Values, Words, among
from scraper.search.select import Selection
from scraper.search.snippet import Pieces, pieces, snippet


class Hit(NamedTuple):
    """One document that was found."""

    item: str
    """Id of the post or comment."""
    kind: str
    """``post``, ``comment``, ``pingback`` or ``trackback``."""
    source: str
    author: str | None
    published: str | None
    """ISO 8601 UTC."""
    date: str | None
    """Local day."""
    post: str
    """Id of the post it is, or belongs to."""
    title: Pieces
    """Title of that post; marked only if the post itself is the hit."""
    url: str | None
    """On the blog."""
    snippet: Pieces
    withdrawn_at: str | None
    also: tuple[str, ...] = ()
    """Cross-posts of it that were found too and are not shown: ids of posts."""


Row = tuple[Any, ...]
"""Of ``_ROWS``: the id of a document, what is known of it, its words with marks."""

_ROWS = """
    select d.id, d.item, d.kind, d.source, d.author, d.date,
           coalesce(p.published, c.published), coalesce(p.id, c.post), t.title,
           coalesce(p.url, c.url, t.url), coalesce(p.withdrawn_at, c.withdrawn_at),
           p.crosspost_of,
           p.id is not null and exists (
             select 1 from posts x indexed by idx_posts_crosspost_of
             where x.crosspost_of = p.id),
           {columns}
    from ({words}) w cross join docs d on d.id = w.id
    left join posts p on p.doc = case when d.kind = 'post' then d.id end
    left join comments c on c.doc = case when d.kind <> 'post' then d.id end
    left join posts t on t.id = c.post"""
_THOSE = "select value as id from json_each(:ids)"
_TEXTS = "w.id, p.title, coalesce(c.text, p.text)"
# ``cross join`` keeps the few documents outermost, whatever the planner thinks; what is
# null is not looked up


def rows(db: sqlite3.Connection, words: Words, tail: str, values: Values) -> list[Row]:
    """Rows for ``hits``.

    Args:
        tail: Further conditions, order and limit; with ``values`` as parameters.
    """
    if words.unmarked:
        id_ = words.selection.id
        inner = f"select {id_} as id {words.selection.tail} {tail}"
        sql = _ROWS.format(columns=_TEXTS, words=inner)
    else:
        sql = _ROWS.format(columns="w.*", words=words.sql(tail))
    return db.execute(sql, words.values(values)).fetchall()


def rows_of(
    db: sqlite3.Connection, words: Words, ids: list[int], *, few: bool
) -> list[Row]:
    """Rows for ``hits`` of documents that were found, in their order.

    Args:
        few: As in ``among``.
    """
    if not ids:
        return []
    if words.unmarked:
        sql = _ROWS.format(columns=_TEXTS, words=_THOSE)
        found = db.execute(sql, {"ids": json.dumps(ids)}).fetchall()
    else:
        found = rows(db, words, *among(words.selection, ids, few=few))
    by_id = {row[0]: row for row in found}
    return [by_id[id_] for id_ in ids]


def hits(db: sqlite3.Connection, words: Words, found: Iterable[Row]) -> list[Hit]:
    """The hits of some rows, in their order.

    A cross-post whose original was found too is left out; the original names it.
    """
    made, originals, copied = [], {}, []
    for row in found:
        _, item, kind, source, author, date, published, post, title, url, gone = row[
            :11
        ]
        original, has_copies, _, *columns = row[11:]
        own_title, text, in_title, in_text = words.read(*columns)
        title_pieces = (
            ((title, False),) if kind != "post" else pieces(own_title, in_title)
        )
        parts = snippet(text, in_text)
        made.append(
            Hit(
                item,
                kind,
                source,
                author,
                published,
                date,
                post,
                title_pieces,
                url,
                parts,
                gone,
            )
        )
        if original:
            originals[item] = original
        if has_copies:
            copied.append(item)
    if originals:
        found_too = _found(db, words.selection, set(originals.values()))
        made = [hit for hit in made if originals.get(hit.item) not in found_too]
    return _with_copies(db, words.selection, made, copied) if copied else made


def _with_copies(
    db: sqlite3.Connection, selection: Selection, hits: list[Hit], copied: list[str]
) -> list[Hit]:
    """The cross-posts of some hits named, wherever those would be shown."""
    copies = defaultdict(list)
    for copy, original in db.execute(_COPIES, (json.dumps(copied),)):
        copies[original].append(copy)
    found = _found(db, selection, {id_ for ids in copies.values() for id_ in ids})
    return [
        hit._replace(also=tuple(id_ for id_ in copies[hit.item] if id_ in found))
        if hit.item in copies
        else hit
        for hit in hits
    ]


_COPIES = """
    select p.id, p.crosspost_of from json_each(?) j
    cross join posts p indexed by idx_posts_crosspost_of on p.crosspost_of = j.value
    order by 1"""
"""Named, because statistics of a column that is nearly always null lead astray."""


def _found(
    db: sqlite3.Connection, selection: Selection, posts: set[str]
) -> frozenset[str]:
    """Those of some posts that the query finds."""
    if not posts:
        return frozenset()
    sql = """
        select p.doc, p.id from json_each(?) j cross join posts p on p.id = j.value"""
    docs = {
        doc: id_ for doc, id_ in db.execute(sql, (json.dumps(sorted(posts)),)) if doc
    }
    sql = f"""
        select {selection.id} {selection.tail}
        and {selection.id} in (select value from json_each(:docs))
        """  # noqa: S608
    values = {**selection.values, "docs": json.dumps(list(docs))}
    return frozenset(docs[row[0]] for row in db.execute(sql, values))
