"""The folder tree is the data flow: who may import whom, and which library where."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "scraper"

LAYERS: tuple[set[str], ...] = (
    # the nouns, and words about them
    {"__init__", "errors", "marks", "model", "hosts", "serve"},
    {"swedish", "html", "privacy", "sample"},
    # markup -> nouns, pure
    {"thread", "discover", "platforms"},
    # the two files
    {"config", "captures", "store"},
    # what was erased, kept out
    {"tombstones"},
    # talking to blogs; reading corpus.db
    {"fetch"},
    {"search", "pseudonyms", "export", "publish", "warc"},
    # captures -> rows, as they arrive and again
    {"apply"},
    {"replay"},
    {"forget"},
    # what is done in which order
    {"run", "doctor"},
    # who makes the fetches of a run on other machines
    {"cluster"},
    # how it went
    {"status"},
    # what a person meets
    {"site", "cli", "demo"},
)
"""A room imports from its own layer and from those above it in this list only."""

LIBRARIES: dict[str, set[str]] = {
    "Stemmer": {"swedish"},
    "babel": {"site"},
    "bs4": {"discover"},
    "cdxj_indexer": {"warc"},
    "click": {"cli"},
    "datasette": {"site"},
    "dateutil": {"swedish"},
    "distributed": {"cluster"},
    "jinja2": {"site"},
    "markupsafe": {"site"},
    "nh3": {"html"},
    "pluggy": {"site"},
    "protego": {"fetch"},
    "pyarrow": {"export"},
    "requests": {"fetch"},
    "selectolax": {"html"},
    "simplemma": {"swedish"},
    "urllib3": {"fetch"},
    "warcio": {"warc"},
    "zstandard": {"captures"},
}
"""Outside library -> the only rooms that may import it (sqlite_utils: by layer)."""

PURE = ("html", "swedish", "privacy", "thread", "discover", "platforms")
"""Rooms that see a capture and a source, nothing else."""
IMPURE = {"sqlite3", "sqlite_utils", "socket", "time", "random", "os", "urllib.request"}
IMPURE |= {"subprocess", "requests", "tempfile", "shutil"}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Modules that a file imports when it runs (not for types only)."""
    for node in _running(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "scraper":
            yield from (f"scraper.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from _running(child)


FILES = sorted(PACKAGE.rglob("*.py"))
ROOMS = sorted({room_of(path) for path in FILES})
LEVEL = {room: level for level, layer in enumerate(LAYERS) for room in layer}


def test_every_room_stands_in_the_plan() -> None:
    assert set(ROOMS) - LEVEL.keys() == set()


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room: str) -> None:
    for path in FILES:
        if room_of(path) != room:
            continue
        for module in imported(path):
            parts = module.split(".")
            if parts[0] != "scraper" or len(parts) < 2 or parts[1] == "__version__":
                continue
            assert LEVEL[parts[1]] <= LEVEL[room], f"{path}: {module}"


def test_outside_libraries_stay_where_they_belong() -> None:
    users: dict[str, set[str]] = {}
    for path in FILES:
        for module in imported(path):
            name = module.partition(".")[0]
            if name not in sys.stdlib_module_names | {"scraper", "sqlite_utils"}:
                users.setdefault(name, set()).add(room_of(path))
    assert {
        name: rooms - LIBRARIES.get(name, set()) for name, rooms in users.items()
    } == ({name: set() for name in users}), (
        "move the code, or change this table and the docs together"
    )


@pytest.mark.parametrize("room", PURE)
def test_parsers_see_a_capture_and_a_source_only(room: str) -> None:
    for path in FILES:
        if room_of(path) != room:
            continue
        assert not IMPURE & set(imported(path)), path
        source = path.read_text("utf-8")
        assert ".now(" not in source, f"{path}: no clock in a parser"
        assert "open(" not in source.replace("_open(", ""), f"{path}: no files"


def test_only_the_command_line_prints() -> None:
    printing = {
        room_of(path)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "print"
    }
    assert printing <= {"demo"}
