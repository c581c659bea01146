"""Feeds of posts: RSS 2 and Atom as WordPress writes them (``feed-rss2.php``).

    <item><title>…</title><link>…/2021/10/27/slug/</link>
      <pubDate>Wed, 27 Oct 2021 05:00:00 +0000</pubDate>
      <guid isPermaLink="false">https://blogg.example/anna/?p=1609</guid>
      <slash:comments>12</slash:comments></item>

    <entry><link rel="alternate" href="…"/><id>…/?p=1609</id>
      <published>…Z</published><updated>…Z</updated><thr:total>12</thr:total></entry>

Only what says that a post exists and how it stands is read, never its text: a feed
may hold excerpts and gives the first part only of a post in several parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bs4 import Tag

from scraper.discover.index import Index, Lead
from scraper.discover.scope import (
    address_key,
    page_number,
    plain_id,
    post_url,
)
from scraper.discover.xml import child_text, children, local_name, xml_root
from scraper.errors import ParseError
from scraper.html import absolute, fragment, line_of
from scraper.model import Capture, PostRef, Source

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
SLASH = "http://purl.org/rss/1.0/modules/slash/"
THREADING = "http://purl.org/syndication/thread/1.0"


def read_feed(capture: Capture, source: Source) -> Index:
    """The posts a feed lists, and its next page as long as it listed any of ours.

    Raises:
        ParseError: not a feed, or a feed of comments.
    """
    root = xml_root(capture, "a feed")
    problems: list[str] = []
    if local_name(root) == "rss" and (channel := children(root, "channel")):
        refs, listed = _read(_rss(channel[0], problems), capture, source)
    elif local_name(root) == "feed" and root.namespace == ATOM:
        refs, listed = _read(_atom(root, problems), capture, source)
    else:
        raise ParseError(
            f"expected a feed, got XML with the root element {root.name!r}"
        )
    return Index(
        refs=refs,
        more=(_next_page(capture.final_url),) if refs else (),
        listed=listed,
        problems=tuple(problems),
    )


def _read(
    items: Iterator[tuple[PostRef, str | None]], capture: Capture, source: Source
) -> tuple[tuple[PostRef, ...], int]:
    refs: dict[str, PostRef] = {}
    listed = comments = 0
    for item, guid in items:
        listed += 1
        link = absolute(capture.final_url, item.url)
        if link is None:
            continue
        if "#comment-" in link:
            comments += 1
            continue
        if url := post_url(link, source):
            native = plain_id(url) or _guid_id(guid, source)
            refs.setdefault(address_key(url), replace(item, url=url, native_id=native))
    if comments:
        raise ParseError(f"expected a feed of posts, got {comments} comments")
    return tuple(refs.values()), listed


def _rss(channel: Tag, problems: list[str]) -> Iterator[tuple[PostRef, str | None]]:
    for item in children(channel, "item"):
        guid = child_text(item, "guid")
        tag = children(item, "guid")
        is_link = bool(tag) and str(tag[0].get("isPermaLink", "true")) != "false"
        link = child_text(item, "link") or (guid if is_link else None)
        if link is None:
            problems.append("expected a link in each item of the feed, got one without")
            continue
        yield (
            PostRef(
                url=link,
                title=child_text(item, "title"),
                author=child_text(item, "creator", DC),
                published=_rfc822(child_text(item, "pubDate"), problems),
                comments_claimed=_count(child_text(item, "comments", SLASH)),
            ),
            guid,
        )


def _atom(root: Tag, problems: list[str]) -> Iterator[tuple[PostRef, str | None]]:
    for entry in children(root, "entry", ATOM):
        links = [
            str(tag["href"])
            for tag in children(entry, "link", ATOM)
            if tag.get("rel", "alternate") == "alternate" and tag.get("href")
        ]
        if not links:
            problems.append(
                "expected a link in each entry of the feed, got one without"
            )
            continue
        yield (
            PostRef(
                url=links[0],
                title=_atom_title(entry),
                published=_iso(child_text(entry, "published", ATOM), problems),
                modified=_iso(child_text(entry, "updated", ATOM), problems),
                comments_claimed=_count(child_text(entry, "total", THREADING)),
            ),
            child_text(entry, "id", ATOM),
        )


def _atom_title(entry: Tag) -> str | None:
    """Plain text: ``type="html"`` means markup, written as text (RFC 4287, 3.1)."""
    title = child_text(entry, "title", ATOM)
    tag = children(entry, "title", ATOM)
    if title is None or tag[0].get("type") != "html":
        return title
    return line_of(fragment(title)) or None


def _guid_id(guid: str | None, source: Source) -> int | None:
    """The post id in ``…/?p=1609``; only of this blog.

    WordPress keeps the guid of a post that was moved from elsewhere, with the id
    it had there.  A section's posts carry the guid of the site it is part of.
    """
    if guid is None or (native := plain_id(guid)) is None:
        return None
    site = address_key(urlunsplit(urlsplit(guid)._replace(query="", fragment="")))
    home = address_key(source.home)
    above = source.include is not None and home.startswith(site + "/")
    return native if site == home or above else None


def _next_page(url: str) -> Lead:
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != "paged"]
    query.append(("paged", str(page_number(url) + 1)))
    following = urlunsplit(parts._replace(query=urlencode(query), fragment=""))
    return Lead(url=following, purpose="feed", why="page", certain=False)


def _count(printed: str | None) -> int | None:
    return int(printed) if printed and re.fullmatch("[0-9]{1,9}", printed) else None


def _rfc822(printed: str | None, problems: list[str]) -> datetime | None:
    if printed is None:
        return None
    try:
        moment = parsedate_to_datetime(printed)
    except ValueError:
        problems.append(f"expected a time in pubDate, got {printed!r}")
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _iso(printed: str | None, problems: list[str]) -> datetime | None:
    if printed is None:
        return None
    try:
        moment = datetime.fromisoformat(printed)
    except ValueError:
        problems.append(f"expected an RFC 3339 time in the feed, got {printed!r}")
        return None
    if moment.tzinfo is None:
        problems.append(f"expected a time with an offset in the feed, got {printed!r}")
        return None
    return moment.astimezone(UTC)
