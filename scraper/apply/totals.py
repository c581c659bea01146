"""Where REST counts other posts or comments than the archive has.

A blog's totals change when a comment is trashed or an old one approved, which no list
tells.  What they say of groups of posts, halved again and again, leads to the posts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from sqlite_utils import Database

GROUP = 100
"""Posts that one request can name."""
FEW = 3
"""So many posts are cheaper read than halved."""

Count = Callable[[Sequence[int]], int | None]
"""Asks the blog how many there are on these posts; ``None``: no answer."""

_LAST = """
    select counters from runs where outcome is not null and counters is not null
    order by id desc limit 60"""


def usual_surplus(db: Database, source: str, what: str) -> int:
    """How many more the blog counted than the archive had, after the last run.

    Comments on pages and on protected posts are counted and not shown.
    """
    for (counters,) in db.execute(_LAST):
        found = json.loads(counters).get(source, {})
        if f"{what}_total" in found:
            return int(found[f"{what}_total"]) - int(found.get(f"{what}_stored", 0))
    return 0


def differing(here: Mapping[int, int], count: Count) -> list[int]:
    """Posts among which the blog counts something else.

    Two changes in one group that cancel out stay unseen.

    Args:
        here: Post -> how many the archive has, in the order to ask.
    """
    ids = list(here)
    found: list[int] = []
    for start in range(0, len(ids), GROUP):
        some = ids[start : start + GROUP]
        total = count(some)
        if total is None:
            return found
        found += _halved(some, total, here, count)
    return found


def _halved(
    ids: list[int], total: int, here: Mapping[int, int], count: Count
) -> list[int]:
    if total == sum(here[id_] for id_ in ids):
        return []
    if len(ids) <= FEW:
        return ids
    left, right = ids[: len(ids) // 2], ids[len(ids) // 2 :]
    of_left = count(left)
    if of_left is None:
        return ids
    return [
        *_halved(left, of_left, here, count),
        *_halved(right, total - of_left, here, count),
    ]
