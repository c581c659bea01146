"""The search index: writer of docs and docs_fts, and of vocab and months by ``counts``.

Every public item with words has a document.  Its id follows the time of publication,
so that "newest first" is the order of the index itself.  Everything is written in the
caller's transaction, row by row: no triggers, and never FTS5's ``rebuild``, which
would index the text as keys.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from types import TracebackType

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.store import states
from scraper.store.counts import Counts
from scraper.store.doc import FIRST_DATED, Doc, first_id
from scraper.swedish.keys import KEY_VERSION, key_of
from scraper.swedish.tokens import tokens

__all__ = ["FIRST_DATED", "Doc", "Index", "first_id", "stored_version"]


class Index:
    """Adds, replaces and removes documents, inside the caller's transaction.

    As a context manager it gathers new words and writes them at the end of the
    block, or forgets them if the block raises (the caller's transaction must then
    roll back).  Without one they are written at once.  Blocks may be nested: the
    outermost one writes.
    """

    def __init__(
        self,
        db: Database,
        *,
        on_change: Callable[[Collection[int]], None] | None = None,
    ) -> None:
        """Take the index of ``db``.

        Args:
            on_change: Told the ids of new and changed documents, when they and the
                vocabulary are written; see ``topics.TopicRules.refresh``.

        Raises:
            ArchiveError: it was made with other keys; see ``rebuild_index``.
        """
        self._db = db.conn
        self._open = 0
        self._counts = Counts(db.conn)
        self._new: dict[int, Doc] = {}
        self._size = 0
        self._full: dict[int, int] = {}
        self._changed: set[int] = set()
        self._on_change = on_change
        self._state = 0
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
            self._finish()

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
        self._write(id_, doc)
        self._after()

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
            self._take(id_, old)
            self._write(id_, new)
            self._after()
        return id_

    def remove(self, old: Doc) -> None:
        """Take a document out of the index.

        Args:
            old: Exactly as it was indexed.
        """
        id_ = self._id(old)
        self._db.execute("delete from docs where id = ?", (id_,))
        self._take(id_, old)
        self._after()

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

    def _write(self, id_: int, doc: Doc) -> None:
        """Gather a document that is new or says something else."""
        self._new[id_] = doc
        self._changed.add(id_)
        self._size += len(doc.title) + len(doc.text)
        if self._size > _GATHERED:
            self._write_new()

    def _take(self, id_: int, doc: Doc) -> None:
        """Take words out, at once: they may be written anew under the same id."""
        self._changed.discard(id_)
        if self._new.pop(id_, None) is not None:
            return  # they were never written
        title, text = tokens(doc.title), tokens(doc.text)
        self._db.execute(_DELETE, _row(id_, doc, title, text))
        self._counts.take(doc, title + text)

    def _write_new(self) -> None:
        """Write what was gathered, oldest first.

        FTS5 gathers words too, but only of ascending ids; at any other it writes
        another small part of the index, to be merged later.
        """
        for id_, doc in sorted(self._new.items()):
            title, text = tokens(doc.title), tokens(doc.text)
            self._db.execute(_INSERT, _row(id_, doc, title, text))
            self._counts.add(doc, title + text)
        self._new.clear()
        self._size = 0

    def _after(self) -> None:
        if not self._open:
            self._finish()

    def _finish(self) -> None:
        self._write_new()
        self._counts.write()
        self._db.execute(
            "insert into meta values ('key_version', ?) on conflict do nothing",
            (KEY_VERSION,),
        )
        self._state = states.add_new(self._db, after=self._state)
        changed, self._changed = frozenset(self._changed), set()
        if changed and self._on_change:
            self._on_change(changed)

    def forget_states(self, item: str) -> None:
        """Take the earlier states of an item out; see ``states.forget``."""
        states.forget(self._db, item)

    def _forget(self) -> None:
        self._state = 0
        self._new.clear()
        self._size = 0
        self._counts.clear()
        self._changed.clear()


def _row(
    id_: int, doc: Doc, title: Sequence[str], text: Sequence[str]
) -> tuple[int, str, str, str, str]:
    keys = (" ".join(map(key_of, title)), " ".join(map(key_of, text)))
    return (id_, doc.title, doc.text, *keys)


_GATHERED = 8_000_000
"""Letters of texts held before they are written."""
_INSERT = """
    insert into docs_fts(rowid, title, body, title_key, body_key)
    values (?, ?, ?, ?, ?)"""
_DELETE = """
    insert into docs_fts(docs_fts, rowid, title, body, title_key, body_key)
    values ('delete', ?, ?, ?, ?, ?)"""


def stored_version(db: Database) -> str | None:
    """The version of keys the index was made with; ``None`` if it is empty."""
    sql = "select value from meta where key = 'key_version'"
    row = db.execute(sql).fetchone()
    return row[0] if row else None
