"""Markup in, plain values out: strict selecting, readable text, safe HTML, addresses.

Every route meets here.  A page's ``.entry-content``, REST's ``content.rendered``,
a feed's ``content:encoded`` and an export's text have passed the same filters of
WordPress, so the same two functions read them all and give the same words:

    page:                 text_of(one(parse_html(capture), ".entry-content"))
    a string of markup:   text_of(fragment(rendered))

Built on selectolax's lexbor, which follows the HTML5 algorithm as browsers do: an
``li`` printed directly inside an ``li`` ends up beside it.
"""

from scraper.html.address import absolute
from scraper.html.content import Content, content_of
from scraper.html.safe import safe_html
from scraper.html.text import INVISIBLE, line_of, text_of
from scraper.html.tree import (
    Node,
    Tree,
    attr,
    decode,
    encode,
    fragment,
    many,
    maybe_one,
    one,
    open_tree,
    parse_html,
)
from scraper.html.urls import canonical_url, links_of, page_url

__all__ = [
    "INVISIBLE",
    "Content",
    "Node",
    "Tree",
    "absolute",
    "attr",
    "canonical_url",
    "content_of",
    "decode",
    "encode",
    "fragment",
    "line_of",
    "links_of",
    "many",
    "maybe_one",
    "one",
    "open_tree",
    "page_url",
    "parse_html",
    "safe_html",
    "text_of",
]
