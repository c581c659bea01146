"""Where a theme nobody knows keeps a text.

``the_content()`` and ``comment_text()`` end with wpautop, which writes ``<p>``
without attributes, side by side; what a theme writes around them has classes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from scraper.html import Node, many

_BLOCKS = "p, ul, ol, blockquote, pre"
_LABELS = "time, .fn, .comment-reply-link, .avatar, form, input"
_BLOCK_TAGS = frozenset(_BLOCKS.split(", "))
_INSIDE_TEXT = frozenset(
    {"blockquote", "li", "ul", "ol", "td", "tr", "tbody", "table", "details", "dd"}
)


def words_holder(root: Node, *, is_other: Callable[[Node], bool]) -> Node | None:
    """The element under ``root`` with most words in bare blocks of its own.

    Paragraphs in quotes, lists, cells and blocks count for what holds those.

    Args:
        is_other: Whether a block belongs to something else under ``root``, or holds
            what a theme prints beside the words.

    Returns:
        ``None`` if no block without attributes is there.
    """
    words: defaultdict[int, int] = defaultdict(int)
    holders: dict[int, Node] = {}
    for block in many(root, _BLOCKS):
        if block.attributes or is_other(block):
            continue
        holder = _holder(block, root)
        holders.setdefault(holder.mem_id, holder)
        words[holder.mem_id] += 1 + len(block.text().strip())
    if not holders:
        return None
    return holders[max(words, key=lambda holder: words[holder])]


def has_label(block: Node) -> bool:
    """Whether a block holds what themes print beside words: a name, a time, a form."""
    return block.css_first(_LABELS) is not None


def bare_block(node: Node, root: Node) -> Node | None:
    """The bare block that ``node`` stands in, as all that a commenter wrote does."""
    above = node.parent
    while above is not None and above.mem_id != root.mem_id:
        if above.tag in _BLOCK_TAGS and not above.attributes:
            return above
        above = above.parent
    return None


def _holder(block: Node, root: Node) -> Node:
    above = block.parent
    while above is not None and above.mem_id != root.mem_id and _is_inside_text(above):
        above = above.parent
    return root if above is None else above


def _is_inside_text(node: Node) -> bool:
    classes = (node.attributes.get("class") or "").split()
    return node.tag in _INSIDE_TEXT or any(c.startswith("wp-block-") for c in classes)
