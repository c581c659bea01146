"""What is counted over all documents: writer of vocab and months."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence

from scraper.store.doc import Doc
from scraper.swedish.keys import fold, fold_dots, key_of

_ENOUGH = 100_000
"""Terms held before they are written."""


class Counts:
    """Gathers what documents add to the counts, and writes each count once."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._documents: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        self._months: Counter[tuple[str, str, str, int]] = Counter()
        self._lost: set[str] = set()
        """Terms that a document was taken from: they may be gone."""

    def add(self, doc: Doc, words: Sequence[str]) -> None:
        """Count a document that came."""
        terms = [*map(fold, words)]
        self._words.update(terms)
        self._documents.update(set(terms))
        self._count_month(doc, 1, len(terms))
        self._write_if_many()

    def take(self, doc: Doc, words: Sequence[str]) -> None:
        """Count a document that went."""
        terms = [*map(fold, words)]
        self._words.subtract(terms)
        self._documents.subtract(set(terms))
        self._lost.update(terms)
        self._count_month(doc, -1, -len(terms))
        self._write_if_many()

    def write(self) -> None:
        """Write all that was gathered, in the caller's transaction."""
        words = self._words
        self._db.executemany(
            _COUNT,
            (
                (term, key_of(term), fold_dots(term), documents, words[term])
                for term, documents in self._documents.items()
                if documents or words[term]
            ),
        )
        self._db.executemany(
            "delete from vocab where term = ? and df = 0", ((t,) for t in self._lost)
        )
        places = sorted({place[:3] for place in self._months})
        self._db.executemany(
            _COUNT_MONTH,
            ((*p, self._months[*p, 0], self._months[*p, 1]) for p in places),
        )
        self._db.executemany(
            "delete from months where (month, source, kind) = (?, ?, ?) and docs = 0",
            (p for p in places if self._months[*p, 0] < 0),
        )
        self.clear()

    def _write_if_many(self) -> None:
        if len(self._words) > _ENOUGH:
            self.write()

    def clear(self) -> None:
        """Forget what was gathered."""
        self._documents.clear()
        self._words.clear()
        self._months.clear()
        self._lost.clear()

    def _count_month(self, doc: Doc, documents: int, words: int) -> None:
        place = ((doc.date or "")[:7], doc.source, doc.kind)
        self._months[*place, 0] += documents
        self._months[*place, 1] += words


_COUNT = """
    insert into vocab (term, key, folded, df, cnt) values (?, ?, ?, ?, ?)
    on conflict do update set df = df + excluded.df, cnt = cnt + excluded.cnt"""
_COUNT_MONTH = """
    insert into months (month, source, kind, docs, words) values (?, ?, ?, ?, ?)
    on conflict do update
    set docs = docs + excluded.docs, words = words + excluded.words"""
