"""What a document that lists posts told us.  Frozen, plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scraper.model import PostRef, Purpose

Why = Literal[
    "sitemap",  # a part of the sitemap, or where WordPress keeps it
    "feed",  # the blog's feed of posts
    "month",  # the archive of a month: steady while one pages through the blog
    "page",  # a further page of the same listing, feed or REST list
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A further address that lists posts."""

    url: str
    purpose: Purpose
    why: Why
    certain: bool = True
    """The document links it.  ``False``: only likely, a 404 there is an end and no
    fault; and a page of a feed that repeats the one before is the end too."""
    modified: datetime | None = None
    """When what it lists last changed, as the document says; aware, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The posts and further addresses that one capture lists."""

    refs: tuple[PostRef, ...] = ()
    """Posts of the source, each once, in the document's order."""
    more: tuple[Lead, ...] = ()
    """Further addresses, each once, in the document's order."""
    listed: int = 0
    """How many addresses the document lists, those of other sites included."""
    signs: tuple[str, ...] = ()
    """What shows that a page was made by WordPress; empty: nothing does.
    Looked for on the front page only."""
    rest: str | None = None
    """Base of the REST interface as the page or its Link header names it."""
    problems: tuple[str, ...] = ()
    """What should have been there and was not; each becomes an issue."""
