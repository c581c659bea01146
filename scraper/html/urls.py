"""Addresses: one spelling for each, and which of them lead away from a blog."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from scraper.errors import ParseError
from scraper.html.address import PORTS, absolute
from scraper.html.junk import is_junk, words
from scraper.html.text import line_of
from scraper.html.tree import Node, many
from scraper.model import Link, Source

_COMMENT_PAGE = re.compile(r"/comment-page-\d+(?=/|$)", re.IGNORECASE)
_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2}|[^\x21-\x7e]|[\"<>\\^`{|}])+")
_PLACE = re.compile(r"https?://(?:www\.)?([^/?#:]*)(?::\d*)?([^?#]*)", re.IGNORECASE)
_UNRESERVED = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
)
_OTHER_VIEWS = words(
    # WordPress and its common plugins: the same post, seen in another way
    "replytocom unapproved moderation-hash share nb like_comment like-source",
    "_wpnonce amp noamp preview_id preview_nonce",
    # who sent the visitor
    "fbclid gclid dclid gbraid wbraid msclkid yclid twclid igshid mc_cid mc_eid",
    "_ga _gl ref_src mkt_tok",
)


def canonical_url(url: str) -> str:
    """The one spelling of a post's address by which it is known.

    Without fragment, comment page, reply and tracking parameters; host in lower case
    and without a default port; percent-encoding as WordPress writes slugs (lower case,
    only where needed).  Scheme, closing slash and the path's capitals stay.

    Raises:
        ParseError: not an absolute http or https URL.

    >>> canonical_url("HTTPS://Blogg.Example/Xy/%C3%85r/comment-page-2/?utm_source=f#c")
    'https://blogg.example/Xy/%c3%85r/'
    >>> canonical_url("https://blogg.example/?p=12&cpage=3")
    'https://blogg.example/?p=12'
    """
    parts = _split(url)
    path = _COMMENT_PAGE.sub("", parts.path)
    return _spelled(parts, path, without=_OTHER_VIEWS | {"cpage"})


def page_url(url: str) -> str:
    """The one spelling of the address of a page of a post or of its comments.

    Like ``canonical_url``, but keeps the number of the comment page.

    Raises:
        ParseError: not an absolute http or https URL.
    """
    parts = _split(url)
    return _spelled(parts, parts.path, without=_OTHER_VIEWS)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in PORTS and parts.hostname and parts.port != 0
    except ValueError as exc:
        raise ParseError(f"not a web address: {url!r}") from exc
    if not usable:
        raise ParseError(f"not a web address: {url!r}")
    return parts


def _spelled(parts: SplitResult, path: str, *, without: frozenset[str]) -> str:
    host = parts.hostname or ""
    if not host.isascii():
        host = _punycode(host)
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port not in (None, PORTS[parts.scheme]) else ""
    pairs = (pair for pair in parts.query.split("&") if pair)
    names = ((pair.partition("=")[0].lower(), pair) for pair in pairs)
    query = "&".join(
        pair
        for name, pair in names
        if name not in without and not name.startswith("utm_")
    )
    path = _recoded(path) or "/"
    return f"{parts.scheme}://{host}{port}{path}" + (query and f"?{_recoded(query)}")


def _punycode(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as exc:
        raise ParseError(f"not a host name: {host!r}") from exc


def _recoded(part: str) -> str:
    return _ENCODED.sub(_recode, part)


def _recode(run: re.Match[str]) -> str:
    return "".join(
        chr(byte) if byte in _UNRESERVED else f"%{byte:02x}"
        for byte in unquote_to_bytes(run[0])
    )


def links_of(
    node: Node, *, base: str, source: Source, omit: frozenset[int] = frozenset()
) -> tuple[Link, ...]:
    """The links inside ``node`` that lead out of the blog, each once, in order.

    Args:
        base: Address of the page, for relative links.
        source: Its blog; what lies under its home, on any scheme and with or
            without ``www.``, is no outbound link, nor are its host's uploads.
        omit: ``mem_id`` of elements inside that do not belong to the text.
    """
    found: dict[Link, None] = {}
    inner = node.inner_html or ""
    may_hold_junk = bool(omit) or " class=" in inner or " id=" in inner
    for anchor in many(node, "a[href]"):
        url = absolute(base, anchor.attributes["href"] or "")
        if url is None or inside_blog(url, source):
            continue
        if may_hold_junk and _left_out(anchor, node, omit):
            continue
        found[Link(url=url, text=line_of(anchor))] = None
    return tuple(found)


def inside_blog(url: str, source: Source) -> bool:
    """Whether an address lies in the blog, or among the uploads of its host."""
    home_host, home_path = _place(source.home)
    host, path = _place(url)
    if host != home_host:
        return False
    blog = home_path.rstrip("/")
    return path == blog or path.startswith((blog + "/", "/wp-content/"))


def _place(url: str) -> tuple[str, str]:
    """Host without ``www.`` and path, both in lower case as WordPress compares."""
    found = _PLACE.match(url)
    return (found[1].lower(), found[2].lower()) if found else ("", "")


def _left_out(anchor: Node, top: Node, omit: frozenset[int]) -> bool:
    node: Node | None = anchor
    while node is not None and node.mem_id != top.mem_id:
        if is_junk(node.attributes) or node.mem_id in omit:
            return True
        node = node.parent
    return False
