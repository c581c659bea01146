"""Further pages of a post and of its comments, from the page's own links.

    …/slug/comment-page-2/#comments   ?cpage=2     comments, oldest are page 1
    …/slug/2/                         ?page=2      a <!--nextpage--> post

A page number is never counted up: WordPress answers 200 for pages that do not exist.
Links with ``replytocom`` show the same page again, once for each comment, and a link
to ``#comment-N`` is the address of a comment, not of a page.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scraper.errors import ParseError
from scraper.html import absolute, canonical_url, many, page_url
from scraper.platforms.wordpress_page import Page

_OF_COMMENTS = re.compile(r"comment-page-\d+/?")
_OF_TEXT = re.compile(r"\d+/?")
_QUERY = re.compile(r"(?:^|&)(?:cpage|page)=\d+(?:&|$)")
_TO_COMMENT = re.compile(r"comment-\d+")


def further_pages(page: Page) -> tuple[str, ...]:
    """Absolute addresses, each once, in the order of the page, not the page's own.

    On a further page the post's own address is among them where it is linked,
    because with the newest comments first it holds the last page.
    """
    if page.url is None:
        return ()
    own = {url for url in (_spelled(page.base), page.url) if url}
    if page.part > 1 or _is_further(page.base, page.url):
        own.discard(page.url)
    found: dict[str, None] = {}
    for anchor in many(page.body, "a[href]"):
        href = anchor.attributes["href"] or ""
        if not _may_be_page(href):
            continue
        url = absolute(page.base or page.url, href)
        spelled = _spelled(url) if url and "replytocom=" not in url else None
        if url is None or spelled is None or spelled in own:
            continue
        if _TO_COMMENT.fullmatch(urlsplit(url).fragment):
            continue
        if _is_further(spelled, page.url) or _same(spelled, page.url):
            found[spelled] = None
    return tuple(found)


def _may_be_page(href: str) -> bool:
    """Cheaply: nearly every link of a page leads elsewhere."""
    return bool(href) and href[0] != "#" and href[-1:] != ":" and "mailto:" not in href


def _spelled(url: str) -> str | None:
    try:
        return page_url(url)
    except ParseError:
        return None


def _same(url: str, post: str) -> bool:
    return _schemeless(url) == _schemeless(post)


def _schemeless(url: str) -> str:
    return url.partition("://")[2].removesuffix("/")


def _is_further(url: str, post: str) -> bool:
    """Whether ``url`` is a page of the post at ``post``, by its path or query."""
    there, here = urlsplit(url), urlsplit(post)
    if there.netloc != here.netloc:
        return False
    if _QUERY.search(there.query):
        rest = re.sub(r"(?:^|&)page=\d+", "", urlsplit(canonical_url(url)).query)
        return there.path == here.path and rest.lstrip("&") == here.query
    stem = here.path.removesuffix("/") + "/"
    if there.query != here.query or not there.path.startswith(stem):
        return False
    rest = there.path[len(stem) :]
    text_page, _, comments = rest.rpartition("comment-page-")
    if comments:
        rest, text_page = "comment-page-" + comments, text_page.removesuffix("/")
        return bool(_OF_COMMENTS.fullmatch(rest)) and _is_number(text_page)
    return bool(_OF_TEXT.fullmatch(rest))


def _is_number(part: str) -> bool:
    return part == "" or part.isdigit()
