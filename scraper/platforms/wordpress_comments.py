"""The comments of a WordPress page: name, time and words of each element found.

Fields are looked up once for the whole page and handed to the innermost comment that
they stand in; the first of each kind counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scraper.errors import ParseError
from scraper.html import Content, Node, content_of, line_of
from scraper.model import Comment, Post, TimePrecision
from scraper.platforms.wordpress_guess import words_holder
from scraper.platforms.wordpress_items import Item, Items
from scraper.platforms.wordpress_labels import Labels
from scraper.platforms.wordpress_layouts import (
    NO_THREAD,
    UNKNOWN,
    Layout,
    layout_of,
)
from scraper.platforms.wordpress_names import author_url, is_marked, name_in, replied_to
from scraper.platforms.wordpress_page import Page
from scraper.swedish.dates import find_datetime, parse_datetime
from scraper.thread import TextIds, author_name, comment_id

_TIMES = "time"
_WORDED_TIMES = (
    "time, .commentmetadata, .comment-metadata, .comment-meta, .comment-date, "
    '.comment_date, .comment-time, .date, a[href*="#comment-"]'
)
_REPLY_LINKS = ".comment-reply-link"
_NOTHING = Content("", "", ())
Fields = dict[Item, Node]
When = tuple[datetime, TimePrecision]


@dataclass(frozen=True, slots=True)
class Found:
    """The comments of a page in document order, and the layout that read them."""

    comments: tuple[Comment, ...]
    layout: str
    nodes: tuple[Node, ...] = ()
    """The element of each comment."""
    holes: bool = False
    """Something was cut out of the thread on request."""


def read_comments(page: Page, post: Post, content: Node) -> Found:
    """Every comment and ping that the page shows.

    Args:
        post: Whose comments they are.
        content: The element of the post's text, where nothing is a comment.
    """
    items = Items(page.body, content)
    if not items.all:
        return Found((), NO_THREAD, holes=items.holes)
    reader = _Reader(page, post, items, _layout(items))
    comments = tuple(map(reader.comment, items.all))
    nodes = tuple(item.node for item in items.all)
    return Found(comments, reader.finish(), nodes, items.holes)


def _layout(items: Items) -> Layout:
    """That of the first comment that shows one; an empty comment may not."""
    comments = [item for item in items.all if item.kind == "comment"]
    layouts = (layout_of(item.node) for item in comments or items.all)
    return next((layout for layout in layouts if layout is not UNKNOWN), UNKNOWN)


class _Reader:
    """Reads the items of one page in one layout, and counts what is missing."""

    def __init__(self, page: Page, post: Post, items: Items, layout: Layout) -> None:
        self._page, self._post, self._items, self._layout = page, post, items, layout
        self._source = page.source
        self._labels = Labels(page.body, items) if layout is UNKNOWN else None
        if self._labels is None:
            self._authors, self._times = (
                self._fields(layout.author),
                self._fields(_TIMES),
            )
        else:
            self._authors, self._times = self._labels.authors, self._labels.times
        self._bodies = self._fields(layout.body)
        self._text_ids = TextIds(page.source.name, post.id)
        self._ids: dict[Item, str] = {}
        self._missing: Counter[str] = Counter()

    def comment(self, item: Item) -> Comment:
        """The next comment, in document order."""
        author_node = self._authors.get(item)
        author = self._author(item, author_node)
        content = self._content(item)
        when = self._when(item)
        id_ = self._ids[item] = self._id(item, author, content.text)
        return Comment(
            id=id_,
            post=self._post.id,
            text=content.text,
            html=content.html,
            native_id=item.native_id,
            parent=self._ids[item.parent] if item.parent else None,
            position=len(self._ids) - 1,
            depth=item.depth,
            kind=item.kind,
            author=author,
            author_url=author_url(author_node, item, self._page),
            is_post_author="bypostauthor" in item.classes or is_marked(item),
            published=when[0] if when else None,
            published_precision=when[1] if when else None,
            links=content.links,
        )

    def finish(self) -> str:
        """Say what was missing; the name of the layout."""
        for what, count in self._missing.items():
            self._page.problems.append(f"{count} of {len(self._ids)} comments {what}")
        return self._layout.name

    def _fields(self, css: str) -> Fields:
        found: Fields = {}
        if not css:
            return found
        for node in self._page.body.css(css):
            item = self._items.owner(node)
            if item is not None and item not in found:
                found[item] = node
        return found

    def _id(self, item: Item, author: str | None, text: str) -> str:
        if item.native_id is None:
            for reply in self._inside(item, _REPLY_LINKS):
                number = reply.attributes.get("data-commentid") or ""
                if number.isascii() and number.isdigit():
                    self._items.number(item, int(number))
        if item.native_id is not None:
            return comment_id(self._source.name, item.native_id)
        if item.kind == "comment":
            self._missing["show no number"] += 1
        return self._text_ids.next(author, text)

    def _author(self, item: Item, node: Node | None) -> str | None:
        registered = "byuser" in item.classes
        if node is not None:
            return author_name(name_in(node, item), registered=registered)
        if item.kind != "comment":
            link = item.node.css_first("a[href]")
            return author_name(line_of(link), registered=True) if link else None
        name = replied_to(next(self._inside(item, _REPLY_LINKS), None))
        if name is None:
            self._missing["show no name"] += 1
            return None
        return author_name(name, registered=registered)

    def _content(self, item: Item) -> Content:
        layout, body = self._layout, self._bodies.get(item)
        if body is None and item.kind != "comment":
            layout = layout_of(item.node)  # pings are often printed by WordPress itself
            body = next(self._inside(item, layout.body), None) if layout.body else None
        elif body is None and self._labels is not None:
            is_other = self._labels.is_other
            body = words_holder(item.node, is_other=lambda n: is_other(n, item))
        elif body is None and not layout.body:
            body = item.node
        if body is None:
            return _NOTHING  # no words, or "Pingback: title", which is its name
        omit = self._beside(item, body, layout)
        return content_of(body, base=self._page.base, source=self._source, omit=omit)

    def _beside(self, item: Item, body: Node, layout: Layout) -> frozenset[int]:
        """What stands in the body of bare words and is not them."""
        if layout is UNKNOWN and self._labels is not None:
            return self._labels.beside(body)
        if not layout.beside:
            return frozenset()
        others = {other.node.mem_id for other in self._items.all if other is not item}
        known = {
            child.mem_id
            for child in body.iter()
            if not layout.beside.isdisjoint(
                (child.attributes.get("class") or "").split()
            )
        }
        return frozenset(known | others)

    def _inside(self, item: Item, css: str) -> Iterator[Node]:
        for node in item.node.css(css):
            if self._items.owner(node) is item:
                yield node

    def _when(self, item: Item) -> When | None:
        node = self._times.get(item)
        zone = self._source.timezone
        try:
            if node is not None and (stamp := node.attributes.get("datetime")):
                return parse_datetime(stamp, timezone=zone)
            for worded in self._inside(item, _WORDED_TIMES):
                if found := find_datetime(line_of(worded), timezone=zone):
                    return found
        except ParseError as exc:
            self._page.problems.append(f"time of a comment: {exc}")
            return None
        if self._layout.has_times and item.kind == "comment":
            self._missing["show no time"] += 1
        return None
