"""The reading order of a thread; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from scraper.model import Comment


def arrange(comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """Comments in reading order, with position and depth: the same on every route.

    Depth first; siblings by (published, native id) where all of them have a time,
    else by native id where all have one, else as given.  Pings come after all
    comments.  A parent that is not among ``comments`` (hidden, removed) counts as
    none; the comment keeps naming it.
    """
    given = list(comments)
    known = {c.id for c in given if c.kind == "comment"}
    children: defaultdict[str | None, list[Comment]] = defaultdict(list)
    for comment in given:
        if comment.kind == "comment":
            parent = comment.parent if comment.parent in known else None
            children[None if parent == comment.id else parent].append(comment)
    placed: dict[str, tuple[Comment, int]] = {}
    _place(None, children, placed)
    circle = [c for c in given if c.id in known and c.id not in placed]
    for comment in _siblings(circle):
        if comment.id not in placed:  # parents in a circle: cut it here
            placed[comment.id] = (comment, 1)
            _place(comment.id, children, placed)
    pings = _siblings([c for c in given if c.kind != "comment"])
    ordered = [*placed.values(), *((ping, 1) for ping in pings)]
    return tuple(
        comment
        if (comment.position, comment.depth) == (position, depth)
        else replace(comment, position=position, depth=depth)
        for position, (comment, depth) in enumerate(ordered)
    )


def _place(
    top: str | None,
    children: dict[str | None, list[Comment]],
    placed: dict[str, tuple[Comment, int]],
) -> None:
    """Append what hangs under ``top``; without recursion, a chain may be long."""
    depth = placed[top][1] + 1 if top is not None else 1
    waiting = [(c, depth) for c in reversed(_siblings(children.get(top, [])))]
    while waiting:
        comment, depth = waiting.pop()
        if comment.id in placed:
            continue
        placed[comment.id] = (comment, depth)
        below = children.get(comment.id)
        if below:
            waiting += [(c, depth + 1) for c in reversed(_siblings(below))]


def _siblings(comments: list[Comment]) -> list[Comment]:
    if len(comments) < 2:
        return comments
    times = [c.published for c in comments if c.published is not None]
    numbers = [c.native_id for c in comments if c.native_id is not None]
    if len(times) == len(comments):
        keys = [
            (time, c.native_id or 0) for time, c in zip(times, comments, strict=True)
        ]
        order = sorted(range(len(comments)), key=keys.__getitem__)
        return [comments[i] for i in order]
    if len(numbers) == len(comments):
        return sorted(comments, key=lambda c: c.native_id or 0)
    return comments
