"""The comments of a post page, in the markup of a classic theme with a callback.

<h2 class="comments-title">12 kommentarer</h2>      all approved rows
<ol class="commentlist">
  <li class="comment … depth-1" id="li-comment-ID">
    <div id="comment-ID" class="comment"> avatar, cite.fn, time, text, reply link
    </div>
    <ul class="children"> <li …> … </li> </ul>
  </li>
</ol>
<div class="pingbacks"> <ol class="pingbacklist"> <li class="pingback …"> …
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from scraper.sample.address import Address
from scraper.sample.content import Blog, Comment, Post
from scraper.sample.text import comment_html

MAX_DEPTH = 5
"""Option thread_comments_depth; the deepest level has no reply link."""
_MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)


def swedish_time(moment: datetime) -> str:
    """A local time as the blogs print it: «9 september 2018 kl 19:05»."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment:%Y} kl {moment:%H:%M}"


def month_name(moment: datetime) -> str:
    """A month as lists are titled: «september 2018»."""
    return f"{_MONTHS[moment.month - 1]} {moment:%Y}"


def count_text(post: Post) -> str:
    """How many comments there are, in the words of the theme."""
    if not post.claimed:
        return "Bli först att kommentera"
    return "1 kommentar" if post.claimed == 1 else f"{post.claimed} kommentarer"


def comment_pages(blog: Blog, post: Post) -> tuple[tuple[Comment, ...], ...]:
    """Top-level rows of each comment page, oldest page first; empty if none.

    Pingbacks take places too (``comments_template()``).
    """
    top = [comment for comment in post.shown if comment.parent is None]
    size = blog.comments_per_page
    return tuple(tuple(top[at : at + size]) for at in range(0, len(top), size))


def page_of(blog: Blog, post: Post, comment: Comment) -> int:
    """The comment page, from 1, that shows a comment; 1 for one that is hidden."""
    parents = {row.id: row for row in post.comments}
    while comment.parent is not None:
        comment = parents[comment.parent]
    for number, top in enumerate(comment_pages(blog, post), start=1):
        if comment in top:
            return number
    return 1


def display_name(comment: Comment) -> str:
    """The name printed for a commenter (``get_comment_author()``)."""
    return comment.author if comment.author else "Anonym"


def comments_section(address: Address, post: Post, page: int | None) -> str:
    """Everything below the post, down to the form.

    Args:
        address: The blog.
        post: The post.
        page: The comment page asked for; ``None`` for the post's own address,
            which shows the newest page.  One that does not exist is empty.
    """
    pages = comment_pages(address.blog, post)
    number = page or len(pages)
    if not 1 <= number <= len(pages):
        return _form(post, any_comments=False)
    several = number if len(pages) > 1 else None
    printer = _Printer(address=address, post=post, page=several)
    top = pages[number - 1]
    return f"""<div class="comments">
<a name="comments"></a>
<h2 class="comments-title">{count_text(post)}</h2>
<ol class="commentlist">
{printer.items((c for c in top if c.kind == "comment"), 1)}</ol>
{_pings(address, [c for c in top if c.kind != "comment"])}
{_page_links(address, post, number, len(pages))}
</div><!-- /comments -->
{_form(post, any_comments=True)}"""


@dataclass(kw_only=True)
class _Printer:
    """Prints a tree of comments; counts rows for the odd and even classes."""

    address: Address
    post: Post
    page: int | None
    rows: int = 0
    threads: int = 0
    children: dict[int, list[Comment]] = field(init=False)

    def __post_init__(self) -> None:
        self.children = defaultdict(list)
        for comment in self.post.shown:
            if comment.parent is not None:
                self.children[comment.parent].append(comment)

    def items(self, comments: Iterable[Comment], depth: int) -> str:
        return "".join(self._item(comment, depth) for comment in comments)

    def _item(self, comment: Comment, depth: int) -> str:
        opened = self._open(comment, depth)
        replies = self.children.get(comment.id, [])
        inner = self.items(replies, depth + 1)
        nested = f'<ul class="children">\n{inner}</ul><!-- .children -->\n'
        return f"{opened}{nested if replies else ''}</li><!-- #comment-## -->\n"

    def _open(self, comment: Comment, depth: int) -> str:
        when = swedish_time(comment.date)
        name = _author_link(self.address, comment)
        mark = ""
        if comment.user == self.post.author:
            mark = '<span class="post-author"> (inläggsförfattare)</span>'
        return f"""<li class="{self._classes(comment, depth)}" \
id="li-comment-{comment.id}">
<div id="comment-{comment.id}" class="comment">
<div class="comment-meta comment-author vcard">
{_avatar(comment)}
<div class="comment-meta-content">
<cite class="fn">{name} {mark}</cite>
<p><time datetime="{comment.date.isoformat()}" title="{when}">
{when}
</time></p>
</div><!-- .comment-meta-content -->
</div><!-- .comment-meta -->
<div class="comment-content post-content">
{comment_html(comment.text)}
<div class="comment-actions group">
{self._reply_link(comment) if depth < MAX_DEPTH else ""}
</div><!-- .comment-actions -->
</div><!-- .comment-content -->
</div><!-- .comment-## -->
"""

    def _classes(self, comment: Comment, depth: int) -> str:
        classes = ["comment"]
        if comment.user:
            classes += ["byuser", f"comment-author-{comment.user}"]
        if comment.user == self.post.author:
            classes.append("bypostauthor")
        classes.append("odd alt" if self.rows % 2 else "even")
        if depth == 1:
            odd = self.threads % 2
            classes.append("thread-odd thread-alt" if odd else "thread-even")
            self.threads += 1
        self.rows += 1
        classes.append(f"depth-{depth}")
        if self.children.get(comment.id):
            classes.append("parent")
        return " ".join(classes)

    def _reply_link(self, comment: Comment) -> str:
        href = self.address.reply(self.post, comment, self.page)
        label = escape(f"Svar till {display_name(comment)}")
        return (
            f"<a rel='nofollow' class='comment-reply-link' href='{href}' "
            f'data-commentid="{comment.id}" data-postid="{self.post.id}" '
            f'data-belowelement="comment-{comment.id}" data-respondelement="respond" '
            f"data-replyto=\"{label}\" aria-label='{label}'>Svara</a>"
        )


