"""A document of the search index, and the id that its time gives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

DocKind = Literal["post", "comment", "pingback", "trackback"]
KINDS: tuple[DocKind, ...] = get_args(DocKind)

SLOTS = 4
"""Bits of an id below its minute: sixteen documents, then the next minutes'."""
FIRST_DATED = 65536 << SLOTS
"""Id of the first document of 2000-01-01; undated documents lie below."""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doc:
    """What the index knows about a post or comment."""

    item: str
    """Id of the post or comment."""
    kind: DocKind
    source: str
    author: str | None
    published: str | None
    """ISO 8601 UTC, as stored; decides the id."""
    date: str | None
    """Local day, ``YYYY-MM-DD``; decides the month it counts for."""
    title: str
    """Empty for a comment."""
    text: str
    """As stored: NFC."""

    @property
    def row(self) -> tuple[str, str, str, str | None, str | None]:
        """Columns of ``docs`` after the id."""
        return (self.item, self.kind, self.source, self.author, self.date)


def first_id(published: str | None) -> int:
    """The lowest id a document of that time may have.

    Args:
        published: ISO 8601 with offset; years before 2000 share one place.

    >>> first_id("2000-01-01T00:01:30Z") - FIRST_DATED
    16
    >>> first_id(None)
    1
    """
    if published is None:
        return 1
    minutes = (datetime.fromisoformat(published) - _EPOCH).total_seconds() // 60
    return FIRST_DATED + (max(0, int(minutes)) << SLOTS)
