"""A table's rows as they leave the archive under pseudonyms."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from scraper.pseudonyms.key import keyed
from scraper.pseudonyms.names import WORD, Names, Words, normal
from scraper.pseudonyms.replace import UNCLEAR, replace_names
from scraper.pseudonyms.review import Review, standing

DROPPED: dict[str, frozenset[str]] = {
    "posts": frozenset({"digest", "capture"}),
    "comments": frozenset({"native_id", "url", "author_url", "digest", "capture"}),
    "revisions": frozenset({"url", "digest", "capture"}),
}
"""Columns that lead back to a name."""

_COMMENT = re.compile(r"(?P<source>.+)-c(?:\d+|x[0-9a-f]{12})")
_TO_COMMENT = re.compile(r"#comment-\d+|[?&]replytocom=", re.IGNORECASE)

Row = tuple[object, ...]
Change = Callable[[Row], Row]
Cell = Callable[[object, "Place"], object]


class Place:
    """Where a text stands: for the review, and for names that a thread makes clear."""

    __slots__ = ("item", "post", "record")

    def __init__(self, item: str, post: str | None, record: bool) -> None:
        self.item, self.post, self.record = item, post, record


class Pseudonymiser:
    """Replaces names, ids and texts in rows; gathers the review."""

    def __init__(self, db: sqlite3.Connection, names: Names, key: bytes) -> None:
        self._db, self._names, self._key = db, names, key
        self.review = Review()
        for name in standing(names):
            why = "also part of a name that stays"
            for printed in sorted(names.written[name]):
                self.review.counts[printed, why] += 0
        self._read: set[str] = set()
        self._thread = lru_cache(maxsize=64)(self._read_thread)
        self._post_of = lru_cache(maxsize=1024)(self._read_post_of)

    def name(self, author: str | None) -> str | None:
        """The pseudonym of a printed name, or the name if it stays."""
        if author is None or self._names.is_public(author):
            return author
        return "P" + keyed(self._key, "name", normal(author))

    def item(self, item: str | None) -> str | None:
        """The id of a comment as the package has it; ids of posts stay."""
        match = _COMMENT.fullmatch(item or "")
        if match is None:
            return item
        return f"{match['source']}-k{keyed(self._key, 'item', match[0])}"

    def text(
        self, text: str, *, item: str = "", post: str | None = None, record: bool = True
    ) -> str:
        """A text with the names in it replaced.

        Args:
            item: Where it stands, as the package has it; for the review.
            post: Its thread, whose commenters are meant first.
            record: Note in the review what was done.
        """

        def stand(name: Words) -> str:
            self.review.replaced[" ".join(name)] += record
            return self._stand(name, post)

        def doubt(found: str, why: str, around: str) -> None:
            if record:
                self.review.doubt(found, why, item, around)

        return replace_names(text, self._names, stand=stand, doubt=doubt)

    def url(self, url: str, *, record: bool = True) -> str:
        """An address, cut to its site if it leads to a comment or holds a name."""
        parts = urlsplit(url)
        path = unquote(url[len(parts.scheme) + 3 + len(parts.netloc) :])
        words = [word.casefold() for word in WORD.findall(path.replace("_", " "))]
        if not _TO_COMMENT.search(url) and not self._holds_name(words):
            if record:
                self.note_standing(path, "addresses")
            return url
        return f"{parts.scheme}://{parts.netloc}/"

    def change(self, table: str, columns: tuple[str, ...]) -> Change | None:
        """What is done to each row of a table; ``None``: nothing.

        Only the first reading of a table goes into the review.

        Args:
            table: Its name in the package.
        """
        cells = self._cells_of(table, columns)
        record = table not in self._read
        self._read.add(table)

        def changed(row: Row) -> Row:
            place = self._place(table, columns, row, record)
            new = list(row)
            for at, cell in cells:
                if row[at] is not None:
                    new[at] = cell(row[at], place)
            return tuple(new)

        return changed if cells else None

    def _cells_of(self, name: str, columns: tuple[str, ...]) -> list[tuple[int, Cell]]:
        kinds: dict[str, Cell] = {
            "id": lambda value, place: self.item(str(value)),
            "text": lambda value, place: self.text(
                str(value), item=place.item, post=place.post, record=place.record
            ),
            "name": lambda value, place: self.name(str(value)),
            "url": lambda value, place: self.url(str(value), record=place.record),
            "address": self._address,
        }
        table = _CELLS.get(name, {})
        return [
            (at, kinds[table[column]])
            for at, column in enumerate(columns)
            if column in table
        ]

    def _address(self, value: object, place: Place) -> object:
        """The address of a post or blog stays, but what it holds is listed."""
        if place.record:
            self.note_standing(unquote(str(value)), "addresses")
        return value

    def _place(
        self, table: str, columns: tuple[str, ...], row: Row, record: bool
    ) -> Place:
        column = next((c for c in ("item", "id", "post") if c in columns), None)
        if column is None or table in ("tags", "topics"):
            return Place(table, None, record)
        item = str(row[columns.index(column)])
        if table == "comments":
            post = str(row[columns.index("post")])
            return Place(str(self.item(item)), post, record)
        return Place(str(self.item(item)), self._post_of(item), record)

    def _read_post_of(self, item: str) -> str:
        sql = "select post from comments where id = ?"
        row = self._db.execute(sql, [item]).fetchone()
        return str(row[0]) if row else item

    def _read_thread(self, post: str) -> frozenset[str]:
        sql = "select distinct author from comments where post = ? and author not null"
        return frozenset(normal(row[0]) for row in self._db.execute(sql, [post]))

    def _stand(self, name: Words, post: str | None) -> str:
        owners = self._names.owners[name]
        if len(owners) > 1 and post is not None:
            owners = owners & self._thread(post)
        if len(owners) != 1:
            return UNCLEAR
        (owner,) = owners
        return "P" + keyed(self._key, "name", owner)

    def _holds_name(self, words: list[str]) -> bool:
        """Whether an address holds a whole name, but for ordinary words."""
        names = self._names
        for at, word in enumerate(words):
            for name in names.by_first.get(word, ()):
                if name in names.public or tuple(words[at : at + len(name)]) != name:
                    continue
                ordinary = names.is_weak(name[0]) or name[0] in names.common
                if len(name) > 1 or (name in names.written and not ordinary):
                    return True
        return False

    def commenters(self) -> frozenset[str]:
        """Everyone whose name is replaced, by ``normal`` name."""
        names = self._names
        return frozenset(
            normal(each) for written in names.written.values() for each in written
        )

    def note_standing(self, text: str, where: str) -> None:
        """List the commenters' names that a text holds and that stay in it.

        For what cannot be changed: addresses of posts, the package's own words.
        """
        words = WORD.findall(text)
        for at, word in enumerate(words):
            for name in self._names.by_first.get(word.casefold(), ()):
                found = words[at : at + len(name)]
                for printed in self._names.written.get(name, ()):
                    if WORD.findall(printed) == found:
                        self.review.doubt(printed, f"stands in {where}", "", "")


_CELLS: dict[str, dict[str, str]] = {
    "sources": {"home_url": "address"},
    "posts": {"title": "text", "text": "text", "url": "address"},
    "comments": {
        "id": "id",
        "parent": "id",
        "answers": "id",
        "author": "name",
        "text": "text",
    },
    "revisions": {
        "item": "id",
        "parent": "id",
        "title": "text",
        "text": "text",
        "author": "name",
    },
    "links": {"item": "id", "url": "url", "text": "text"},
    "tags": {"name": "text"},
    "item_topics": {"item": "id", "matched": "text"},
    "ledger": {"title": "text", "url": "address"},
}
"""Table -> column -> what is done to it."""
