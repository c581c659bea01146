"""When it was that REST counts other posts or comments than the archive has.

Asked how many there are from before a time, a blog tells which half of its years
differs, and which half of that, until what is left of them is short enough to list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from scraper.store.corpus import rows_of

LISTED = 50
"""A span of so few is listed: one answer holds twice as many."""

QUIET = timedelta(hours=5)
"""Time is cut only in the middle of a pause so long: WordPress compares the blog's own
times, of which one hour comes twice a year."""

_UNDATED = datetime(1, 1, 1, tzinfo=UTC)
"""WordPress counts what has no date among the oldest."""

Before = Callable[[datetime], int | None]
"""Asks the blog how many there are from before a time; ``None``: no answer."""

_HELD = {
    "comments": """
        select c.native_id as id, p.native_id as post, c.published
        from posts p join comments c on c.post = p.id
        where p.source = ? and p.native_id is not null
          and p.missing_since is null and p.withdrawn_at is null
          and c.kind = 'comment' and c.native_id is not null
          and c.missing_since is null and c.withdrawn_at is null
        order by c.published, c.native_id""",
    "posts": """
        select native_id as id, native_id as post, published from posts
        where source = ? and native_id is not null
          and missing_since is null and withdrawn_at is null
        order by published, native_id""",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A post or a comment that the archive has and the blog should count."""

    id: int
    post: int
    """Native id of the post it is on; of a post its own."""
    published: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time; open at an end that is ``None``."""

    after: datetime | None
    before: datetime | None
    items: Sequence[Item]
    """What the archive has of it, the oldest first."""


def counted(db: Database, source: str, what: str) -> int:
    """How many ``held`` gives, without making them: most nights nothing differs."""
    sql = f"select count(*) from ({_HELD[what]})"  # noqa: S608  both texts are ours
    return int(db.execute(sql, [source]).fetchone()[0])


def held(db: Database, source: str, what: str) -> list[Item]:
    """The ``comments`` (or ``posts``) that the blog should count, the oldest first."""
    return [_item(row) for row in rows_of(db, _HELD[what], [source])]


def _item(row: Mapping[str, Any]) -> Item:
    time = row["published"]
    published = datetime.fromisoformat(time) if time else _UNDATED
    return Item(row["id"], row["post"], published)


def differing_spans(items: Sequence[Item], total: int, before: Before) -> list[Span]:
    """The stretches of time in which the blog counts something else.

    A change takes as many questions as the archive can be halved, some 10 of 50,000
    comments.  Two changes in one stretch that cancel out stay unseen.

    Args:
        items: Of the archive, the oldest first.
        total: How many the blog counts in all.  Those that it shows to nobody (comments
            on protected posts) must not be among them, as nobody knows their time.
    """
    return list(_differing(Span(None, None, items), total, before, earlier=0))


def _differing(
    span: Span, total: int, before: Before, *, earlier: int
) -> Iterator[Span]:
    """The parts of a span; the blog counts ``total`` in it and ``earlier`` before."""
    items = span.items
    if total == len(items):
        return
    at = _pause(items) if len(items) > LISTED else None
    if at is None:
        yield span
        return
    cut = items[at - 1].published + (items[at].published - items[at - 1].published) / 2
    count = before(cut)
    if count is None:
        yield span
        return
    left, right = Span(span.after, cut, items[:at]), Span(cut, span.before, items[at:])
    yield from _differing(left, count - earlier, before, earlier=earlier)
    yield from _differing(right, earlier + total - count, before, earlier=count)


def _pause(items: Sequence[Item]) -> int | None:
    """The first item after the pause that is nearest to the middle."""
    pauses = (
        at
        for at in range(1, len(items))
        if items[at].published - items[at - 1].published >= QUIET
    )
    return min(pauses, key=lambda at: abs(2 * at - len(items)), default=None)
