"""Document ids -> hits: their rows, their marks, their cross-posts."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scraper.search.match import KEYS, TEXT
from scraper.search.select import Selection
from scraper.search.snippet import (
    CLOSE,
    OPEN,
    Pieces,
    Span,
    merged,
    pieces,
    read_marks,
    snippet,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
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


@dataclass(frozen=True, slots=True)
class Marked:
    """A document's own words, and what a query matched in them."""

    title: str
    """Empty for a comment."""
    text: str
    in_title: list[Span]
    in_text: list[Span]


def read(
    db: sqlite3.Connection,
    selection: Selection,
    ids: list[int],
    *,
    few: bool = False,
) -> dict[int, Marked]:
    """The words of documents that were found, in any order.

    Args:
        few: Only a few thousand documents were found from the oldest to the newest of
            ``ids``: to go through them is cheaper than to look up each.
    """
    if not ids:
        return {}
    plus = "+" if few else ""  # which hides the column from the query planner
    among = f"""
        and {selection.id} between :first and :last
        and {plus}{selection.id} in (select value from json_each(:ids))
        """  # noqa: S608  no value is in it
    values: dict[str, int | str] = {"ids": json.dumps(ids)}
    values |= {"first": min(ids), "last": max(ids)}
    return dict(read_in_order(db, selection, among, values))


def marked(
    db: sqlite3.Connection, selection: Selection, ids: list[int]
) -> dict[int, tuple[list[Span], list[Span]]]:
    """Id -> what the query matched in the title and in the text."""
    found = read(db, selection, ids) if selection.has_words else {}
    return {id_: (words.in_title, words.in_text) for id_, words in found.items()}


def read_in_order(
    db: sqlite3.Connection,
    selection: Selection,
    tail: str,
    values: Mapping[str, int | str],
) -> Iterator[tuple[int, Marked]]:
    """Ids and words of documents by one look into the index, as they come.

    Args:
        tail: Further conditions, order and limit; with ``values`` as parameters.
    """
    wanted = selection.match.wanted
    if wanted is None:  # by the tables: of the view docs_text SQLite would copy all
        sql = f"""
            select {selection.id},
                   (select title from posts where doc = docs.id),
                   coalesce((select text from posts where doc = docs.id),
                            (select text from comments where doc = docs.id))
            {selection.tail} {tail}
            """  # noqa: S608  no value is in it
        columns: tuple[int, ...] = (0, 1)
    else:
        keys, exact = KEYS in wanted, TEXT in wanted
        columns = (*((2, 3) if keys or not exact else ()), *((0, 1) if exact else ()))
        marks = ", ".join(f"highlight(docs_fts, {n}, :open, :close)" for n in columns)
        sql = f"select docs_fts.rowid, {marks} {selection.tail} {tail}"
    every = {**selection.values, **values, "open": OPEN, "close": CLOSE}
    for id_, title, text, *more in db.execute(sql, every):
        plain_title, in_title = read_marks(title or "")
        plain, in_text = read_marks(text or "")
        if more:  # the same texts, with the marks of the other columns
            in_title = merged(in_title + read_marks(more[0] or "")[1])
            in_text = merged(in_text + read_marks(more[1] or "")[1])
        yield id_, Marked(plain_title, plain, in_title, in_text)


_ROWS = """
    select d.id, d.item, d.kind, d.source, d.author, d.date,
           coalesce(p.published, c.published), coalesce(p.id, c.post), t.title,
           coalesce(p.url, c.url, t.url), coalesce(p.withdrawn_at, c.withdrawn_at),
           p.crosspost_of
    from json_each(?) j cross join docs d on d.id = j.value
    left join posts p on p.doc = d.id
    left join comments c on c.doc = d.id
    left join posts t on t.id = c.post"""
# ``cross join`` keeps the few ids outermost, whatever the planner thinks


def load(
    db: sqlite3.Connection, selection: Selection, words: Mapping[int, Marked]
) -> list[Hit]:
    """The hits with these words, in their order.

    A cross-post whose original was found too is left out; the original names it.
    """
    rows = {row[0]: row for row in db.execute(_ROWS, (json.dumps(list(words)),))}
    hits, originals = [], {}
    for id_, found in words.items():
        _, item, kind, source, author, date, published, post, title, url, gone, of = (
            rows[id_]
        )
        hit = Hit(
            item=item,
            kind=kind,
            source=source,
            author=author,
            published=published,
            date=date,
            post=post,
            title=pieces(found.title, found.in_title)
            if kind == "post"
            else ((title, False),),
            url=url,
            snippet=snippet(found.text, found.in_text),
            withdrawn_at=gone,
        )
        hits.append(hit)
        if of:
            originals[item] = of
    return _folded(db, selection, hits, originals)


def _folded(
    db: sqlite3.Connection,
    selection: Selection,
    hits: list[Hit],
    originals: dict[str, str],
) -> list[Hit]:
    """Without cross-posts whose original was found too, wherever it is shown."""
    found = _found(db, selection, set(originals.values()))
    shown = [hit for hit in hits if originals.get(hit.item) not in found]
    posts = [hit.item for hit in shown if hit.kind == "post"]
    copies = defaultdict(list)
    if not posts:
        return shown
    for copy, original in db.execute(_COPIES, (json.dumps(posts),)):
        copies[original].append(copy)
    found = _found(db, selection, {id_ for ids in copies.values() for id_ in ids})
    return [
        replace(hit, also=tuple(id_ for id_ in copies[hit.item] if id_ in found))
        if hit.item in copies
        else hit
        for hit in shown
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
