"""Words that keep company with a query's matches.

Measure: log-likelihood (G2) of a word inside a window around the matches against
the rest of the corpus.

Dunning, T. (1993). Accurate Methods for the Statistics of Surprise and Coincidence.
Computational Linguistics 19(1), 61-74.  Two-corpus form: Rayson, P. & Garside, R.
(2000). Comparing Corpora using Frequency Profiling.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from math import log

from scraper.search.concordance import chunks
from scraper.search.select import Selection
from scraper.search.snippet import Span
from scraper.swedish.keys import fold
from scraper.swedish.tokens import token_spans

WINDOW = 5
"""Words on either side of a match."""
READ = 2_000
"""Documents that are read: the newest found."""
LEAST = 3
"""Times that a word must stand near a match to be listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collocate:
    """A word, in all its forms, near the matches."""

    key: str
    word: str
    """Its most frequent form in the corpus."""
    near: int
    """Times it stands near a match."""
    expected: float
    """Times it would, if matches did not matter."""
    total: int
    """Times it stands in the corpus."""
    likelihood: float
    """G2; above 10.83 chance alone is less than one in a thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collocates:
    """Words near a query's matches, most telling first."""

    words: tuple[Collocate, ...]
    window: int
    read: int
    """Documents that were read, at most ``READ`` of the newest."""
    matches: int
    """Matches in their texts (titles are not read)."""


def collocates(
    db: sqlite3.Connection,
    selection: Selection,
    *,
    window: int = WINDOW,
    limit: int = 50,
) -> Collocates:
    """Words that are more frequent near the matches than elsewhere."""
    near: Counter[str] = Counter()
    read = matches = 0
    found = (words for chunk in chunks(db, selection) for words in chunk.values())
    for words in islice(found, READ):
        read += 1
        matches += len(words.in_text)
        near.update(_around(words.text, words.in_text, window))
    return Collocates(
        words=_weighed(db, near, limit), window=window, read=read, matches=matches
    )


def _around(text: str, spans: list[Span], window: int) -> Iterable[str]:
    """Folded words near the marks, each place once, the marked words left out."""
    places = token_spans(text)
    marked_words: set[int] = set()
    around: set[int] = set()
    at = 0
    for start, end in spans:
        while at < len(places) and places[at][1] <= start:
            at += 1
        last = at
        while last < len(places) and places[last][0] < end:
            last += 1
        marked_words.update(range(at, last))
        around.update(range(max(0, at - window), min(len(places), last + window)))
    for place in sorted(around - marked_words):
        first, after = places[place]
        yield fold(text[first:after])


def _weighed(
    db: sqlite3.Connection, near: Counter[str], limit: int
) -> tuple[Collocate, ...]:
    inside = near.total()
    (corpus,) = db.execute("select coalesce(sum(words), 0) from months").fetchone()
    by_key: Counter[str] = Counter()
    terms = json.dumps(list(near))
    for term, key in db.execute(_KEYS, (terms,)):
        by_key[key] += near[term]
    wanted = json.dumps([key for key, count in by_key.items() if count >= LEAST])
    found = []
    for key, word, total, _ in db.execute(_TOTALS, (wanted,)):
        count = by_key[key]
        expected = inside * total / corpus
        if count > expected:
            found.append(
                Collocate(
                    key=key,
                    word=word,
                    near=count,
                    expected=expected,
                    total=total,
                    likelihood=likelihood(
                        count, inside, total - count, corpus - inside
                    ),
                )
            )
    found.sort(key=lambda one: (-one.likelihood, one.key))
    return tuple(found[:limit])


_KEYS = "select term, key from vocab where term in (select value from json_each(?))"
_TOTALS = """
    select key, term, sum(cnt), max(cnt) from vocab
    where key in (select value from json_each(?)) group by key"""
"""``term`` is of the row that has the maximum: sqlite.org/lang_select.html."""


def likelihood(count: int, size: int, other: int, rest: int) -> float:
    """G2 of ``count`` in ``size`` words against ``other`` in ``rest`` words.

    >>> round(likelihood(20, 1000, 10, 9000), 2)
    56.02
    """
    both = (count + other) / (size + rest) if size + rest else 0.0
    return 2 * sum(
        seen * log(seen / (words * both))
        for seen, words in ((count, size), (max(other, 0), rest))
        if seen and words
    )
