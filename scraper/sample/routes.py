"""Which answer belongs to which address, as WordPress decides it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import parse_qs, unquote

from scraper.sample import feed_routes, feeds
from scraper.sample.address import Address
from scraper.sample.content import Post
from scraper.sample.exchange import Answer, Asked, Headers, redirect
from scraper.sample.pages import host_page, list_page, not_found_page, post_page
from scraper.sample.text import slugify
from scraper.sample.thread import month_name

_PAGE = r"(?:page/(?P<page>\d+)/)?"
_DATE = r"(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/"
_MAPS = "|".join(feeds.SITEMAPS)


def answer(
    addresses: Sequence[Address], path: str, query: str, headers: Headers
) -> Answer:
    """The response to one GET request.

    Args:
        addresses: The blogs of the host.
        path: As asked, percent-encoded.
        query: Without question mark.
        headers: Of the request; feeds look for validators.
    """
    path = unquote(path)
    if path == "/robots.txt":
        text = feeds.robots_txt(addresses)
        return Answer(body=text, content_type="text/plain; charset=UTF-8")
    if path == "/":
        return Answer(body=host_page(addresses))
    first, slash, rest = path.lstrip("/").partition("/")
    for address in addresses:
        if address.blog.path.lower() != first.lower():
            continue
        if not slash:
            return redirect(address.home)
        return _blog_answer(address, rest, parse_qs(query), headers)
    return Answer(status=404, body=host_page(addresses))


def _blog_answer(
    address: Address, rest: str, query: dict[str, list[str]], headers: Headers
) -> Answer:
    wanted = rest if rest.endswith((".xml", "/")) or not rest else rest + "/"
    for pattern, handler in _ROUTES:
        match = pattern.fullmatch(wanted)
        if not match:
            continue
        parts = match.groupdict()
        found = handler(
            Asked(address=address, parts=parts, query=query, headers=headers)
        )
        if found is not None and wanted != rest and found.status == 200:
            return redirect(address.home + wanted)
        if found is not None:
            return found
    return Answer(status=404, body=not_found_page(address))


def _front(asked: Asked) -> Answer | None:
    posts = asked.address.blog.posts
    if "p" not in asked.query:
        return _listing(asked, posts, "", "home blog", sticky=True)
    for post in posts:
        if str(post.id) in asked.query["p"]:
            return redirect(asked.address.post(post))
    return None


def _by_date(asked: Asked) -> Answer | None:
    wanted = {
        part: int(number)
        for part in ("year", "month", "day")
        if (number := asked.parts.get(part))
    }
    posts = [
        post
        for post in asked.address.blog.posts
        if all(getattr(post.published, part) == n for part, n in wanted.items())
    ]
    if not posts:
        return None
    first = posts[0].published
    if "month" in wanted:
        return _listing(asked, posts, f"Månad: {month_name(first)}", "archive date")
    return _listing(asked, posts, f"År: {first.year}", "archive date")


def _by_term(asked: Asked) -> Answer | None:
    kind, slug = asked.parts["kind"], asked.parts["slug"]
    posts = [
        post
        for post in asked.address.blog.posts
        if slug in [slugify(name) for name in _terms_of(post, kind)]
    ]
    names = [name for post in posts for name in _terms_of(post, kind)]
    title = next((name for name in names if slugify(name) == slug), "")
    return _listing(asked, posts, title, f"archive {kind}")


def _terms_of(post: Post, kind: str | None) -> tuple[str, ...]:
    if kind == "author":
        return (post.author,)
    return post.categories if kind == "category" else post.tags


def _listing(
    asked: Asked,
    posts: Sequence[Post],
    title: str,
    body_class: str,
    *,
    sticky: bool = False,
) -> Answer | None:
    size = asked.address.blog.posts_per_page
    number = int(asked.parts.get("page") or 1)
    shown = list(posts[(number - 1) * size : number * size]) if number else []
    if not shown:
        return None
    base = asked.address.home + _without_page(asked)
    if asked.parts.get("page") == "1":
        return redirect(base)
    if sticky and number == 1:
        # Sticky posts come first, and again in their own place on later pages.
        first = [post for post in posts if post.sticky]
        shown = first + [post for post in shown if not post.sticky]
    newer = f"{base}page/{number - 1}/" if number > 2 else base
    body = list_page(
        asked.address,
        shown,
        title=title,
        body_class=body_class + (f" paged paged-{number}" if number > 1 else ""),
        older=f"{base}page/{number + 1}/" if len(posts) > number * size else None,
        newer=newer if number > 1 else None,
    )
    return Answer(body=body)


def _without_page(asked: Asked) -> str:
    names = ("kind", "slug", "year", "month", "day")
    return "".join(f"{part}/" for name in names if (part := asked.parts.get(name)))


def _post(asked: Asked) -> Answer | None:
    post = asked.post()
    if post is None:
        return _guess(asked)
    number = asked.parts.get("comments")
    body = post_page(
        asked.address,
        post,
        comment_page=int(number) if number else None,
        noindex="replytocom" in asked.query,
    )
    rest = f'<{asked.address.home}wp-json/>; rel="https://api.w.org/"'
    short = f"<{asked.address.short(post)}>; rel=shortlink"
    return Answer(body=body, headers=(("Link", rest), ("Link", short)))


def _guess(asked: Asked) -> Answer | None:
    """The post of that day whose slug begins so (redirect_guess_404_permalink)."""
    for post in asked.same_day():
        if post.slug.startswith(asked.parts["slug"] or ""):
            return redirect(asked.address.post(post))
    return None


_ROUTES: tuple[tuple[re.Pattern[str], Callable[[Asked], Answer | None]], ...] = (
    (re.compile(_PAGE), _front),
    (re.compile(r"feed/(?:(?P<format>atom|rss2)/)?"), feed_routes.posts),
    (re.compile(r"comments/feed/"), feed_routes.comments),
    (re.compile(rf"wp-sitemap(?:-(?P<map>{_MAPS})-1)?\.xml"), feed_routes.sitemap),
    (re.compile(r"(?P<kind>category|tag|author)/(?P<slug>[^/]+)/" + _PAGE), _by_term),
    (re.compile(r"(?P<year>\d{4})/(?:(?P<month>\d\d)/)?" + _PAGE), _by_date),
    (re.compile(_DATE + _PAGE), _by_date),
    (re.compile(_DATE + r"(?P<slug>[^/]+)/feed/"), feed_routes.comments),
    (
        re.compile(_DATE + r"(?P<slug>[^/]+)/(?:comment-page-(?P<comments>\d+)/)?"),
        _post,
    ),
)
