"""Masking in stored HTML: across elements, in attributes, in addresses of links."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import unquote

from scraper.html import Node, fragment
from scraper.html.junk import words
from scraper.privacy.find import Kind, find
from scraper.privacy.stream import Mark, marks_of, mask_marks

_BLOCKS = words(
    "address article aside blockquote br caption center dd details div dl dt",
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p",
    "pre section summary table tbody td tfoot th thead tr ul",
)
_SILENT_IF_EMPTY = frozenset({"li", "blockquote"})  # as html.text_of has it
_NOT_TEXT = words("script style noscript template svg")
_PRIVATE_LINK = re.compile(r"\s*(mailto|tel|sms|callto|facetime|xmpp):", re.IGNORECASE)
_AVATAR = re.compile(r"\bgravatar\.com/|/avatar/[0-9a-f]{32}", re.IGNORECASE)
"""A picture by the hash of an e-mail address, which identifies as the address does."""
_ADDRESSES = frozenset({"href", "src", "cite", "action", "data", "poster", "srcset"})


def mask_tree(html: str) -> tuple[str, Counter[Kind]]:
    """The markup with placeholders, and how many of each kind; see ``mask_html``."""
    top = fragment(html)
    counts: Counter[Kind] = Counter()
    marks: list[Mark] = []
    texts: list[Node] = []
    _read(top, marks, texts, counts, in_pre=False)
    addresses = counts.total()
    masked, in_text = mask_marks(marks)
    if not in_text and not addresses:
        return html, counts
    pieces = [""] * len(texts)
    for mark in masked:
        if mark.owner >= 0:
            pieces[mark.owner] += mark.raw
    for node, text in zip(texts, pieces, strict=True):
        if node.text_content != text:
            node.replace_with(text)
    return top.inner_html or "", counts + in_text


def mask_address(url: str) -> str | None:
    """``url``, or ``None`` where it writes to somebody or holds an e-mail address.

    So does the address of an avatar, which holds the hash of one.
    """
    if _PRIVATE_LINK.match(url) or _AVATAR.search(url):
        return None
    written = " ".join(unquote(url).split())
    return None if any(span.kind == "email" for span in find(written)) else url


def _read(
    top: Node,
    marks: list[Mark],
    texts: list[Node],
    counts: Counter[Kind],
    *,
    in_pre: bool,
) -> None:
    node = top.first_child
    while node is not None:
        following = node.next
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            marks.extend(marks_of(text, owner=len(texts), keep_lines=in_pre))
            texts.append(node)
        elif tag == "-comment":
            node.decompose()  # nobody sees it, so nobody would miss what it tells
        elif tag == "img":
            marks.append(Mark("\ufffc", "", -1))
        elif tag not in _NOT_TEXT:
            _mask_attributes(node, counts)
            inner: list[Mark] = []
            _read(node, inner, texts, counts, in_pre=in_pre or tag == "pre")
            empty = tag in _SILENT_IF_EMPTY and not any(m.shown.strip() for m in inner)
            around = [Mark("\n", "", -1)] if tag in _BLOCKS and not empty else []
            marks.extend([*around, *inner, *(Mark("\n", "", -1) for _ in around)])
        node = following


def _mask_attributes(node: Node, counts: Counter[Kind]) -> None:
    for name, value in node.attributes.items():
        if not value or not re.search(r"@|%40|\d{4}|:", value):
            continue
        if name in _ADDRESSES:
            if mask_address(value) is None:
                is_phone = re.match(r"\s*(?:tel|sms|callto)", value, re.IGNORECASE)
                counts["phone" if is_phone else "email"] += 1
                del node.attrs[name]
            continue
        masked, found = mask_marks(list(marks_of(value)))
        if found and name not in {"class", "id", "style"}:
            counts += found
            node.attrs[name] = "".join(mark.raw for mark in masked)
