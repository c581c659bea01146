"""What changed and what went away, as events, newest first.

Of a comment an event tells the fact and the times only: its earlier words are not in
corpus.db (DESIGN.md, "Removed words").
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

What = Literal["edited", "withdrawn", "back"]
WHATS: tuple[What, ...] = ("edited", "withdrawn", "back")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that was seen to have happened to one post or comment."""

    what: What
    item: str
    is_post: bool
    source: str
    zone: str
    post: str
    title: str
    """Of the post, as it is now."""
    title_before: str | None
    """Of the post, if it was edited away."""
    author: str | None
    date: str | None
    """Local day of publication."""
    before: str | None
    """When it was last seen as it was (ISO 8601 UTC), if that is known."""
    seen: str
    """When the change was seen (ISO 8601 UTC)."""
    changed: tuple[str, ...] = ()
    """Edited fields: title, text, author, …"""
    revision: int | None = None
    """Id of the superseded state."""


_EDITED = """
    select r.id as revision, r.item, r.changed, r.seen_until, r.title as old_title,
           coalesce((select min(n.seen_from) from revisions n
                     where n.item = r.item and n.seen_from > r.seen_from),
                    p.since, c.since) as seen,
           p.id is not null as is_post, coalesce(p.source, c.source) as source,
           coalesce(p.id, c.post) as post, coalesce(p.title, q.title) as title,
           coalesce(p.author, c.author) as author, coalesce(p.date, c.date) as date,
           s.timezone as zone
    from revisions r
    left join posts p on p.id = r.item
    left join comments c on c.id = r.item
    left join posts q on q.id = c.post
    join sources s on s.name = coalesce(p.source, c.source)
    where r.changed <> 'claimed'
      and (:posts_only = 0 or p.id is not null)
      and (:item is null or r.item = :item)
      and (:until is null or r.seen_until < :until)
      and (:what is null
           or (:what = 'back') = (r.changed like '%back%'))
    order by r.seen_until desc, r.id desc
    limit :most"""

_GONE_POSTS = """
    select p.id as item, p.withdrawn_at as seen, p.missing_since as missing, p.source,
           p.id as post, p.title, p.author, p.date, 1 as is_post, s.timezone as zone
    from posts p join sources s on s.name = p.source
    where p.withdrawn_at is not null
      and (:item is null or p.id = :item)
      and (:until is null or p.withdrawn_at < :until)
    order by p.withdrawn_at desc limit :most"""

_GONE_COMMENTS = """
    select c.id as item, c.withdrawn_at as seen, c.missing_since as missing, c.source,
           c.post, p.title, c.author, c.date, 0 as is_post, s.timezone as zone
    from comments c join posts p on p.id = c.post join sources s on s.name = c.source
    where c.withdrawn_at is not null and :posts_only = 0
      and (:item is null or c.id = :item)
      and (:until is null or c.withdrawn_at < :until)
    order by c.withdrawn_at desc limit :most"""


def events(
    conn: sqlite3.Connection,
    *,
    most: int,
    what: What | None = None,
    posts_only: bool = False,
    item: str | None = None,
    until: str | None = None,
) -> list[Event]:
    """The newest events.

    Args:
        most: At most so many.
        until: Only what was seen before this (ISO 8601 UTC).
        item: Only of this post or comment.
    """
    values = {
        "most": most,
        "what": what,
        "posts_only": int(posts_only),
        "item": item,
        "until": until,
    }
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    found: list[Event] = []
    if what != "withdrawn":
        found += [_edited(row) for row in cursor.execute(_EDITED, values)]
    if what in (None, "withdrawn"):
        for sql in (_GONE_POSTS, _GONE_COMMENTS):
            found += [_gone(row) for row in cursor.execute(sql, values)]
    found.sort(key=lambda event: (event.seen, event.item), reverse=True)
    return found[:most]


def _edited(row: sqlite3.Row) -> Event:
    changed = tuple(part for part in row["changed"].split(", ") if part != "claimed")
    title = row["old_title"] if row["is_post"] and "title" in changed else None
    return Event(
        what="back" if "back" in changed else "edited",
        item=row["item"],
        is_post=bool(row["is_post"]),
        source=row["source"],
        zone=row["zone"],
        post=row["post"],
        title=row["title"],
        title_before=title,
        author=row["author"],
        date=row["date"],
        before=row["seen_until"],
        seen=row["seen"],
        changed=changed,
        revision=row["revision"],
    )


def _gone(row: sqlite3.Row) -> Event:
    return Event(
        what="withdrawn",
        item=row["item"],
        is_post=bool(row["is_post"]),
        source=row["source"],
        zone=row["zone"],
        post=row["post"],
        title=row["title"],
        title_before=None,
        author=row["author"],
        date=row["date"],
        before=row["missing"],
        seen=row["seen"],
    )
