"""The rows of an archive, sorted, for comparing two of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scraper.store.corpus import open_corpus

OBSERVED = frozenset(
    {"first_seen", "since", "last_seen", "last_run", "last_good_run", "capture"}
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
