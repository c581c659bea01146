"""What hangs on a post or comment in corpus.db: body, tags, outbound links.

Loaded once per thread, written only where it differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from sqlite_utils import Database

from scraper.model import Link, Tag
from scraper.store.corpus import rows_of

_OF_THREAD = """
    select {columns} from {table}
    where item = :post or item in (select id from comments where post = :post)
    order by rowid
"""


class Parts:
    """The stored parts of one thread, and the writing of new ones."""

    def __init__(self, db: Database, post: str, *, fresh: bool) -> None:
        """Load the parts of the thread of ``post``; none if it is ``fresh``."""
        self._db = db
        self._bodies: dict[str, str] = {}
        self._links: dict[str, list[tuple[str, str]]] = defaultdict(list)
        if fresh:
            return
        sql = _OF_THREAD.format(table="bodies", columns="item, html")
        for row in rows_of(db, sql, {"post": post}):
            self._bodies[row["item"]] = row["html"]
        sql = _OF_THREAD.format(table="links", columns="item, url, text")
        for row in rows_of(db, sql, {"post": post}):
            self._links[row["item"]].append((row["url"], row["text"]))

    def save(self, item: str, html: str | None, links: Iterable[Link]) -> None:
        """Write body and links of one item; ``None`` leaves the body as it is."""
        if html and self._bodies.get(item) != html:
            self._db.execute(
                "insert or replace into bodies (item, html) values (?, ?)",
                [item, html],
            )
        new = [(link.url, link.text) for link in links]
        if new == self._links.get(item, []):
            return
        self._db.execute("delete from links where item = ?", [item])
        self._db.table("links").insert_all(
            {"item": item, "url": url, "host": urlsplit(url).hostname, "text": text}
            for url, text in new
        )

    def save_tags(self, post: str, tags: Iterable[Tag]) -> None:
        """Make ``tags`` the tags of ``post``; an empty list leaves them as they are."""
        table = self._db.table("tags")
        new = {table.lookup({"kind": t.kind, "name": t.name}) for t in tags}
        rows = rows_of(self._db, "select tag from post_tags where post = ?", [post])
        old = {row["tag"] for row in rows}
        if not new or new == old:
            return
        for tag in old - new:
            self._db.table("post_tags").delete((post, tag))
        self._db.table("post_tags").insert_all(
            {"post": post, "tag": tag} for tag in sorted(new - old)
        )


def drop(db: Database, item: str) -> None:
    """Remove body, links and topics of an item whose words leave corpus.db."""
    for table in ("bodies", "links", "item_topics"):
        db.execute(f"delete from {table} where item = ?", [item])  # noqa: S608  ours
