"""One post is one row however captured.

A saved text has no address and no ids.  When a live page turns out to be the same
post, it takes over the row, and its comments match by author and text; and a text
imported after the page finds the page's row.  In the caller's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlite_utils import Database

from scraper.apply.likeness import same_text, title_key
from scraper.model import Comment, Post, Source
from scraper.store.corpus import Row, find, rows_of
from scraper.thread import words_of

if TYPE_CHECKING:  # save imports this module
    from scraper.apply.reading import Reading

_ITEM_COLUMNS = {
    "posts": (("comments", "post"), ("post_tags", "post"), ("posts", "crosspost_of")),
    "comments": (("comments", "parent"), ("comments", "answers")),
}
_BY_ITEM = ("bodies", "links", "revisions", "item_topics", "docs")


def adopt(db: Database, reading: Reading, source: Source) -> Reading:
    """The reading with ids that agree with the rows of the archive.

    Rows without a native id take the native ids of a live reading; a reading
    without native ids takes those of the rows.
    """
    if reading.route == "file":
        reading = _as_shown(db, reading)
    post = reading.thread.post
    if find(db, "posts", post.id) is None:
        row = _same_post(db, post, source)
        if row is None:
            return reading
        if post.native_id is None:
            reading = _as_row(reading, row)
        else:
            rename(db, "posts", row["id"], post.id)
    return _adopt_comments(db, reading)


def _as_shown(db: Database, reading: Reading) -> Reading:
    """The reading of an export, in the words of the page where they are the same.

    WordPress turns quotes and dashes on a page, which an export has as they were typed:
    that is no edit.
    """
    thread = reading.thread
    post, comments = thread.post, thread.comments
    row = find(db, "posts", post.id)
    if row is None:
        return reading
    if words_of(row["title"]) == words_of(post.title):
        post = replace(post, title=row["title"])
    if same_text(row["text"], post.text):
        post = replace(post, text=row["text"], html=None)
    sql = "select id, text from comments where post = ?"
    shown = {row["id"]: row["text"] for row in rows_of(db, sql, [post.id])}
    comments = tuple(
        replace(comment, text=shown[comment.id], html=None)
        if words_of(shown.get(comment.id, "")) == words_of(comment.text)
        and comment.id in shown
        else comment
        for comment in comments
    )
    return replace(reading, thread=replace(thread, post=post, comments=comments))


def _same_post(db: Database, post: Post, source: Source) -> Row | None:
    """The row of the same post under another id, if there is exactly one."""
    if post.url is not None:
        row = find(db, "posts", post.url, key="url")
        if row is not None and None in (row["native_id"], post.native_id):
            return row
    sql = "select * from posts where source = ? and title_key = ?"
    rows = [
        row
        for row in rows_of(db, sql, [source.name, title_key(post.title)])
        if None in (row["native_id"], post.native_id)
        and same_text(row["text"], post.text)
    ]
    return rows[0] if len(rows) == 1 else None


def _as_row(reading: Reading, row: Row) -> Reading:
    """The reading of a saved text under the id of the page's row."""
    thread, old_id = reading.thread, reading.thread.post.id
    post = replace(
        thread.post,
        id=row["id"],
        # the page is the better witness of itself
        title=row["title"],
        text=row["text"],
        html=None,
        comments_claimed=None if row["last_seen"] else thread.post.comments_claimed,
    )
    captures = dict(reading.captures)
    captures[row["id"]] = captures.get(old_id, "")
    comments = tuple(replace(c, post=row["id"]) for c in thread.comments)
    return replace(
        reading,
        captures=captures,
        thread=replace(thread, post=post, comments=comments),
        whole=row["last_seen"] is None,  # what the page says counts
    )


def _adopt_comments(db: Database, reading: Reading) -> Reading:
    """Match comments by author and text where one side has no native id."""
    sql = "select id, native_id, author, text from comments where post = ?"
    rows = rows_of(db, sql, [reading.thread.post.id])
    known = {row["id"] for row in rows}
    by_words: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_words[_words(row["author"], row["text"])].append(row)
    new_ids: dict[str, str] = {}
    for comment in reading.thread.comments:
        if comment.id in known:
            continue
        same = by_words[_words(comment.author, comment.text)]
        match = next(
            (r for r in same if None in (r["native_id"], comment.native_id)), None
        )
        if match is None:
            continue
        same.remove(match)
        if comment.native_id is None:
            new_ids[comment.id] = match["id"]
        else:
            rename(db, "comments", match["id"], comment.id)
    return _renamed(reading, new_ids)


def _renamed(reading: Reading, ids: dict[str, str]) -> Reading:
    if not ids:
        return reading
    comments = tuple(
        replace(
            comment,
            id=ids.get(comment.id, comment.id),
            parent=ids.get(comment.parent or "", comment.parent),
            answers=ids.get(comment.answers or "", comment.answers),
        )
        for comment in _unique(reading.thread.comments, ids)
    )
    captures = {ids.get(i, i): digest for i, digest in reading.captures.items()}
    return replace(
        reading, captures=captures, thread=replace(reading.thread, comments=comments)
    )


def _unique(comments: Iterable[Comment], ids: dict[str, str]) -> Iterable[Comment]:
    taken: set[str] = set()
    for comment in comments:
        final = ids.get(comment.id, comment.id)
        if final not in taken:
            taken.add(final)
            yield comment


def _words(author: str | None, text: str) -> tuple[str, str]:
    return (author or "").casefold().strip(), " ".join(text.split())


def rename(db: Database, table: str, old: str, new: str) -> None:
    """Give a row another id, everywhere it is referred to (foreign keys deferred)."""
    db.execute(f"update {table} set id = ? where id = ?", [new, old])  # noqa: S608
    for other, column in _ITEM_COLUMNS[table]:
        sql = f"update {other} set {column} = ? where {column} = ?"  # noqa: S608
        db.execute(sql, [new, old])
    for other in _BY_ITEM:
        db.execute(f"update {other} set item = ? where item = ?", [new, old])  # noqa: S608
