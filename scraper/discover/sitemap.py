"""Sitemaps: of WordPress itself (5.5 on), of the usual SEO plugins, of anyone.

    <sitemapindex><sitemap><loc>…/wp-sitemap-posts-post-1.xml</loc> …
    <urlset><url><loc>…/2021/10/27/slug/</loc><lastmod>2021-10-28T07:01:22+00:00 …

Protocol: https://www.sitemaps.org/protocol.html; names of the parts:
``wp-includes/sitemaps/`` (``wp-sitemap-posts-TYPE-N.xml``), Yoast and Rank Math
(``TYPE-sitemapN.xml``).  A sitemap lists password-protected posts too.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bs4 import Tag

from scraper.discover.index import Index, Lead
from scraper.discover.scope import address_key, is_dated, plain_id, post_url, same_host
from scraper.discover.xml import child_text, children, local_name, xml_root
from scraper.errors import ParseError
from scraper.html import absolute
from scraper.model import Capture, PostRef, Source

_CORE = re.compile(r"wp-sitemap-(?P<what>posts|taxonomies|users)-(?:(?P<type>.+)-)?\d+")
_PLUGIN = re.compile(r"(?P<type>.+)-sitemap-?\d*")
_NO_POSTS = {
    *("page", "attachment", "category", "post_tag", "post-tag", "tag", "author"),
    *("post_format", "image", "video", "news", "local", "addl", "product"),
}


def read_sitemap(capture: Capture, source: Source) -> Index:
    """The posts a sitemap lists, or the sitemaps of posts an index lists.

    Raises:
        ParseError: not a sitemap, or one that lists nothing.
    """
    root = xml_root(capture, "a sitemap")
    name, space = local_name(root), root.namespace or None
    if name == "sitemapindex":
        return _read_index(root, space, capture, source)
    if name == "urlset":
        return _read_addresses(root, space, capture, source)
    raise ParseError(f"expected a sitemap, got XML with the root element {name!r}")


def _read_index(
    root: Tag, space: str | None, capture: Capture, source: Source
) -> Index:
    problems: list[str] = []
    parts = [
        (url, _lastmod(entry, space, problems))
        for entry in children(root, "sitemap", space)
        if (url := _loc(entry, space, capture))
    ]
    leads = {
        address_key(url): Lead(
            url=url, purpose="sitemap", why="sitemap", modified=modified
        )
        for url, modified in parts
        if same_host(url, source) and _holds_posts(url, source) is not False
    }
    if not leads:
        seen = ", ".join(repr(url.rpartition("/")[2]) for url, _ in parts[:9])
        raise ParseError(
            f"expected a sitemap index with a sitemap of posts, got {seen or 'none'}"
        )
    return Index(
        more=tuple(leads.values()), listed=len(parts), problems=tuple(problems)
    )


def _read_addresses(
    root: Tag, space: str | None, capture: Capture, source: Source
) -> Index:
    problems: list[str] = []
    entries = children(root, "url", space)
    if not entries:
        raise ParseError("expected a sitemap of addresses, got one without any")
    refs: dict[str, PostRef] = {}
    for entry in entries:
        loc = _loc(entry, space, capture)
        if loc and (url := post_url(loc, source)):
            modified = _lastmod(entry, space, problems)
            ref = PostRef(url=url, modified=modified, native_id=plain_id(url))
            refs.setdefault(address_key(url), ref)
    found = list(refs.values())
    if _holds_posts(capture.final_url, source) is None:
        # A sitemap of everything mixes pages and posts.  Where posts carry their
        # date in the address, that tells them apart; elsewhere nothing does.
        found = [ref for ref in found if is_dated(ref.url, source)] or found
    return Index(refs=tuple(found), listed=len(entries), problems=tuple(problems))


def _loc(entry: Tag, space: str | None, capture: Capture) -> str | None:
    printed = child_text(entry, "loc", space)
    return absolute(capture.final_url, printed) if printed else None


def _holds_posts(url: str, source: Source) -> bool | None:
    """Whether a sitemap's name says it lists posts; ``None`` if it says nothing."""
    name = url.partition("?")[0].rpartition("/")[2].removesuffix(".xml").casefold()
    wanted = {"post"} if source.post_type == "posts" else _names(source.post_type)
    if core := _CORE.fullmatch(name):
        return core["what"] == "posts" and core["type"] in wanted
    plain = re.search(r"[?&]sitemap=([a-z]+)(?:&sitemap-subtype=([^&]+))?", url)
    if plain and plain[1] != "index":  # plain permalinks
        return plain[1] == "posts" and plain[2] in wanted
    plugin = _PLUGIN.fullmatch(name)
    if plugin and plugin["type"] in wanted:
        return True
    return False if plugin and plugin["type"] in _NO_POSTS else None


def _names(rest_base: str) -> set[str]:
    """The post types that a REST base may stand for: it is the type or its plural."""
    base = rest_base.casefold()
    return {base, base.removesuffix("s"), base.removesuffix("er")}


def _lastmod(entry: Tag, space: str | None, problems: list[str]) -> datetime | None:
    printed = child_text(entry, "lastmod", space)
    if printed is None or re.fullmatch(r"\d{4}(?:-\d\d){0,2}", printed):
        return None  # a day cannot tell whether we have seen its last edit
    try:
        moment = datetime.fromisoformat(printed)
    except ValueError:
        problems.append(f"expected a time in lastmod, got {printed!r}")
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
