"""Atom: what is new for us, of a search, of a post or of everything."""

from __future__ import annotations

import sqlite3

from scraper.site.ask import Answer, Ask, NotHere


def search_feed(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/sok.atom?q=``: the newest hits; without a query, everything new."""
    raise NotHere


def post_feed(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/inlagg/ID.atom``: the newest comments of a thread."""
    raise NotHere
