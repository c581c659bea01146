"""corpus.db opened for reading: one moment of it, whoever writes meanwhile."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.store.corpus import sqlite_errors
from scraper.store.schema import APPLICATION_ID, MIGRATIONS


@contextlib.contextmanager
def open_readonly(path: Path) -> Iterator[sqlite3.Connection]:
    """The archive at ``path`` as it is now; later writes are not seen.

    Nothing is migrated and nothing but temporary tables can be written.

    Raises:
        ArchiveError: missing, not ours, of another version, or not readable.
    """
    if not path.exists():
        raise ArchiveError(f"{path}: no such archive; scrape or import first")
    with sqlite_errors(path):
        uri = f"{path.resolve().as_uri()}?mode=ro"
        conn = sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None)
        with contextlib.closing(conn):
            check_version(conn, path)
            conn.execute("begin")
            # the moment is taken by the first read, not by "begin"
            conn.execute("select count(*) from meta").fetchone()
            yield conn


def check_version(conn: sqlite3.Connection, path: Path) -> None:
    """Make sure that a file is ours and of this program's version.

    Raises:
        ArchiveError: it is not.
    """
    (found,) = conn.execute("pragma application_id").fetchone()
    (version,) = conn.execute("pragma user_version").fetchone()
    if found != APPLICATION_ID:
        raise ArchiveError(
            f"{path}: expected a corpus of Debattarkivet, this is another "
            "program's database"
        )
    if version != len(MIGRATIONS):
        todo = (
            "run debattarkiv verify on it once"
            if version < len(MIGRATIONS)
            else "upgrade debattarkiv"
        )
        raise ArchiveError(
            f"{path}: expected schema version {len(MIGRATIONS)}, found {version}; "
            f"{todo}"
        )
