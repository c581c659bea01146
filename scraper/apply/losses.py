"""What a reading would take away from what is known, before it is written."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from scraper.apply.gone import cannot_show
from scraper.apply.merge import merge
from scraper.apply.reading import Reading
from scraper.apply.rows import comment_row, post_row
from scraper.model import Source
from scraper.store.corpus import find, rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """A reading of a known post, compared with its rows."""

    post_edited: bool
    """Its content differs, and the blog did not announce a change."""
    comments: int
    """Stored comments that the reading could show."""
    comments_lost: int
    """Of these, absent from a sound whole reading, or edited."""

    def any(self) -> bool:
        """Whether writing the reading would change or take away anything."""
        return self.post_edited or self.comments_lost > 0


def losses_of(
    db: Database, reading: Reading, source: Source, *, same: bool
) -> Losses | None:
    """What writing the reading would change; ``None`` for a post of this run.

    Args:
        same: What ``unchanged.is_stored`` says of it.
    """
    post = reading.thread.post
    old = find(db, "posts", post.id)
    if old is None or old["last_seen"] is None:
        return None
    if old["first_seen"] >= reading.run_started:
        return None  # what this run brought is not known yet
    if same:
        shown_now = len(reading.thread.comments)
        return Losses(post_edited=False, comments=shown_now, comments_lost=0)
    new = post_row(post, source)
    announced = old["updated"] is not None and (new["updated"] or "") > old["updated"]
    sql = "select * from comments where post = ? and withdrawn_at is null"
    stored = {row["id"]: row for row in rows_of(db, sql, [post.id])}
    shown = {comment.id: comment for comment in reading.thread.comments}
    edited = 0
    for id_ in stored.keys() & shown.keys():
        row = comment_row(shown[id_], source, post.url)
        if row["parent"] not in stored.keys() | shown.keys():
            row["parent"] = None
        edited += bool(merge("comments", stored[id_], row, shown=shown).edited)
    unseen = stored.keys() - shown.keys()
    absent = [
        id_ for id_ in unseen if not cannot_show(stored[id_], unseen, reading.route)
    ]
    counts = reading.whole and reading.sound
    return Losses(
        post_edited=bool(merge("posts", old, new).edited) and not announced,
        comments=len(stored.keys() & shown.keys()) + len(absent),
        comments_lost=edited + (len(absent) if counts else 0),
    )
