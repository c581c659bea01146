"""Out of corpus.db while a request is looked into, and back; captures stay whole."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from scraper.apply.gone import comment_doc
from scraper.apply.hidden import words_of
from scraper.apply.parts import drop
from scraper.captures import Captures, HiddenItem
from scraper.errors import InputError
from scraper.forget.carry_out import obey_in_corpus
from scraper.store.corpus import Row, find, utc
from scraper.store.index import Doc, Index


def hide(
    db: Database,
    captures: Captures,
    path: Path,
    item: str,
    *,
    at: datetime,
    reason: str | None = None,
) -> int:
    """Take a post with its thread, or a comment, out of corpus.db.

    It is out of sight at once; then corpus.db is made anew, so that it follows from
    its captures again.

    Returns:
        How many posts and comments went.

    Raises:
        InputError: there is no such item, or it is hidden already.
    """
    post, comment = find(db, "posts", item), find(db, "comments", item)
    row = post or comment
    if row is None:
        known = any(each.item == item for each in captures.hidden())
        said = "it is hidden already" if known else "there is none"
        raise InputError(f"{item}: expected a post or comment of this archive; {said}")
    words = words_of(f"{row.get('title', '')} {row['text']}")
    author = None if post else row["author"]
    captures.hide(HiddenItem(item, utc(at), reason, author, words))
    count = _take_out(db, post, comment)
    obey_in_corpus(db, captures, path)
    return count


def unhide(db: Database, captures: Captures, path: Path, item: str) -> None:
    """Put a hidden item back as its captures tell it.

    Raises:
        InputError: it is not hidden.
    """
    if not any(each.item == item for each in captures.hidden()):
        raise InputError(
            f"{item}: expected a hidden item; see: debattarkiv hide --list"
        )
    captures.unhide(item)
    obey_in_corpus(db, captures, path)


def _take_out(db: Database, post: Row | None, comment: Row | None) -> int:
    """Delete rows and words at once, in one transaction."""
    rows = [comment] if comment else []
    if post is not None:
        rows += list(db.query("select * from comments where post = ?", [post["id"]]))
    with db.atomic(), Index(db) as index:
        db.execute("pragma defer_foreign_keys = on")
        for row in rows:
            if row["doc"] is not None:
                index.remove(comment_doc(row))
            for column in ("parent", "answers"):
                sql = f"update comments set {column} = null where {column} = ?"  # noqa: S608
                db.execute(sql, [row["id"]])
            _drop(db, index, "comments", row["id"])
        if post is not None:
            if post["doc"] is not None:
                index.remove(_post_doc(post))
            db.execute("delete from post_tags where post = ?", [post["id"]])
            sql = "update posts set crosspost_of = null where crosspost_of = ?"
            db.execute(sql, [post["id"]])
            _drop(db, index, "posts", post["id"])
    return len(rows) + (post is not None)


def _drop(db: Database, index: Index, table: str, id_: str) -> None:
    index.forget_states(id_)
    db.execute("delete from revisions where item = ?", [id_])
    drop(db, id_)
    db.execute(f"delete from {table} where id = ?", [id_])  # noqa: S608  ours


def _post_doc(row: Row) -> Doc:
    return Doc(
        item=row["id"],
        kind="post",
        source=row["source"],
        author=row["author"],
        published=row["published"],
        date=row["date"],
        title=row["title"],
        text=row["text"],
    )
