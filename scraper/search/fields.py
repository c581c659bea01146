"""The fields of the query language: who, where, what kind, about what, when."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from typing import Literal

from scraper.search.saying import Note

Group = Literal["post", "comment", "ping"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a document must be, whatever its words.

    Several values of one field: any of them.  Empty or ``None``: no restriction.
    """

    authors: tuple[str, ...] = ()
    """Names or parts of names, as typed; every word of it must be in the name."""
    sources: tuple[str, ...] = ()
    """Names of sources, as typed; a part is enough."""
    kinds: tuple[Group, ...] = ()
    topics: tuple[str, ...] = ()
    """Ids or titles of topics and persons, as typed."""
    since: str | None = None
    """First local day, ``YYYY-MM-DD``."""
    until: str | None = None
    """Last local day, ``YYYY-MM-DD``."""


FIELDS: dict[str, str] = {
    **dict.fromkeys(("av", "författare", "by", "author"), "authors"),
    **dict.fromkeys(("i", "källa", "blogg", "in", "source"), "sources"),
    **dict.fromkeys(("typ", "slag", "type", "kind"), "kinds"),
    **dict.fromkeys(("ämne", "om", "topic", "about"), "topics"),
    **dict.fromkeys(("från", "fran", "efter", "from", "since"), "since"),
    **dict.fromkeys(("till", "tom", "before", "until", "to"), "until"),
}
"""What may stand before a colon -> which filter it sets."""

KINDS: dict[str, Group] = {
    **dict.fromkeys(("inlägg", "inlagg", "post", "posts", "artikel"), "post"),
    **dict.fromkeys(
        ("kommentar", "kommentarer", "comment", "comments", "svar"), "comment"
    ),
    **dict.fromkeys(("ping", "pingback", "trackback", "länk"), "ping"),
}

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def read_field(filters: Filters, text: str) -> tuple[Filters | None, Note | None]:
    """``filters`` with one more, from ``name:value``.

    Returns:
        The filters, or ``None`` if this is no field; and a note if a
        field has a value that cannot be read.

    >>> read_field(Filters(), "från:2023")[0].since
    '2023-01-01'
    """
    name, _, value = text.partition(":")
    key = FIELDS.get(name.casefold())
    value = value.strip()
    if key is None or not value:
        return None, None
    if key in ("since", "until"):
        return _read_day(filters, key, value, text)
    if key == "kinds":
        kind = KINDS.get(value.casefold())
        if kind is None:
            return None, Note(
                "”%(value)s” är ingen typ; ”%(text)s” söktes som ord.",
                value=value,
                text=text,
            )
        return replace(filters, kinds=(*filters.kinds, kind)), None
    if not any(char.isalnum() for char in value):
        return None, None
    if key == "authors":
        return replace(filters, authors=(*filters.authors, value)), None
    if key == "sources":
        return replace(filters, sources=(*filters.sources, value)), None
    return replace(filters, topics=(*filters.topics, value)), None


def _read_day(
    filters: Filters, key: str, value: str, text: str
) -> tuple[Filters | None, Note | None]:
    day = _day(value, last=key == "until")
    if day is None:
        return None, Note(
            "”%(value)s” är inget datum; ”%(text)s” söktes som ord.",
            value=value,
            text=text,
        )
    if key == "since":
        return replace(filters, since=day), None
    return replace(filters, until=day), None


def _day(text: str, *, last: bool) -> str | None:
    """The first or last day of a year, month or day."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year = int(match[1])
    month = int(match[2] or (12 if last else 1))
    if not 1 <= month <= 12 or year == 0:
        return None
    days = monthrange(year, month)[1]
    day = int(match[3] or (days if last else 1))
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= days else None
