"""From the address a person gives to the front page of the blog; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit, urlunsplit

from scraper.config import values
from scraper.discover import Index, address_key
from scraper.errors import InputError
from scraper.html import parse_html
from scraper.model import Capture, Source

_NO_FRONT = {
    "single": "a post",
    "attachment": "an attachment",
    "search": "a search",
    "author": "an author's page",
    "date": "the archive of a date",
    "error404": "an error page",
}
"""Class of ``body`` -> what the page is instead of a front page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the blog of a page is."""

    source: Source
    moved: bool
    """Its front page is another than the page that was read."""
    note: str | None = None


def home_of(given: str) -> str:
    """The address a person gave, as ``home`` in sources.toml has it.

    Raises:
        InputError: no web address.

    >>> home_of("blogg.vk.se/lundgren#top")
    'https://blogg.vk.se/lundgren/'
    """
    text = given.strip()
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        return values.home(urlunsplit(parts._replace(query="", fragment="")))
    except ValueError as exc:
        raise InputError(str(exc)) from exc


def place_of(capture: Capture, index: Index, source: Source) -> Place:
    """Where the blog of a page is, for a page that WordPress made.

    A page below the blog's own address is the front page of a section if it lists
    posts with addresses below it; else the blog itself is meant.

    Args:
        capture: Of the address that was given.
        index: What it tells.
    """
    here = home_of(capture.final_url)
    above = _blog_of(index)
    if above is None or address_key(above) == address_key(here):
        note = f"the address leads to {here}" if here != source.home else None
        return Place(source=replace(source, home=here), moved=False, note=note)
    classes = _body_classes(capture)
    kind = next((what for c, what in _NO_FRONT.items() if c in classes), None)
    path = urlsplit(here).path
    below = address_key(here).startswith(address_key(above) + "/")
    if kind is None and below and index.refs:
        section = replace(source, home=here, include=path)
        note = f"a section of the larger site {above}: only pages under it are read"
        return Place(source=section, moved=False, note=note)
    return Place(
        source=replace(source, home=above),
        moved=True,
        note=f"the address given is {kind or 'a page'} of the blog {above}",
    )


def post_type_of(capture: Capture) -> str | None:
    """REST base of what a post's page shows, as its head names it.

    ``<link rel="alternate" type="application/json" href="…/wp-json/wp/v2/posts/7">``
    """
    tree = parse_html(capture)
    for node in tree.css('link[rel=alternate][type="application/json"]'):
        href = (node.attributes.get("href") or "").replace("%2F", "/")
        if found := re.search(r"/wp/v2/([A-Za-z0-9_-]{1,60})/\d+/?(?:$|&)", href):
            return found[1]
    return None


def _blog_of(index: Index) -> str | None:
    """The blog's own address, by where its REST interface or its feed is."""
    if index.rest:
        parts = urlsplit(index.rest)
        path = parts.path
        if "rest_route" not in parse_qs(parts.query):
            path = re.sub(r"[^/]+/?$", "", path)
        path = re.sub(r"(?<=/)index\.php/?$", "", path)
        return home_of(urlunsplit(parts._replace(path=path, query="")))
    for lead in index.more:
        if lead.why == "feed" and lead.url.endswith("/feed/"):
            return home_of(lead.url.removesuffix("feed/"))
    return None


def _body_classes(capture: Capture) -> frozenset[str]:
    body = parse_html(capture).body
    classes = body.attributes.get("class") if body is not None else None
    return frozenset((classes or "").split())
