"""Order by relevance, bounded: what would take long is ranked by less, and said.

bm25 counts, for every word of a query, all documents that hold it.  So words that
are too common to tell documents apart are left out of the ranking, never of the
search; and of very many documents the newest are ranked.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from scraper.search.match import compile_query
from scraper.search.nodes import All, Any, Near, Node, Pattern, Phrase, Without, Word
from scraper.search.query import Query
from scraper.search.select import Selection
from scraper.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What ranking may cost."""

    every: int = 20_000
    """Up to so many documents found, all are ranked."""
    some: int = 5_000
    """The same where a word is too common to rank by: looking it up costs as much."""
    newest: int = 2_000
    """Beyond that, so many of the newest are ranked."""
    entries: int = 150_000
    """Entries of the index that are read; words beyond that are too common."""


BOUNDS = Bounds()
_SCORE = "bm25(docs_fts, 8.0, 1.0, 4.0, 0.8)"
"""Title and text as written, then title and text in any form."""
_PHRASE = 3
"""An entry of a phrase costs so many times one of a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Documents in order of relevance."""

    ids: list[int]
    total: int
    """How many were found; counted up to one more than all of them would be ranked of:
    ``Bounds.every``, ``some`` where a word is too common, ``newest`` where all are."""
    of_newest: int | None
    """How many of the newest were ranked; ``None``: all of them."""


def by_relevance(
    db: sqlite3.Connection,
    selection: Selection,
    limit: int,
    offset: int,
    bounds: Bounds = BOUNDS,
) -> Ranked:
    """Documents found, best first; of equals the newest first."""
    wanted = selection.match.wanted
    ranking = _ranking(selection, bounds.entries)
    whole = ranking == wanted
    most = bounds.every if whole else bounds.some if ranking else bounds.newest
    total = count(db, selection, most + 1)
    found = newest(db, selection, bounds.newest) if total > most or not ranking else []
    values = {**selection.values, "limit": limit, "offset": offset}
    values |= {"first": min(found, default=0), "among": json.dumps(found)}
    if whole:
        tail = f"{selection.tail} and docs_fts.rowid >= :first"
        values["wanted"] = str(wanted)
        sql = _BY_SCORE.format(tail=tail)
    elif ranking:
        one_of = "(select value from json_each(:among))"
        if total <= most:
            one_of = f"(select {selection.id} {selection.tail})"
        sql = _BY_SCORE.format(tail=_PARTS + one_of)
        values["ranking"] = ranking
    else:
        sql = _BY_TITLE
        values["ranking"] = _in_title(str(wanted))
    return Ranked(
        ids=[row[0] for row in db.execute(sql, values)],
        total=total,
        of_newest=bounds.newest if total > most else None,
    )


_BY_SCORE = f"""
    select docs_fts.rowid {{tail}}
    order by {_SCORE}, docs_fts.rowid desc limit :limit offset :offset"""
_PARTS = """
    from docs_fts where docs_fts match :ranking and docs_fts.rowid >= :first
    and +docs_fts.rowid in """
_BY_TITLE = """
    select value from json_each(:among)
    order by value in (select rowid from docs_fts
                       where docs_fts match :ranking and rowid >= :first) desc,
             value desc
    limit :limit offset :offset"""


def count(db: sqlite3.Connection, selection: Selection, most: int) -> int:
    """How many documents were found, counted up to ``most``."""
    sql = f"select count(*) from (select 1 {selection.tail} limit :most)"  # noqa: S608
    row = db.execute(sql, {**selection.values, "most": most}).fetchone()
    return int(row[0])


def newest(db: sqlite3.Connection, selection: Selection, limit: int) -> list[int]:
    """Ids of the newest documents found, newest first."""
    sql = f"""
        select {selection.id} {selection.tail}
        order by {selection.id} desc limit :limit
        """
    rows = db.execute(sql, {**selection.values, "limit": limit})
    return [row[0] for row in rows]


def _in_title(wanted: str) -> str:
    return f"{{title title_key}} : ({wanted})"


def _ranking(selection: Selection, most: int) -> str | None:
    """The expression to rank by; ``None`` if every word is too common."""
    words, root = selection.words, selection.query.root
    if _entries(words, root) <= most:
        return selection.match.wanted
    if isinstance(root, Without):
        root = root.wanted
    if not isinstance(root, All):
        return None
    left, rare = most, []
    for part in sorted(root.parts, key=lambda part: _entries(words, part)):
        left -= _entries(words, part)
        if left >= 0:
            rare.append(part)
    if not rare:
        return None
    return compile_query(Query(text="", root=All(tuple(rare))), words).wanted


def _entries(words: Vocabulary, node: Node | None) -> int:
    """How many entries of the index ranking by ``node`` reads, roughly."""
    match node:
        case Word((word,)):
            return words.documents(words.key(word))
        case Word(several) | Phrase(several):
            return _PHRASE * sum(words.documents(words.key(word)) for word in several)
        case Near(parts):
            return _PHRASE * sum(_entries(words, part) for part in parts)
        case Pattern(text):
            return sum(form.count for form in words.fitting(text))
        case All(parts) | Any(parts):
            return sum(_entries(words, part) for part in parts)
        case Without(wanted, unwanted):
            return _entries(words, wanted) + _entries(words, unwanted)
        case None:
            return 0
