"""Missing, withdrawn, hidden: what absence means, in the caller's transaction.

Absent from one complete reading: ``missing_since``.  Absent again in another run:
``withdrawn_at``.  A reply that vanished together with its parent is hidden with
it and keeps its row as it is.  The claimed count decides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from typing import Literal

from sqlite_utils import Database

from scraper.apply.parts import drop
from scraper.model import Source
from scraper.store.corpus import Row, update
from scraper.store.index import Doc, Index


def mark_absent(
    db: Database,
    index: Index,
    absent: Sequence[Row],
    *,
    source: Source,
    seen: str,
    run_started: str,
    route: Literal["rest", "html", "file"],
) -> Counter[str]:
    """Mark the stored comments that a complete reading did not show.

    Args:
        absent: Rows of the thread's comments that were not shown, in page order.
        seen: When the reading was made (ISO 8601).
        run_started: Start of the run it belongs to; the second absence must be of
            a later run than the first.

    Returns:
        How many went ``missing`` and how many were ``withdrawn``.
    """
    counts: Counter[str] = Counter()
    unseen = {row["id"] for row in absent}
    for row in absent:
        if row["withdrawn_at"] or cannot_show(row, unseen, route):
            continue
        if row["missing_since"] is None:
            update(db, "comments", row["id"], {"missing_since": seen})
            counts["missing"] += 1
        elif row["missing_since"] < run_started:
            withdraw_comment(db, index, row, source, seen)
            counts["withdrawn"] += 1
    return counts


def cannot_show(row: Row, unseen: Container[str], route: str) -> bool:
    """Whether the route would not show the comment even if it is online."""
    if route == "rest":
        return bool(row["kind"] != "comment")  # REST lists no pings
    if route == "file":
        return True  # a saved file is no reading of the blog as it is now
    return bool(row["orphan"]) or row["parent"] in unseen


def withdraw_comment(
    db: Database, index: Index, row: Row, source: Source, seen: str
) -> None:
    """Mark a comment as withdrawn; its words leave corpus.db unless made public.

    Kept are the fact, the times and the digest (DESIGN: removed words).
    """
    changes: Row = {"withdrawn_at": seen}
    if source.removed_comments == "private":
        if row["doc"] is not None:
            index.remove(comment_doc(row))
        drop(db, row["id"])
        changes |= {"text": "", "author": None, "author_url": None, "doc": None}
    update(db, "comments", row["id"], changes)


def comment_doc(row: Row) -> Doc:
    """The search document of a stored comment."""
    return Doc(
        item=row["id"],
        kind=row["kind"],
        source=row["source"],
        author=row["author"],
        published=row["published"],
        date=row["date"],
        title="",
        text=row["text"],
    )


def mark_post_gone(db: Database, post: Row, *, seen: str, run_started: str) -> str:
    """Note that a post's own address answered that it is gone.

    Returns:
        ``missing`` the first time, ``withdrawn`` in a later run, else ``gone``.
    """
    if post["withdrawn_at"]:
        return "gone"
    if post["missing_since"] is None:
        update(db, "posts", post["id"], {"missing_since": seen})
        return "missing"
    if post["missing_since"] < run_started:
        update(db, "posts", post["id"], {"withdrawn_at": seen})
        return "withdrawn"
    return "gone"
