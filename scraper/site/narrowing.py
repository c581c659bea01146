"""The query is the state: filters are fields in its text, added and taken away here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scraper.search.fields import FIELDS, Filters

NAMES = {
    "authors": "av",
    "sources": "i",
    "kinds": "typ",
    "topics": "ämne",
    "since": "från",
    "until": "till",
}
"""Filter -> how the site writes it in a query."""
KINDS = {"post": "inlägg", "comment": "kommentar", "ping": "ping"}
_GROUP = {"pingback": "ping", "trackback": "ping"}

_FIELD = re.compile(
    r"(?<!\S)(?P<name>"
    + "|".join(sorted(map(re.escape, FIELDS), key=len, reverse=True))
    + r'):\s*(?P<value>"[^"]*"|“[^”]*”|”[^”]*”|[^\s()]+)',
    re.IGNORECASE,
)
_PATTERN = re.compile(
    r"(?<!\S)(?P<pattern>[^\s{}():\"]*\*[^\s{}():\"]*)(?:\{[^{}]*\})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter that is on."""

    name: str
    """As the site writes it: ``av``, ``i``, ``typ``, …"""
    value: str
    without: str
    """The query without it."""


def with_field(query: str, filter_: str, value: str, *, alone: bool = True) -> str:
    """The query with one more filter.

    Args:
        filter_: Key of ``NAMES``.
        alone: In place of any other value of the same filter.

    >>> with_field("hot typ:inlägg", "kinds", "kommentar")
    'hot typ:kommentar'
    """
    if alone:
        query = without_field(query, filter_)
    value = value.replace('"', " ").strip()
    if not re.fullmatch(r"[\w*-]+", value):
        value = f'"{value}"'
    return f"{query} {NAMES[filter_]}:{value}".strip()


def without_field(query: str, filter_: str) -> str:
    """The query without any value of a filter."""
    return _squeezed(
        _FIELD.sub(
            lambda m: "" if FIELDS[m["name"].casefold()] == filter_ else m[0], query
        )
    )


def bare(query: str) -> str:
    """The query without any filter.

    >>> bare('hot av:"Anna Ask" till:2022')
    'hot'
    """
    return _squeezed(_FIELD.sub("", query))


def with_year(query: str, year: str) -> str:
    """The query from the first to the last day of a year or month."""
    query = without_field(without_field(query, "since"), "until")
    return f"{query} från:{year} till:{year}".strip()


def chips(query: str, filters: Filters) -> tuple[Chip, ...]:
    """The filters of a query that were understood, each with the query without it."""
    found = []
    for match in _FIELD.finditer(query):
        key = FIELDS[match["name"].casefold()]
        if getattr(filters, key):
            rest = query[: match.start()] + query[match.end() :]
            value = match["value"].strip('"“”')
            chip = Chip(name=NAMES[key], value=value, without=_squeezed(rest))
            found.append(chip)
    return tuple(found)


def choose(query: str, pattern: str, words: Iterable[str]) -> str:
    """The query with a truncation narrowed to some of its words; none: all of them.

    >>> choose("*nämnd* hot", "*nämnd*", ["nämnd", "valnämnd"])
    '*nämnd*{nämnd,valnämnd} hot'
    """
    chosen = ",".join(re.sub(r"[{},\s]", "", word) for word in words)

    def narrowed(match: re.Match[str]) -> str:
        if match["pattern"].casefold() != pattern.casefold():
            return match[0]
        return match["pattern"] + (f"{{{chosen}}}" if chosen else "")

    return _PATTERN.sub(narrowed, query)


def group_of(kind: str) -> str:
    """``post``, ``comment`` or ``ping``."""
    return _GROUP.get(kind, kind)


def _squeezed(text: str) -> str:
    return " ".join(text.split())
