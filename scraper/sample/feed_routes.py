"""Answers for feeds and sitemaps; feeds alone have validators."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from scraper.sample import feeds
from scraper.sample.exchange import Answer, Asked, Headers

_XML = "application/xml; charset=UTF-8"
_RSS = "application/rss+xml; charset=UTF-8"
_ATOM = "application/atom+xml; charset=UTF-8"


def posts(asked: Asked) -> Answer:
    """Ten posts, newest first; ``?paged=N`` goes on to the end, then 404."""
    paged = asked.query.get("paged", ["1"])[0]
    number = int(paged) if paged.isdecimal() else 1
    size = feeds.FEED_SIZE
    shown = asked.address.blog.posts[(number - 1) * size : number * size]
    if not shown:
        body = feeds.posts_feed(asked.address, ())
        return Answer(status=404, body=body, content_type=_RSS)
    if asked.parts.get("format") == "atom":
        return _feed(asked, feeds.atom_feed(asked.address, shown), content_type=_ATOM)
    return _feed(asked, feeds.posts_feed(asked.address, shown))


def comments(asked: Asked) -> Answer | None:
    """The ten newest comments of the blog or of one post; no further page."""
    of_posts = asked.address.blog.posts
    if asked.parts.get("slug"):
        post = asked.post()
        if post is None:
            return None
        of_posts = (post,)
    if "paged" in asked.query:
        body = feeds.comments_feed(asked.address, ())
        return Answer(status=404, body=body, content_type=_RSS)
    pairs = [(post, comment) for post in of_posts for comment in post.approved]
    pairs.sort(key=lambda pair: (pair[1].date, pair[1].id), reverse=True)
    body = feeds.comments_feed(asked.address, pairs[: feeds.FEED_SIZE])
    return _feed(asked, body, with_comments=True)


def sitemap(asked: Asked) -> Answer:
    """The index of sitemaps, or one of them."""
    kind = asked.parts.get("map")
    if kind is None:
        return Answer(body=feeds.sitemap_index(asked.address), content_type=_XML)
    return Answer(body=feeds.sitemap(asked.address, kind), content_type=_XML)


def _feed(
    asked: Asked, body: str, *, with_comments: bool = False, content_type: str = _RSS
) -> Answer:
    moment = feeds.last_modified(asked.address, with_comments=with_comments)
    modified = format_datetime(moment.astimezone(UTC), usegmt=True)
    etag = f'"{hashlib.md5(modified.encode(), usedforsecurity=False).hexdigest()}"'
    validators = (("Last-Modified", modified), ("ETag", etag))
    if _not_modified(asked.headers, etag, moment):
        return Answer(status=304, headers=validators)
    return Answer(body=body, content_type=content_type, headers=validators)


def _not_modified(headers: Headers, etag: str, moment: datetime) -> bool:
    """Whether every validator the request sent still holds, and one was sent."""
    match, since = headers.get("If-None-Match"), headers.get("If-Modified-Since")
    holds = []
    if match:
        holds.append(match == etag)
    if since:
        holds.append(parsedate_to_datetime(since) >= moment)
    return bool(holds) and all(holds)
