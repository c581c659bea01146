"""A post with its thread, as the post page shows it."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scraper.site.ask import NotHere

PAGE = 100
"""Comments on a page of a thread, roughly: top comments are kept with their replies."""
LEVELS = 5
"""Deeper replies stay at this level and say whom they answer."""

Row = sqlite3.Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A comment in its place."""

    row: Row
    number: int
    """In reading order, from 1; pings are not counted."""
    level: int
    """1 is top; at most LEVELS."""
    edits: int
    """Earlier wordings."""
    html: str | None
    """Safe HTML as stored; ``None``: the text is all there is."""
    answers: Row | None
    """The comment it answers, where its place does not show that."""
    replies: tuple[Reply, ...] = ()

    @property
    def anchor(self) -> str:
        """``c98765``: permanent, unlike the number."""
        return anchor_of(self.row["id"], self.row["source"])

    @property
    def gone(self) -> bool:
        """No longer online."""
        return self.row["withdrawn_at"] is not None

    def walk(self) -> Iterator[Reply]:
        """This one and all below, in reading order."""
        yield self
        for reply in self.replies:
            yield from reply.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView:
    """What a post page shows."""

    post: Row
    html: str | None
    edits: int
    tags: tuple[Row, ...]
    topics: tuple[Row, ...]
    elsewhere: tuple[Row, ...]
    """The same post on other blogs."""
    pings: tuple[Row, ...]
    comments: tuple[Reply, ...]
    """Top comments, all of them."""
    earlier: Row | None
    later: Row | None
    pages: tuple[tuple[Reply, ...], ...]
    """Top comments, page by page."""
    page_of: Mapping[str, int]
    """Anchor of a comment -> its page, from 1."""

    @property
    def all_comments(self) -> tuple[Reply, ...]:
        """Every comment, in reading order."""
        return tuple(reply for top in self.comments for reply in top.walk())


def anchor_of(comment: str, source: str) -> str:
    """The part of a comment's id after its source."""
    return comment.removeprefix(source + "-")


def load_thread(conn: sqlite3.Connection, id_: str) -> ThreadView:
    """A post with everything around it.

    Raises:
        NotHere: there is no such post.
    """
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    post = cursor.execute(_POST, (id_,)).fetchone()
    if post is None:
        raise NotHere
    rows = cursor.execute(_COMMENTS, (id_,)).fetchall()
    items = json.dumps([id_, *(row["id"] for row in rows)])
    bodies = dict(_pairs(cursor, _BODIES, items))
    edits = dict(_pairs(cursor, _EDITS, items))
    comments = _tree([r for r in rows if r["kind"] == "comment"], bodies, edits)
    pages = tuple(_paged(comments))
    return ThreadView(
        post=post,
        html=bodies.get(id_),
        edits=int(edits.get(id_, 0)),
        tags=tuple(cursor.execute(_TAGS, (id_,))),
        topics=tuple(cursor.execute(_TOPICS, (id_,))),
        elsewhere=tuple(
            cursor.execute(_ELSEWHERE, {"id": id_, "first": post["crosspost_of"]})
        ),
        pings=tuple(row for row in rows if row["kind"] != "comment"),
        comments=comments,
        earlier=_neighbour(cursor, post, "<", "desc"),
        later=_neighbour(cursor, post, ">", "asc"),
        pages=pages,
        page_of={
            reply.anchor: number
            for number, tops in enumerate(pages, start=1)
            for top in tops
            for reply in top.walk()
        },
    )


def _pairs(cursor: sqlite3.Cursor, sql: str, items: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in cursor.execute(sql, (items,))]


def _tree(
    rows: list[Row], bodies: dict[str, str], edits: dict[str, str]
) -> tuple[Reply, ...]:
    """Comments in reading order -> top comments with their replies."""
    by_id = {row["id"]: row for row in rows}
    levels: dict[str, int] = {}
    under: dict[str, str | None] = {}
    below: dict[str | None, list[tuple[int, Row]]] = defaultdict(list)
    for number, row in enumerate(rows, start=1):
        holder = row["parent"] if row["parent"] in levels else None
        if holder is not None and levels[holder] == LEVELS:
            holder = under[holder]  # no deeper: beside the one it answers
        levels[row["id"]] = 1 if holder is None else levels[holder] + 1
        under[row["id"]] = holder
        below[holder].append((number, row))

    def reply(number: int, row: Row) -> Reply:
        holder = under[row["id"]]
        answered = by_id.get(row["answers"] or row["parent"] or "")
        told = answered is not None and answered["id"] != holder
        return Reply(
            row=row,
            number=number,
            level=levels[row["id"]],
            edits=int(edits.get(row["id"], 0)),
            html=bodies.get(row["id"]),
            answers=answered if told else None,
            replies=tuple(reply(*each) for each in below[row["id"]]),
        )

    return tuple(reply(*each) for each in below[None])


def _paged(comments: Iterable[Reply]) -> Iterator[tuple[Reply, ...]]:
    page: list[Reply] = []
    size = 0
    for top in comments:
        length = sum(1 for _ in top.walk())
        if page and size + length > PAGE:
            yield tuple(page)
            page, size = [], 0
        page.append(top)
        size += length
    yield tuple(page)


def _neighbour(cursor: sqlite3.Cursor, post: Row, than: str, order: str) -> Row | None:
    """The post of the same blog before or after."""
    if post["published"] is None:
        return None
    sql = f"""
        select id, title, date from posts
        where +source = :source and (published, id) {than} (:published, :id)
          and published {than}= :published
        order by published {order}, id {order} limit 1"""  # noqa: S608  ours
    row: Row | None = cursor.execute(sql, dict(post)).fetchone()
    return row


_POST = """
    select p.*, s.owner, s.party, s.timezone as zone, s.home_url, s.last_run
    from posts p join sources s on s.name = p.source where p.id = ?"""
_COMMENTS = "select * from comments where post = ? order by position, id"
_BODIES = "select item, html from bodies where item in (select value from json_each(?))"
_EDITS = """
    select item, count(*) from revisions
    where item in (select value from json_each(?))
      and changed not in ('claimed', 'back', 'back, claimed')
    group by item"""
_TAGS = """
    select t.kind, t.name from post_tags pt join tags t on t.id = pt.tag
    where pt.post = ? order by t.kind, t.name"""
_TOPICS = """
    select t.id, t.title, t.kind, i.matched
    from item_topics i join topics t on t.id = i.topic
    where i.item = ? order by t.kind desc, t.title"""
_ELSEWHERE = """
    select p.id, p.source, p.date, p.comments_found, s.owner
    from (select :first as id
          union select id from posts indexed by idx_posts_crosspost_of
          where crosspost_of = :id
          union select id from posts indexed by idx_posts_crosspost_of
          where crosspost_of = :first) e
    join posts p on p.id = e.id join sources s on s.name = p.source
    where p.id <> :id
    order by p.published, p.id"""
