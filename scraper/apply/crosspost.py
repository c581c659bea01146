"""The same post on two sites: two rows, two threads, the later points at the earlier.

In the caller's transaction.
"""

from __future__ import annotations

from sqlite_utils import Database

from scraper.apply.likeness import same_text
from scraper.store.corpus import Row, find, rows_of, update

_TWINS = """
    select * from posts
    where title_key = :title_key and id <> :id
    order by published is null, published, first_seen, id
"""


def link_crossposts(db: Database, post_id: str) -> int:
    """Link a post with the same post elsewhere (see ``likeness``).

    Returns:
        How many links were written.
    """
    post = find(db, "posts", post_id)
    if post is None or not post["title_key"]:
        return 0
    twins = [
        row
        for row in rows_of(db, _TWINS, {"title_key": post["title_key"], "id": post_id})
        if row["source"] != post["source"] and same_text(row["text"], post["text"])
    ]
    if not twins:
        return 0
    first, *later = sorted([post, *twins], key=_age)
    written = 0
    for row, original in [(first, None), *((row, first["id"]) for row in later)]:
        if row["crosspost_of"] != original:
            update(db, "posts", row["id"], {"crosspost_of": original})
            written += 1
    return written


def _age(row: Row) -> tuple[bool, str, str, str]:
    """Earliest published first; undated ones by when we first saw them.

    Two of the same second go by their ids: not by which host was read first.
    """
    published = row["published"] or ""
    seen = "" if published else row["first_seen"]
    return (not published, published, seen, row["id"])
