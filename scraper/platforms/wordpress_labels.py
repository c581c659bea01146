"""Name, time and reply link of the comments of a theme nobody has seen.

A commenter may write ``<cite>``, and the author of a blog any markup, also before the
name. What is written stands in bare blocks (see ``wordpress_guess``), so of several
the one outside them is the theme's, or one beside a time or reply link of the theme;
any other ``cite`` is not taken for a name.
"""

from __future__ import annotations

from collections.abc import Iterable

from scraper.html import Node
from scraper.platforms.wordpress_guess import bare_block
from scraper.platforms.wordpress_items import Item, Items

_NAMES = (
    ".fn",
    ".comment-author-name",
    ".comment-author",
    ".comment_author",
    '[itemprop="author"] [itemprop="name"]',
    "cite",
)


class Labels:
    """What the theme prints beside the words of each comment of a page."""

    def __init__(self, body: Node, items: Items) -> None:
        """Find them under ``body``."""
        self._items = items
        self._around: set[int] = set()
        """Labels, and all that holds one within its comment."""
        self.times = self._own(body, ("time",))
        for css in (".comment-reply-link", ".avatar"):
            self._own(body, (css,))
        self.authors = self._own(body, _NAMES)

    def is_other(self, block: Node, item: Item) -> bool:
        """Whether a block under a comment holds no words of it: a label, a reply."""
        return (
            block.mem_id in self._around
            or self._items.owner(block) is not item
            or block.css_first("form, input") is not None
            or any(map(self._items.is_item, block.iter()))
        )

    def beside(self, body: Node) -> frozenset[int]:
        """Children of the element of the words that are none: labels, replies."""
        return frozenset(
            child.mem_id
            for child in body.iter()
            if child.mem_id in self._around or self._holds_item(child)
        )

    def _own(self, body: Node, selectors: Iterable[str]) -> dict[Item, Node]:
        """The best of each comment: not among words, by selector, then the first."""
        best: dict[Item, tuple[bool, int]] = {}
        found: dict[Item, Node] = {}
        for rank, css in enumerate(selectors):
            for node in body.css(css):
                item = self._items.owner(node)
                if item is None:
                    continue
                key = (self._is_written(node, item), rank)
                if (key[0] and css == "cite") or key >= best.get(item, (True, 99)):
                    continue
                best[item], found[item] = key, node
        for item, node in found.items():
            self._note(node, item.node)
        return found

    def _is_written(self, node: Node, item: Item) -> bool:
        block = bare_block(node, item.node)
        return block is not None and block.mem_id not in self._around

    def _note(self, node: Node, root: Node) -> None:
        above: Node | None = node
        while above is not None and above.mem_id != root.mem_id:
            self._around.add(above.mem_id)
            above = above.parent

    def _holds_item(self, node: Node) -> bool:
        return any(map(self._items.is_item, node.traverse()))
