"""The front page: signs of WordPress, and where the blog lists its posts."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from scraper.discover.index import Index, Lead
from scraper.discover.listing import leads, read_posts
from scraper.discover.page import html_page
from scraper.discover.scope import address_key, belongs, same_host
from scraper.html import absolute
from scraper.model import Capture, Source

API = "https://api.w.org/"
_API_HEADER = re.compile(r"<([^<>]+)>\s*;[^,]*?\brel=\"?https://api\.w\.org/\"?")
_FEED_TYPES = {"application/rss+xml", "application/atom+xml"}


def read_home(capture: Capture, source: Source) -> Index:
    """What the front page tells: posts, feed, sitemap, months, further pages.

    A front page need not list posts; ``signs`` is empty where nothing shows that
    WordPress made it.

    Raises:
        ParseError: no HTML page.
    """
    page = html_page(capture, "a front page")
    rest = _rest(page, capture)
    signs = _signs(page, capture, rest)
    refs, listed, problems = read_posts(page, capture, source)
    more = (*_lists(page, capture, source, bool(signs)), *leads(page, capture, source))
    return Index(
        refs=refs, more=more, listed=listed, signs=signs, rest=rest, problems=problems
    )


def _rest(page: BeautifulSoup, capture: Capture) -> str | None:
    header = _API_HEADER.search(capture.headers.get("link", ""))
    link = page.select_one(f'link[rel="{API}"][href]')
    href = header[1] if header else str(link["href"]) if link else None
    return absolute(capture.final_url, href) if href else None


def _signs(page: BeautifulSoup, capture: Capture, rest: str | None) -> tuple[str, ...]:
    generators = [
        str(tag.get("content", "")) for tag in page.select("meta[name=generator]")
    ]
    found = {
        "its REST interface is linked": rest is not None,
        "it names WordPress as its generator": any(
            name.casefold().startswith("wordpress") for name in generators
        ),
        "it loads files from wp-content or wp-includes": bool(
            re.search(rb"/wp-(?:content|includes)/", capture.body)
        ),
        "it links xmlrpc.php": bool(
            page.select("link[rel=pingback][href$='xmlrpc.php']")
        ),
    }
    return tuple(sign for sign, holds in found.items() if holds)


def _lists(
    page: BeautifulSoup, capture: Capture, source: Source, wordpress: bool
) -> list[Lead]:
    found: dict[str, Lead] = {}
    if wordpress:
        url = urljoin(source.home, "wp-sitemap.xml")
        if "?feed=" in str(page.select("link[rel~=alternate]")):  # plain permalinks
            url = urljoin(source.home, "?sitemap=index")
        found[url] = Lead(url=url, purpose="sitemap", why="sitemap", certain=False)
    for tag in page.select("link[rel~=alternate][href]"):
        feed = absolute(capture.final_url, str(tag["href"]))
        if not feed or tag.get("type") not in _FEED_TYPES or _is_of_comments(feed):
            continue
        if same_host(feed, source):
            lead = Lead(url=feed, purpose="feed", why="feed")
            found.setdefault(address_key(feed), lead)
    if page.select_one("body.archive"):
        # Of a section, its own feed first: the site's may hold nothing of it. (Under
        # a page of the site's stands the feed of the comments on that page.)
        return sorted(found.values(), key=lambda lead: _of_the_site(lead, source))
    return list(found.values())


def _of_the_site(lead: Lead, source: Source) -> bool:
    return lead.purpose == "feed" and not belongs(lead.url, source)


def _is_of_comments(url: str) -> bool:
    return bool(re.search(r"comments/feed|feed=comments|withcomments", url))
