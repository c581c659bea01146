"""Web addresses as written on a page."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

PORTS = {"http": 80, "https": 443}


def absolute(base: str, href: str) -> str | None:
    """``href`` as written on the page ``base``, absolute; ``None`` if no web address.

    >>> absolute("https://blogg.example/a/?p=3", "?p=3&cpage=2#comments")
    'https://blogg.example/a/?p=3&cpage=2#comments'
    >>> absolute("https://blogg.example/a/", "javascript:void(0)") is None
    True
    """
    try:
        url = urljoin(base, "".join(href.split()))
        parts = urlsplit(url)
        return url if parts.scheme in PORTS and parts.hostname else None
    except ValueError:  # "http://[", typed by a reader
        return None
