"""Which posts to read in this run, and why: pure.

What a list tells (a post is new, its count or its time changed) comes first.  Edits
and removals of comments announce themselves nowhere, so the patrol re-reads by age:
daily for 14 days, weekly for 90, then quarterly.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from scraper.model import PostRef

Reason = Literal["new", "unfinished", "missing", "changed", "full", "patrol"]

PATROL = (
    (timedelta(days=14), timedelta(days=1)),
    (timedelta(days=90), timedelta(days=7)),
    (timedelta.max, timedelta(days=91)),
)
"""(age of the post below which, time between two readings)."""

SLACK = timedelta(hours=3)
"""A nightly run starts a little earlier or later than the night before."""


def why_read(
    ref: PostRef,
    row: Mapping[str, Any] | None,
    *,
    now: datetime,
    full: bool = False,
    unsettled: bool = False,
) -> Reason | None:
    """The reason to read a post now, or ``None``.

    Args:
        ref: What a list says about it.
        row: Its row in ``posts``; ``None`` if it was never stored.
        now: Aware.
        full: Read everything that exists.
        unsettled: Something of it was missing at the last reading; the second
            decides.
    """
    if row is None:
        return "new"
    if row["last_seen"] is None:
        return "unfinished"
    if unsettled or row["withdrawn_at"]:  # and yet it is listed
        return "missing"
    if full:
        return "full"
    if _announced(ref, row):
        return "changed"
    return "patrol" if _due(row, now) else None


def _announced(ref: PostRef, row: Mapping[str, Any]) -> bool:
    listed = row["comments_listed"]
    if listed is None:
        listed = row["comments_claimed"]  # read when no list could tell
    if None not in (ref.comments_claimed, listed) and ref.comments_claimed != listed:
        return True
    seen = datetime.fromisoformat(row["last_seen"])
    return ref.modified is not None and ref.modified > seen


def _due(row: Mapping[str, Any], now: datetime) -> bool:
    return due_at(row, now) <= now


def due_at(row: Mapping[str, Any], now: datetime) -> datetime:
    """When the patrol should read a post again, as old as it is now.

    Args:
        row: ``published``, ``first_seen`` and ``last_seen`` of the post.
        now: Aware.
    """
    born = datetime.fromisoformat(row["published"] or row["first_seen"])
    pause = next(pause for age, pause in PATROL if now - born < age)
    return datetime.fromisoformat(row["last_seen"]) + pause - SLACK
