"""What is new for us: the entries of a feed, newest first sight first.

An entry is keyed on when *we* first saw an item.  What was found when a source was
read for the first time is history, not news, unless it was written just before.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from scraper.search import Selection, select

ENTRIES = 50
RECENT = 2000
"""Of so many of the newest items those that a search finds are entries."""

_ITEMS = """
    with begun(source, first) as (
      select source, min(first_seen) from posts group by source),
    baseline(source, until) as (
      select b.source, coalesce(
        (select max(coalesce(r.finished, r.started)) from runs r
         where r.started <= b.first and coalesce(r.finished, b.first) >= b.first),
        b.first) from begun b),
    item as (
      select * from (
        select p.id, 'post' as kind, p.source, p.author, p.published, p.first_seen,
               p.since, p.id as post, p.title, substr(p.text, 1, 1500) as text, p.doc,
               null as answered
        from posts p where p.withdrawn_at is null {posts}
        order by p.first_seen desc limit :most)
      union all
      select * from (
        select c.id, c.kind, c.source, c.author, c.published, c.first_seen, c.since,
               c.post, q.title, substr(c.text, 1, 1500), c.doc, a.author
        from comments c join posts q on q.id = c.post
        left join comments a on a.id = coalesce(c.answers, c.parent)
        where c.withdrawn_at is null and c.text <> '' {comments}
        order by c.first_seen desc limit :most))
    select item.*, s.timezone as zone, coalesce(s.owner, s.name) as owner
    from item join sources s on s.name = item.source
    join baseline b on b.source = item.source
    where item.doc is not null
      and (item.first_seen > b.until
           or item.published >= strftime('%Y-%m-%dT%H:%M:%SZ', b.until, '-7 days'))
    order by item.first_seen desc, item.published desc, item.id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item in a feed."""

    id: str
    kind: str
    owner: str
    author: str | None
    published: str | None
    """ISO 8601 UTC, as the blog says."""
    first_seen: str
    since: str
    """When the present wording was first seen."""
    post: str
    title: str
    text: str
    """Its first 1,500 characters."""
    answered: str | None
    """Name of whom a comment answers."""
    zone: str


def newest(
    conn: sqlite3.Connection, query: str = "", post: str | None = None
) -> list[Entry]:
    """Up to ``ENTRIES`` items.

    Args:
        query: What they must match; "": everything.
        post: Only the comments of this post; then nothing counts as history.
    """
    values: dict[str, object] = {"most": ENTRIES if not query else RECENT}
    sql = _ITEMS.format(posts="", comments="")
    if post is not None:
        values["post"] = post
        sql = _ITEMS.format(posts="and false", comments="and c.post = :post")
        sql = sql.replace("item.first_seen > b.until", "true")
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    rows = cursor.execute(sql, values).fetchall()
    if query:
        found = _among(conn, select(conn, query), [row["doc"] for row in rows])
        rows = [row for row in rows if row["doc"] in found]
    return [_entry(row) for row in rows[:ENTRIES]]


def _among(
    conn: sqlite3.Connection, selection: Selection, docs: list[int]
) -> frozenset[int]:
    sql = f"""
        select {selection.id} {selection.tail}
        and {selection.id} in (select value from json_each(:docs))"""  # noqa: S608
    values = {**selection.values, "docs": json.dumps(docs)}
    return frozenset(row[0] for row in conn.execute(sql, values))


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        id=row["id"],
        kind=row["kind"],
        owner=row["owner"],
        author=row["author"],
        published=row["published"],
        first_seen=row["first_seen"],
        since=row["since"] or row["first_seen"],
        post=row["post"],
        title=row["title"] or "",
        text=row["text"],
        answered=row["answered"],
        zone=row["zone"],
    )
