"""What a visit brought, and what it means.  Plain data."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from scraper.discover import Index
from scraper.errors import FetchError, ParseError
from scraper.fetch.robots import Robots
from scraper.model import Capture, Source

Answer = Capture | FetchError
"""What came of a request: a response, or why there is none."""
Fault = FetchError | ParseError
"""Why something could not be read."""
T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Probe:
    """The answers of one visit; ``None`` for what was not asked for."""

    given: str
    """The address as the person gave it, completed."""
    source: Source
    """The blog, as far as it is known by now."""
    robots: Robots | FetchError
    robots_text: str = ""
    """Of the robots.txt that speaks for the front page; empty if there is none."""
    front: Answer
    index: Index | Fault
    """What the front page tells."""
    rest: str
    """Where the REST interface is, or is looked for."""
    root: Answer | None = None
    posts: Answer | None = None
    comments: Answer | None = None
    feed: Answer | None = None
    sitemaps: list[Answer] = field(default_factory=list)
    """The sitemap or its index, then the first and the last part that lists posts."""
    sitemap_parts: int = 0
    """Parts that list posts, by the index; 0 without an index."""
    page: Answer | None = None
    """A post's page: the last one that was tried."""
    longest: Answer | None = None
    """The page of the post with most comments, if that is another."""
    same_post: Answer | None = None
    """The same post by REST."""
    same_comments: Answer | None = None
    tdmrep: Answer | None = None
    notes: list[str] = field(default_factory=list)
    """What was noticed on the way."""
    requests: int = 0
    """HTTP requests sent, robots.txt and redirects included."""
    answer_s: float = 0.0
    """Mean time a request took, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFacts:
    """What robots.txt says to us."""

    state: Literal["allowed", "absent", "unreadable"]
    said: str | None = None
    """Why it cannot be read."""
    delay: float = 0.0
    """Seconds between requests that it asks for; 0.0 if it does not."""
    rules: tuple[str, ...] = ()
    """The lines that apply to us, in file order."""
    forbidden: tuple[str, ...] = ()
    """Kinds of addresses that are forbidden: "front page", "posts", "REST", …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestFacts:
    """The REST interface; the reasons are ``None`` where it answers."""

    url: str
    linked: bool
    """The front page names it."""
    shut: str | None
    posts: int | None = None
    """X-WP-Total; ``None`` if the list is shut or does not say."""
    posts_shut: str | None = None
    comments: int | None = None
    """X-WP-Total: those on pages and protected posts included."""
    comments_shut: str | None = None
    name: str | None = None
    timezone: str | None = None
    """IANA zone; ``None`` if the blog has set hours only, or REST is shut."""
    gmt_offset: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """What else lists posts."""

    sitemap: int | None
    sitemap_shut: str | None
    feed: int | None
    """Posts in the feed's first page."""
    feed_counts: bool
    """The feed tells how many comments each post has: a free sign of change."""
    feed_shut: str | None
    front: int
    """Posts on the front page."""
    pages: int
    """Further pages of the front page, as far as it links them."""
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """One post page, read by the parser that a scrape would use."""

    url: str
    title: str
    author: str | None
    words: int
    layout: str
    known: bool
    """The markup of its comments is one the archive knows; also without comments."""
    found: int
    """Comments the parser found, pings not counted."""
    pings: int
    claimed: int | None
    """Comments the page says it has."""
    paging: str | None
    """How long threads are cut into pages, in words; ``None``: no long one was seen."""
    paged: bool
    """A thread or post was seen that is cut into pages."""
    problems: tuple[str, ...]
    compared: bool
    """The same post was read by REST."""
    unlike: tuple[str, ...] = ()
    """How page and REST differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a first scrape takes."""

    route: str
    """In words: "by REST", "by pages"."""
    requests: int
    seconds: float
    at_least: bool = False
    """Something that is not known comes on top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What the archive would do with a blog."""

    given: str
    source: Source
    title: str | None
    system: str | None
    """As the page names what made it: "WordPress 6.1.9"."""
    signs: tuple[str, ...]
    """Why it is taken for WordPress; empty: nothing shows that it is."""
    theme: str | None
    robots: RobotsFacts
    asks: tuple[str, ...]
    rest: RestFacts | None
    lists: ListFacts | None
    page: PageFacts | None
    page_shut: str | None
    zone_problem: str | None
    notes: tuple[str, ...]
    route: str | None
    """How a scrape would read it, in words; ``None``: it cannot."""
    costs: tuple[Cost, ...]
    """The way a scrape would go first, then the other one that is open."""
    posts: int | None
    exit_code: int
    """0 can be archived; 3 no usable answer; 4 not WordPress, or readable by no
    route; 5 refused by the host."""
    why: str
    """The verdict in a sentence."""
    requests: int


def told(answer: Answer | None, read: Callable[[Capture], T]) -> T | Fault | None:
    """What ``read`` makes of an answer, or why it cannot; ``None`` if not asked."""
    if answer is None or isinstance(answer, FetchError):
        return answer
    try:
        return read(answer)
    except (FetchError, ParseError) as exc:
        return exc


def reason(found: object) -> str | None:
    """Why something could not be read, without its address; ``None`` if it could."""
    if isinstance(found, FetchError):
        said = str(found).removeprefix(f"{found.url}: ")
        forbidden = r"robots\.txt of \S+ forbids \S+"
        return "robots.txt forbids it" if re.fullmatch(forbidden, said) else said
    return str(found) if isinstance(found, ParseError) else None
