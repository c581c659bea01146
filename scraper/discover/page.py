"""A page of a blog as a tree, and a check that it is the page that was asked for.

With plain permalinks WordPress answers any unknown path with its front page and
status 200, and a host may do so with an error page.  ``body_class()`` of every
WordPress theme says what a page is: ``home``, ``archive``, ``paged-2``, ``single``,
``error404`` (https://developer.wordpress.org/reference/functions/body_class/).
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from scraper.discover.scope import address_key, first_page, is_month, page_number
from scraper.errors import ParseError
from scraper.model import Capture, Source

_CHARSET = re.compile(r"charset=[\"']?([A-Za-z0-9._-]+)", re.IGNORECASE)


def html_page(capture: Capture, expected: str) -> BeautifulSoup:
    """The tree of an HTML capture.

    Args:
        expected: What the page should be, for messages: ``"a front page"``.

    Raises:
        ParseError: empty, binary, XML or JSON.
    """
    start = capture.body[:1024].lstrip(b"\xef\xbb\xbf\r\n\t ")
    if not start:
        raise ParseError(f"expected {expected}, got an empty document")
    declared = start.startswith(b"<?xml") and b"<html" not in start.lower()
    if declared or not start.startswith(b"<"):
        raise ParseError(f"expected {expected} in HTML, got {start[:40]!r}")
    charset = _CHARSET.search(capture.headers.get("content-type", ""))
    encoding = charset[1] if charset else "utf-8"
    return BeautifulSoup(capture.body, "lxml", from_encoding=encoding)


def check_listing(page: BeautifulSoup, capture: Capture, source: Source) -> None:
    """Refuses a page that says itself it is not the listing that was asked for.

    Raises:
        ParseError: the front page, a post or an error page stands in its place.
    """
    classes = body_classes(page)
    asked = page_number(capture.final_url)
    deeper = asked > 1 or is_month(capture.final_url, source)
    found = None
    if "error404" in classes:
        found = "an error page"
    elif classes & {"single", "single-post", "attachment"}:
        found = "a single post"
    elif "home" in classes and deeper and not _is_page(asked, classes, capture, source):
        found = "the front page"
    if found:
        raise ParseError(f"expected a listing of posts, got {found}")


def body_classes(page: BeautifulSoup) -> set[str]:
    """The classes of the body element; empty where the theme prints none."""
    body = page.body
    return set(class_list(body)) if body else set()


def class_list(tag: Tag) -> list[str]:
    """The classes of an element, in order."""
    value = tag.get("class")
    if value is None:
        return []
    return value.split() if isinstance(value, str) else [str(name) for name in value]


def _is_page(asked: int, classes: set[str], capture: Capture, source: Source) -> bool:
    """Whether a front page is the further page of itself that was asked for.

    Block themes page inside the front page (``?query-1-page=2``) without ``paged``.
    """
    if "query-" in capture.final_url.partition("?")[2]:
        return True
    own = address_key(first_page(capture.final_url)) == address_key(source.home)
    return own and f"paged-{asked}" in classes
