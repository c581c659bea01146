"""corpus.db as data: tables, indexes, views, and the steps from older versions.

The file is ours if ``PRAGMA application_id`` says so; ``PRAGMA user_version`` is
the number of migrations it has been through.  Nothing here reads or writes rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.store.tables import FOREIGN_KEYS, INDEXES, NOT_NULL, TABLES, UNIQUE
from scraper.store.views import DOCS, VIEWS

APPLICATION_ID = 0x44624172
"""``DbAr``: marks a SQLite file as a corpus of Debattarkivet."""


def open_schema(db: Database, *, create: bool = True) -> None:
    """Make sure that ``db`` holds our schema, newest version.

    Args:
        create: Write the schema into an empty file; otherwise refuse one.

    Raises:
        ArchiveError: the file is another program's, of a newer version, or no
            database at all.
    """
    try:
        (found,) = db.execute("pragma application_id").fetchone()
        (version,) = db.execute("pragma user_version").fetchone()
        (objects,) = db.execute("select count(*) from sqlite_master").fetchone()
    except sqlite3.DatabaseError as exc:
        raise ArchiveError(f"expected a SQLite database: {exc}") from exc
    if found != APPLICATION_ID and (objects or not create):
        raise ArchiveError(
            "expected a corpus of Debattarkivet, this is another program's database"
        )
    if version > len(MIGRATIONS):
        raise ArchiveError(
            f"schema version {version} is newer than this program knows "
            f"({len(MIGRATIONS)}); upgrade debattarkiv"
        )
    if version < len(MIGRATIONS):
        _migrate(db, version)


def _migrate(db: Database, version: int) -> None:
    if version == 0:
        # 16 KB pages: the file is a tenth smaller and inserts a quarter faster
        db.execute("pragma page_size = 16384")
    with db.atomic():
        for step in MIGRATIONS[version:]:
            step(db)
        db.execute(f"pragma application_id = {APPLICATION_ID}")
        db.execute(f"pragma user_version = {len(MIGRATIONS)}")


def _create(db: Database) -> None:
    for name, (columns, pk) in TABLES.items():
        db.table(name).create(
            columns,
            pk=pk,
            foreign_keys=[
                (column, other, _key_of(other))
                for column, other in FOREIGN_KEYS.get(name, ())
            ],
            not_null=NOT_NULL.get(name, frozenset()),
        )
        for index in INDEXES.get(name, ()):
            db.table(name).create_index(index)
        for index in UNIQUE.get(name, ()):
            db.table(name).create_index(index, unique=True)
    for statement in DOCS.split(";\n"):
        if statement.strip():
            db.execute(statement)
    for name, sql in VIEWS.items():
        db.create_view(name, sql)


def _key_of(table: str) -> str:
    pk = TABLES[table][1]
    return pk if isinstance(pk, str) else pk[0]


MIGRATIONS: tuple[Callable[[Database], None], ...] = (_create,)
"""Append only; a released step is never changed."""
