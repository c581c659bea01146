"""The search index: writer of docs, docs_fts, vocab and months.

Every public item with words has a document.  Its id follows the time of publication,
so that "newest first" is the order of the index itself.  Everything is written in the
caller's transaction, row by row: no triggers, and never FTS5's ``rebuild``, which
would index the text as keys.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.swedish.keys import KEY_VERSION, fold, fold_dots, key_of, keys_of
from scraper.swedish.tokens import tokens

DocKind = Literal["post", "comment", "pingback", "trackback"]

SLOTS = 4
"""Bits of an id below its minute: sixteen documents, then the next minutes'."""
FIRST_DATED = 65536 << SLOTS
"""Id of the first document of 2000-01-01; undated documents lie below."""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doc:
    """What the index knows about a post or comment."""

    item: str
    """Id of the post or comment."""
    kind: DocKind
    source: str
    author: str | None
    published: str | None
    """ISO 8601 UTC, as stored; decides the id."""
    date: str | None
    """Local day, ``YYYY-MM-DD``; decides the month it counts for."""
    title: str
    """Empty for a comment."""
    text: str
    """As stored: NFC."""

    @property
    def row(self) -> tuple[str, str, str, str | None, str | None]:
        """Columns of ``docs`` after the id."""
        return (self.item, self.kind, self.source, self.author, self.date)


def first_id(published: str | None) -> int:
    """The lowest id a document of that time may have.

    Args:
        published: ISO 8601 with offset; years before 2000 share one place.

    >>> first_id("2000-01-01T00:01:30Z") - FIRST_DATED
    16
    >>> first_id(None)
    1
    """
    if published is None:
        return 1
    minutes = (datetime.fromisoformat(published) - _EPOCH).total_seconds() // 60
    return FIRST_DATED + (max(0, int(minutes)) << SLOTS)


