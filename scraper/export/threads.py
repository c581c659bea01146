"""Posts with their comments, one thread at a time, for formats that are not tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scraper.export.resources import Resource
from scraper.export.rows import Rows

Item = dict[str, Any]
"""A row of posts or comments: column -> value."""


@dataclass(frozen=True, slots=True)
class ThreadRows:
    """One post and its comments in reading order, as the package has them."""

    post: Item
    comments: tuple[Item, ...]


def threads(rows: Rows, posts: Resource, comments: Resource) -> Iterator[ThreadRows]:
    """All threads by id of the post; both tables come sorted by it."""
    stream = rows.each(comments)
    comment = next(stream, None)
    for post in rows.each(posts):
        found: list[Item] = []
        while comment is not None and comment["post"] == post["id"]:
            found.append(comment)
            comment = next(stream, None)
        yield ThreadRows(post, tuple(found))
