"""The words that the corpus holds: keys, truncations, likenesses.

Reads the table ``vocab``; the language model is needed only for words it lacks.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, takewhile
from typing import NamedTuple

from scraper.swedish.keys import fold, fold_dots, key_of

MOST = 1000
"""Words of one truncation."""
_CANDIDATES = 5000
_LIKE = 4
"""Letters that related words have in common at least."""
_PLAIN = re.compile("[a-zåäö0-9]+")
_PATTERN = 30
"""Letters of a ``like``, which takes short patterns only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The forms of one word, as one line of a list to choose from."""

    key: str
    word: str
    """Its most frequent form in the corpus."""
    count: int
    """Sum over its forms of the documents that hold them."""
    only: tuple[str, ...] = ()
    """Of a pattern that its key does not fit: the forms that do.  ``*nämnd*`` means
    *nämnde* but not *nämner*."""


class Found(NamedTuple):
    """What the corpus holds of one word."""

    key: str
    known: bool
    """Whether it holds the word in any form."""
    only_key: bool
    """Whether every word that the index may take for the key has that key: the key
    can be looked for in any column.  Only of words in letters that the index and
    ``fold`` read alike."""


_LOOK_UP = """
    select v.key, exists (select 1 from vocab k where k.term = v.key and k.key <> v.key)
    from vocab v where v.term = :term"""


def is_plain(word: str) -> bool:
    """Whether the index and ``fold`` read it alike, whatever the text holds."""
    return _PLAIN.fullmatch(word) is not None


class Vocabulary:
    """Questions about the words of one corpus, for the time of one search."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._found: dict[str, Found] = {}
        self._fitting: dict[str, tuple[Form, ...]] = {}

    def key(self, word: str) -> str:
        """The key of any word."""
        return self.look_up(word).key

    def look_up(self, word: str) -> Found:
        """The key of any word, and what the corpus holds of it."""
        if word not in self._found:
            self._found[word] = self._look_up(fold(word))
        return self._found[word]

    def _look_up(self, term: str) -> Found:
        row = self._db.execute(_LOOK_UP, {"term": term}).fetchone()
        if row:
            key, others = row
            return Found(key, True, not others and is_plain(key))
        key = key_of(term)
        sql = "select 1 from vocab where key = ?"
        return Found(key, self._db.execute(sql, (key,)).fetchone() is not None, False)

    def holds(self, word: str) -> bool:
        """Whether the corpus holds a word in exactly this form."""
        sql = "select 1 from vocab where term = ?"
        return self._db.execute(sql, (fold(word),)).fetchone() is not None

    def forms(self, keys: Iterable[str]) -> list[str]:
        """Every word of the corpus that has one of the keys."""
        sql = "select term from vocab where key in (select value from json_each(?))"
        return [row[0] for row in self._db.execute(sql, (json.dumps(list(keys)),))]

    def documents(self, key: str) -> int:
        """How many documents hold the key, those that hold two forms counted twice."""
        sql = "select coalesce(sum(df), 0) from vocab where key = ?"
        return int(self._db.execute(sql, (key,)).fetchone()[0])

    def fitting(self, pattern: str) -> tuple[Form, ...]:
        """The ``MOST`` words that fit a pattern with ``*``, most frequent first.

        Forms of one word are gathered, with the counts of those that fit; see
        ``Form.only``.
        """
        if pattern not in self._fitting:
            pieces = fold(pattern).split("*")
            sql = "select term, key, df from vocab where term like ? order by df desc"
            rows = self._db.execute(sql, (_holding(max(pieces, key=len)),))
            fitting = [row for row in rows if fits(row[0], pieces)]
            only: dict[str, list[str]] = defaultdict(list)
            for term, key, _ in fitting:
                only[key].append(term)
            for key, terms in only.items():
                if fits(key, pieces) or not all(map(is_plain, terms)):
                    terms.clear()
            found = sorted(
                (
                    replace(form, only=tuple(only[form.key]))
                    for form in _forms(fitting, None)
                ),
                key=lambda form: (-form.count, form.key),
            )
            self._fitting[pattern] = tuple(found[:MOST])
        return self._fitting[pattern]

    def without_dots(self, word: str) -> tuple[Form, ...]:
        """Words that are this one when written without dots on å, ä and ö."""
        folded = fold_dots(fold(word))
        sql = "select term, key, df from vocab where folded = ? order by df desc"
        found = _forms(self._db.execute(sql, (folded,)), 5)
        if found or len(folded) < 4:
            return found
        # another form of the word than the corpus holds
        key = fold_dots(key_of(word))
        sql = """
            select term, key, df from vocab
            where folded >= :head and folded < :head || :end order by df desc"""
        head = folded[: max(3, len(folded) - 4)]
        rows = self._db.execute(sql, {"head": head, "end": chr(0x10FFFF)})
        return _forms((row for row in rows if fold_dots(row[1]) == key), 5)

    def similar(self, word: str, limit: int = 5) -> tuple[Form, ...]:
        """Words one or two changes of a letter away, nearest first."""
        term = fold(word)
        size, most = len(term), 1 if len(term) < 5 else 2
        pieces = _pieces(term, most + 1)
        if not pieces:
            return ()
        sql = """
            select term, key, df from vocab
            where length(term) between ? - ? and ? + ?
              and (term like ? or term like ? or term like ?)
            order by df desc limit ?"""
        holding = [_holding(piece) for piece in (pieces * 2)[:3]]
        args = (size, most, size, most, *holding, _CANDIDATES)
        near: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
        for row in self._db.execute(sql, args):
            steps = distance(term, row[0], most)
            if 0 < steps <= most:
                near[steps].append(row)
        return _forms((row for steps in sorted(near) for row in near[steps]), limit)

    def related(self, word: str, limit: int = 5) -> tuple[Form, ...]:
        """Words that begin, or else end, like this one; the longest likeness wins."""
        term = fold(word)
        head = max((_common(term, other) for other in self._beside(term)), default=0)
        back = term[::-1]
        tail = max(
            (_common(back, other[::-1]) for other in self._ending(term)), default=0
        )
        longest = min(max(head, tail), len(term) - 1)
        if longest < _LIKE:
            return ()
        begins = term[:longest] + "*", "*" + term[-longest:]
        return self.fitting(begins[head < longest])[:limit]

    def _beside(self, term: str) -> list[str]:
        """The words before and after it in order: none begins more like it."""
        sql = """
            select max(term) from vocab where term < :term union all
            select min(term) from vocab where term > :term"""
        return [row[0] for row in self._db.execute(sql, {"term": term}) if row[0]]

    def _ending(self, term: str) -> list[str]:
        sql = "select term from vocab where term like ? and term <> ?"
        rows = self._db.execute(sql, (f"%{term[-_LIKE:]}", term))
        return [row[0] for row in rows]


