"""The HTML pages of a blog in a classic theme: posts, lists, the error page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from scraper.sample.address import Address
from scraper.sample.content import Post
from scraper.sample.text import post_html, slugify, texturize
from scraper.sample.thread import (
    comments_section,
    count_text,
    display_name,
    month_name,
    page_of,
    swedish_time,
)


def title_html(post: Post) -> str:
    """The title as printed, escaped."""
    return texturize(escape(post.title, quote=False))


def post_page(
    address: Address, post: Post, *, comment_page: int | None, noindex: bool
) -> str:
    """The page of one post.

    Args:
        address: The blog.
        post: The post.
        comment_page: From 1; ``None`` for the post's own address.
        noindex: Whether it was asked for with ``replytocom``.
    """
    canonical = address.post(post)
    if comment_page is not None:
        canonical = address.comment_page(post, comment_page) + "#comments"
    rest = f"{address.home}wp-json/wp/v2/posts/{post.id}"
    head = f"""<link rel="alternate" type="application/rss+xml" \
title="{address.blog.title} &raquo; kommentarsflöde för {escape(post.title)}" \
href="{address.post(post)}feed/" />
<link rel="alternate" type="application/json" href="{rest}" />
<link rel="canonical" href="{canonical}" />
<link rel='shortlink' href='{address.short(post)}' />"""
    # The theme keeps the thread inside the element of the post.
    below = _neighbours(address, post) + comments_section(address, post, comment_page)
    main = _article(address, post, level="h1", below=below)
    body_class = (
        f"post-template-default single single-post postid-{post.id} "
        "single-format-standard"
    )
    return _page(address, title_html(post), body_class, head, main, noindex=noindex)


def list_page(
    address: Address,
    posts: Sequence[Post],
    *,
    title: str,
    body_class: str,
    older: str | None,
    newer: str | None,
) -> str:
    """A page of whole posts: the front page, a month, a category, a tag.

    Args:
        address: The blog.
        posts: In the order printed.
        title: Heading; empty on the front page.
        body_class: WordPress's name for the kind of list.
        older: Address of the next page of the list, if any.
        newer: Address of the page before, if any.
    """
    heading = f'<h1 class="archive-title">{escape(title)}</h1>\n' if title else ""
    articles = "\n".join(_article(address, post, level="h2") for post in posts)
    links = ""
    if older:
        links += f'<a class="post-nav-older" href="{older}">&laquo; Äldre inlägg</a>\n'
    if newer:
        links += f'<a class="post-nav-newer" href="{newer}">Nyare inlägg &raquo;</a>\n'
    main = f'{heading}{articles}\n<div class="post-nav archive-nav">\n{links}</div>'
    return _page(address, escape(title), body_class, "", main)


def not_found_page(address: Address) -> str:
    """What WordPress says, with status 404, of an address it does not know."""
    main = """<h1 class="post-title">Sidan hittades inte</h1>
<div class="post-content"><p>Det verkar inte finnas något här.</p></div>"""
    return _page(address, "Sidan hittades inte", "error404", "", main)


def host_page(addresses: Sequence[Address]) -> str:
    """The front page of the host, which lists its blogs."""
    rows = "\n".join(
        f'<li><a href="{address.home}">{escape(address.blog.title)}</a></li>'
        for address in addresses
    )
    return f"""<!DOCTYPE html>
<html lang="sv-SE">
<head><meta charset="UTF-8"><title>Vintersundapostens bloggar</title></head>
<body class="home page"><h1>Vintersundapostens bloggar</h1>
<ul>
{rows}
</ul>
</body>
</html>
"""


def _article(address: Address, post: Post, *, level: str, below: str = "") -> str:
    link = address.post(post)
    author = address.blog.user_name(post.author)
    terms = [f"category-{slugify(name)}" for name in post.categories]
    terms += [f"tag-{slugify(name)}" for name in post.tags]
    kind = " sticky" if post.sticky and level == "h2" else ""
    fragment = "comments" if post.claimed else "respond"
    return f"""<div id="post-{post.id}" class="post-{post.id} post type-post \
status-publish format-standard{kind} hentry {" ".join(terms)}">
<div class="post-header">
<{level} class="post-title"><a href="{link}" rel="bookmark">{title_html(post)}</a>\
</{level}>
<div class="post-meta">
<span class="post-author">Av <a href="{address.author(post.author)}" \
rel="author">{escape(author)}</a></span>, \
<span class="post-date"><a href="{link}">{swedish_time(post.published)}</a></span>, \
<span class="post-comments"><a href="{link}#{fragment}">{count_text(post)}</a></span> \
<span class="post-likes">{post.likes}</span>
</div>
</div><!-- .post-header -->
<div class="post-content">
{address.absolute(post_html(post.content))}
</div><!-- .post-content -->
{_terms(address, post)}
{below}
</div><!-- .post -->"""


def _terms(address: Address, post: Post) -> str:
    categories = ", ".join(
        f'<a href="{address.category(name)}" rel="category tag">{escape(name)}</a>'
        for name in post.categories
    )
    tags = "".join(
        f'<a href="{address.tag(name)}" rel="tag">{escape(name)}</a>'
        for name in post.tags
    )
    tag_line = f'\n<p class="post-tags">{tags}</p>' if tags else ""
    return f"""<div class="post-meta-bottom">
