"""The nouns.  Frozen, plain data; nothing here fetches, parses or stores."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal

Route = Literal["auto", "rest", "html", "wayback"]
Purpose = Literal[
    "robots",  # robots.txt of a host
    "home",  # the blog's front page: signs of WordPress, links to what lists posts
    "sitemap",  # a sitemap or sitemap index
    "feed",  # an RSS or Atom feed of posts
    "comment-feed",  # a feed of the newest comments: a sign of change
    "listing",  # a page that links to posts (page 2, month, tag)
    "post",  # a post page, or a further page of the same post or its comments
    "rest-root",  # /wp-json/
    "rest-news",  # the newest posts or comments as JSON: a sign of change
    "rest-posts",  # a list of posts as JSON
    "rest-post",  # one post as JSON, asked for because a list left it out
    "rest-comments",  # a list of comments as JSON
    "rest-total",  # how many comments or posts there are among some, as JSON
    "rest-terms",  # a list of categories, tags or users as JSON
    "import",  # a file a person gave us
    "cdx",  # what a web archive has of a blog
]
Kind = Literal["comment", "pingback", "trackback"]
ParentPrecision = Literal["true", "visible"]
TimePrecision = Literal["second", "minute", "hour", "day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One blog, as declared in ``sources.toml``."""

    name: str
    """Slug, ``[a-z0-9][a-z0-9-]*``, unique; the prefix of every id from this blog."""
    platform: str
    """Key into ``platforms.PLATFORMS``, e.g. ``"wordpress"``."""
    home: str
    """URL of the blog's front page, with closing slash."""
    owner: str | None = None
    """Who writes the blog, as printed on pages about it."""
    party: str | None = None
    timezone: str = "Europe/Stockholm"
    """IANA zone, applied only to times the page prints without an offset."""
    route: Route = "auto"
    archive: str | None = None
    """Web archive that it is read from, up to its time stamps; of the route
    ``wayback`` only."""
    include: str | None = None
    """URL path prefix; only pages under it belong to the source."""
    post_type: str = "posts"
    """REST base of what counts as posts: ``posts`` or a custom post type's."""
    min_posts: int = 0
    """Expectation: fewer posts is an alarm, not a result."""
    ended: date | None = None
    """The blog closed on this day: never fetched, nothing marked missing."""
    removed_comments: Literal["private", "public"] = "private"
    """Whether words of withdrawn and earlier comments stay in corpus.db."""
    mask: bool = True
    """Mask e-mail addresses, personal and phone numbers inside texts."""
    delay: float = 2.0
    """Seconds between two requests to its host; a larger Crawl-delay wins."""

    @property
    def is_fetched(self) -> bool:
        """Whether anybody is asked for it: the blog, or the archive that has it."""
        return self.ended is None or self.archive is not None


@dataclass(frozen=True, kw_only=True)
class Capture:
    """One HTTP response (or imported file), kept byte for byte.

    The only link between fetching and parsing: everything a parser may know
    about the network is in here, so any parse can be replayed offline.
    """

    source: str
    """Name of the source it was fetched for."""
    purpose: Purpose
    """Why it was fetched; decides which parser reads it."""
    url: str
    """As requested, before redirects."""
    final_url: str
    """Where the body came from; relative links resolve against this."""
    fetched_at: datetime
    """Aware, UTC, whole seconds."""
    status: int
    """HTTP status; 200 for an imported file."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; only those in ``captures.KEPT_HEADERS``."""
    body: bytes = b""
    """After Content-Encoding, before any charset is applied."""
    id: int | None = None
    """Row in captures.db; ``None`` before it is stored."""

    @cached_property
    def digest(self) -> str:
        """``sha256:<hex>`` of the body; equal digests mean an unchanged page."""
        return "sha256:" + hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRef:
    """A post that a feed, sitemap, listing or REST index says exists."""

    url: str
    """Canonical (see ``html.canonical_url``)."""
    native_id: int | None = None
    """WordPress post id, where the list tells it."""
    title: str | None = None
    author: str | None = None
    """Where a feed names the writer."""
    published: datetime | None = None
    """Aware, UTC."""
    modified: datetime | None = None
    """Aware, UTC."""
    comments_claimed: int | None = None
    """How many comments the list says it has (pings and hidden replies included)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A category or tag of a post."""

    kind: Literal["category", "tag"]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An outbound link in the text of a post or comment."""

    url: str
    """Absolute http(s) URL as written."""
    text: str
    """The words that carry the link, squashed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One published article."""

    id: str
    """``<source>-<native id>``, or ``<source>-x<12 hex>`` without a native id."""
    source: str
    url: str | None
    """Canonical; ``None`` for saved text without an address."""
    title: str
    """Plain text, NFC, without theme prefixes."""
    text: str
    """Plain text, NFC; paragraphs and list items end with line breaks."""
    html: str | None = None
    """Sanitised; ``None`` where the capture has no markup."""
    native_id: int | None = None
    author: str | None = None
    published: datetime | None = None
    """Aware, UTC; ``None`` if the page does not say."""
    published_precision: TimePrecision | None = None
    """How exactly the page tells the time; ``None`` without a time."""
    updated: datetime | None = None
    """Aware, UTC."""
    comments_claimed: int | None = None
    """What the page or list claims, pings included; ``None`` if it says nothing."""
    likes: int | None = None
    tags: tuple[Tag, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One reader comment (or ping) on a post."""

    id: str
    """``<source>-c<native id>``, or ``<source>-cx<12 hex>`` without one."""
    post: str
    """Id of its post."""
    text: str
    """Plain text, NFC."""
    html: str | None = None
    native_id: int | None = None
    parent: str | None = None
    """Id of the comment it is nested under; ``None`` for top level."""
    parent_precision: ParentPrecision = "visible"
    """``true`` from REST or an export; ``visible`` as the page nests it."""
    answers: str | None = None
    """Id of the comment that its opening words say it answers, if in the thread."""
    position: int = 0
    """0-based in reading order of the whole thread, see ``thread.arrange``."""
    depth: int = 1
    """1 for top level, as WordPress counts."""
    kind: Kind = "comment"
    author: str | None = None
    """As printed; ``None`` if empty (WordPress prints "Anonym")."""
    author_url: str | None = None
    is_post_author: bool = False
    """Written by the author of the post (class ``bypostauthor``)."""
    published: datetime | None = None
    """Aware, UTC."""
    published_precision: TimePrecision | None = None
    """How exactly the page tells the time; ``None`` without a time."""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A post with the comments found on one capture, or merged from several."""

    post: Post
    comments: tuple[Comment, ...] = ()
    layout: str
    """Name of the layout function that read it, e.g. ``"wordpress-html5/1"``."""
    pages: tuple[str, ...] = ()
    """URLs of other pages of this post or its comments, from its own page links."""
    problems: tuple[str, ...] = ()
    """What the page should have said and did not; each becomes an issue."""
    doubtful: bool = False
    """The page may hold comments that were not read: absence means nothing."""
    part: int = 1
    """Which part of a post divided by ``<!--nextpage-->`` this page shows; 1-based."""
