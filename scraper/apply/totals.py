"""Where REST counts other posts or comments than the archive has.

A blog's totals change when a comment is trashed or an old one approved, which no list
tells.  What they say of groups of posts, halved again and again, leads to the posts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from sqlite_utils import Database

from scraper.store.corpus import rows_of

GROUP = 100
"""Posts that one request can name."""
FEW = 3
"""So many posts are cheaper read than halved."""

Count = Callable[[Sequence[int]], int | None]
"""Asks the blog how many there are on these posts; ``None``: no answer."""

_EXPECTED = {
    "comments": """
        select p.native_id as id, count(c.id) as n from posts p
        left join comments c on c.post = p.id and c.kind = 'comment'
          and c.native_id is not null
          and c.missing_since is null and c.withdrawn_at is null
        where p.source = ? and p.native_id is not null
          and p.missing_since is null and p.withdrawn_at is null
        group by p.id order by p.native_id desc""",
    "posts": """
        select native_id as id, 1 as n from posts
        where source = ? and native_id is not null
          and missing_since is null and withdrawn_at is null
        order by native_id desc""",
}
_LAST = """
    select counters from runs where outcome is not null and counters is not null
    order by id desc limit 60"""


def expected(db: Database, source: str, what: str) -> dict[int, int]:
    """Native id of each post -> how many ``comments`` (or ``posts``) to count."""
    rows = rows_of(db, _EXPECTED[what], [source])
    return {row["id"]: row["n"] for row in rows}


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
