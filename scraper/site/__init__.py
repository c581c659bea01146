"""The Datasette plugin of the archive: what it adds to plain Datasette.

Loaded by ``debattarkiv serve`` and by ``datasette corpus.db -m metadata.yml`` in the
same environment.  Reads through ``search``; never writes.
"""

from __future__ import annotations

import sqlite3

from datasette import hookimpl

from scraper.site.sql import register_functions


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Make every search box Swedish: our ``escape_fts`` replaces Datasette's."""
    register_functions(conn)
