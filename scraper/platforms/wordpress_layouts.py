"""Where each known markup of a WordPress thread keeps name, time and words.

A layout is chosen by an element that only it has, and is named in ``Thread.layout``
with a version: a captured page is read the same for ever, a changed rule gets the
next number.

html5 (class-walker-comment.php, themes that support html5 comment lists):

    <li id="comment-7" class="comment … depth-1"><article id="div-comment-7"
      class="comment-body"><footer class="comment-meta"> .fn, time </footer>
      <div class="comment-content">…</div> <div class="reply">…</div></article>

xhtml (the same file, without that support): no time element, paragraphs bare:

    <li class="comment …" id="comment-7"><div id="div-comment-7" class="comment-body">
      <div class="comment-author vcard">…<cite class="fn">…</cite></div>
      <div class="comment-meta commentmetadata"><a>7 januari 2022 kl. 08:02</a></div>
      <p>…</p> <div class="reply">…</div></div>

callback (Hemingway and kin, blogg.vk.se as far as copies show it):

    <li class="comment …" id="li-comment-7"><div id="comment-7" class="comment">
      … <cite class="fn">NAME <span class="post-author"> (Post author)</span></cite>
      … <div class="comment-content post-content">…<div class="comment-actions">

blocks (blocks/comment-template.php, twentytwentythree): ``time`` holds the link:

    <li id="comment-7" class="comment … depth-1">…
      <div class="wp-block-comment-author-name">, .wp-block-comment-date > time,
      <div class="wp-block-comment-content">…
      <ol><li …>…</li></ol> or, at the deepest level, <li …> directly in the li

Style ``div`` prints ``div`` for ``li``, and in xhtml no ``comment-body`` either:

    <div class="comment …" id="comment-7"><div class="comment-author vcard">…</div>
      <div class="comment-meta commentmetadata">…</div> <p>…</p> <div class="reply">…
      <div class="comment …" id="comment-8">…</div></div>
"""

from __future__ import annotations

from dataclasses import dataclass

from scraper.html import Node
from scraper.html.junk import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Selectors of one markup; "" for what it has no element for."""

    name: str
    marker: str
    """Matches inside a comment of this layout and of no other before it."""
    author: str
    body: str
    """The element of the words, or of everything where the words are bare; "" where
    that is the comment's own element."""
    beside: frozenset[str] = frozenset()
    """Classes of children of ``body`` that are not the words, which stand bare."""
    has_times: bool = True
    """Whether the markup always shows a time, so that a missing one is a fault."""


LAYOUTS = (
    Layout(
        name="wordpress-blocks/1",
        marker=".wp-block-comment-content",
        author=".wp-block-comment-author-name",
        body=".wp-block-comment-content",
    ),
    Layout(
        name="wordpress-html5/1",
        marker="article.comment-body .comment-content",
        author=".fn",
        body=".comment-content",
    ),
    Layout(
        name="wordpress-xhtml/1",
        marker="div.comment-body > .comment-meta.commentmetadata",
        author=".fn",
        body=".comment-body",
        beside=words("comment-author comment-meta commentmetadata reply"),
    ),
    Layout(
        name="wordpress-div/1",
        marker="div.comment > .comment-meta.commentmetadata",
        author=".fn",
        body="",
        beside=words("comment-author comment-meta commentmetadata reply"),
    ),
    Layout(
        name="wordpress-callback/1",
        marker=".comment-content",
        author=".fn",
        body=".comment-content",
        has_times=False,
    ),
)
UNKNOWN = Layout(
    name="wordpress-unknown/1",
    marker="",
    author="",  # see wordpress_labels
    body=(
        ".comment-text, .comment_text, .comment-entry, .comment_content, "
        ".commenttext, .comment-message, "
        '[itemprop="text"]'
    ),
)
NO_THREAD = "wordpress-no-thread/1"
"""``Thread.layout`` of a page without any comment."""


def layout_of(item: Node) -> Layout:
    """The layout of the thread that ``item``, one of its comments, belongs to."""
    for layout in LAYOUTS:
        if item.css_first(layout.marker) is not None:
            return layout
    return UNKNOWN
