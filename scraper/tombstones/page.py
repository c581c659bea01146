"""Erased items cut out of a page; what surrounds them stays as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable

from scraper import marks
from scraper.errors import ParseError
from scraper.html import Node, Tree, decode, open_tree
from scraper.model import Capture, Source
from scraper.platforms.wordpress import OpenPage, open_page
from scraper.tombstones.sought import Sought

_NUMBERED = re.compile(r"(?:li-|div-)?comment-(\d+)")
_POST = re.compile(r"post-(\d+)")
_NUMBERS = re.compile(r"(?:comment-|replytocom=|commentid=[\"'])(\d+)")
_POSTS = re.compile(r"(?:post-|postid-|[?;&]p=|/posts/)(\d+)")
_HREFS = re.compile(r"(?:https?:[^\s\"'<>]+|href=[\"'][^\"']+)")
_LONE_CLASSES = re.compile(r"(?:depth-\d+|children|comment-list|commentlist)")
_ENTRIES = frozenset({"li", "article", "tr", "dd"})
_ENTRY_CLASSES = frozenset({"hentry", "post", "type-post", "wp-block-post"})
_WRITERS = ".comment-author-link, .wp-block-latest-comments__comment-author"
"""Names in lists of the newest comments."""
_HOLDERS = ".entry-content, .wp-block-post-content, .comment-content, .comment-body"


def cut_page(capture: Capture, source: Source, sought: Sought) -> str | None:
    """The text of a page without what was erased.

    Returns:
        ``None`` if the whole page is that of an erased post.
    """
    text = decode(capture)
    tree = None
    if capture.purpose in {"post", "import"}:
        try:
            page = open_page(capture, source)
        except ParseError:
            if sought.is_url(capture.final_url or capture.url):
                return None
        else:
            if sought.is_post(page.post):
                return None
            tree = _without_comments(page, sought)
    if tree is not None or _concerned(text, sought):
        before = None if tree is not None else open_tree(text).html
        tree = tree or open_tree(text)
        _cut_numbered(tree, sought)
        _cut_posts(tree, sought)
        _cut_links(tree, sought)
        _cut_facts(tree, sought)
        after = tree.html or ""
        text = text if after == before else after  # as it came, unless it was cut
    return sought.cut_words(text)


def _concerned(text: str, sought: Sought) -> bool:
    """Whether anything in a page has the number or the address of something erased."""
    return (
        bool(sought.stones.authors)
        or any(sought.is_comment_number(n) for n in _found(_NUMBERS, text))
        or any(sought.is_post_number(n) for n in _found(_POSTS, text))
        or any(
            sought.is_link(found[0].removeprefix('href="').removeprefix("href='"))
            for found in _HREFS.finditer(text)
        )
    )


def _found(pattern: re.Pattern[str], text: str) -> set[int]:
    return {int(number) for number in pattern.findall(text) if len(number) < 19}


def _without_comments(page: OpenPage, sought: Sought) -> Tree | None:
    """The tree of a post page without erased comments; ``None`` if it shows none."""
    all_ = {node.mem_id for _, node in page.comments}
    cut = [(c, node) for c, node in page.comments if sought.is_comment(c)]
    for comment, node in cut:
        if comment.native_id is not None:
            sought.named(comment.native_id)
        _empty(node, comment.native_id, all_ - {node.mem_id})
    return page.tree if cut else None


def _cut_numbered(tree: Tree, sought: Sought) -> None:
    """Elements of erased comments that the parser of posts does not look at."""
    names = [n.attributes.get("id") or "" for n in tree.css('[id*="comment-"]')]
    numbers = {int(m[1]) for name in names if (m := _NUMBERED.fullmatch(name))}
    for number in filter(sought.is_comment_number, numbers):
        css = ", ".join(f'[id="{pre}comment-{number}"]' for pre in ("", "li-", "div-"))
        while (node := tree.css_first(css)) is not None:
            _empty(node, number, frozenset())


def _empty(node: Node, number: int | None, others: Collection[int]) -> None:
    """Take everything out of a comment's element but the comments nested in it.

    Args:
        others: Elements of other comments, as far as they are known.
    """
    kept: set[int] = set()
    above: set[int] = set()
    for each in node.css(".comment, .pingback, .trackback, [id*='comment-']"):
        if each.mem_id in others or _is_other(each, node, number):
            kept.add(each.mem_id)
            parent = each.parent
            while parent is not None and parent.mem_id != node.mem_id:
                above.add(parent.mem_id)
                parent = parent.parent
    _prune(node, kept, above - kept)
    _bare(node, item=True)


def _is_other(node: Node, outer: Node, number: int | None) -> bool:
    """Whether an element inside a comment's is another comment, not a part of it."""
    found = _NUMBERED.fullmatch(node.attributes.get("id") or "")
    if node.mem_id == outer.mem_id:
        return False
    if found is not None:
        return number is None or int(found[1]) != number
    depth = _depth(node)
    return depth is not None and depth != _depth(outer)


