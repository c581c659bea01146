"""The site: Datasette over corpus.db with our plugin, metadata and limits."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path

INSPECT = "inspect.json"
"""Lies beside a snapshot: the counts of its tables, see ``datasette inspect``."""

SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 1000,
    "suggest_facets": "off",  # times out on big tables
    "num_sql_threads": 16,  # four searches take three each; the rest are for others
    "allow_download": "off",  # a live file cannot be downloaded whole
}
"""Limits for a site open to everyone; see Datasette's documentation of settings."""


def command(db: Path, *, host: str, port: int) -> list[str]:
    """The Datasette command line that serves ``db``, immutable if it is a snapshot.

    Args:
        port: 0 lets the system choose one.
    """
    described = ["--metadata", str(metadata())]
    if not version("datasette").startswith("0."):
        described += ["--config", str(metadata())]  # 1.0: queries and facets are there
    settings = [x for k, v in SETTINGS.items() for x in ("--setting", k, str(v))]
    return [
        *(sys.executable, "-m", "datasette", "serve", *files(db)),
        *described,
        *("--host", host, "--port", str(port)),
        *settings,
    ]


def files(db: Path) -> list[str]:
    """Arguments for Datasette that name ``db``, and say so if it never changes."""
    if not is_snapshot(db):
        return [str(db)]
    return ["--immutable", str(db), "--inspect-file", str(db.with_name(INSPECT))]


def is_snapshot(db: Path) -> bool:
    """Whether ``db`` is the file that the counts beside it were made of."""
    try:
        inspected = json.loads(db.with_name(INSPECT).read_text("utf-8"))
        return bool(inspected["corpus"]["size"] == db.stat().st_size)
    except (OSError, ValueError, KeyError, TypeError):
        return False  # no counts, or those of something else


def metadata() -> Path:
    """metadata.yml: beside the package in a wheel, above it in a checkout."""
    inside = Path(__file__).with_name("metadata.yml")
    return inside if inside.exists() else inside.parent.parent / "metadata.yml"