def _forms(rows: Iterable[tuple[str, str, int]], limit: int | None) -> tuple[Form, ...]:
    """Rows with equal keys gathered, in order of their first."""
    words: dict[str, str] = {}
    counts: dict[str, int] = defaultdict(int)
    for term, key, df in rows:
        words.setdefault(key, term)
        counts[key] += df
    return tuple(
        Form(key=key, word=words[key], count=count)
        for key, count in islice(counts.items(), limit)
    )


def _common(a: str, b: str) -> int:
    """How many letters two words begin with alike."""
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False))
    )


def _holding(part: str) -> str:
    """A pattern for ``like``; a word of the index has none of its signs.

    ``like`` and not ``instr``, which is a slower one where visitors' SQL is answered.
    """
    return f"%{part[:_PATTERN]}%"


def fits(term: str, pieces: Sequence[str]) -> bool:
    """Whether a word begins and ends with the outer pieces, the others in between.

    >>> fits("socialnämnden", ["", "nämnd", ""]), fits("nämnd", ["n", "nämnd"])
    (True, False)
    """
    first, *inner, last = pieces
    if not (term.startswith(first) and term.endswith(last)):
        return False
    at, end = len(first), len(term) - len(last)
    for piece in inner:
        found = term.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at <= end


def _pieces(term: str, count: int) -> list[str]:
    """``term`` cut into ``count``: with fewer changes, one piece stays whole."""
    size, rest = divmod(len(term), count)
    if size == 0:
        return []
    cuts = [i * size + min(i, rest) for i in range(count + 1)]
    return [term[a:b] for a, b in pairwise(cuts)]


def distance(a: str, b: str, most: int) -> int:
    """Letters to insert, delete, replace or swap with the next; ``most`` + 1 if more.

    >>> distance("nämdn", "nämnd", 2), distance("skola", "båt", 2)
    (1, 3)
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        previous, row = row, [i]
        for j, y in enumerate(b, start=1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = previous
    return min(row[-1], most + 1)
