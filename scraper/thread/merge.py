"""Several pages of one post as one thread; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from scraper.errors import ParseError
from scraper.model import Comment, Link, Post, Thread
from scraper.thread.answers import resolve_answers
from scraper.thread.order import arrange

_NUMBERS = re.compile(r"(\d+)")


def merge(threads: Iterable[Thread], *, timezone: str) -> Thread:
    """One thread of several pages of the same post, whatever their order.

    Each comment once.  The parts of a ``<!--nextpage-->`` post are joined in the
    order of their numbers, with a blank line between.

    Args:
        threads: What was read from the pages; the same page twice does no harm.
        timezone: IANA zone of the blog, for ``answers``.

    Raises:
        ParseError: no thread, or threads of different posts.
    """
    pages = sorted(set(threads), key=_rank)
    posts = {page.post.id for page in pages}
    if len(posts) != 1:
        raise ParseError(f"pages of one post expected, got {sorted(posts)}")
    found: dict[str, Comment] = {}
    for comment in (comment for page in pages for comment in page.comments):
        seen = found.get(comment.id)
        if seen is None or (seen.parent is None and comment.parent is not None):
            found[comment.id] = comment
    fullest = max(pages, key=lambda page: len(page.comments))
    return Thread(
        post=_post(pages),
        comments=resolve_answers(arrange(found.values()), timezone=timezone),
        layout=fullest.layout,
        pages=tuple(sorted({u for p in pages for u in p.pages}, key=_natural)),
        problems=tuple(dict.fromkeys(q for page in pages for q in page.problems)),
        doubtful=all(page.doubtful for page in pages),
        part=pages[0].part,
    )


def _rank(page: Thread) -> tuple[int, int, str]:
    """First parts first; repr only makes the order the same every time."""
    return page.part, -len(page.comments), repr(page)


def _natural(url: str) -> list[tuple[int, str]]:
    return [
        (int(piece), "") if piece.isdigit() else (0, piece)
        for piece in _NUMBERS.split(url)
    ]


def _post(pages: list[Thread]) -> Post:
    parts = list({page.part: page.post for page in reversed(pages)}.items())
    ordered = [post for _, post in sorted(parts, key=lambda part: part[0])]
    posts = [page.post for page in pages]
    claims = [p.comments_claimed for p in posts if p.comments_claimed is not None]
    links: dict[Link, None] = {link: None for post in ordered for link in post.links}
    dated = next((post for post in posts if post.published), ordered[0])
    html = [post.html for post in ordered if post.html]
    return replace(
        ordered[0],
        text="\n\n".join(post.text for post in ordered if post.text),
        html="\n".join(html) if html else None,
        author=next((p.author for p in posts if p.author), None),
        published=dated.published,
        published_precision=dated.published_precision,
        updated=next((p.updated for p in posts if p.updated), None),
        comments_claimed=max(claims, default=None),
        likes=max((p.likes for p in posts if p.likes is not None), default=None),
        tags=next((p.tags for p in posts if p.tags), ()),
        links=tuple(links),
    )