def _depth(node: Node) -> str | None:
    classes = (node.attributes.get("class") or "").split()
    return next((name for name in classes if name.startswith("depth-")), None)


def _prune(node: Node, kept: Collection[int], above: Collection[int]) -> None:
    for child in list(node.iter(include_text=True)):
        if child.mem_id in above:
            _prune(child, kept, above)
            _bare(child, item=False)
        elif child.mem_id not in kept:
            child.decompose()


def _bare(node: Node, *, item: bool) -> None:
    """Leave an element nothing that tells whose it was."""
    classes = (node.attributes.get("class") or "").split()
    for name in list(node.attributes):
        del node.attrs[name]
    kept = [name for name in classes if _LONE_CLASSES.fullmatch(name)]
    if kept:
        node.attrs["class"] = " ".join(kept)
    if item:
        node.attrs[marks.ATTRIBUTE] = ""


def _cut_posts(tree: Tree, sought: Sought) -> None:
    """What listings show of an erased post."""
    gone = []
    for node in tree.css('[id^="post-"], [class*="post-"]'):
        names = [node.attributes.get("id") or ""]
        names += (node.attributes.get("class") or "").split()
        numbers = [int(m[1]) for name in names if (m := _POST.fullmatch(name))]
        if node.tag != "body" and any(map(sought.is_post_number, numbers)):
            gone.append(node)
    _remove(gone)


def _remove(nodes: Iterable[Node]) -> None:
    """Take elements out of a tree, those inside others with them."""
    gone = {node.mem_id: node for node in nodes}
    outer = []
    for node in gone.values():
        above = node.parent
        while above is not None and above.mem_id not in gone:
            above = above.parent
        if above is None:
            outer.append(node)
    for node in outer:
        node.decompose()


def _cut_links(tree: Tree, sought: Sought) -> None:
    """Links to what was erased, with the entry of a list that they stand in."""
    gone = [
        _entry_of(node)
        for node in tree.css("a[href]")
        if sought.is_link(node.attributes.get("href") or "")
    ]
    if sought.stones.authors:
        names = tree.css(_WRITERS)
        gone += [_entry_of(n) for n in names if sought.is_author(n.text().strip())]
    for node in tree.css("link[href], form[action], [data-commentid], meta[content]"):
        values = (node.attributes.get(n) for n in ("href", "action", "content"))
        number = node.attributes.get("data-commentid") or ""
        if any(
            value and "/" in value and sought.is_link(value) for value in values
        ) or (number.isdecimal() and sought.is_comment_number(int(number))):
            gone.append(node)
    _remove(gone)


def _entry_of(link: Node) -> Node:
    """The entry of a list of links that a link stands in; else the link itself."""
    node = link.parent
    while node is not None and node.tag not in {"body", "html", "main"}:
        classes = (node.attributes.get("class") or "").split()
        holder = {"entry-content", "comment-content", "comment-body"} & set(classes)
        if holder or marks.ATTRIBUTE in node.attributes:
            return link
        if node.tag in _ENTRIES or not _ENTRY_CLASSES.isdisjoint(classes):
            own = node.css_first(
                f"{_HOLDERS}, .comment, [id*='comment-'], [id^='post-']"
            )
            return link if own is not None or _holds_text(node) else node
        node = node.parent
    return link


def _holds_text(node: Node) -> bool:
    """Whether an element is a part of what somebody wrote."""
    above: Node | None = node
    while above is not None:
        classes = (above.attributes.get("class") or "").split()
        names = [above.attributes.get("id") or "", *classes]
        if any(_NUMBERED.fullmatch(name) for name in names):
            return True
        if {"entry-content", "wp-block-post-content", "comment-content"} & set(classes):
            return True
        above = above.parent
    return False


def _cut_facts(tree: Tree, sought: Sought) -> None:
    """What the head says for machines, as JSON, about what was erased."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            facts = json.loads(node.text())
        except ValueError:
            continue  # broken anyway: its words are cut as text
        kept = without(facts, sought)
        if kept != facts:
            text = json.dumps(kept, ensure_ascii=True).replace("</", "<\\/")
            script = open_tree(f'<script type="application/ld+json">{text}</script>')
            fresh = script.css_first("script")
            if fresh is not None:
                node.replace_with(fresh)


def without(value: object, sought: Sought) -> object:
    """A value of JSON without objects that lie at an erased address."""
    if isinstance(value, dict):
        return {k: without(v, sought) for k, v in value.items() if not _gone(v, sought)}
    if isinstance(value, list):
        return [without(v, sought) for v in value if not _gone(v, sought)]
    return value


def _gone(value: object, sought: Sought) -> bool:
    if not isinstance(value, dict):
        return False
    addresses: Iterable[object] = (value.get(n) for n in ("url", "@id", "link"))
    return any(isinstance(a, str) and "/" in a and sought.is_link(a) for a in addresses)
