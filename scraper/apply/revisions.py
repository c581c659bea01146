"""Earlier states of posts and comments, and what lists say, in a transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from scraper.apply.merge import digest
from scraper.model import PostRef, Source
from scraper.store.corpus import Row, find_post, update


def learn_listed(
    db: Database,
    source: Source,
    refs: Iterable[PostRef],
    seen: str,
    *,
    only_unknown: bool,
    read_since: str,
) -> None:
    """Write what lists say of posts and their own reading did not tell.

    The claimed count, with a revision when it changes, and an author's name where
    the blog does not list its users.

    Args:
        only_unknown: Fill what is null; a page that claims a count knows better.
        read_since: Of a thread that was read later than this, the listed count
            becomes what a change is told by (ISO 8601).
    """
    for ref in refs:
        row = find_post(db, source, ref.url, ref.native_id)
        if row is None:
            continue
        changes: Row = {}
        if not only_unknown or row["comments_claimed"] is None:
            changes["comments_claimed"] = ref.comments_claimed
            if row["author"] is None:
                changes["author"] = ref.author
        same = row["comments_claimed"] in (None, ref.comments_claimed)
        if (row["last_seen"] or "") >= read_since or (
            row["last_seen"] and row["comments_listed"] is None and same
        ):
            changes["comments_listed"] = ref.comments_claimed
        changes = {k: v for k, v in changes.items() if v not in (None, row[k])}
        if "comments_claimed" in changes and row["comments_claimed"] is not None:
            keep_state(db, row, "claimed", row["last_seen"] or seen, words=True)
        if "author" in changes:
            changes["digest"] = digest("posts", {**row, **changes})
            sql = "update docs set author = ? where item = ?"
            db.execute(sql, [ref.author, row["id"]])
        if "comments_claimed" in changes:
            changes["claimed_since"] = seen
        if changes:
            update(db, "posts", row["id"], changes)


def keep_state(
    db: Database, old: Row, changed: str, until: str, *, words: bool
) -> None:
    """Keep an earlier state of a post or comment in ``revisions``.

    Args:
        changed: What then changed, for ``revisions.changed``.
        until: When the state was last seen (ISO 8601).
        words: Keep its text and author too.
    """
    since = old["claimed_since"] if changed == "claimed" else old["since"]
    db.table("revisions").insert(
        {
            "item": old["id"],
            "seen_from": since,
            "seen_until": until,
            "changed": changed,
            "title": old.get("title"),
            "text": old["text"] if words else None,
            "author": old["author"] if words else None,
            "parent": old.get("parent"),
            "url": old["url"],
            "published": old["published"],
            "claimed": old.get("comments_claimed"),
            "withdrawn_at": old["withdrawn_at"],
            "digest": old["digest"],
            "capture": old["capture"],
        }
    )
