"""Which documents a query finds: the SQL of words and filters together."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from datetime import date, timedelta

from scraper.search.fields import Filters
from scraper.search.match import Match, compile_query
from scraper.search.query import Query, parse
from scraper.search.saying import Note
from scraper.search.vocabulary import Vocabulary
from scraper.store.doc import FIRST_DATED, first_id
from scraper.swedish.keys import fold, fold_dots
from scraper.swedish.tokens import tokens

Value = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The documents a query finds, as the tail of a SELECT."""

    query: Query
    match: Match
    words: Vocabulary
    tail: str
    """``from … where …``; the id of a document is ``docs_fts.rowid`` or ``docs.id``."""
    id: str
    """That column."""
    values: dict[str, Value]
    """Parameters of ``tail``."""
    notes: tuple[Note, ...] = ()
    """How the query was read where it was not taken as typed."""

    @property
    def has_words(self) -> bool:
        """Whether there are words to rank by and to mark."""
        return self.match.wanted is not None


@dataclass(slots=True)
class _Where:
    words: list[str] = field(default_factory=list)
    docs: list[str] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)


def select(db: sqlite3.Connection, text: str | Query) -> Selection:
    """Make a query ready to run on one corpus."""
    query = parse(text) if isinstance(text, str) else text
    words = Vocabulary(db)
    match = compile_query(query, words)
    where = _Where()
    _filter(db, query.filters, where)
    if match.found is not None:
        where.values["wanted"] = match.found
        tables = "docs_fts"
        conditions = ["docs_fts match :wanted", *where.words]
        if where.docs:
            tables += " cross join docs on docs.id = docs_fts.rowid"
            conditions += where.docs
        id_ = "docs_fts.rowid"
    else:
        tables, id_ = "docs", "docs.id"
        conditions = where.docs or ["true"]
        if match.unwanted is not None:
            where.values["unwanted"] = match.unwanted
            conditions.append(
                "docs.id not in"
                " (select rowid from docs_fts where docs_fts match :unwanted)"
            )
    return Selection(
        query=query,
        match=match,
        words=words,
        tail=f"from {tables} where " + " and ".join(conditions),
        id=id_,
        values=where.values,
        notes=(*query.notes, *match.notes),
    )


def _filter(db: sqlite3.Connection, filters: Filters, where: _Where) -> None:
    if filters.authors:
        authors = [name for part in filters.authors for name in _authors(db, part)]
        _among(where, "author", authors)
    if filters.sources:
        sources = [name for part in filters.sources for name in source_names(db, part)]
        _among(where, "source", sources)
    if filters.kinds:
        kinds = [kind for group in filters.kinds for kind in GROUPS[group]]
        _among(where, "kind", kinds)
    if filters.topics:
        where.docs.append(
            "docs.item in (select item from item_topics where topic in"
            " (select value from json_each(:topics)))"
        )
        topics = [id_ for part in filters.topics for id_ in _topics(db, part)]
        where.values["topics"] = json.dumps(topics)
    if filters.since or filters.until:
        _between(filters.since, filters.until, where)


GROUPS = {
    "post": ("post",),
    "comment": ("comment",),
    "ping": ("pingback", "trackback"),
}
"""Kind as asked for -> kinds as stored."""


def _among(where: _Where, column: str, values: list[str]) -> None:
    where.docs.append(
        f"docs.{column} in (select value from json_each(:{column}))"  # noqa: S608
    )
    where.values[column] = json.dumps(values)


def _between(since: str | None, until: str | None, where: _Where) -> None:
    """By day exactly, and by id roughly, so that only those years are read."""
    low, high = FIRST_DATED, 1 << 62
    if since:
        where.docs.append("docs.date >= :since")
        where.values["since"] = since
        low = max(low, _id_near(since, -2))
    if until:
        where.docs.append("docs.date <= :until")
        where.values["until"] = until
        high = _id_near(until, +3)
    where.words.append("docs_fts.rowid between :low and :high")
    where.values |= {"low": low, "high": high}


def _id_near(day: str, days: int) -> int:
    try:
        moment = date.fromisoformat(day) + timedelta(days=days)
    except OverflowError:
        return FIRST_DATED if days < 0 else 1 << 62
    return first_id(f"{moment.isoformat()}T00:00:00Z")


def _authors(db: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """Authors with that name, or else those whose name holds all its words."""
    known = [row[0] for row in db.execute(_AUTHORS)]
    exact = tuple(author for author in known if fold(author) == fold(name))
    if exact:
        return exact
    wanted = bare_words(name)
    return tuple(author for author in known if wanted <= bare_words(author))


_AUTHORS = """
    with recursive a(author) as (
      select min(author) from docs
      union all
      select (select min(author) from docs where author > a.author) from a
      where author is not null)
    select author from a where author is not null"""
"""Distinct authors by one look into the index each, not one for each document."""


def bare_words(name: str) -> set[str]:
    """The words of a name, without case, accents and dots."""
    return {fold_dots(fold(word)) for word in tokens(name)}


def source_names(db: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """Sources with that name, or else those whose name or owner holds it."""
    known = {row[0]: f"{row[0]} {row[1] or ''}" for row in db.execute(_SOURCES)}
    if name in known:
        return (name,)
    part = fold_dots(fold(name))
    return tuple(id_ for id_, full in known.items() if part in fold_dots(fold(full)))


_SOURCES = "select name, owner from sources"


def _topics(db: sqlite3.Connection, name: str) -> tuple[str, ...]:
    known = {row[0]: row[1] for row in db.execute("select id, title from topics")}
    if name in known:
        return (name,)
    part = fold_dots(fold(name))
    return tuple(
        id_ for id_, title in known.items() if part in fold_dots(fold(title or id_))
    )
