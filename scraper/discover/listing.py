"""Pages that link to posts: the front page, its further pages, months, tags.

What is read, in any theme (seen in Debian's themes and Anders Norén's Hemingway):

    <article id="post-1609" class="post-1609 post type-post …">      or div, or li
      <h2 class="entry-title"><a href="…/2021/10/27/slug/">TITLE</a></h2>
      <p class="post-meta">Av NAME, 9 september 2018 kl 19:05, 12 kommentarer 42</p>
      <time class="entry-date published" datetime="2018-09-09T19:05:00+02:00">…
    <a class="next page-numbers" href="…/page/2/">
    <ul><li><a href="…/2018/09/">september 2018</a></li>
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from scraper.discover.entries import entries
from scraper.discover.index import Index, Lead, Why
from scraper.discover.page import check_listing, html_page
from scraper.discover.scope import (
    address_key,
    belongs,
    first_page,
    is_dated,
    is_month,
    page_number,
    post_url,
)
from scraper.errors import ParseError
from scraper.html import absolute
from scraper.model import Capture, PostRef, Source

_PAGER = (
    "a.next, a.prev, a.page-numbers, .pagination a, .paging a, .pager a, .nav-links a, "
    ".nav-previous a, .nav-next a, .navigation a, .post-nav a, .archive-nav a, "
    ".wp-block-query-pagination a, a[rel~=next], link[rel~=next]"
)


def read_listing(capture: Capture, source: Source) -> Index:
    """The posts a listing links, its further pages and the months it links.

    Raises:
        ParseError: not the listing that was asked for, or one without any post.
    """
    page = html_page(capture, "a listing of posts")
    check_listing(page, capture, source)
    refs, listed, problems = read_posts(page, capture, source)
    if not listed:
        raise ParseError("expected links to posts, got a page without any")
    return Index(
        refs=refs, more=leads(page, capture, source), listed=listed, problems=problems
    )


def read_posts(
    page: BeautifulSoup, capture: Capture, source: Source
) -> tuple[tuple[PostRef, ...], int, tuple[str, ...]]:
    """The posts a page lists, how many it lists of any site, and problems.

    A sticky post stands twice, and counts once.  A theme whose entries are not
    recognised still gives its posts if their addresses carry a date.
    """
    found: dict[str, PostRef] = {}
    listed = 0
    problems: list[str] = []
    for entry in entries(page, source.timezone, problems):
        listed += 1
        link = absolute(capture.final_url, entry.url)
        if link and (url := post_url(link, source)):
            found.setdefault(address_key(url), entry.ref(url))
    if not listed:
        for link in _links(page, capture):
            url = post_url(link, source)
            if url and is_dated(url, source):
                found.setdefault(address_key(url), PostRef(url=url))
        listed = len(found)
        if found:
            problems.append(
                "expected entries with a linked heading, got none: "
                "took the links whose addresses carry a date"
            )
    return tuple(found.values()), listed, tuple(dict.fromkeys(problems))


def leads(page: BeautifulSoup, capture: Capture, source: Source) -> tuple[Lead, ...]:
    """Further pages of this listing, then the archives of months it links."""
    here = address_key(first_page(capture.final_url))
    links = [url for url in _links(page, capture) if belongs(url, source)]
    found: dict[str, Lead] = {}
    for url in links:
        if page_number(url) > 1 and address_key(first_page(url)) == here:
            _add(found, url, "page")
    for tag in page.select(_PAGER):
        # The base of page addresses can be renamed (/sida/2/): then the place tells.
        further = absolute(capture.final_url, str(tag.get("href", ""))) or ""
        key = address_key(further)
        numbered = re.search(r"/[^/\d]+/(?:[2-9]|[1-9]\d{1,2})$", key)
        if numbered and key.startswith(here) and "/comment-page-" not in key:
            _add(found, further, "page")
    for url in links:
        if is_month(url, source):
            _add(found, url, "month")
    found.pop(address_key(capture.final_url), None)
    return tuple(found.values())


def _add(found: dict[str, Lead], url: str, why: Why) -> None:
    lead = Lead(url=url.partition("#")[0], purpose="listing", why=why)
    found.setdefault(address_key(url), lead)


def _links(page: BeautifulSoup, capture: Capture) -> list[str]:
    """Every web address the page links, those of drop-down lists included."""
    found = [str(tag["href"]) for tag in page.select("a[href], link[rel~=next][href]")]
    found += [str(tag["value"]) for tag in page.select("option[value*='/']")]
    urls = (absolute(capture.final_url, link) for link in found)
    return [url.partition("#")[0] for url in urls if url]
