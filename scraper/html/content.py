"""Text, safe HTML and outbound links of one element, read together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.html.safe import safe_html
from scraper.html.text import plain_text, text_of
from scraper.html.tree import Node, fragment
from scraper.html.urls import links_of
from scraper.model import Link, Source

_LINK_OR_STYLE = re.compile(r"<(?!/?p>|br>)")
_LINK = re.compile(r"<a\s")
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")
_KEPT = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Content:
    """What a post or comment says."""

    text: str
    """Plain, NFC."""
    html: str
    """Sanitised; "" if empty."""
    links: tuple[Link, ...]
    """Out of the blog."""


def content_of(
    markup: Node | str,
    *,
    base: str,
    source: Source,
    omit: frozenset[int] = frozenset(),
) -> Content:
    """The contents of an element of a page, or of REST's or a feed's markup.

    Args:
        base: Address of the page, for relative links; "" if unknown.
        source: The blog, which tells what an outbound link is.
        omit: ``mem_id`` of elements inside that do not belong to the text.
    """
    node = fragment(markup) if isinstance(markup, str) else markup
    inner = (node.inner_html or "").strip()
    text = plain_text(inner)
    if text is not None and inner == f"<p>{text}</p>":  # the usual comment
        return Content(text, inner, ())
    if text is not None and not _LINK_OR_STYLE.search(inner):
        # Bare p and br: nh3 would return the same string (tested).
        return Content(text, _squeezed(inner), ())
    links: tuple[Link, ...] = ()
    if _LINK.search(inner):
        links = links_of(node, base=base, source=source, omit=omit)
    return Content(
        text=text_of(node, omit=omit) if text is None else text,
        html=_squeezed(safe_html(node, base=base, omit=omit)),
        links=links,
    )


def _squeezed(html: str) -> str:
    """Without blank lines, which nobody sees: REST and a page differ in them.

    (A filter of the first post with blocks changes the place of wpautop for the posts
    after it in a list, ``_restore_wpautop_hook``.)
    """
    if not _BLANK_LINES.search(html):
        return html
    pieces = _KEPT.split(html)
    pieces[::2] = [_BLANK_LINES.sub("\n", piece) for piece in pieces[::2]]
    return "".join(pieces)