<p class="post-categories">{categories}</p>{tag_line}
</div>"""


def _neighbours(address: Address, post: Post) -> str:
    posts = address.blog.posts
    at = posts.index(post)
    links = ""
    if at + 1 < len(posts):
        older = posts[at + 1]
        links += f"""<a class="post-nav-older" href="{address.post(older)}">
<h5>Föregående inlägg</h5>{title_html(older)}</a>\n"""
    if at > 0:
        newer = posts[at - 1]
        links += f"""<a class="post-nav-newer" href="{address.post(newer)}">
<h5>Nästa inlägg</h5>{title_html(newer)}</a>\n"""
    return f'<div class="post-nav">\n{links}</div>\n'


def _page(
    address: Address,
    title: str,
    body_class: str,
    head: str,
    main: str,
    *,
    noindex: bool = False,
) -> str:
    blog = address.blog
    full_title = f"{title} &#8211; {blog.title}" if title else blog.title
    robots = "noindex, follow" if noindex else "max-image-preview:large"
    return f"""<!DOCTYPE html>
<html lang="sv-SE">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>{full_title}</title>
<meta name='robots' content='{robots}' />
<link rel="alternate" type="application/rss+xml" title="{blog.title} &raquo; \
Webbflöde" href="{address.home}feed/" />
<link rel="alternate" type="application/rss+xml" title="{blog.title} &raquo; \
Kommentarsflöde" href="{address.home}comments/feed/" />
<link rel="https://api.w.org/" href="{address.home}wp-json/" />
{head}
<meta name="generator" content="WordPress 6.1.9" />
</head>
<body class="{body_class}">
<div class="header">
<h2 class="blog-title"><a href="{address.home}" rel="home">{blog.title}</a></h2>
<h3 class="blog-description">{blog.tagline}</h3>
</div>
<div class="wrapper section-inner">
<div class="content left">
<div class="posts">
{main}
</div><!-- .posts -->
</div><!-- .content -->
{_sidebar(address)}
</div><!-- .wrapper -->
<div class="credits"><p>&copy; {blog.owner}</p></div>
</body>
</html>
"""


def _sidebar(address: Address) -> str:
    """Widgets: newest posts and comments, months, categories."""
    posts = address.blog.posts
    recent = "".join(
        f'<li><a href="{address.post(post)}">{title_html(post)}</a></li>\n'
        for post in posts[:5]
    )
    rows = [(c, post) for post in posts for c in post.approved if c.kind == "comment"]
    rows.sort(key=lambda row: row[0].date, reverse=True)
    comments = "".join(
        f'<li class="recentcomments"><span class="comment-author-link">'
        f"{escape(display_name(c))}</span> om <a href="
        f'"{address.comment(post, c, page_of(address.blog, post, c))}">'
        f"{title_html(post)}</a></li>\n"
        for c, post in rows[:5]
    )
    months = {address.month(post): month_name(post.published) for post in posts}
    archive = "".join(
        f"<li><a href='{href}'>{name}</a></li>\n" for href, name in months.items()
    )
    names = sorted({name for post in posts for name in post.categories})
    categories = "".join(
        f'<li class="cat-item"><a href="{address.category(name)}">{escape(name)}</a>'
        "</li>\n"
        for name in names
    )
    return f"""<div class="sidebar right" role="complementary">
<h3 class="widget-title">Senaste inläggen</h3>
<ul>
{recent}</ul>
<h3 class="widget-title">Senaste kommentarer</h3>
<ul id="recentcomments">
{comments}</ul>
<h3 class="widget-title">Arkiv</h3>
<ul>
{archive}</ul>
<h3 class="widget-title">Kategorier</h3>
<ul>
{categories}</ul>
</div><!-- /sidebar -->"""
