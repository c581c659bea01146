"""Which page of WordPress this is, and of which post; refuses what is no post.

    <body class="post-template-default single single-post postid-3327 single-paged-2">
    <link rel="canonical" href="…/2022/01/07/slug/">
    <link rel="shortlink" href="…/?p=3327">
    <link rel="alternate" type="application/json" href="…/wp-json/wp/v2/posts/3327">
    <input type="hidden" name="comment_post_ID" value="3327">

Classes: ``get_body_class`` (post-template.php); links: ``rel_canonical``,
``wp_shortlink_wp_head``, ``rest_output_link_wp_head``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scraper.errors import NotAPost
from scraper.html import Node, Tree, absolute, canonical_url, many
from scraper.html.junk import words
from scraper.html.urls import inside_blog
from scraper.model import Capture, Source
from scraper.platforms.wordpress_refuse import refuse_foreign, refuse_kind

_POST_ID = re.compile(r"postid-(\d+)")
_PART = re.compile(r"(?:single-)?paged-(\d+)")
_SHORTLINK = re.compile(r"[?&]p=(\d+)(?:&|$)")
_REST = re.compile(r"/wp/v2/\w+/(\d+)/?(?:$|&)")
_HEADER_SHORTLINK = re.compile(r"<([^>]+)>;\s*rel=\"?shortlink\"?")

FOREIGN_CLASSES = words(
    "widget widget-area sidebar wp-block-query wp-block-post wp-block-latest-posts",
    "wp-block-latest-comments comment comment-content comment-list commentlist",
    "comments-area wp-block-comments comment-respond related-posts related_posts",
    "jp-relatedposts yarpp yarpp-related post-navigation nav-links site-header",
    "site-footer recentcomments",
)
FOREIGN_IDS = words("comments respond secondary sidebar colophon masthead")
FOREIGN_TAGS = words("aside nav")


@dataclass(slots=True, kw_only=True)
class Page:
    """A post page, and what its head and frame say."""

    tree: Tree
    body: Node
    source: Source
    capture: Capture
    base: str
    """Address that relative links resolve against; "" for a saved file, whose own
    relative links lead to files beside it."""
    url: str | None
    """Canonical address of the post, without the number of a part."""
    native_id: int | None
    classes: frozenset[str]
    """Of ``body``."""
    part: int
    """Which part of a ``<!--nextpage-->`` post; 1-based."""
    root: Node
    """The element of the post (``article#post-N``), else ``main`` or ``body``."""
    problems: list[str] = field(default_factory=list)


def read_page(tree: Tree, capture: Capture, source: Source) -> Page:
    """The frame of a post page.

    Raises:
        NotAPost: it is something else; says what.
    """
    body = tree.body
    if body is None:
        raise NotAPost("an empty page")
    classes = frozenset((body.attributes.get("class") or "").split())
    refuse_foreign(tree, capture, classes)
    native_id = _native_id(tree, capture, classes)
    refuse_kind(tree, body, classes, native_id, source)
    parts = [int(m[1]) for c in classes if (m := _PART.fullmatch(c))]
    problems: list[str] = []
    address = _address(tree, capture, source, problems)
    page = Page(
        tree=tree,
        body=body,
        source=source,
        capture=capture,
        base=capture.final_url,
        url=_of_post(address, parts[0] if parts else 1),
        native_id=native_id,
        classes=classes,
        part=parts[0] if parts else 1,
        root=_root(body, native_id),
        problems=problems,
    )
    if native_id is None:
        problems.append("the page does not tell the number of the post")
    return page


def is_foreign(node: Node, root: Node) -> bool:
    """Whether ``node`` stands in a part of ``root`` that is not the post's own."""
    above = node.parent
    while above is not None and above.mem_id != root.mem_id:
        attributes = above.attributes
        if above.tag in FOREIGN_TAGS or attributes.get("id") in FOREIGN_IDS:
            return True
        classes = attributes.get("class")
        if classes and not FOREIGN_CLASSES.isdisjoint(classes.split()):
            return True
        above = above.parent
    return False


def _native_id(tree: Tree, capture: Capture, classes: frozenset[str]) -> int | None:
    for name in classes:
        if found := _POST_ID.fullmatch(name):
            return int(found[1])
    header = _HEADER_SHORTLINK.search(capture.headers.get("link", ""))
    shortlinks = [header[1]] if header else []
    shortlinks += _hrefs(tree, "link[rel=shortlink]")
    for href in shortlinks:
        if found := _SHORTLINK.search(href):
            return int(found[1])
    for href in _hrefs(tree, 'link[rel=alternate][type="application/json"]'):
        if found := _REST.search(href.replace("%2F", "/")):
            return int(found[1])
    values = {
        node.attributes.get("value") or ""
        for node in many(tree, 'input[name="comment_post_ID"]')
    }
    value = values.pop() if len(values) == 1 else ""
    return int(value) if value.isascii() and value.isdigit() else None


def _hrefs(tree: Tree, css: str) -> list[str]:
    return [node.attributes.get("href") or "" for node in many(tree.head or tree, css)]


def _address(
    tree: Tree, capture: Capture, source: Source, problems: list[str]
) -> str | None:
    """The post's address: as the page says, if it lies in the blog, else as fetched."""
    said = [
        url
        for href in (
            *_hrefs(tree, "link[rel=canonical]"),
            *_hrefs(tree, "link[rel=shortlink]"),
        )
        if (url := absolute(capture.final_url, href))
    ]
    inside = [url for url in said if inside_blog(url, source)]
    if inside:
        return canonical_url(inside[0])
    fetched = capture.final_url or capture.url
    if fetched:
        return canonical_url(fetched)
    if said:
        problems.append(f"the page says it belongs to another blog: {said[0]}")
    return None


def _of_post(address: str | None, part: int) -> str | None:
    if address is None or part == 1:
        return address
    without = re.sub(rf"/{part}(/?)$", r"\1", address)
    return re.sub(rf"([?&])page={part}(?:&|$)", r"\1", without).rstrip("?&")


def _root(body: Node, native_id: int | None) -> Node:
    if native_id is not None:
        for css in (f'[id="post-{native_id}"]', f".post-{native_id}"):
            found = body.css_first(css)
            if found is not None and not is_foreign(found, body):
                return found
    articles = [n for n in body.css("article") if not is_foreign(n, body)]
    if len(articles) == 1:
        return articles[0]
    mains = body.css("main")
    return mains[0] if len(mains) == 1 else body


def first(page: Page, css: tuple[str, ...], *, but: Node | None = None) -> Node | None:
    """The first element of the post itself for the first selector that has one.

    Looks in the post's own element, then in the whole page, never in sidebars,
    lists of other posts or comments.

    Args:
        but: An element whose inside does not count, e.g. the text.
    """
    scopes = (page.root, page.body)
    for scope in scopes[: 1 if page.root.mem_id == page.body.mem_id else 2]:
        if scope.css_first(", ".join(css)) is None:
            continue
        for selector in css:
            for node in scope.css(selector):
                if not is_foreign(node, scope) and not within(node, but):
                    return node
    return None


def within(node: Node, outer: Node | None) -> bool:
    """Whether ``node`` is ``outer`` or inside it."""
    above: Node | None = node if outer is not None else None
    while outer is not None and above is not None:
        if above.mem_id == outer.mem_id:
            return True
        above = above.parent
    return False
