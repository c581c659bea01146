"""Who wrote a comment: the printed name without the theme's words around it.

    <b class="fn"><a href="…" rel="external nofollow ugc" class="url">NAME</a></b>
    <cite class="fn">NAME <span class="post-author"> (Post author)</span></cite>

The mark of the post's author is read from the class ``bypostauthor``.  Where a theme
prints none of WordPress' classes, an element of its own that says so counts; never
words inside the name, which a reader may have typed.
"""

from __future__ import annotations

import re

from scraper.html import Node, absolute, fragment, line_of
from scraper.html.junk import words
from scraper.html.text import tidy_line
from scraper.html.urls import inside_blog
from scraper.platforms.wordpress_items import Item
from scraper.platforms.wordpress_page import Page

_MARK = (
    r"\(?(?:inläggsförfattare|inläggets författare|post author|författare|author)\)?"
)
_MARKED = re.compile(_MARK, re.IGNORECASE)
_MARK_AFTER_NAME = re.compile(r"\s*\((?:inläggsförfattare|post author)\)$", re.I)
_MARK_CLASSES = words("says post-author bypostauthor comment-author-label avatar")
_OF_GET_COMMENT_CLASS = words("even odd alt thread-even thread-odd")
_REPLY_TO = re.compile(r"(?:svar till|svara på|svara|reply to)\s+", re.IGNORECASE)


def name_in(node: Node, item: Item) -> str:
    """The name in the element of the author, as printed."""
    child, pieces = node.first_child, list[str]()
    while child is not None:
        if child.tag == "-text":
            pieces.append(child.text_content or "")
        elif child.is_element_node and not _is_mark(child):
            pieces.append(line_of(child))
        child = child.next
    name = tidy_line("".join(pieces))
    if "bypostauthor" in item.classes:
        name = _MARK_AFTER_NAME.sub("", name)
    return name


def is_marked(item: Item) -> bool:
    """Whether a theme without WordPress' classes marks the author of the post."""
    if item.depth_class is not None or not _OF_GET_COMMENT_CLASS.isdisjoint(
        item.classes
    ):
        return False
    marks = item.node.css(".post-author, .bypostauthor, .fn span, .fn ~ span, .fn em")
    return any(_MARKED.fullmatch(line_of(mark)) for mark in marks)


def author_url(node: Node | None, item: Item, page: Page) -> str | None:
    """The address a commenter gave, absolute; ``None`` for none.

    The page of an author on the blog is none: it tells a login name.
    """
    anchor = _anchor(item.node if node is None and item.kind != "comment" else node)
    href = anchor.attributes.get("href") if anchor is not None else None
    url = absolute(page.base, href) if href else None
    if url is None or "#comment-" in url:
        return None
    is_own = inside_blog(url, page.source) and re.search(r"/author/|[?&]author=", url)
    return None if is_own else url


def replied_to(reply_link: Node | None) -> str | None:
    """The name in the label that WordPress gives a reply link: «Svar till NAME»."""
    if reply_link is None:
        return None
    attributes = reply_link.attributes
    label = attributes.get("data-replyto") or attributes.get("aria-label") or ""
    found = _REPLY_TO.match(label)
    # As on a page, where markup in a name is markup.
    return line_of(fragment(label[found.end() :])) or None if found else None


def _anchor(node: Node | None) -> Node | None:
    if node is None:
        return None
    child = node.first_child
    if child is not None and child.tag == "-text" and child.next is None:
        parent = node.parent  # a name and nothing else; may stand in the link
        return parent if parent is not None and parent.tag == "a" else None
    parent = node.parent
    if node.tag == "a" or (parent is not None and parent.tag == "a"):
        return node if node.tag == "a" else parent
    return node.css_first("a[href]")


def _is_mark(node: Node) -> bool:
    classes = node.attributes.get("class")
    if classes and not _MARK_CLASSES.isdisjoint(classes.split()):
        return True
    return node.tag != "a" and bool(_MARKED.fullmatch(line_of(node)))
