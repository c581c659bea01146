"""One request as a view sees it, and the answer a view gives: plain data.

A view is a function of a read-only connection and an ``Ask``; it returns an ``Answer``.
It knows nothing of Datasette or ASGI, so it can be called with any corpus.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote, urlencode

Lang = Literal["sv", "en"]
Param = str | int | tuple[str, ...] | None
"""Value of a query parameter; ``None`` or "" leaves it out, a tuple repeats it."""

KNOWN = frozenset(
    ["q", "ordning", "sida", "matt", "traff", "k", "mening", "meningar", "visa",
     "monster", "ord", "inga", "bara", "enhet", "fonster", "fore", "fran", "till",
     "sql"]
)  # fmt: skip
"""Every parameter of our pages."""

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What metadata.yml says under ``plugins: debattarkiv:``."""

    origin: str = ""
    """Public address, ``https://arkivet.example``; "": as the request says."""
    place: str = ""
    """Whose debate it is, printed over the name, e.g. ``Vintersunda kommun``."""
    contact: str = ""
    """An e-mail address for takedown requests."""
    indexed: bool = False
    """Let search engines in to the post pages, and print a sitemap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request."""

    path: str
    """Without the prefix of the language."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """What the route's pattern found in the path."""
    args: tuple[tuple[str, str], ...] = ()
    """The query, in order."""
    lang: Lang = "sv"
    origin: str = "http://localhost"
    """``scheme://host``, without a slash."""
    database: str = "corpus"
    """What Datasette calls the archive: the first part of its own addresses."""
    settings: Settings = field(default_factory=Settings)
    tables: Mapping[str, Any] = field(default_factory=dict)
    """Tables as metadata.yml describes them; for the codebook only."""
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    """When it was asked."""

    def known(self) -> Ask:
        """Without parameters that mean nothing here.

        Whoever shares a link may hang something on it to follow its readers by, each by
        another value; no link of ours passes that on, and all get the same page.
        """
        return replace(self, args=tuple(p for p in self.args if p[0] in KNOWN))

    def get(self, name: str) -> str:
        """The first value of a parameter, without null bytes; "" if it is missing."""
        return next((v.replace("\0", "") for k, v in self.args if k == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter that is not empty."""
        return tuple(v.replace("\0", "") for k, v in self.args if k == name and v)

    def number(self, name: str, least: int, most: int) -> int:
        """A parameter as a number within bounds; ``least`` if it is none."""
        value = self.get(name)
        if not (value.isascii() and value.isdigit()):
            return least
        return min(max(int(value[:9]), least), most)

    def link(self, path: str, anchor: str = "", /, **params: Param) -> str:
        """An address of this site in the language of this page."""
        prefix = "" if self.lang == "sv" else f"/{self.lang}"
        return prefix + address(path, anchor, params)

    def here(self, anchor: str = "", /, **changes: Param) -> str:
        """This page with some parameters changed; any change leads to page one."""
        kept: dict[str, Param] = {}
        for name, _ in self.args:
            values = self.all(name)
            kept[name] = values if len(values) > 1 else self.get(name)
        if "sida" not in changes:
            kept.pop("sida", None)
        return self.link(self.path, anchor, **{**kept, **changes})

    def other_language(self) -> str:
        """This page in the other language, with its whole query."""
        prefix = "/en" if self.lang == "sv" else ""
        query = urlencode(self.args)
        return prefix + quote(self.path, safe=_SAFE) + (f"?{query}" if query else "")

    def absolute(self, path: str, anchor: str = "", /, **params: Param) -> str:
        """The permanent address of a page: Swedish, with scheme and host."""
        return (self.settings.origin or self.origin) + address(path, anchor, params)


_SAFE = "/~:@!$&'()*+,;=-._"
_PLAIN = re.compile("[a-z0-9/-]*")
"""Most paths; to look at each of their letters again takes longer."""


def address(path: str, anchor: str, params: Mapping[str, Param]) -> str:
    """``path?params#anchor``, percent-encoded; empty parameters left out.

    >>> address("/sok", "", {"q": "får får", "typ": None, "ord": ("a", "b")})
    '/sok?q=f%C3%A5r+f%C3%A5r&ord=a&ord=b'
    """
    pairs: list[tuple[str, str]] = []
    for name, value in params.items():
        if isinstance(value, tuple):
            pairs += [(name, each) for each in value]
        elif value is not None and value != "":
            pairs.append((name, str(value)))
    coded = path if _PLAIN.fullmatch(path) else quote(path, safe=_SAFE)
    if pairs:
        coded += "?" + urlencode(pairs)
    if anchor:
        coded += "#" + (
            anchor
            if anchor.isascii() and anchor.isalnum()
            else quote(anchor, safe=_SAFE)
        )
    return coded


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a view answers."""

    body: str
    status: int = 200
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)


class NotHere(Exception):
    """There is no such page: 404, or 410 if its text was erased on request."""


def redirect(address: str, *, lasting: bool = False) -> Answer:
    """An answer that sends the reader on, to an address of this site."""
    status = 308 if lasting else 302
    return Answer(body="", status=status, headers={"location": address})


View = Callable[[sqlite3.Connection, Ask], Answer]


class Parted:
    """A view whose parts do not wait for each other; itself a view, one after another.

    Each part has a connection of its own, so what a scrape writes in between may be in
    one and not yet in another.
    """

    def __init__(
        self,
        *parts: Callable[[sqlite3.Connection, Ask], Any],
        page: Callable[..., Answer],
    ) -> None:
        """Make one.

        Args:
            page: Given the ``Ask`` and what each part found, makes the answer.
        """
        self.parts = parts
        self.page = page

    def __call__(self, conn: sqlite3.Connection, ask: Ask) -> Answer:
        """The answer."""
        return self.page(ask, *(part(conn, ask) for part in self.parts))
