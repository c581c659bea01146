"""TOML tables with closed vocabularies: what is wrong, and in which line.

The standard parser does not tell where a key stands; ``Bad.line`` finds it.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scraper.config.values import Check, slug

Path = tuple[str, ...]
"""``("sources", "lundgren", "home")`` for ``home`` under ``[sources.lundgren]``."""


class Bad(Exception):
    """A refusal of a table, a key or the whole text; ``line`` tells where it stands.

    Args:
        where: Path of what is refused; empty for the text as such.
    """

    def __init__(self, message: str, *where: str) -> None:
        super().__init__(f"{_spelled(where)}: {message}" if where else message)
        self.where = where

    def line(self, text: str) -> int:
        """The 1-based line of ``text`` in which it stands."""
        if isinstance(self.__cause__, tomllib.TOMLDecodeError):
            place = re.search(r"\(at line (\d+),", str(self.__cause__))
            return int(place[1]) if place else text.rstrip().count("\n") + 1
        return _line_of(text, self.where)


def parse(text: str) -> dict[str, Any]:
    """The tables of a TOML text.

    Raises:
        Bad: it is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        what = re.sub(r" \(at .*\)$", "", str(exc))
        raise Bad(f"expected TOML: {what}") from exc


def named(tables: Mapping[str, object], kind: str) -> Iterator[tuple[str, object]]:
    """The tables ``[kind.<name>]``, as (name, table), in file order."""
    group = tables.get(kind, {})
    if not isinstance(group, dict):
        raise Bad(f"expected tables [{kind}.<name>], got {group!r}", kind)
    for name, table in group.items():
        try:
            yield slug(name), table
        except ValueError as exc:
            raise Bad(str(exc), kind, name) from exc


def read(
    table: object,
    checks: Mapping[str, Check],
    *where: str,
    required: Iterable[str] = (),
) -> dict[str, Any]:
    """The checked values of a table, by key, in file order.

    Args:
        checks: Every key that is allowed, with what its value must pass.
        where: Path of the table.

    Raises:
        Bad: no table, an unknown or missing key, a value that did not pass.
    """
    if not isinstance(table, dict):
        raise Bad(f"expected a table, got {table!r}", *where)
    known(table, checks, *where)
    for key in required:
        if key not in table:
            raise Bad(f"expected the key {key!r}, it is missing", *where)
    found: dict[str, Any] = {}
    for key, value in table.items():
        try:
            found[key] = checks[key](value)
        except ValueError as exc:
            raise Bad(str(exc), *where, key) from exc
    return found


def known(table: Mapping[str, object], allowed: Iterable[str], *where: str) -> None:
    """Make sure that a table has no key but the ``allowed``.

    Raises:
        Bad: with the allowed keys, and the one that was probably meant.
    """
    names = list(allowed)
    for key in table:
        if key not in names:
            near = difflib.get_close_matches(key, names, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise Bad(f"unknown, expected one of {', '.join(names)}{hint}", *where, key)


def _spelled(where: Path) -> str:
    depth = 1 if where[0] == "defaults" else 2
    table, key = where[:depth], where[depth:]
    return f"[{'.'.join(table)}]" + "".join(f" {part}" for part in key)


def _line_of(text: str, path: Path) -> int:
    """The 1-based line that declares ``path``, or else its nearest parent.

    A whole text is the sequence of its statements, so each statement is given to
    the parser alone, with as many lines as it takes to be whole.  That costs a
    parse a line and is meant for the one text that has a mistake in it.

    Args:
        text: Sound TOML.

    >>> _line_of("# blogs\\n[sources.a]\\nhome = 1\\n", ("sources", "a", "home"))
    3
    """
    lines = _lines(text)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _lines(text: str) -> dict[Path, int]:
    found: dict[Path, int] = {}
    table: Path = ()
    rest = text.split("\n")
    number = 1
    while rest:
        taken, tree = _statement(rest)
        paths = _paths(tree)
        if rest[0].lstrip().startswith("["):
            table = paths[-1] if paths else table
            found.setdefault(table, number)
        else:
            for path in paths:
                found.setdefault(table + path, number)
        number += taken
        rest = rest[taken:]
    return found


def _statement(lines: list[str]) -> tuple[int, dict[str, object]]:
    for taken in range(1, len(lines) + 1):
        try:
            return taken, tomllib.loads("\n".join(lines[:taken]))
        except tomllib.TOMLDecodeError:
            continue  # an array or a long string goes on in the next line
    return len(lines), {}


def _paths(tree: object, above: Path = ()) -> list[Path]:
    if isinstance(tree, list) and above and tree and isinstance(tree[0], dict):
        tree = tree[0]
    if not isinstance(tree, dict):
        return [above]
    below = [p for key, value in tree.items() for p in _paths(value, (*above, key))]
    return ([above] if above else []) + below