def _avatar(comment: Comment) -> str:
    # Real pages carry a hash of the writer's e-mail address; this one is made up.
    invented = f"{display_name(comment)}@vintersunda.invalid".lower()
    digest = hashlib.md5(invented.encode(), usedforsecurity=False).hexdigest()
    base = f"https://secure.gravatar.com/avatar/{digest}?s="
    return (
        f"<img alt='' src='{base}120&#038;d=mm&#038;r=g' "
        f"srcset='{base}240&#038;d=mm&#038;r=g 2x' "
        "class='avatar avatar-120 photo' height='120' width='120' loading='lazy'/>"
    )


def _author_link(address: Address, comment: Comment) -> str:
    name = escape(display_name(comment), quote=False)
    if not comment.url:
        return name
    link = f'<a href="{escape(comment.url)}" rel="external nofollow ugc" class="url">'
    return f"{address.absolute(link)}{name}</a>"


def _pings(address: Address, pings: list[Comment]) -> str:
    if not pings:
        return ""
    rows = "".join(
        f'<li class="pingback even thread-even depth-1" id="comment-{ping.id}">\n'
        f"Pingback: {_author_link(address, ping)}\n</li><!-- #comment-## -->\n"
        for ping in pings
    )
    title = "1 pingback" if len(pings) == 1 else f"{len(pings)} pingbackar"
    return f"""<div class="pingbacks"><div class="pingbacks-inner">
<h3 class="pingbacks-title">{title}</h3>
<ol class="pingbacklist">
{rows}</ol>
</div></div>"""


def _page_links(address: Address, post: Post, number: int, count: int) -> str:
    if count < 2:
        return ""
    older = newer = ""
    if number > 1:
        href = address.comment_page(post, number - 1) + "#comments"
        older = f'<a href="{href}">&laquo; Äldre<span> kommentarer</span></a>'
    if number < count:
        # The newest page is the post's own address (get_comments_pagenum_link).
        last = number + 1 == count
        base = address.post(post) if last else address.comment_page(post, number + 1)
        href = base + "#comments"
        newer = f'<a href="{href}">Nyare<span> kommentarer</span> &raquo;</a>'
    return f"""<div class="comment-nav-below" role="navigation">
<div class="post-nav-older">{older}</div>
<div class="post-nav-newer">{newer}</div>
</div><!-- .comment-nav-below -->"""


def _form(post: Post, *, any_comments: bool) -> str:
    title = "Lämna ett svar" if any_comments else "Lämna en kommentar"
    return f"""<div id="respond" class="comment-respond">
<h3 id="reply-title" class="comment-reply-title">{title}</h3>
<form action="#" method="post" id="commentform" class="comment-form">
<p class="comment-notes">Din e-postadress publiceras inte.</p>
<p class="comment-form-comment"><textarea id="comment" name="comment" cols="45"
rows="6" required></textarea></p>
<p class="comment-form-author"><input id="author" name="author" type="text" /></p>
<p class="comment-form-email"><input id="email" name="email" type="text" /></p>
<p class="form-submit"><input name="submit" type="submit" id="submit"
class="submit" value="Publicera kommentar" />
<input type='hidden' name='comment_post_ID' value='{post.id}' id='comment_post_ID' />
<input type='hidden' name='comment_parent' id='comment_parent' value='0' /></p>
</form>
</div><!-- #respond -->"""
