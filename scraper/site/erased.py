"""Whether what a reader looks for was erased on request, by the archive's tombstones.

They lie beside the archive where it is kept; whoever serves a copy without them, or
may not read them, says that there is no such page.
"""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.tombstones import Tombstones, beside, read_tombstones


def was_erased(conn: sqlite3.Connection, item: str | None) -> bool:
    """Whether a post or comment with this id was erased from the archive."""
    (*_, file) = conn.execute("pragma database_list").fetchone()
    if not item or not file:
        return False
    captures = Path(file).with_name("captures.db")
    path, _ = beside(captures)
    if not path.exists():
        return False
    stones = _read(captures, path.stat().st_mtime_ns)
    return stones is not None and stones.key.item(item) in stones.items


@lru_cache(maxsize=1)
def _read(captures: Path, changed: int) -> Tombstones | None:
    """The tombstones as of a change of their file."""
    try:
        return read_tombstones(captures)
    except ArchiveError:
        return None  # not ours to read; the archive's own commands say what is wrong
