"""Whether a thread is shown exactly as it is stored, as nearly all are on a refresh.

Then nothing needs placing or merging.  Where this says no, the long way decides, which
comes to the same rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from scraper.apply.reading import Reading
from scraper.apply.rows import comment_row, post_row
from scraper.model import Comment, Link, Source, Thread
from scraper.store.corpus import Row, find, utc

_COMMENTS = """
    select {columns}, coalesce(c.missing_since, c.withdrawn_at), c.since, b.html
    from comments c left join bodies b on b.item = c.id
    where c.post = ? order by c.position"""
_LINKS = """
    select l.item, l.url, l.text from links l
    where l.item = :post
    union all
    select l.item, l.url, l.text from comments c join links l on l.item = c.id
    where c.post = :post"""
_TAGS = """
    select t.kind, t.name from post_tags p join tags t on t.id = p.tag
    where p.post = ?"""


def is_stored(db: Database, reading: Reading, source: Source) -> bool:
    """Whether writing a reading would change nothing but the post's ``last_seen``.

    Args:
        reading: Of a whole thread of a blog; of any other the answer is no.
    """
    thread, seen = reading.thread, utc(reading.seen_at)
    if not (reading.whole and reading.sound) or reading.route == "file":
        return False
    post = find(db, "posts", thread.post.id)
    return (
        post is not None
        and _post_is(post, thread, source, seen)
        and _comments_are(db, thread, source, seen)
        and _parts_are(db, thread)
    )


def _post_is(post: Row, thread: Thread, source: Source, seen: str) -> bool:
    """Whether a reading says of a post what its row does; null says nothing."""
    if post["missing_since"] or post["withdrawn_at"] or not post["last_seen"]:
        return False
    if seen < max(post["last_seen"], post["since"]):
        return False
    kinds = Counter(comment.kind for comment in thread.comments)
    told = post_row(thread.post, source)
    told["comments_found"] = kinds["comment"]
    told["comments_explained"] = kinds.total() - kinds["comment"]
    return all(value is None or post[name] == value for name, value in told.items())


def _comments_are(db: Database, thread: Thread, source: Source, seen: str) -> bool:
    """Whether the stored comments are those that are shown, and none is gone."""
    shown = sorted(thread.comments, key=lambda comment: comment.position)
    told = _rows(shown, source, thread.post.url)
    columns = ", ".join(f"c.{name}" for name in told[0]) if told else "c.id"
    stored = db.execute(_COMMENTS.format(columns=columns), [thread.post.id]).fetchall()
    if len(stored) != len(told):
        return False
    for (*values, gone, since, html), row, comment in zip(
        stored, told, shown, strict=True
    ):
        if gone or seen < since or values != list(row.values()):
            return False
        if comment.html and html != comment.html:
            return False
    return True


def _rows(
    comments: Sequence[Comment], source: Source, post_url: str | None
) -> list[Row]:
    """What is told of the comments of a whole thread."""
    shown = {comment.id for comment in comments}
    rows = []
    for comment in comments:
        row = comment_row(comment, source, post_url)
        if comment.parent is not None and comment.parent not in shown:
            row |= {"parent": None, "orphan": 1}
        rows.append(row)
    return rows


def _parts_are(db: Database, thread: Thread) -> bool:
    """Whether the body of the post, and all links and tags, are as shown."""
    post = thread.post
    if post.html:
        sql = "select html from bodies where item = ?"
        if db.execute(sql, [post.id]).fetchone() != (post.html,):
            return False
    links = [*_links(post.id, post.links)]
    for comment in thread.comments:
        links += _links(comment.id, comment.links)
    if sorted(links) != sorted(db.execute(_LINKS, {"post": post.id})):
        return False
    tags = {(tag.kind, tag.name) for tag in post.tags}
    return not tags or tags == set(db.execute(_TAGS, [post.id]))


def _links(item: str, links: Iterable[Link]) -> Iterable[tuple[str, str, str]]:
    return ((item, link.url, link.text) for link in links)
