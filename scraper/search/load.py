"""Document ids -> hits: their rows, their marks, their cross-posts."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
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
    snippet,
    spans_of,
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


_ROWS = """
    select d.id, d.item, d.kind, d.source, d.author, d.date,
           coalesce(p.published, c.published) as published,
           coalesce(p.id, c.post) as post,
           coalesce(p.title, t.title) as title,
           coalesce(p.url, c.url, t.url) as url,
           coalesce(p.withdrawn_at, c.withdrawn_at) as withdrawn_at,
           p.crosspost_of, coalesce(p.text, c.text) as text
    from json_each(?) j cross join docs d on d.id = j.value
    left join posts p on p.doc = d.id
    left join comments c on c.doc = d.id
    left join posts t on t.id = c.post"""
# ``cross join`` keeps the few ids outermost, whatever the planner thinks


def load(
    db: sqlite3.Connection, selection: Selection, ids: list[int], *, run: bool = False
) -> list[Hit]:
    """The hits with these document ids, in the order of ``ids``.

    A cross-post whose original was found too is left out; the original names it.

    Args:
        run: The ids follow each other in the order of time, without a gap.
    """
    chosen = json.dumps(ids)
    marks = marked(db, selection, ids, run=run)
    rows = {row[0]: row[1:] for row in db.execute(_ROWS, (chosen,))}
    hits, originals = [], {}
    for id_ in (id_ for id_ in ids if id_ in rows):
        item, kind, source, author, date, published, post, title, url = rows[id_][:9]
        withdrawn, original, text = rows[id_][9:]
        in_title, in_text = marks.get(id_, ([], []))
        hit = Hit(
            item=item,
            kind=kind,
            source=source,
            author=author,
            published=published,
            date=date,
            post=post,
            title=pieces(title or "", in_title),
            url=url,
            snippet=snippet(text, in_text),
            withdrawn_at=withdrawn,
        )
        hits.append(hit)
        if original:
            originals[item] = original
    return _folded(db, selection, hits, originals)


def marked(
    db: sqlite3.Connection, selection: Selection, ids: list[int], *, run: bool = False
) -> dict[int, tuple[list[Span], list[Span]]]:
    """Id -> what the query matched in the title and in the text.

    Args:
        run: As for ``load``; then one look into the index suffices for all.
    """
    wanted = selection.match.wanted
    if wanted is None or not ids:
        return {}
    columns = (*((0, 1) if TEXT in wanted else ()), *((2, 3) if KEYS in wanted else ()))
    marks = ", ".join(f"highlight(docs_fts, {n}, :open, :close)" for n in columns)
    among = (
        "between :first and :last" if run else "in (select value from json_each(:ids))"
    )
    sql = f"""
        select docs_fts.rowid, {marks or "null"} {selection.tail}
        and docs_fts.rowid {among}
        """
    values = {**selection.values, "open": OPEN, "close": CLOSE}
    if run:
        values |= {"first": min(ids), "last": max(ids)}
    else:
        values["ids"] = json.dumps(ids)
    found = {}
    for id_, *texts in db.execute(sql, values):
        spans: tuple[list[Span], list[Span]] = ([], [])
        for column, text in zip(columns, texts, strict=False):
            spans[column % 2].extend(spans_of(text or ""))
        found[id_] = (merged(spans[0]), merged(spans[1]))
    return found


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
    for copy, original in db.execute(_COPIES, (json.dumps(posts),)) if posts else ():
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
