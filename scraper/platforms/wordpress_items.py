"""Which elements of a page are comments, and who is nested under whom.

Everything rests on what WordPress prints in every theme: an id ``comment-N``,
``li-comment-N`` or ``div-comment-N`` on the comment or inside it, and the classes of
``get_comment_class``: ``comment|pingback|trackback``, ``bypostauthor``, ``depth-N``.

Nesting: the tree where one comment stands inside another's list, else ``depth-N``.
Block themes print the replies of the deepest level as ``li`` directly inside ``li``,
which HTML5 takes apart into siblings of the same ``depth-N``: they hang under the
comment one level up, just as the classic walker prints them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper import marks
from scraper.html import Node
from scraper.model import Kind

_CANDIDATES = (  # "is": lexbor gives an element once for each part of a list
    ':is([id*="comment-"], .comment[class*="depth-"], li.pingback, li.trackback, '
    f".pingback[class*=depth-], .trackback[class*=depth-], [{marks.ATTRIBUTE}])"
)
_WORDS = ".comment-content, .wp-block-comment-content"
_ID = re.compile(r"(?:li-|div-)?comment-(\d+)")
_DEPTH = re.compile(r"(?:^|\s)depth-(\d+)(?:\s|$)")
_LIST_TAGS = frozenset({"ol", "ul"})


@dataclass(slots=True, kw_only=True, eq=False)
class Item:
    """One comment's element."""

    node: Node
    native_id: int | None = None
    classes: frozenset[str] = frozenset()
    depth_class: int | None = None
    """N of the class ``depth-N``."""
    around: Item | None = None
    """The comment whose list of replies this one stands in, by the tree."""
    parent: Item | None = None
    """The comment it is nested under, as a reader sees it."""
    depth: int = 1
    forgotten: bool = False
    """It was cut out on request; what is nested in it stays."""
    kind: Kind = "comment"


class Items:
    """The comments of a page, in document order."""

    def __init__(self, body: Node, content: Node) -> None:
        """Find the comments under ``body``, outside ``content``, the post's text."""
        self.all: list[Item] = []
        self._text = Item(node=content)
        self._owner = {content.mem_id: self._text}
        self._numbers: set[int] = set()
        # A post's author may write anything in a comment, a thread's markup too.
        self._words = {node.mem_id for node in body.css(_WORDS)}
        self._bodies = set(self._words)
        self._climbed: dict[int, tuple[Item | None, bool]] = {}
        for node in body.css(_CANDIDATES):
            self._take(node)
        _hang(self.all)
        self.holes = any(item.forgotten for item in self.all)
        """Whether something was cut out of the thread on request."""
        self.all = [item for item in self.all if not item.forgotten]

    def owner(self, node: Node) -> Item | None:
        """The innermost comment that ``node`` is a part of, not a word of its text."""
        above = node.parent
        while above is not None:
            key = above.mem_id
            if key in self._words:
                return None
            if key in self._owner:
                item = self._owner[key]
                return None if item is self._text else item
            above = above.parent
        return None

    def is_item(self, node: Node) -> bool:
        """Whether ``node`` is the element of a comment."""
        item = self._owner.get(node.mem_id)
        return item is not None and item.node.mem_id == node.mem_id

    def number(self, item: Item, number: int) -> None:
        """Note a number that was found elsewhere, unless another comment has it."""
        if number not in self._numbers:
            self._numbers.add(number)
            item.native_id = number

    def _climb(self, node: Node | None) -> tuple[Item | None, bool]:
        """The comment around ``node``, and whether a list stands between them.

        Siblings stand in the same place, which is climbed from once.
        """
        start, listed, around = node.mem_id if node else 0, False, None
        if start in self._climbed:
            return self._climbed[start]
        while node is not None:
            key = node.mem_id
            around = self._text if key in self._bodies else self._owner.get(key)
            if around is not None:
                break
            listed = listed or node.tag in _LIST_TAGS
            node = node.parent
        self._climbed[start] = around, listed
        return around, listed

    def _take(self, node: Node) -> None:
        attributes = node.attributes
        written = attributes.get("id") or ""
        found = _ID.fullmatch(written)
        printed = attributes.get("class") or ""
        if written.startswith("div-comment-") and "comment-body" in printed.split():
            self._bodies.add(node.mem_id)
        if found and self._is_known_inner(node, int(found[1])):
            return
        classes = frozenset(printed.split())
        depth = _DEPTH.search(printed) if "depth-" in printed else None
        item = Item(
            node=node,
            native_id=int(found[1]) if found else None,
            classes=classes,
            depth_class=int(depth[1]) if depth else None,
            forgotten=marks.ATTRIBUTE in attributes,
            kind=_kind(classes),
        )
        unlike = found is None and depth is None and item.kind == "comment"
        if unlike and not item.forgotten:
            return  # e.g. id="comment-form"
        around, listed = self._climb(node.parent)
        if around is self._text or self._is_inner(item, around, listed=listed):
            return
        if around is not None and self._is_quoted(item, around):
            self._words.add(node.mem_id)
            self._bodies.add(node.mem_id)
            return
        if item.native_id is not None:
            if item.native_id in self._numbers:
                return  # printed once more elsewhere, e.g. as a chosen comment
            self._numbers.add(item.native_id)
        # Without a list between, only depth-N tells nesting from a forgotten </div>.
        item.around = around if listed or depth is None else None
        self.all.append(item)
        self._owner[node.mem_id] = item

    def _is_quoted(self, item: Item, around: Item) -> bool:
        """Whether an element is written in a comment and only looks like a reply.

        WordPress prints replies as it prints what they answer: the same element, with
        ``depth-N`` if that has it.
        """
        if item.node.tag != around.node.tag:
            return True
        return item.depth_class is None and around.depth_class is not None

    def _is_known_inner(self, node: Node, number: int) -> bool:
        """The usual case, without looking further: ``div-comment-N`` in its ``li``."""
        above = node.parent
        around = self._owner.get(above.mem_id) if above is not None else None
        if around is None or around.native_id != number:
            return False
        self._owner[node.mem_id] = around
        return True

    def _is_inner(self, item: Item, around: Item | None, *, listed: bool) -> bool:
        """Whether an element is a part of the comment around it; then it is noted."""
        if around is None or around.forgotten or item.forgotten:
            return False
        if item.native_id is None:
            inner = item.depth_class == around.depth_class and not listed
        elif around.native_id is None and item.depth_class is None:
            self.number(around, item.native_id)
            inner = True
        else:
            inner = item.native_id == around.native_id
        if inner:
            self._owner[item.node.mem_id] = around
        return inner


def _kind(classes: frozenset[str]) -> Kind:
    """What WordPress says it is."""
    if "pingback" in classes:
        return "pingback"
    return "trackback" if "trackback" in classes else "comment"


def _hang(items: list[Item]) -> None:
    """Give every comment its visible parent and depth; pings have none."""
    last: dict[int, Item] = {}
    for item in items:
        if item.kind == "comment":
            level = item.depth_class
            item.parent = item.around
            if item.parent is None and level is not None and level > 1:
                item.parent = last.get(level - 1)
            item.depth = item.parent.depth + 1 if item.parent else 1
            if item.parent is not None and item.parent.forgotten:
                item.parent, item.depth = None, 1
        last[item.depth_class or item.depth] = item
