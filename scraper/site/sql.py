"""A connection that answers visitors: bounded, fast, and with our SQL functions."""

from __future__ import annotations

import sqlite3

from scraper.search import map_file, register_functions
from scraper.site.limits import bound

__all__ = ["prepare"]


def prepare(conn: sqlite3.Connection) -> None:
    """Make every search Swedish, and bound what a statement may cost."""
    bound(conn)
    map_file(conn)
    register_functions(conn)
