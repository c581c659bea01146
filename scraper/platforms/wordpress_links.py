"""Further pages of a post and of its comments, from the page's own links.

    …/slug/comment-page-2/#comments   ?cpage=2     comments, oldest are page 1
    …/slug/2/                         ?page=2      a <!--nextpage--> post

Block themes print no links between the parts of a post of the classic editor; there a
``<link rel="next">``, as SEO plugins write it, tells the next one.

A page number is never counted up: WordPress answers 200 for pages that do not exist.
Links with ``replytocom`` show the same page again, once for each comment, and a link
to ``#comment-N`` is the address of a comment, not of a page.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scraper.errors import ParseError
from scraper.html import absolute, canonical_url, page_url
from scraper.platforms.wordpress_page import Page

_OF_COMMENTS = re.compile(r"comment-page-\d+/?")
_OF_TEXT = re.compile(r"\d+/?")
# What to look closer at; nearly every link of a long thread leads elsewhere.
_MAY_LEAD_ON = (
    'a:is([href*="{}" i], [href^="?"]):not([href*="#comment-"], [href*="replytocom="])'
)
_QUERY = re.compile(r"(?:^|&)(?:cpage|page)=\d+(?:&|$)")


def further_pages(page: Page) -> tuple[str, ...]:
    """Absolute addresses, each once, in the order of the page, not the page's own.

    On a further page the post's own address is among them where it is linked,
    because with the newest comments first it holds the last page.
    """
    if page.url is None:
        return ()
    own = _spelled(page.base) or page.url
    post = _schemeless(page.url)
    is_further = page.part > 1 or _is_further(own, page.url)
    known = {_schemeless(own)} if is_further else {_schemeless(own), post}
    tail = "/" + post.rpartition("/")[2]
    found: dict[str, None] = {}
    head = page.tree.head
    told = head.css("link[rel~=next][href]") if head else []
    for anchor in [*page.body.css(_MAY_LEAD_ON.format(tail)), *told]:
        href = anchor.attributes["href"] or ""
        spelled = _spelled(absolute(page.base or page.url, href))
        if spelled is None or _schemeless(spelled) in known:
            continue
        if _schemeless(spelled) == post or _is_further(spelled, page.url):
            found[spelled] = None
    return tuple(found)


def _spelled(url: str | None) -> str | None:
    try:
        return page_url(url) if url else None
    except ParseError:
        return None


def _schemeless(url: str) -> str:
    return url.partition("://")[2].removesuffix("/").lower()


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
