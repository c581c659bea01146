"""The post of a WordPress page: what stands in its ``article``, before the thread.

<article id="post-3327" class="post-3327 post type-post category-politik">
  <h1 class="entry-title">…</h1>
  <div class="entry-content">…</div>
  <time class="entry-date published" datetime="…"> <a rel="author">…</a>
  <a rel="category tag">…</a> <a rel="tag">…</a>
block themes: .wp-block-post-title, .wp-block-post-content, .wp-block-post-date,
  .taxonomy-category a[rel=tag], without an article
"""

from __future__ import annotations

import re

from scraper.errors import SelectorError
from scraper.html import Node, content_of, line_of, many
from scraper.model import Post, Tag
from scraper.platforms.wordpress_facts import Facts, read_facts
from scraper.platforms.wordpress_front import Front, read_front
from scraper.platforms.wordpress_guess import has_label, words_holder
from scraper.platforms.wordpress_page import Page, first, is_foreign, within
from scraper.platforms.wordpress_times import read_times
from scraper.swedish.counts import comment_count
from scraper.thread import post_id, straight

_CONTENTS = (
    ".entry-content",
    ".wp-block-post-content",
    ".post-content",
    ".post-entry",
    ".td-post-content",
    '[itemprop="articleBody"]',
    ".post-body",
    ".article-content",
    ".single-content",
    ".entry",
    ".storycontent",
)
_TITLES = (
    ".entry-title",
    ".wp-block-post-title",
    ".post-title",
    '[itemprop="headline"]',
    "h1:not(.site-title):not(.wp-block-site-title):not(.blog-title)",
)
_SITE_TITLE = 'a[rel~="home"]'
_SEPARATOR = re.compile(r"\s[–—|»·-]\s(?!.*\s[–—|»·-]\s)")
_AUTHORS = (
    ".wp-block-post-author__name",
    ".wp-block-post-author-name",
    ".author.vcard .fn",
    "a[rel~=author]",
    ".author.vcard a",
    ".byline .author",
    ".entry-author",
    '[itemprop="author"] [itemprop="name"]',
    ".author.vcard",
    ".post-author",
    'a[href*="/author/"]',
)
_HEADINGS = (
    ".comments-title, #comments-title, .wp-block-comments-title, h2#comments, "
    "h3#comments, h4#comments, #comments > h2, #comments > h3, .comments-area > h2, "
    ".comments-area > h3, .comment-title"
)
_COUNTERS = (
    ".comments-link, .wp-block-post-comments-link, .comments-number, "
    'a[href$="#comments"], a[href$="#respond"]'
)
_LABEL = re.compile(r"(?:publicera[dt]\s+)?(?:av|by|skriven av)[:\s]+", re.IGNORECASE)
_ABOUT = re.compile(r"\s(?:till|to|på|on|om|for|för)\s", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(?:kommentarer|comments)\s*[(:]\s*(\d+)", re.IGNORECASE)


def read_post(page: Page) -> tuple[Post, Node]:
    """The post, and the element that holds its text.

    Raises:
        SelectorError: nothing holds the text.
    """
    content = _content(page)
    front = read_front(page, content)
    facts = read_facts(page.tree)
    title = _title(page, content, facts)
    written = content_of(content, base=page.base, source=page.source)
    times = read_times(page, content, front, facts)
    post = Post(
        id=post_id(
            page.source.name,
            page.native_id,
            url=page.url,
            title=title,
            text=written.text,
        ),
        source=page.source.name,
        url=page.url,
        title=title,
        text=written.text,
        html=written.html,
        native_id=page.native_id,
        author=_author(page, content, front, facts),
        published=times.published,
        published_precision=times.precision,
        updated=times.updated,
        comments_claimed=_claimed(page, content, front, facts),
        likes=front.likes,
        tags=_tags(page, content),
        links=written.links,
    )
    return post, content


def _content(page: Page) -> Node:
    found = first(page, _CONTENTS) or words_holder(
        page.root, is_other=lambda n: has_label(n) or is_foreign(n, page.root)
    )
    if found is None:
        raise SelectorError("no element holds the text of the post")
    return found


def _title(page: Page, content: Node, facts: Facts) -> str:
    """The title as shown, else as in the head; "" for a post without one."""
    found = first(page, _TITLES, but=content)
    if found is not None and not found.css(_SITE_TITLE):
        return line_of(found)
    if facts.title is not None:
        return " ".join(facts.title.split())
    # wp_get_document_title: the title, a separator and the name of the blog.
    whole = "".join(line_of(node) for node in many(page.tree, "head title"))
    return _SEPARATOR.split(whole)[0].strip() if _SEPARATOR.search(whole) else ""


def _author(page: Page, content: Node, front: Front, facts: Facts) -> str | None:
    found = first(page, _AUTHORS, but=content)
    name = _LABEL.sub("", line_of(found), count=1) if found is not None else ""
    return name or front.author or facts.author


def _claimed(page: Page, content: Node, front: Front, facts: Facts) -> int | None:
    """What the heading of the thread says, else the line of facts, else the head."""
    first_heading = page.body.css_first(_HEADINGS)
    if first_heading is not None:
        count = _count(line_of(first_heading))
        if count is None:  # e.g. a heading of the site; look at them all
            counts = (_count(line_of(node)) for node in many(page.body, _HEADINGS))
            count = next((count for count in counts if count is not None), None)
        if count is not None:
            return count
    if front.claimed is not None:
        return front.claimed
    for counter in many(page.body, _COUNTERS):
        if not is_foreign(counter, page.body) and not within(counter, content):
            count = _count(line_of(counter))
            if count is not None:
                return count
    return facts.comments


def _count(line: str) -> int | None:
    """A count at the beginning of a line; the title after it may hold numbers."""
    bracketed = _IN_BRACKETS.match(line)
    if bracketed:
        return int(bracketed[1])
    return comment_count(_ABOUT.split(line, maxsplit=1)[0])


def _tags(page: Page, content: Node) -> tuple[Tag, ...]:
    found: dict[Tag, None] = {}
    for anchor in many(page.body, "a[rel~=tag], a[rel~=category]"):
        if is_foreign(anchor, page.body) or within(anchor, content):
            continue
        name = straight(line_of(anchor))
        if name:
            found[
                Tag(kind="category" if _is_category(anchor) else "tag", name=name)
            ] = None
    return tuple(found)


def _is_category(anchor: Node) -> bool:
    attributes = anchor.attributes
    if "category" in (attributes.get("rel") or "").split():
        return True
    parent = anchor.parent  # block themes: rel="tag" for both
    classes = (parent.attributes.get("class") or "").split() if parent else []
    return "taxonomy-category" in classes
