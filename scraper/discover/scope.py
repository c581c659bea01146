"""Which addresses belong to a source, and which of those can be posts; pure.

Permalinks of WordPress: https://wordpress.org/documentation/article/customize-permalinks/
(``class-wp-rewrite.php``).  A numeric slug (``/2023/09/26/11754/``) is a post, a
bare date (``/2023/09/``) an archive.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import (
    SplitResult,
    parse_qsl,
    unquote,
    urlencode,
    urlsplit,
    urlunsplit,
)

from scraper.html import canonical_url
from scraper.model import Source

_SYSTEM = re.compile(
    r"wp-(?:admin|content|includes|json|sitemap.*|.+\.php)|xmlrpc\.php|comments",
    re.IGNORECASE,
)
_ARCHIVES = {
    "author",
    "category",
    "etikett",
    "forfattare",
    "kategori",
    "page",
    "search",
    "tag",
    "type",
}
_ENDINGS = {"atom", "embed", "feed", "rdf", "rss", "rss2", "trackback"}
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|pdf|docx?|xlsx?|pptx?|mp[34]|zip|xml|xsl|css|js)$",
    re.IGNORECASE,
)
_DATE_ARCHIVE = re.compile(r"(?:19|20)\d\d(?:/\d{1,2}){0,2}")
_DATED_POST = re.compile(r"(?:19|20)\d\d/\d\d/(?:\d\d/)?[^/]+")
_PAGE = re.compile(r"(?:^|/)page/([0-9]{1,6})$", re.IGNORECASE)
_PAGED = re.compile(r"paged|query-(?:[0-9]+-)?page")
_NO_POST_QUERY = {
    "attachment_id",
    "author",
    "author_name",
    "cat",
    "category_name",
    "day",
    "feed",
    "m",
    "monthnum",
    "page_id",
    "paged",
    "preview",
    "replytocom",
    "rest_route",
    "s",
    "sitemap",
    "tag",
    "year",
}


def address_key(url: str) -> str:
    """A form of ``url`` that is equal for spellings of the same address.

    Scheme, ``www.``, capitals, percent-encoding, Unicode form, the closing slash
    and the fragment make no difference.  Only for comparing, never to fetch.

    >>> address_key("http://www.Blogg.example/Anna/%C3%A5r/") == address_key(
    ...     "https://blogg.example/anna/år"
    ... )
    True
    """
    parts = urlsplit(url)
    path = unicodedata.normalize("NFC", unquote(parts.path)).casefold()
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{_host(parts)}{path.rstrip('/')}?{query}".removesuffix("?")


def same_host(url: str, source: Source) -> bool:
    """Whether ``url`` is a web address on the host of the source's front page."""
    try:
        parts = urlsplit(url)
    except ValueError:  # http://[ip]/: no address at all
        return False
    return parts.scheme in {"http", "https"} and _host(parts) == _host(
        urlsplit(source.home)
    )


def belongs(url: str, source: Source) -> bool:
    """Whether ``url`` lies on the source's host and under its path."""
    return same_host(url, source) and _inside(urlsplit(url).path, source) is not None


def post_url(url: str, source: Source) -> str | None:
    """The canonical address if ``url`` can be a post of the source, else ``None``.

    Scheme and ``www.`` are written as on the source's front page, since links in a
    blog keep those of their day.

    Args:
        url: Absolute, as ``html.absolute`` gives it.
    """
    if not belongs(url, source):
        return None
    asked = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    if _NO_POST_QUERY & asked.keys():
        return None
    parts = urlsplit(canonical_url(url))
    inside = _inside(parts.path, source) or ""
    if plain_id(url) is not None:
        kept = [(name, asked[name]) for name in ("post_type", "p") if name in asked]
        parts = parts._replace(query=urlencode(kept))
    elif not inside or not _may_be_post(inside):
        return None
    home = urlsplit(source.home)
    return canonical_url(
        urlunsplit(parts._replace(scheme=home.scheme, netloc=home.netloc))
    )


def is_dated(url: str, source: Source) -> bool:
    """Whether a post's address carries its date, e.g. ``/2021/10/27/slug/``."""
    inside = _inside(urlsplit(url).path, source)
    return bool(inside and _DATED_POST.fullmatch(inside))


def is_month(url: str, source: Source) -> bool:
    """Whether ``url`` is the source's archive of one month, first page."""
    if not belongs(url, source):
        return False
    parts = urlsplit(url)
    inside = _inside(parts.path, source) or ""
    if parts.query:
        return not inside and bool(re.fullmatch(r"m=(?:19|20)\d{4}", parts.query))
    return bool(re.fullmatch(r"(?:19|20)\d\d/(?:0?[1-9]|1[0-2])", inside))


def page_number(url: str) -> int:
    """Which page of a listing or feed ``url`` is; 1 for the first.

    >>> page_number("https://blogg.example/anna/2014/09/page/3/")
    3
    >>> page_number("https://blogg.example/?cat=3&paged=2")
    2
    """
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if _PAGED.fullmatch(name) and re.fullmatch(r"[0-9]{1,6}", value):
            return int(value)
    found = _PAGE.search(parts.path.rstrip("/"))
    return int(found[1]) if found else 1


def first_page(url: str) -> str:
    """``url`` without its page number: the listing it is a page of."""
    parts = urlsplit(url)
    path = _PAGE.sub("", parts.path.rstrip("/"))
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _PAGED.fullmatch(name)
    ]
    return urlunsplit(parts._replace(path=path + "/", query=urlencode(query)))


def plain_id(url: str) -> int | None:
    """The post id in a plain permalink (``?p=1609``), or ``None``."""
    value = dict(parse_qsl(urlsplit(url).query)).get("p", "")
    return int(value) if re.fullmatch(r"[0-9]{1,18}", value) else None


def _host(parts: SplitResult) -> str:
    host = parts.netloc.rpartition("@")[2].casefold().removeprefix("www.")
    return re.sub(r":(?:80|443)?$", "", host)


def _inside(path: str, source: Source) -> str | None:
    """The path below the source's own, no outer slashes; ``None`` if outside."""
    prefix = _segments(source.include or urlsplit(source.home).path)
    segments = _segments(path)
    if [s.casefold() for s in segments[: len(prefix)]] != [
        s.casefold() for s in prefix
    ]:
        return None
    rest = segments[len(prefix) :]
    return "/".join(rest[1:] if rest[:1] == ["index.php"] else rest)


def _segments(path: str) -> list[str]:
    return [unquote(segment) for segment in path.split("/") if segment]


def _may_be_post(inside: str) -> bool:
    segments = inside.casefold().split("/")
    if re.fullmatch(r"comment-page-\d+", segments[-1]):
        segments.pop()
    return bool(segments) and not (
        _SYSTEM.fullmatch(segments[0])
        or (segments[0] in _ARCHIVES and len(segments) > 1)
        or segments[-1] in _ENDINGS
        or "attachment" in segments[1:]
        or _FILE.search(segments[-1])
        or _PAGE.search(inside)
        or _DATE_ARCHIVE.fullmatch("/".join(segments))
    )
