"""HTML that is safe to store and to show: an allow-list, nothing remote.

What is left out keeps a trace where it says something: a picture, a film or a form
of another site becomes a link to it.  nh3 (ammonia) has the last word on every
string that this module returns.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

import nh3

from scraper.html.address import absolute
from scraper.html.junk import SILENT_TAGS, is_junk, stands_for, words
from scraper.html.tree import Node, fragment

REL = "nofollow ugc noopener"
"""What every stored link says: written by someone else, not vouched for."""

_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_TAGS = words(
    "a abbr b blockquote br caption cite code dd del details div dl dt em",
    "figcaption figure h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s small",
    "strong sub summary sup table tbody td tfoot th thead tr u ul",
)
_RENAMED = {
    "h1": "h2",
    "section": "div",
    "article": "div",
    "aside": "div",
    "header": "div",
    "footer": "div",
    "main": "div",
    "address": "div",
    "center": "div",
    "fieldset": "div",
    "legend": "p",
    "strike": "s",
    "tt": "code",
    "samp": "code",
    "big": "strong",
}
_MEDIA = words("iframe embed object video audio")
_VOID = frozenset({"br", "hr"})
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https"},
    link_rel=REL,
    strip_comments=True,
)
# Tags that are not merely kept or stripped of attributes, links that are not absolute.
_OTHER_TAG = re.compile(rf"<(?!/?(?:{'|'.join(sorted(_TAGS))})[\s>])")
_OTHER_LINK = re.compile(r' href="(?!https?://[^\s"]*")')
_EMPTY = re.compile(r"<(p|div|figure|span)>\s*</\1>\s*")
_LAZY = ("data-orig-file", "data-src", "data-lazy-src", "data-original", "src")


def safe_html(
    markup: Node | str, *, base: str | None = None, omit: frozenset[int] = frozenset()
) -> str:
    """The contents of an element, or a string of markup, made safe to show.

    Headings begin at ``h2``; links carry ``rel="nofollow ugc noopener"`` and lead to
    absolute http(s) addresses (an e-mail address or phone number is private);
    pictures and embeds become links.

    Args:
        base: Address of the page; without it, relative links lose their address.
        omit: ``mem_id`` of elements inside that do not belong to the text.

    Returns:
        Well-formed HTML without classes, styles, scripts, ids, images; "" if empty.
    """
    node = fragment(markup) if isinstance(markup, str) else markup
    inner = node.inner_html or ""
    if not omit and _is_clean(inner):
        return _without_empty(_CLEANER.clean(inner))
    writer = _Writer(base or "", omit)
    writer.children(node)
    return _without_empty(_CLEANER.clean("".join(writer.out)))


def _is_clean(inner: str) -> bool:
    """Whether nh3 alone does all that is needed.

    (A test holds both ways to one result.)
    """
    if " class=" in inner or " id=" in inner:  # may be a plugin's
        return False
    return not _OTHER_TAG.search(inner) and not _OTHER_LINK.search(inner)


def _without_empty(html: str) -> str:
    """Without elements that hold nothing, from the inside out; they part words."""
    while (without := _EMPTY.sub("\n", html)) != html:
        html = without
    return html.strip()


class _Writer:
    """Writes a tree again with what may stay; ``out`` is the markup so far."""

    def __init__(self, base: str, omit: frozenset[int]) -> None:
        self.out: list[str] = []
        self._base = base
        self._omit = omit
        self._in_link = False

    def children(self, node: Node) -> None:
        child = node.first_child
        while child is not None:
            self._node(child)
            child = child.next

    def _node(self, node: Node) -> None:
        tag = node.tag
        if tag == "-text":
            self.out.append(node.html or "")  # escaped
            return
        if tag is None or tag in SILENT_TAGS or tag.startswith("-"):
            return
        attributes = node.attributes
        if is_junk(attributes) or (self._omit and node.mem_id in self._omit):
            return
        if tag == "img":
            self._picture(node)
        elif tag in _MEDIA:
            self._embedded(node)
        elif tag in _VOID:
            self.out.append(f"<{tag}>")
        elif tag == "a":
            self._anchor(node)
        else:
            self._element(node, _RENAMED.get(tag, tag))

    def _element(self, node: Node, tag: str) -> None:
        if tag not in _TAGS:
            self.children(node)
            return
        kept = _ATTRIBUTES.get(tag, ())
        pairs = ((k, v) for k, v in node.attributes.items() if k in kept)
        words = "".join(f' {name}="{escape(value or "")}"' for name, value in pairs)
        self.out.append(f"<{tag}{words}>")
        self.children(node)
        self.out.append(f"</{tag}>")

    def _anchor(self, node: Node) -> None:
        address = self._address(node.attributes.get("href"))
        if self._in_link or address is None:
            self.children(node)
            return
        self.out.append(f'<a href="{escape(address)}">')
        self._in_link = True
        self.children(node)
        self._in_link = False
        self.out.append("</a>")

    def _picture(self, node: Node) -> None:
        """An emoji as itself; any other picture as a link that says what it shows."""
        emoji = stands_for(node)
        if emoji is not None:
            self.out.append(escape(emoji, quote=False))
            return
        attributes = node.attributes
        named = [self._address(attributes.get(name)) for name in _LAZY]
        words = " ".join((attributes.get("alt") or "").split()) or "Bild"
        self._link(next((url for url in named if url), None), words)

    def _embedded(self, node: Node) -> None:
        attributes = node.attributes
        if "wp-embedded-content" in (attributes.get("class") or ""):
            return  # WordPress puts a quote with a link to the same before it
        source = node.css_first("source[src]")
        named = [attributes.get(name) for name in ("src", "data-src", "data")]
        named.append(source.attributes.get("src") if source else None)
        address = next((url for name in named if (url := self._address(name))), None)
        if address:
            words = (attributes.get("title") or "").strip()
            self._link(address, words or urlsplit(address).hostname or address)

    def _link(self, address: str | None, words: str) -> None:
        words = escape(words, quote=False)
        if address and not self._in_link:
            words = f'<a href="{escape(address)}">{words}</a>'
        self.out.append(words)

    def _address(self, written: str | None) -> str | None:
        if not written:
            return None
        if written.startswith("//"):
            written = "https:" + written
        if not self._base and not written.lower().startswith(("http:", "https:")):
            return None
        return absolute(self._base, written)