class Index:
    """Adds, replaces and removes documents, inside the caller's transaction.

    As a context manager it gathers the counts of the vocabulary and writes them at
    the end of the block, or forgets them if the block raises (the caller's
    transaction must then roll back).  Without one they are written at once.
    """

    def __init__(self, db: Database) -> None:
        """Take the index of ``db``.

        Raises:
            ArchiveError: it was made with other keys; see ``rebuild_index``.
        """
        self._db = db.conn
        self._open = 0
        self._terms: dict[str, list[int]] = {}
        self._months: Counter[tuple[str, str, str, int]] = Counter()
        self._full: dict[int, int] = {}
        stored = stored_version(db)
        if stored not in (None, KEY_VERSION):
            raise ArchiveError(
                f"search index: expected keys of version {KEY_VERSION}, "
                f"found {stored}; it must be rebuilt"
            )

    def __enter__(self) -> Index:
        self._open += 1
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open -= 1
        if kind is not None:
            self._forget()
        elif not self._open:
            self._write_counts()

    def add(self, doc: Doc) -> int:
        """Index a new document.

        Returns:
            Its id, for the column ``doc`` of its row.
        """
        id_ = self._free_id(first_id(doc.published))
        self.put(id_, doc)
        return id_

    def put(self, id_: int, doc: Doc) -> None:
        """Index a new document under an id that is known to be free."""
        self._db.execute("insert into docs values (?, ?, ?, ?, ?, ?)", (id_, *doc.row))
        self._words(id_, doc, +1)

    def replace(self, old: Doc, new: Doc) -> int:
        """Index a document anew where it differs.

        Args:
            old: Exactly as it was indexed.

        Returns:
            Its id: a new one if the time of publication changed.
        """
        id_ = self._id(old)
        if first_id(old.published) != first_id(new.published):
            self.remove(old)
            return self.add(new)
        if old.row != new.row:
            self._db.execute(
                "update docs set item = ?, kind = ?, source = ?, author = ?, date = ?"
                " where id = ?",
                (*new.row, id_),
            )
        moved = (old.kind, old.source, old.date) != (new.kind, new.source, new.date)
        if moved or (old.title, old.text) != (new.title, new.text):
            self._words(id_, old, -1)
            self._words(id_, new, +1)
        return id_

    def remove(self, old: Doc) -> None:
        """Take a document out of the index.

        Args:
            old: Exactly as it was indexed.
        """
        id_ = self._id(old)
        self._db.execute("delete from docs where id = ?", (id_,))
        self._words(id_, old, -1)

    def _id(self, doc: Doc) -> int:
        sql = "select id from docs where item = ?"
        row = self._db.execute(sql, (doc.item,)).fetchone()
        if row is None:
            raise ArchiveError(f"search index: expected {doc.item!r}, it is not there")
        return int(row[0])

    def _free_id(self, first: int) -> int:
        """The lowest free id from ``first`` on; a full minute is searched once."""
        start = self._full.get(first, first)
        taken = "select 1 from docs where id = ?"
        if self._db.execute(taken, (start,)).fetchone():
            (start,) = self._db.execute(
                """
                select d.id + 1 from docs d
                where d.id >= ? and not exists
                  (select 1 from docs n where n.id = d.id + 1)
                order by d.id limit 1
                """,
                (start,),
            ).fetchone()
        if first < FIRST_DATED <= start:
            raise ArchiveError(
                f"search index: expected fewer than {FIRST_DATED} undated items"
            )
        self._full[first] = start + 1
        return int(start)

    def _words(self, id_: int, doc: Doc, sign: int) -> None:
        row = (id_, doc.title, doc.text, keys_of(doc.title), keys_of(doc.text))
        self._db.execute(_INSERT if sign > 0 else _DELETE, row)
        words = Counter(fold(word) for word in (*tokens(doc.title), *tokens(doc.text)))
        for term, count in words.items():
            pair = self._terms.setdefault(term, [0, 0])
            pair[0] += sign
            pair[1] += sign * count
        place = ((doc.date or "")[:7], doc.source, doc.kind)
        self._months[*place, 0] += sign
        self._months[*place, 1] += sign * words.total()
        if not self._open or len(self._terms) > _GATHERED:
            self._write_counts()

    def _write_counts(self) -> None:
        rows = [(t, d, c) for t, (d, c) in self._terms.items() if d or c]
        self._db.executemany(
            _COUNT, ((t, key_of(t), fold_dots(t), d, c) for t, d, c in rows)
        )
        self._db.executemany(
            "delete from vocab where term = ? and df = 0",
            ((t,) for t, d, _ in rows if d < 0),
        )
        places = {place[:3] for place in self._months}
        self._db.executemany(
            _COUNT_MONTH,
            ((*p, self._months[*p, 0], self._months[*p, 1]) for p in sorted(places)),
        )
        self._db.executemany(
            "delete from months where (month, source, kind) = (?, ?, ?) and docs = 0",
            (p for p in sorted(places) if self._months[*p, 0] < 0),
        )
        self._forget()
        self._db.execute(
            "insert into meta values ('key_version', ?) on conflict do nothing",
            (KEY_VERSION,),
        )

    def _forget(self) -> None:
        self._terms.clear()
        self._months.clear()


_GATHERED = 100_000
_INSERT = """
    insert into docs_fts(rowid, title, body, title_key, body_key)
    values (?, ?, ?, ?, ?)"""
_DELETE = """
    insert into docs_fts(docs_fts, rowid, title, body, title_key, body_key)
    values ('delete', ?, ?, ?, ?, ?)"""
_COUNT = """
    insert into vocab (term, key, folded, df, cnt) values (?, ?, ?, ?, ?)
    on conflict do update set df = df + excluded.df, cnt = cnt + excluded.cnt"""
_COUNT_MONTH = """
    insert into months (month, source, kind, docs, words) values (?, ?, ?, ?, ?)
    on conflict do update
    set docs = docs + excluded.docs, words = words + excluded.words"""


def stored_version(db: Database) -> str | None:
    """The version of keys the index was made with; ``None`` if it is empty."""
    sql = "select value from meta where key = 'key_version'"
    row = db.execute(sql).fetchone()
    return row[0] if row else None
