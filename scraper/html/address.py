"""Web addresses as written on a page."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

_CONTROLS = re.compile(r"[\x00-\x1f]")
_HOST = re.compile(r"[\w.-]+|\[?[0-9a-f:.]+\]?")
_PLAIN = re.compile(r"https?://[\w.-]+(?::\d+)?(?:[/?#][!-~]*)?")
PORTS = {"http": 80, "https": 443}


def absolute(base: str, href: str) -> str | None:
    """``href`` as written on the page ``base``, absolute; ``None`` if no web address.

    >>> absolute("https://blogg.example/a/?p=3", "?p=3&cpage=2#comments")
    'https://blogg.example/a/?p=3&cpage=2#comments'
    >>> absolute("https://blogg.example/a/", "javascript:void(0)") is None
    True
    """
    if _PLAIN.fullmatch(href):
        return href
    try:
        # As browsers do: breaks inside an address are nothing, spaces are spaces.
        url = urljoin(base, _CONTROLS.sub("", href).strip())
        parts = urlsplit(url)
        is_web = parts.scheme in PORTS and _HOST.fullmatch(parts.hostname or "")
        return url.replace(" ", "%20") if is_web else None
    except ValueError:  # "http://[", typed by a reader
        return None
