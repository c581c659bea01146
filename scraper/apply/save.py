"""A reading of a thread -> rows of corpus.db, in the caller's transaction.

Only what differs is written: seeing the same thread again touches nothing but
the post's ``last_seen``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Container, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from sqlite_utils import Database

from scraper.apply.gone import cannot_show, mark_absent
from scraper.apply.merge import Merged, merge
from scraper.apply.parts import Parts
from scraper.apply.reading import Reading
from scraper.apply.revisions import keep_state
from scraper.apply.rows import comment_row, placing, post_row
from scraper.apply.takeover import adopt
from scraper.apply.unchanged import is_stored
from scraper.model import Comment, Post, Source
from scraper.store.corpus import Row, find, rows_of, update, utc
from scraper.store.index import Doc, Index
from scraper.thread import arrange

Table = Literal["posts", "comments"]


def save_reading(
    db: Database,
    index: Index,
    reading: Reading,
    source: Source,
    *,
    same: bool | None = None,
) -> Counter[str]:
    """Write what a reading says; to be called inside a transaction.

    Args:
        same: What ``unchanged.is_stored`` says of it; looked up if not told.

    Returns:
        How many ``new_posts``, ``edited_posts``, ``new_comments``,
        ``edited_comments``, ``missing``, ``withdrawn``, ``returned``.
    """
    if is_stored(db, reading, source) if same is None else same:
        seen = {"last_seen": utc(reading.seen_at)}
        update(db, "posts", reading.thread.post.id, seen)
        return Counter()
    db.execute("pragma defer_foreign_keys = on")  # answers may point forwards
    adopted = adopt(db, reading, source)
    return _Save(db, index, adopted, source).run()


class _Save:
    """The writing of one reading; holds what every step needs."""

    def __init__(
        self, db: Database, index: Index, reading: Reading, source: Source
    ) -> None:
        self.db, self.index, self.source = db, index, source
        self.reading, self.thread = reading, reading.thread
        self.seen = utc(reading.seen_at)
        self.counts: Counter[str] = Counter()
        self._rows: dict[str, Row] = {}
        self.before = find(db, "posts", self.thread.post.id)
        self.parts = Parts(db, self.thread.post.id, fresh=self.before is None)
        self.last_seen = self.before["last_seen"] if self.before else None

    def run(self) -> Counter[str]:
        """Write post, comments, those gone, and the ledger of the thread."""
        self._post(self.thread.post)
        stored = self._stored()
        shown = {comment.id: comment for comment in self.thread.comments}
        stored |= self._moved_here(shown.keys() - stored.keys())
        known = stored.keys() | shown.keys()
        for comment in self._arranged(shown, stored):
            old = stored.get(comment.id)
            if comment.id in shown:
                row = {
                    **self._row(shown[comment.id], known),
                    "position": comment.position,
                    "depth": comment.depth,
                }
                self._item("comments", old, merge("comments", old, row, shown=shown))
                self.parts.save(comment.id, comment.html, comment.links)
            elif old:  # not seen now, but its place may have moved
                moved = {"position": comment.position, "depth": comment.depth}
                self._update("comments", old, moved)
        if self.reading.whole and self.reading.sound:
            self.counts += mark_absent(
                self.db,
                self.index,
                [row for id_, row in stored.items() if id_ not in shown],
                source=self.source,
                seen=self.seen,
                run_started=self.reading.run_started,
                route=self.reading.route,
            )
        if self.reading.whole:
            self._ledger()
        return self.counts

    def _post(self, post: Post) -> None:
        merged = merge("posts", self.before, post_row(post, self.source))
        self._item("posts", self.before, merged)
        self.parts.save(post.id, post.html, post.links)
        self.parts.save_tags(post.id, post.tags)

    def _row(self, comment: Comment, known: Container[str]) -> Row:
        """The columns of a comment; asked for to place it, and again to write it."""
        if comment.id in self._rows:
            return self._rows[comment.id]
        row = comment_row(comment, self.source, self.thread.post.url)
        row["orphan"] = int(comment.parent is not None and comment.parent not in known)
        if row["orphan"]:
            row["parent"] = None  # nobody may see it, so there is no row to point at
        self._rows[comment.id] = row
        return row

    def _stored(self) -> dict[str, Row]:
        if self.before is None:
            return {}
        sql = "select * from comments where post = ? order by position"
        rows = rows_of(self.db, sql, [self.before["id"]])
        return {row["id"]: row for row in rows}

    def _moved_here(self, new: Collection[str]) -> dict[str, Row]:
        """Rows of shown comments that stood under another post until now."""
        # in this order whatever the statistics say of the size of the table
        sql = """select c.* from json_each(?) new
            cross join comments c on c.id = new.value"""
        rows = rows_of(self.db, sql, [json.dumps(sorted(new))]) if new else []
        sql = "update posts set comments_found = comments_found - 1 where id = ?"
        for row in rows:
            if row["kind"] == "comment":
                self.db.execute(sql, [row["post"]])
            self.counts["moved_comments"] += 1
        return {row["id"]: row for row in rows}

    def _arranged(
        self, shown: Mapping[str, Comment], stored: Mapping[str, Row]
    ) -> tuple[Comment, ...]:
        """Shown and stored comments in the reading order of the whole thread."""
        known = []
        for comment in shown.values():
            old = stored.get(comment.id)
            if old is not None:
                row = self._row(comment, stored.keys() | shown.keys())
                row = merge("comments", old, row, shown=shown).row
                comment = replace(comment, **placing(row))
            known.append(comment)
        unseen = [
            Comment(
                id=id_,
                post=row["post"],
                text="",
                native_id=row["native_id"],
                kind=row["kind"],
                depth=row["depth"],
                position=row["position"],
                **placing(row),
            )
            for id_, row in stored.items()
            if id_ not in shown
        ]
        return arrange((*known, *unseen))

    def _item(self, table: Table, old: Row | None, merged: Merged) -> None:
        """Write a row that was seen, with the earlier state if it was edited."""
        if old is None:
            self._insert(table, merged.row)
            return
        if self.seen < old["since"]:
            self._late(table, old, merged)
            return
        row, changed = merged.row, self._changes(table, old, merged)
        if old["withdrawn_at"] or old["missing_since"]:
            row |= {"missing_since": None, "withdrawn_at": None}
            self.counts["returned"] += 1
        if row.get("comments_claimed") != old.get("comments_claimed"):
            row["claimed_since"] = self.seen
        if set(changed) - {"claimed"}:
            row["since"] = self.seen
            row["capture"] = self.reading.captures.get(row["id"])
        if changed:
            self._keep(table, old, ", ".join(changed), self.last_seen or old["since"])
        if set(changed) - {"claimed", "back"}:
            self.counts[f"edited_{table}"] += 1
        if merged.differs_from(old):
            row["doc"] = self._reindexed(table, old, row)
            self._update(table, old, row)

    def _insert(self, table: Table, row: Row) -> None:
        row |= {
            "first_seen": self.seen,
            "since": self.seen,
            "capture": self.reading.captures.get(row["id"]),
            "doc": self.index.add(_doc(table, row)),
        }
        if row.get("comments_claimed") is not None:
            row["claimed_since"] = self.seen
        self.db.execute(_insert_sql(table, tuple(row)), row)
        self.counts[f"new_{table}"] += 1

    def _changes(self, table: Table, old: Row, merged: Merged) -> list[str]:
        """What ``revisions.changed`` says: edited fields, ``claimed``, ``back``."""
        changed = list(merged.edited)
        if old["withdrawn_at"]:
            # its words are no longer here to compare with, but their digest is
            same = merged.row["digest"] == old["digest"]
            changed = [] if same or not self._words_kept(table) else changed
            changed.append("back")
        elif old["missing_since"]:
            changed.append("back")
        claimed = old.get("comments_claimed")
        if claimed is not None and merged.row["comments_claimed"] != claimed:
            changed.append("claimed")
        return changed

    def _words_kept(self, table: Table) -> bool:
        return table == "posts" or self.source.removed_comments == "public"

    def _late(self, table: Table, old: Row, merged: Merged) -> None:
        """An older sight that arrives late becomes a revision in its place."""
        known = {old["digest"]}
        sql = "select digest from revisions where item = ?"
        known |= {row["digest"] for row in rows_of(self.db, sql, [old["id"]])}
        if self.seen < old["first_seen"]:
            self._update(table, old, {"first_seen": self.seen})
        if merged.edited and merged.row["digest"] not in known:
            then = {
                **old,
                **merged.row,
                "since": self.seen,
                "capture": self.reading.captures.get(old["id"]),
                "withdrawn_at": None,
            }
            self._keep(table, then, ", ".join(merged.edited), self.seen)

    def _keep(self, table: Table, old: Row, changed: str, until: str) -> None:
        """Keep an earlier state; of a comment the fact only, unless made public."""
        keep_state(self.db, old, changed, until, words=self._words_kept(table))

    def _reindexed(self, table: Table, old: Row, row: Row) -> int:
        after = _doc(table, {**old, **row})
        if old["doc"] is None:
            return self.index.add(after)
        return self.index.replace(_doc(table, old), after)

    def _update(self, table: Table, old: Row, row: Row) -> None:
        changes = {key: value for key, value in row.items() if old[key] != value}
        if changes:
            update(self.db, table, old["id"], changes)

    def _ledger(self) -> None:
        """Write what was found beside what is claimed, and when."""
        old = find(self.db, "posts", self.thread.post.id) or {}
        kinds = Counter(comment.kind for comment in self.thread.comments)
        row = {
            "comments_found": kinds["comment"],
            "comments_explained": self._explained(),
            "last_seen": self.seen,
        }
        self._update("posts", old, row)

    def _explained(self) -> int:
        """What a blog counts beside the comments that the reading shows.

        Pings, and replies that a page hides with their parent: WordPress counts
        both.  REST lists no pings, so those that a page showed once stay counted.
        """
        sql = """select id, kind, orphan, parent, missing_since, withdrawn_at
            from comments where post = ?"""
        rows = rows_of(self.db, sql, [self.thread.post.id])
        unseen = {row["id"] for row in rows} - {c.id for c in self.thread.comments}
        hides = self.reading.route == "html"
        online = [r for r in rows if not (r["missing_since"] or r["withdrawn_at"])]
        return sum(
            row["kind"] != "comment"
            or (hides and row["id"] in unseen and cannot_show(row, unseen, "html"))
            for row in online
        )


def _doc(table: Table, row: Row) -> Doc:
    return Doc(
        item=row["id"],
        kind="post" if table == "posts" else row["kind"],
        source=row["source"],
        author=row["author"],
        published=row["published"],
        date=row["date"],
        title=row["title"] if table == "posts" else "",
        text=row["text"],
    )


@lru_cache(maxsize=8)
def _insert_sql(table: Table, columns: tuple[str, ...]) -> str:
    names = ", ".join(columns)
    values = ", ".join(f":{column}" for column in columns)
    return f"insert into {table} ({names}) values ({values})"  # noqa: S608  ours
