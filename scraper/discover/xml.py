"""XML from strangers, read strictly: well-formed or refused, and never dangerous.

lxml behind BeautifulSoup mends what is broken without a word, so that half a feed
looks like a short feed, and drops entities it does not trust the same way.  So
Expat, which does neither, looks at every document first.
"""

from __future__ import annotations

import codecs
import re
from xml.parsers import expat

from bs4 import BeautifulSoup, Tag

from scraper.errors import ParseError
from scraper.model import Capture

MAX_DEPTH = 100
"""Elements inside each other; feeds and sitemaps have fewer than ten."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9._-]+)")
_CHARSET = re.compile(r"charset=[\"']?([A-Za-z0-9._-]+)", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HTML = re.compile(
    r"^(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype )?html\b", re.I
)
_TITLE = re.compile(r"<title[^>]*>([^<]{0,200})", re.IGNORECASE)


def xml_root(capture: Capture, expected: str) -> Tag:
    """The root element of an XML capture.

    Blank lines before the declaration and control characters, which XML forbids
    and WordPress lets through from pasted text, are taken away; nothing else is.

    Args:
        expected: What the document should be, for messages: ``"a sitemap"``.

    Raises:
        ParseError: empty, HTML, not well-formed, or it declares entities.
    """
    text = _FORBIDDEN.sub("", _decode(capture, expected)).lstrip()
    if not text:
        raise ParseError(f"expected {expected}, got an empty document")
    if _HTML.match(text):
        title = _TITLE.search(text)
        named = f" titled {' '.join(title[1].split())!r}" if title else ""
        raise ParseError(f"expected {expected}, got an HTML page{named}")
    if not text.startswith("<"):
        raise ParseError(f"expected {expected}, got text starting {text[:40]!r}")
    _check(text, expected)
    root = BeautifulSoup(text, features="xml").find(True)
    if not isinstance(root, Tag):
        raise ParseError(f"expected {expected}, got XML without an element")
    return root


def local_name(tag: Tag) -> str:
    """The name without its prefix."""
    return tag.name.rpartition(":")[2]


def children(tag: Tag, name: str, namespace: str | None = None) -> list[Tag]:
    """The elements directly in ``tag`` of this local name and namespace."""
    return [
        child
        for child in tag.children
        if isinstance(child, Tag)
        and local_name(child) == name
        and (child.namespace or None) == namespace
    ]


def child_text(tag: Tag, name: str, namespace: str | None = None) -> str | None:
    """The squashed text of the first such child, ``None`` without one or empty."""
    found = children(tag, name, namespace)
    return " ".join(found[0].get_text().split()) or None if found else None


def _decode(capture: Capture, expected: str) -> str:
    body = capture.body
    declared = _DECLARED.search(body[:400])
    header = _CHARSET.search(capture.headers.get("content-type", ""))
    charset = next((name for bom, name in _BOMS if body.startswith(bom)), None) or (
        declared[1].decode("ascii") if declared else header[1] if header else "utf-8"
    )
    try:
        return body.decode(charset)
    except (LookupError, UnicodeDecodeError) as exc:
        raise ParseError(f"expected {expected} in {charset}, got: {exc}") from exc


def _check(text: str, expected: str) -> None:
    depth = 0

    def enter(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise ParseError(
                f"expected {expected}, got elements more than {MAX_DEPTH} deep"
            )

    def leave(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(name: str, *_rest: object) -> None:
        raise ParseError(f"expected {expected}, got XML that declares entity {name!r}")

    parser = expat.ParserCreate()
    parser.StartElementHandler = enter
    parser.EndElementHandler = leave
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError as exc:
        raise ParseError(
            f"expected {expected}, got XML that is not well-formed: {exc}"
        ) from exc
