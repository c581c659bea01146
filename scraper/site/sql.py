"""SQL functions for everyone who may query: Swedish search in any statement."""

from __future__ import annotations

import sqlite3

from scraper.search.match import NOTHING, compile_query
from scraper.search.query import parse
from scraper.search.vocabulary import Vocabulary
from scraper.swedish.tokens import tokens


def register_functions(conn: sqlite3.Connection) -> None:
    """Give a connection ``escape_fts``, in place of Datasette's own.

    ``escape_fts(text)`` is an expression for ``docs_fts match``: the words of the
    query language in any form.  It never fails; fields (``av:`` …) are searched as
    words, because an expression cannot hold them.
    """
    conn.create_function("escape_fts", 1, lambda text: _expression(conn, text))


def _expression(conn: sqlite3.Connection, text: object) -> str:
    query = parse(text if isinstance(text, str) else str(text or ""), fields=False)
    try:
        return compile_query(query, Vocabulary(conn)).wanted or NOTHING
    except sqlite3.OperationalError:  # another database, without our vocabulary
        words = tokens(query.text)
        return " ".join(f'"{word}"' for word in words) or NOTHING
