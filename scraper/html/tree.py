"""From bytes to a tree, and selecting that says what it expects."""

from __future__ import annotations

import codecs
import re

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from scraper.errors import SelectorError
from scraper.model import Capture

Node = LexborNode
Tree = LexborHTMLParser

_WITHOUT_EVENTS = LexborDocumentOptions.WO_EVENTS  # nothing here mutates: 1.5x faster
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_NEXT_PAGE = re.compile(r"(?:<br\s*/?>\s*)*<!--nextpage-->(?:\s*<br\s*/?>)*\s*")
# What browsers read under these names (https://encoding.spec.whatwg.org/#names-and-labels).
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252"}


def decode(capture: Capture) -> str:
    """The capture's body as text.

    The charset comes from the byte-order mark, the Content-Type header, the page's
    ``meta``, in this order, and is UTF-8 where none of them names one that Python
    knows.  Bytes that do not belong to it become U+FFFD.
    """
    body, charset = _body(capture)
    return body.decode(charset, "replace")


def _body(capture: Capture) -> tuple[bytes, str]:
    """The body without a byte-order mark, and its charset."""
    for bom, charset in _BOMS:
        if capture.body.startswith(bom):
            return capture.body[len(bom) :], charset
    return capture.body, _charset(capture)


def _charset(capture: Capture) -> str:
    """The charset of a body without a byte-order mark."""
    header = _HEADER_CHARSET.search(capture.headers.get("content-type", ""))
    meta = None if header else _META_CHARSET.search(capture.body, 0, 2048)
    return _codec(header[1] if header else meta[1].decode("ascii") if meta else "utf-8")


def _codec(label: str) -> str:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return "utf-8"
    if name.startswith("utf-16"):  # a meta in ASCII cannot be UTF-16
        return "utf-8"
    return _AS_BROWSERS_DO.get(name, name)


def parse_html(capture: Capture) -> Tree:
    """The tree of a captured page, as a browser with scripts would build it.

    "With scripts", because an image in a ``noscript`` of the head would otherwise
    close the head and move every ``link`` after it into the body.
    """
    body, charset = _body(capture)
    if charset == "utf-8":
        try:
            body.decode()
        except UnicodeDecodeError:
            pass  # has bytes to be replaced
        else:
            return _tree(body)  # the tree is built from UTF-8: no need to write it anew
    return _tree(body.decode(charset, "replace"))


def fragment(html: str) -> Node:
    """The element that holds ``html``, a piece of markup without a page around it.

    Closing tags too many, ``<body>`` or a whole page inside do no harm.  REST gives the
    parts of a post in one, with WordPress' mark between them: where it stands, a
    paragraph ends, as it does on the pages of the parts.
    """
    if "<!--nextpage-->" in html:
        html = _NEXT_PAGE.sub("</p>\n<p>", html)
    body = _tree("<!DOCTYPE html><body>" + html).body
    if body is None:
        raise SelectorError(f"no body in {html[:60]!r}")
    return body


def _tree(html: str | bytes) -> Tree:
    return LexborHTMLParser(html, options=_WITHOUT_EVENTS, scripting=True)


def many(root: Node | Tree, css: str, *, at_least: int = 0) -> list[Node]:
    """All elements under ``root`` matching ``css``, each once, in document order.

    Raises:
        SelectorError: fewer than ``at_least`` matched.
    """
    found = root.css(css)
    if "," in css:  # lexbor reports an element once for each part that matches
        found = list({node.mem_id: node for node in found}.values())
    if len(found) < at_least:
        raise SelectorError(f"{css!r}: expected at least {at_least}, got {len(found)}")
    return found


def maybe_one(root: Node | Tree, css: str) -> Node | None:
    """The only element matching ``css``, or ``None`` if there is none.

    Raises:
        SelectorError: more than one matched; an ambiguous page is not a guess.
    """
    found = many(root, css)
    if len(found) > 1:
        raise SelectorError(f"{css!r}: expected at most 1, got {len(found)}")
    return found[0] if found else None


def one(root: Node | Tree, css: str) -> Node:
    """The only element matching ``css``.

    Raises:
        SelectorError: none matched, or more than one did.
    """
    found = maybe_one(root, css)
    if found is None:
        raise SelectorError(f"{css!r}: expected 1, got 0")
    return found


def attr(node: Node, name: str) -> str:
    """The attribute's value, without spaces around it.

    Raises:
        SelectorError: the element has no such attribute.
    """
    attributes = node.attributes
    if name not in attributes:
        raise SelectorError(f"<{node.tag}>: no attribute {name!r}")
    return (attributes[name] or "").strip()


def open_tree(html: str) -> Tree:
    """A tree that may be changed; ``tree.html`` is the page again."""
    return LexborHTMLParser(html, scripting=True)


def encode(text: str, capture: Capture) -> bytes:
    """A page's text in the charset that ``decode`` read it in."""
    body = capture.body
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return bom + text.encode(charset, "xmlcharrefreplace")
    return text.encode(_charset(capture), "xmlcharrefreplace")
