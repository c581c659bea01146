"""Posts, comments and names read by REST, put together into threads; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from scraper.model import Source, Tag, Thread
from scraper.platforms.wordpress_rest_rows import (
    NameKind,
    RestComment,
    RestName,
    RestPost,
)
from scraper.thread import arrange, resolve_answers

TermKind = Literal["category", "tag"]

LAYOUT = "wordpress-rest/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the numbers of categories, tags and users stand for."""

    by_number: Mapping[tuple[NameKind, int], str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[RestName]) -> Names:
        """From all pages of all three lists."""
        return cls(by_number={(n.kind, n.native_id): n.name for n in names})

    def get(self, kind: NameKind, native_id: int) -> str | None:
        """The name, or ``None`` where no list had it."""
        return self.by_number.get((kind, native_id)) or None


def thread_of(
    post: RestPost, comments: Iterable[RestComment], names: Names, source: Source
) -> Thread:
    """One thread, in reading order.

    Args:
        comments: All that REST shows on this post, and none of another.
        names: A name that is not among them is left out and reported, but for the
            author's, since many blogs do not list their users.
    """
    unknown = [
        f"{kind} {n} of the post has no name"
        for kind, n in _terms(post)
        if names.get(kind, n) is None
    ]
    ordered = arrange(
        replace(c.comment, is_post_author=c.author > 0 and c.author == post.author)
        for c in comments
    )
    return Thread(
        post=replace(
            post.post,
            author=names.get("author", post.author),
            tags=tuple(
                Tag(kind=kind, name=name)
                for kind, n in _terms(post)
                if (name := names.get(kind, n))
            ),
        ),
        comments=resolve_answers(ordered, timezone=source.timezone),
        layout=LAYOUT,
        problems=tuple(unknown),
    )


def threads_of(
    posts: Iterable[RestPost],
    comments: Iterable[RestComment],
    names: Names,
    source: Source,
) -> tuple[tuple[Thread, ...], int]:
    """The threads of many posts, and how many comments stand on none of them.

    Those are on pages, attachments, protected posts or outside the source.

    Args:
        posts: Each once; of two with one number the last counts.
        comments: Likewise.
    """
    known = {post.post.native_id: post for post in posts}
    under: defaultdict[int, dict[str, RestComment]] = defaultdict(dict)
    for comment in comments:
        under[comment.post][comment.comment.id] = comment
    threads = tuple(
        thread_of(post, under.get(native_id or 0, {}).values(), names, source)
        for native_id, post in known.items()
    )
    strays = sum(len(found) for post, found in under.items() if post not in known)
    return threads, strays


def _terms(post: RestPost) -> list[tuple[TermKind, int]]:
    found: list[tuple[TermKind, int]] = [("category", n) for n in post.categories]
    return [*found, *(("tag", n) for n in post.tags)]
