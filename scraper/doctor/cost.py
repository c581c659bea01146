"""Requests and time of a first scrape, by what the lists say; pure.

Counts what ``run`` and ``run_rest`` do.  Times are those of a run alone on its host:
the pause between two requests and the mean answer of this visit.
"""

from __future__ import annotations

from math import ceil

from scraper.doctor.findings import Cost
from scraper.platforms.wordpress_rest import PER_PAGE
from scraper.platforms.wordpress_rest_urls import FEED_PAGES

_FIRST = 3
"""robots.txt, the front page, the root of REST."""
_NAMES = 3
"""Categories, tags, users: a page each."""


def by_rest(
    posts: int, comments: int | None, *, feed: int | None, pause_s: float
) -> Cost:
    """A first scrape by REST.

    Args:
        comments: ``None`` where REST does not give them: then each post's page is
            read for them.
        feed: Posts on a page of the feed, of which a run reads some pages for the
            counts of comments; ``None``: there is no feed.
        pause_s: From the start of one request to that of the next, in seconds.
    """
    groups = ceil(posts / PER_PAGE)
    requests = _FIRST + _NAMES + max(groups, 1)
    requests += min(_feed_pages(posts, feed), 1 + FEED_PAGES)
    if comments is None:
        requests += groups + posts
        route = "posts by REST, comments by pages"
    else:
        # The last page of each group's comments is a short one.
        requests += max(groups, ceil(comments / PER_PAGE) + groups // 2)
        route = "by REST"
    return Cost(
        route=route,
        requests=requests,
        seconds=requests * pause_s,
        at_least=comments is None,
    )


def by_pages(
    posts: int | None,
    *,
    sitemaps: int,
    feed: int | None,
    paged: bool,
    pause_s: float,
) -> Cost | None:
    """A first scrape by pages; ``None`` where nothing tells how many posts there are.

    Args:
        sitemaps: Sitemap documents to read; 0 if the feed must list the posts.
        feed: As for ``by_rest``; with a sitemap only its first page is read.
        paged: Threads are cut into pages, so that more than one a post is read.
    """
    if posts is None:
        return None
    first_of_feed = 0 if feed is None else 1
    lists = sitemaps + first_of_feed if sitemaps else _feed_pages(posts, feed)
    requests = _FIRST + lists + posts
    return Cost(
        route="by pages",
        requests=requests,
        seconds=requests * pause_s,
        at_least=paged or not (sitemaps or feed),
    )


def _feed_pages(posts: int, feed: int | None) -> int:
    """Pages of the feed, and the one past its end that says so."""
    if feed is None:
        return 0
    return ceil(posts / feed) + 1 if feed else 1


def spoken(seconds: float) -> str:
    """A duration as people say it.

    >>> spoken(12), spoken(100), spoken(3940), spoken(200000)
    ('12 s', '2 min', '66 min', '56 h')
    """
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = ceil(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours < 24 else f"{ceil(minutes / 60)} h"
