"""What a query matched in the words of documents: one look into the index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scraper.search.finder import Finder
from scraper.search.match import KEYS, TEXT
from scraper.search.select import Selection
from scraper.search.snippet import CLOSE, OPEN, Span, merged, read_marks

Values = Mapping[str, int | str]


class Marked(NamedTuple):
    """A document's own words, and what a query matched in them."""

    title: str
    """Empty for a comment."""
    text: str
    in_title: list[Span]
    in_text: list[Span]


class Words:
    """How the words of documents found are read, with marks."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        keys = selection.match.keys
        self._finder = Finder(selection.words.forms(keys)) if keys else None

    @property
    def unmarked(self) -> bool:
        """Whether ``read`` takes the texts as the tables ``posts`` and ``comments``
        have them."""
        return self._finder is not None or self.selection.match.wanted is None

    def sql(self, tail: str) -> str:
        """A statement with columns ``id`` and then two or four for ``read``.

        Args:
            tail: Further conditions, order and limit.
        """
        selection = self.selection
        wanted = selection.match.wanted
        if wanted is None or self.unmarked:  # by the tables: the view would be copied
            return f"""
                select {selection.id} as id,
                       (select title from posts where doc = {selection.id}),
                       coalesce(
                         (select text from comments where doc = {selection.id}),
                         (select text from posts where doc = {selection.id}))
                {selection.tail} {tail}
                """  # noqa: S608  no value is in it
        keys, exact = KEYS in wanted, TEXT in wanted
        columns = (*((2, 3) if keys or not exact else ()), *((0, 1) if exact else ()))
        marks = ", ".join(f"highlight(docs_fts, {n}, :open, :close)" for n in columns)
        return f"select docs_fts.rowid as id, {marks} {selection.tail} {tail}"

    def values(self, values: Values) -> dict[str, int | str]:
        """The parameters of ``sql``; ``values`` are those of its tail."""
        return {**self.selection.values, **values, "open": OPEN, "close": CLOSE}

    def read(self, title: str | None, text: str | None, *more: str | None) -> Marked:
        """The words of one row of ``sql``, its columns after the id."""
        if self._finder:
            spans = self._finder.spans
            title, text = title or "", text or ""
            return Marked(title, text, spans(title) if title else [], spans(text))
        plain_title, in_title = read_marks(title) if title else ("", [])
        plain, in_text = read_marks(text or "")
        if more:  # the same texts, with the marks of the other columns
            in_title = merged(in_title + read_marks(more[0] or "")[1])
            in_text = merged(in_text + read_marks(more[1] or "")[1])
        return Marked(plain_title, plain, in_title, in_text)


def among(selection: Selection, ids: list[int], *, few: bool) -> tuple[str, Values]:
    """Tail and values for some of the documents found, in any order.

    Args:
        ids: At least one.
        few: Only a few thousand documents were found from the oldest to the newest of
            ``ids``: to go through them is cheaper than to look up each.
    """
    plus = "+" if few else ""  # which hides the column from the query planner
    tail = f"""
        and {selection.id} between :first and :last
        and {plus}{selection.id} in (select value from json_each(:ids))
        """  # noqa: S608  no value is in it
    return tail, {"ids": json.dumps(ids), "first": min(ids), "last": max(ids)}


def marked(
    db: sqlite3.Connection, selection: Selection, ids: list[int]
) -> dict[int, Marked]:
    """The words of documents that were found, in any order."""
    if not ids:
        return {}
    return dict(read_in_order(db, selection, *among(selection, ids, few=False)))


def read_in_order(
    db: sqlite3.Connection, selection: Selection, tail: str, values: Values
) -> Iterator[tuple[int, Marked]]:
    """Ids and words of documents, as they come.

    Args:
        tail: Further conditions, order and limit; with ``values`` as parameters.
    """
    words = Words(selection)
    for id_, *columns in db.execute(words.sql(tail), words.values(values)):
        yield id_, words.read(*columns)
