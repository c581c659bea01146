"""What lists a blog for machines: RSS, Atom, sitemaps, robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from scraper.sample.address import Address
from scraper.sample.content import Comment, Post
from scraper.sample.text import comment_html, excerpt, post_html, static_emoji
from scraper.sample.thread import display_name, page_of

FEED_SIZE = 10
"""Options posts_per_rss: posts, or comments, in one feed page."""
SITEMAPS = ("posts-post", "taxonomies-category", "taxonomies-post_tag", "users")
"""The kinds of sitemap in the index, each with one file."""
_NAMESPACES = """xmlns:content="http://purl.org/rss/1.0/modules/content/"
\txmlns:wfw="http://wellformedweb.org/CommentAPI/"
\txmlns:dc="http://purl.org/dc/elements/1.1/"
\txmlns:atom="http://www.w3.org/2005/Atom"
\txmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
\txmlns:slash="http://purl.org/rss/1.0/modules/slash/\""""


def rfc822(moment: datetime) -> str:
    """A time as RSS writes it: ``Tue, 23 Nov 2021 16:20:11 +0000``."""
    return format_datetime(moment.astimezone(UTC))


def posts_feed(address: Address, posts: Iterable[Post]) -> str:
    """RSS of posts, in the order given."""
    items = "".join(_post_item(address, post) for post in posts)
    return _channel(address, address.blog.title, address.home + "feed/", items)


def comments_feed(address: Address, pairs: Iterable[tuple[Post, Comment]]) -> str:
    """RSS of comments, in the order given; no parent is told."""
    items = "".join(_comment_item(address, post, c) for post, c in pairs)
    title = f"Kommentarer till {address.blog.title}"
    return _channel(address, title, address.home + "comments/feed/", items)


def atom_feed(address: Address, posts: Sequence[Post]) -> str:
    """Atom of posts; the only public place that tells when a post was modified."""
    entries = "".join(_entry(address, post) for post in posts)
    updated = max(post.modified for post in address.blog.posts)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"
\txmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="sv-SE">
<title type="text">{escape(address.blog.title)}</title>
<updated>{_zulu(updated)}</updated>
<id>{address.home}feed/atom/</id>
{entries}</feed>
"""


def last_modified(address: Address, *, with_comments: bool) -> datetime:
    """The time from which a feed's validators are made (``WP::send_headers``)."""
    posts = address.blog.posts
    times = [post.modified for post in posts]
    if with_comments:
        times += [c.date for post in posts for c in post.approved]
    return max(times)


def sitemap_index(address: Address) -> str:
    """``wp-sitemap.xml``."""
    rows = "".join(
        f"<sitemap><loc>{address.home}wp-sitemap-{kind}-1.xml</loc></sitemap>"
        for kind in SITEMAPS
    )
    return _sitemap("sitemapindex", rows)


def sitemap(address: Address, kind: str) -> str:
    """One of ``SITEMAPS``; posts are in the order of their ids."""
    posts = sorted(address.blog.posts, key=lambda post: post.id)
    places = {
        "posts-post": [address.post(post) for post in posts],
        "taxonomies-category": [
            address.category(name) for post in posts for name in post.categories
        ],
        "taxonomies-post_tag": [
            address.tag(name) for post in posts for name in post.tags
        ],
        "users": [address.author(post.author) for post in posts],
    }[kind]
    unique = dict.fromkeys(places)
    return _sitemap("urlset", "".join(f"<url><loc>{u}</loc></url>" for u in unique))


def robots_txt(addresses: Sequence[Address]) -> str:
    """robots.txt of the host; a blog in a directory has none of its own."""
    rules = "".join(
        f"Disallow: /{address.blog.path}/wp-admin/\n"
        f"Allow: /{address.blog.path}/wp-admin/admin-ajax.php\n"
        for address in addresses
    )
    maps = "".join(f"Sitemap: {a.home}wp-sitemap.xml\n" for a in addresses)
    return f"User-agent: *\nCrawl-delay: 0\n{rules}Disallow: /*?replytocom=\n\n{maps}"


def _channel(address: Address, title: str, link: str, items: str) -> str:
    built = max(post.modified for post in address.blog.posts)
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
\t{_NAMESPACES}
\t>
<channel>
<title>{escape(title)}</title>
<atom:link href="{link}" rel="self" type="application/rss+xml" />
<link>{address.home}</link>
<description>{escape(address.blog.tagline)}</description>
<lastBuildDate>{rfc822(built)}</lastBuildDate>
<language>sv-SE</language>
<sy:updatePeriod>hourly</sy:updatePeriod>
<sy:updateFrequency>1</sy:updateFrequency>
<generator>https://wordpress.org/?v=6.1.9</generator>
{items}</channel>
</rss>
"""


def _post_item(address: Address, post: Post) -> str:
    link = address.post(post)
    body = static_emoji(address.absolute(post_html(post.content)))
    fragment = "comments" if post.claimed else "respond"
    terms = "".join(
        f"<category><![CDATA[{name}]]></category>\n"
        for name in post.categories + post.tags
    )
    return f"""<item>
<title>{escape(post.title)}</title>
<link>{link}</link>
<comments>{link}#{fragment}</comments>
<dc:creator><![CDATA[{address.blog.user_name(post.author)}]]></dc:creator>
<pubDate>{rfc822(post.published)}</pubDate>
{terms}<guid isPermaLink="false">{address.short(post)}</guid>
<description><![CDATA[{excerpt(body)}]]></description>
<content:encoded><![CDATA[{body}]]></content:encoded>
<wfw:commentRss>{link}feed/</wfw:commentRss>
<slash:comments>{post.claimed}</slash:comments>
</item>
"""


def _comment_item(address: Address, post: Post, comment: Comment) -> str:
    page = page_of(address.blog, post, comment)
    link = address.comment(post, comment, page)
    body = static_emoji(comment_html(comment.text))
    name = display_name(comment)
    return f"""<item>
<title>{escape(f"Kommentarer till {post.title} av {name}")}</title>
<link>{link}</link>
<dc:creator><![CDATA[{name}]]></dc:creator>
<pubDate>{rfc822(comment.date)}</pubDate>
<guid isPermaLink="false">{link.replace(f"comment-page-{page}/", "")}</guid>
<description><![CDATA[{excerpt(body)}]]></description>
<content:encoded><![CDATA[{body}]]></content:encoded>
</item>
"""


def _entry(address: Address, post: Post) -> str:
    link = address.post(post)
    name = escape(address.blog.user_name(post.author))
    body = address.absolute(post_html(post.content))
    return f"""<entry>
<author><name>{name}</name></author>
<title type="html"><![CDATA[{escape(post.title, quote=False)}]]></title>
<link rel="alternate" type="text/html" href="{link}" />
<id>{address.short(post)}</id>
<updated>{_zulu(post.modified)}</updated>
<published>{_zulu(post.published)}</published>
<content type="html" xml:base="{link}"><![CDATA[{body}]]></content>
<thr:total>{post.claimed}</thr:total>
</entry>
"""


def _zulu(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _sitemap(element: str, rows: str) -> str:
    schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{element} xmlns="{schema}">{rows}</{element}>\n'
    )
