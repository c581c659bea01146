"""The folder tree is the data flow: who may import whom, and which library where."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "scraper"

LAYERS = (
    ("errors", "model"),
    ("hosts", "values", "tables", "config"),
    ("swedish",),
    ("html", "privacy"),
    ("thread", "likeness"),
    ("platforms", "discover", "masking"),
    ("attempt", "bodies", "captures", "captures_check", "captures_file"),
    ("captures_rows", "schema", "index", "reindex", "store"),
    ("fetch", "lease", "rows", "merge", "parts", "gone", "takeover", "crosspost"),
    ("save", "apply", "search", "query", "topics", "plan"),
    ("run",),
    ("archive", "sample"),
    ("importing", "serve", "site"),
    ("cli", "demo"),
)
"""A room imports from its own layer and those above it in this list only."""

LIBRARIES = {
    "requests": {"fetch"},
    "urllib3": {"fetch"},
    "protego": {"fetch"},
    "bs4": {"discover"},
    "lxml": set(),
    "selectolax": {"html", "platforms"},
    "nh3": {"html"},
    "dateutil": {"swedish"},
    "simplemma": {"swedish"},
    "Stemmer": {"swedish"},
    "sqlite_utils": set(),
    "zstandard": {"captures"},
    "click": {"cli"},
    "datasette": {"site"},
    "babel": {"site"},
    "yaml": set(),
}
"""Outside library -> the only rooms that may import it."""


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found
