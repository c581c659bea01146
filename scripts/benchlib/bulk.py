"""The index of a corpus that is made in one go: as ``store.index`` writes it, faster.

Generated texts have no words but in small letters and full stops, and come in the
order of time, so that nothing need be looked for.  ``tests/test_bench.py`` compares.
"""

from __future__ import annotations

from collections import Counter

from sqlite_utils import Database

from scraper.store.index import Doc, first_id
from scraper.swedish.keys import KEY_VERSION, fold_dots, key_of


class _Keys(dict[str, str]):
    def __missing__(self, word: str) -> str:
        return self.setdefault(word, key_of(word))


class Bulk:
    """Documents with their words, written in batches."""

    def __init__(self, db: Database) -> None:
        self._db = db.conn
        self._keys = _Keys()
        self._docs: list[tuple[object, ...]] = []
        self._words: list[tuple[object, ...]] = []
        self._df: Counter[str] = Counter()
        self._cnt: Counter[str] = Counter()
        self._months: dict[tuple[str, str, str], list[int]] = {}
        self._last = 0

    def add(self, doc: Doc) -> int:
        """Take one; its id."""
        id_ = self._last = max(first_id(doc.published), self._last + 1)
        title = doc.title.lower().split()
        text = doc.text.replace(".", "").lower().split()
        keys = self._keys.__getitem__
        titles, texts = " ".join(map(keys, title)), " ".join(map(keys, text))
        self._docs.append((id_, *doc.row))
        self._words.append((id_, doc.title, doc.text, titles, texts))
        text += title
        self._cnt.update(text)
        self._df.update(set(text))
        place = ((doc.date or "")[:7], doc.source, doc.kind)
        month = self._months.setdefault(place, [0, 0])
        month[0] += 1
        month[1] += len(text)
        return id_

    def flush(self) -> None:
        """Write what was taken."""
        self._db.executemany("insert into docs values (?, ?, ?, ?, ?, ?)", self._docs)
        self._db.executemany(_INSERT, self._words)
        self._docs.clear()
        self._words.clear()

    def finish(self) -> None:
        """Write what is counted over all documents."""
        self._db.executemany(
            "insert into vocab (term, key, folded, df, cnt) values (?, ?, ?, ?, ?)",
            (
                (term, self._keys[term], fold_dots(term), df, self._cnt[term])
                for term, df in sorted(self._df.items())
            ),
        )
        self._db.executemany(
            "insert into months values (?, ?, ?, ?, ?)",
            ((*place, *counts) for place, counts in self._months.items()),
        )
        version = ("key_version", KEY_VERSION)
        self._db.execute("insert into meta values (?, ?)", version)
        self._db.execute("insert into docs_fts(docs_fts) values ('optimize')")


_INSERT = """
    insert into docs_fts (rowid, title, body, title_key, body_key)
    values (?, ?, ?, ?, ?)"""
