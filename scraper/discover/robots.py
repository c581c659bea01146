"""The sitemaps that a robots.txt names (``Sitemap:`` lines, RFC 9309 2.2.4)."""

from __future__ import annotations

import re

from scraper.discover.index import Index, Lead
from scraper.discover.scope import address_key, same_host
from scraper.html import absolute
from scraper.model import Capture, Source

_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*([^\s#]+)", re.IGNORECASE | re.MULTILINE)


def read_robots(capture: Capture, source: Source) -> Index:
    """Leads to the sitemaps on the source's host; rules are not read here."""
    text = capture.body.decode("utf-8", errors="replace")
    named = (absolute(capture.final_url, url) for url in _SITEMAP.findall(text))
    urls = [url for url in named if url]
    found = {
        address_key(url): Lead(url=url, purpose="sitemap", why="sitemap", certain=False)
        for url in urls
        if same_host(url, source)
    }
    return Index(more=tuple(found.values()), listed=len(urls))
