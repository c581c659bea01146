"""What REST tells of one source in one run, until its threads are whole.

    rest-root            time zone, whether posts and comments can be asked for
    rest-terms           names of categories, tags, users: wanted before any post
    rest-posts           a group of posts; their comments are asked for next
    rest-comments        the group's comments, page after page; then it is saved
    rest-post            one post that a list left out: is it gone?

A group whose comments do not come (REST may be shut for comments only) is given out
without them; its threads then come by HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from scraper.discover import Lead
from scraper.errors import ParseError
from scraper.model import Capture, Source, Thread
from scraper.platforms.wordpress_rest import (
    NameKind,
    RestBase,
    RestComment,
    RestList,
    RestName,
    RestPost,
    read_comments,
    read_names,
)
from scraper.platforms.wordpress_rest_threads import Names, threads_of

_NAME_LISTS: dict[str, NameKind] = {
    "categories": "category",
    "tags": "tag",
    "users": "author",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A group of threads as REST tells them."""

    threads: tuple[Thread, ...]
    captures: Mapping[str, str]
    """Item id -> digest of the capture that shows it."""
    seen_at: datetime
    whole: bool
    """Every comment that X-WP-Total counts came."""
    problem: str | None = None


@dataclass(slots=True)
class _Group:
    """Posts whose comments are still coming."""

    posts: tuple[RestPost, ...]
    seen_at: datetime
    shown: dict[str, str]
    comments: list[RestComment] = field(default_factory=list)
    rows: int = 0
    asked: bool = False


class RestThreads:
    """Gathers the REST captures of one source in one run."""

    def __init__(self) -> None:
        self._names: list[RestName] = []
        self._group: _Group | None = None

    def add_names(self, capture: Capture, source: Source) -> Lead | None:
        """Read a page of names; returns the next page."""
        kind = next((k for n, k in _NAME_LISTS.items() if n in _route(capture)), None)
        if kind is None:
            raise ParseError(f"expected a list of names, got {_route(capture)!r}")
        names = read_names(capture, kind)
        self._names += names.items
        page = names.next_page(page_of(capture))
        return _page_lead(capture, page) if page else None

    def add_posts(
        self, capture: Capture, posts: RestList[RestPost]
    ) -> tuple[Lead, ...]:
        """Begin a group; returns the leads to its comments and the next posts."""
        leads = []
        self._group = _Group(
            posts=posts.items,
            seen_at=capture.fetched_at,
            shown={post.post.id: capture.digest for post in posts.items},
        )
        if posts.items:
            base = RestBase(_base_of(capture))
            ids = [post.post.native_id or 0 for post in posts.items]
            url = base.comments_on(ids)
            leads.append(Lead(url=url, purpose="rest-comments", why="page"))
        page = posts.next_page(page_of(capture))
        if page and not is_some(capture):
            leads.append(_page_lead(capture, page))
        return tuple(leads)

    def add_comments(
        self, capture: Capture, source: Source
    ) -> tuple[tuple[Lead, ...], Told | None]:
        """Add a page of the group's comments.

        Returns:
            The lead to the next page, or the group when this was the last.

        Raises:
            ParseError: no group is waiting for comments.
        """
        group = self._group
        if group is None:
            raise ParseError("expected comments after the posts they stand on")
        group.asked = True
        comments = read_comments(capture, source)
        group.comments += comments.items
        group.rows += comments.rows
        group.seen_at = capture.fetched_at
        group.shown |= {c.comment.id: capture.digest for c in comments.items}
        page = comments.next_page(page_of(capture))
        if page:
            return (_page_lead(capture, page),), None
        complete = comments.total is None or group.rows >= comments.total
        problem = None
        if not complete:
            problem = f"REST gave {group.rows} of {comments.total} comments"
        return (), self._told(source, whole=complete, problem=problem)

    def leave(self, source: Source) -> Told | None:
        """The group whose comments did not all come, if there is one."""
        if self._group is None:
            return None
        problem = None
        if self._group.asked:
            problem = f"REST stopped after {self._group.rows} comments of a group"
        return self._told(source, whole=False, problem=problem)

    def _told(self, source: Source, *, whole: bool, problem: str | None) -> Told:
        group = self._group
        if group is None:
            raise LookupError(source.name)
        self._group = None
        threads, _ = threads_of(
            group.posts, group.comments, Names.of(self._names), source
        )
        return Told(
            threads=threads,
            captures=group.shown,
            seen_at=group.seen_at,
            whole=whole,
            problem=problem,
        )


def asked_ids(capture: Capture) -> tuple[int, ...]:
    """The post ids that a capture of ``posts_among`` asked for."""
    (ids,) = parse_qs(urlsplit(capture.url).query).get("include", [""])
    return tuple(int(n) for n in ids.split(",") if n)


def is_some(capture: Capture) -> bool:
    """Whether only some posts were asked for (``posts_among``), not all."""
    return "include=" in capture.url


def last_number(capture: Capture) -> int:
    """The id that a capture of one thing (``…/posts/17``) asked for."""
    return int(_route(capture).rstrip("/").rpartition("/")[2])


def _route(capture: Capture) -> str:
    """``/wp/v2/…`` of a REST address, with pretty or plain permalinks."""
    parts = urlsplit(capture.url)
    return parse_qs(parts.query).get("rest_route", [parts.path])[0]


def _base_of(capture: Capture) -> str:
    """Where the interface of a REST address begins."""
    parts = urlsplit(capture.url)
    if "rest_route" in parse_qs(parts.query):
        return parts._replace(query="rest_route=/").geturl()
    root = parts.path.partition("/wp/v2/")[0] + "/"
    return parts._replace(path=root, query="").geturl()


def page_of(capture: Capture) -> int:
    """Which page of a list a capture is."""
    (page,) = parse_qs(urlsplit(capture.url).query).get("page", ["1"])
    return int(page)


def _page_lead(capture: Capture, page: int) -> Lead:
    url = re.sub(r"([?&]page=)\d+", rf"\g<1>{page}", capture.url)
    return Lead(url=url, purpose=capture.purpose, why="page")


def names_leads(base: RestBase) -> Iterator[Lead]:
    """The lists of names that a blog's posts refer to."""
    for url in (base.categories(), base.tags(), base.users()):
        yield Lead(url=url, purpose="rest-terms", why="page")
