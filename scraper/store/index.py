"""The search index: writer of docs, docs_fts, vocab and months.

Every public item with words has a document.  Its id follows the time of publication,
so that "newest first" is the order of the index itself.  Everything is written in the
caller's transaction, row by row: no triggers, and never FTS5's ``rebuild``, which
would index the text as keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from types import TracebackType

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.store import states
from scraper.store.doc import FIRST_DATED, Doc, first_id
from scraper.swedish.keys import KEY_VERSION, fold, fold_dots, key_of
from scraper.swedish.tokens import tokens

__all__ = ["FIRST_DATED", "Doc", "Index", "first_id", "stored_version"]


class Index:
    """Adds, replaces and removes documents, inside the caller's transaction.

    As a context manager it gathers the counts of the vocabulary and writes them at
    the end of the block, or forgets them if the block raises (the caller's
    transaction must then roll back).  Without one they are written at once.
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
        self._terms: dict[str, list[int]] = {}
        self._months: Counter[tuple[str, str, str, int]] = Counter()
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
        self._words(id_, doc, +1)
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
            self._words(id_, old, -1)
            self._words(id_, new, +1)
            self._after()
        return id_

    def remove(self, old: Doc) -> None:
        """Take a document out of the index.

        Args:
            old: Exactly as it was indexed.
        """
        id_ = self._id(old)
        self._db.execute("delete from docs where id = ?", (id_,))
        self._words(id_, old, -1)
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

    def _words(self, id_: int, doc: Doc, sign: int) -> None:
        title, text = tokens(doc.title), tokens(doc.text)
        keys = (" ".join(map(key_of, title)), " ".join(map(key_of, text)))
        row = (id_, doc.title, doc.text, *keys)
        self._db.execute(_INSERT if sign > 0 else _DELETE, row)
        words = Counter(map(fold, title + text))
        for term, count in words.items():
            pair = self._terms.setdefault(term, [0, 0])
            pair[0] += sign
            pair[1] += sign * count
        place = ((doc.date or "")[:7], doc.source, doc.kind)
        self._months[*place, 0] += sign
        self._months[*place, 1] += sign * words.total()
        if sign > 0:
            self._changed.add(id_)
        else:
            self._changed.discard(id_)
        if len(self._terms) > _GATHERED:
            self._write_counts()

    def _after(self) -> None:
        if not self._open:
            self._finish()

    def _finish(self) -> None:
        self._write_counts()
        self._state = states.add_new(self._db, after=self._state)
        changed, self._changed = frozenset(self._changed), set()
        if changed and self._on_change:
            self._on_change(changed)

    def forget_states(self, item: str) -> None:
        """Take the earlier states of an item out; see ``states.forget``."""
        states.forget(self._db, item)

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
        self._terms.clear()
        self._months.clear()
        self._db.execute(
            "insert into meta values ('key_version', ?) on conflict do nothing",
            (KEY_VERSION,),
        )

    def _forget(self) -> None:
        self._state = 0
        self._terms.clear()
        self._months.clear()
        self._changed.clear()


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
