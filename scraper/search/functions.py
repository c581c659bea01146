"""SQL functions for everyone who may query: Swedish search in any statement.

escape_fts(text)   an expression for ``docs_fts match``; replaces Datasette's own
sok(text)          JSON list of ``doc`` ids of the items found, newest first
sok_rank(text)     the same, best match first
sok_snippet(text, doc)  what was found in one of them, marked with ** on either side

select p.title, p.url, p.date
from json_each(sok('nämnd av:"Hanna Lundin Jernberg" från:2023')) s
join posts p on p.doc = s.value
"""

from __future__ import annotations

import json
import sqlite3

from scraper.search.marked import marked
from scraper.search.match import NOTHING, compile_query
from scraper.search.query import parse
from scraper.search.rank import by_relevance, newest
from scraper.search.select import select
from scraper.search.snippet import snippet
from scraper.search.vocabulary import Vocabulary
from scraper.swedish.tokens import tokens

MOST = 20_000
"""Ids that ``sok`` gives at most: the newest."""


def register_functions(conn: sqlite3.Connection) -> None:
    """Give a connection the functions of this module.

    None of them fails on any text.
    """
    conn.create_function("escape_fts", 1, lambda text: _expression(conn, _text(text)))
    conn.create_function("sok", 1, lambda text: _ids(conn, _text(text)))
    conn.create_function("sok_rank", 1, lambda text: _best(conn, _text(text)))
    conn.create_function(
        "sok_snippet", 2, lambda text, doc: _snippet(conn, _text(text), doc)
    )


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)


def _expression(conn: sqlite3.Connection, text: str) -> str:
    """Fields (``av:`` …) are words here: an expression cannot hold them."""
    query = parse(text, fields=False)
    try:
        return compile_query(query, Vocabulary(conn)).wanted or NOTHING
    except sqlite3.OperationalError:  # another database, without our vocabulary
        return " ".join(f'"{word}"' for word in tokens(query.text)) or NOTHING


def _ids(conn: sqlite3.Connection, text: str) -> str:
    return json.dumps(newest(conn, select(conn, text), MOST))


def _best(conn: sqlite3.Connection, text: str) -> str:
    selection = select(conn, text)
    if not selection.has_words:
        return json.dumps(newest(conn, selection, MOST))
    return json.dumps(by_relevance(conn, selection, MOST, 0).ids)


def _snippet(conn: sqlite3.Connection, text: str, doc: object) -> str | None:
    if not isinstance(doc, int):
        return None
    found = marked(conn, select(conn, text), [doc]).get(doc)
    if found is None:
        return None
    parts = snippet(found.text, found.in_text)
    return "".join(f"**{part}**" if on else part for part, on in parts)
