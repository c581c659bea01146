"""The rows of an archive, sorted, for comparing two of them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from scraper.store.corpus import open_corpus

OBSERVED = frozenset(
    {
        *("first_seen", "since", "claimed_since", "last_seen", "capture"),
        *("last_run", "last_good_run"),
    }
)
"""Columns that say when and from what something was seen."""

LOGS = frozenset({"runs", "issues", "meta"})
SHADOWS = frozenset(
    {"docs_fts_data", "docs_fts_idx", "docs_fts_docsize", "docs_fts_config"}
)


def rows_of(path: Path, *, without: frozenset[str] = OBSERVED) -> dict[str, Any]:
    """Table -> sorted rows, but the logs, the index's own files and ``without``."""
    db = open_corpus(path, create=False)
    try:
        return {
            name: sorted(
                repr({k: v for k, v in row.items() if k not in without})
                for row in db.table(name).rows
            )
            for name in db.table_names()
            if name not in LOGS | SHADOWS
        }
    finally:
        db.close()


ROW_IDS = {
    "docs": {"id"},
    "links": {"id"},
    "revisions": {"id"},
    "tags": {"id"},
    "posts": {"doc"},
    "comments": {"doc"},
}
"""Columns that tell only in which order rows came."""

TAGS = """
    select post, kind, name from post_tags join tags on tags.id = post_tags.tag"""


def content_of(
    db: Database, *, without: frozenset[str] = OBSERVED
) -> dict[str, list[str]]:
    """As ``rows_of``, without numbers that tell only in which order rows came."""
    found = {}
    for name in db.table_names():
        if name in LOGS | SHADOWS or "_fts" in name:
            continue
        hidden = without | ROW_IDS.get(name, set())
        rows = db.query(TAGS) if name == "post_tags" else db.table(name).rows
        found[name] = sorted(
            repr({k: v for k, v in row.items() if k not in hidden}) for row in rows
        )
    return found


def content_at(
    path: Path, *, without: frozenset[str] = OBSERVED
) -> dict[str, list[str]]:
    """``content_of`` the corpus.db there."""
    with closing(open_corpus(path, create=False)) as db:
        return content_of(db, without=without)
