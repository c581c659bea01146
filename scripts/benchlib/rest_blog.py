"""A blog of any size that answers by REST as WordPress does, on loopback.

Nothing is stored but a few thousand generated texts: what a number stands for is
computed, so that a blog of a million comments costs no memory.  It counts requests.
"""

from __future__ import annotations

import json
import random
import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import accumulate
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchlib.generate import Text, texts, thread_size

_TEXTS = 4_000
_PER_PAGE = 100
_PER_FEED = 10
_FROM = datetime(2010, 1, 1, tzinfo=UTC)
_TO = datetime(2024, 12, 1, tzinfo=UTC)
Row = dict[str, Any]


class Blog(ThreadingHTTPServer):
    """So many posts and comments, numbered from 1 in the order of time."""

    daemon_threads = True

    def __init__(self, posts: int, comments: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.posts, self.comments = posts, comments
        self.home = f"http://127.0.0.1:{self.server_port}/"
        self.asked: list[str] = []
        self.edited: set[int] = set()
        """Posts whose text and time of change differ from what they were at first."""
        self._step = (_TO - _FROM) / max(posts, 1)
        self._before = _before(posts, comments)
        """Of each post, how many comments the posts before it have; then all."""
        stock = list(texts(_TEXTS, seed=11))
        self._long = [text for text in stock if text.is_post]
        self._short = [text for text in stock if not text.is_post]

    def answer(self, path: str, query: dict[str, str]) -> tuple[str, bytes, Row]:
        """Content type, body and headers; ``KeyError`` for what does not exist."""
        if path == "/":
            return "text/html; charset=UTF-8", self._front().encode(), {}
        if path == "/feed/":
            return "application/rss+xml", self._feed(int(query.get("paged", 1))), {}
        rows, total = self._rows(path.removeprefix("/wp-json"), query)
        pages = -(-total // int(query.get("per_page", 10)))
        headers = {"X-WP-Total": total, "X-WP-TotalPages": pages}
        return "application/json", json.dumps(rows).encode(), headers

    def _rows(self, route: str, query: dict[str, str]) -> tuple[Any, int]:
        if route in ("", "/"):
            zone = {"timezone_string": "Europe/Stockholm", "gmt_offset": 1}
            return {"name": "Beta", "namespaces": ["wp/v2"], **zone}, 0
        size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        part = slice((page - 1) * size, page * size)
        newest = query.get("order") == "desc"
        if route == "/wp/v2/posts":
            if only := query.get("include"):
                numbers: Any = sorted(map(int, only.split(",")))
            else:
                numbers = range(1, self.posts + 1)[:: -1 if newest else 1]
            if newest and self.edited:
                rest = (n for n in numbers if n not in self.edited)
                numbers = [*sorted(self.edited, reverse=True), *rest]
            return [self._post(n) for n in numbers[part]], len(numbers)
        if route == "/wp/v2/comments":
            found = self._comments_on(query.get("post"))
            numbers = found[::-1] if newest else found
            return [self._comment(n) for n in numbers[part]], len(numbers)
        names = {"categories": "Politik", "tags": "omsorg", "users": "Bo Ek"}
        name = names[route.rpartition("/")[2]]
        return [{"id": 1, "name": name, "taxonomy": "category"}], 1

    def _comments_on(self, posts: str | None) -> Any:
        if posts is None:
            return range(1, self.comments + 1)
        return [
            n for post in sorted(map(int, posts.split(","))) for n in self.thread(post)
        ]

    def thread(self, post: int) -> range:
        """Numbers of the comments on a post."""
        return range(self._before[post - 1] + 1, self._before[post] + 1)

    def _text(self, stock: list[Text], number: int) -> str:
        return f"<p>{stock[number * 7919 % len(stock)].text} {number}.</p>\n"

    def _at(self, post: int) -> datetime:
        return (_FROM + self._step * post).replace(microsecond=0)

    def _link(self, number: int) -> str:
        return f"{self.home}{self._at(number):%Y/%m/%d}/inlagg-{number}/"

    def _post(self, number: int) -> Row:
        at = f"{self._at(number):%Y-%m-%dT%H:%M:%S}"
        text = self._text(self._long, number)
        changed = number in self.edited
        return {
            "id": number,
            "date": at,
            "date_gmt": at,
            "modified_gmt": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}" if changed else at,
            "status": "publish",
            "type": "post",
            "link": self._link(number),
            "title": {"rendered": f"Inlägg {number} om kommunen"},
            "content": {
                "rendered": f"{text}<p>Rättat.</p>\n" if changed else text,
                "protected": False,
            },
            "author": 1,
            "categories": [1],
            "tags": [1],
        }

    def _comment(self, number: int) -> Row:
        post = bisect_right(self._before, number - 1)
        thread = self.thread(post)
        place = number - thread.start
        since = self._step * (place + 1) / (len(thread) + 1)
        at = f"{self._at(post) + since:%Y-%m-%dT%H:%M:%S}"
        return {
            "id": number,
            "post": post,
            "parent": number - 1 if place % 2 else 0,
            "author": 0,
            "author_name": f"Person {number * 31 % 20_000}",
            "author_url": "",
            "date": at,
            "date_gmt": at,
            "content": {"rendered": self._text(self._short, number)},
            "status": "approved",
            "type": "comment",
        }

    def _front(self) -> str:
        return f"""<!DOCTYPE html><html><head><title>Beta</title>
<link rel="alternate" type="application/rss+xml" title="Flöde" href="{self.home}feed/">
<link rel="https://api.w.org/" href="{self.home}wp-json/">
<meta name="generator" content="WordPress 6.1.9"></head><body class="home blog"></body>
</html>"""

    def _feed(self, page: int) -> bytes:
        newest = range(self.posts, 0, -1)[(page - 1) * _PER_FEED : page * _PER_FEED]
        if not newest:
            raise KeyError(page)
        items = "".join(
            f"<item><title>Inlägg {n} om kommunen</title><link>{self._link(n)}</link>"
            f"<pubDate>{format_datetime(self._at(n))}</pubDate>"
            f"<dc:creator>Bo Ek</dc:creator>"
            f'<guid isPermaLink="false">{self.home}?p={n}</guid>'
            f"<slash:comments>{len(self.thread(n))}</slash:comments></item>"
            for n in newest
        )
        return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>Beta</title>
<link>{self.home}</link><generator>https://wordpress.org/?v=6.1.9</generator>
{items}</channel></rss>""".encode()


def _before(posts: int, comments: int) -> list[int]:
    """Sizes of threads as they are on blogs, added up, ``comments`` in all."""
    rng = random.Random(posts)
    found = list(accumulate((thread_size(rng) for _ in range(posts)), initial=0))
    return [number * comments // max(found[-1], 1) for number in found]


class _Handler(BaseHTTPRequestHandler):
    server: Blog
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        parts = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        try:
            kind, body, headers = self.server.answer(parts.path, query)
            status = 200
        except KeyError:
            status, kind, body, headers = 404, "text/html", b"<html></html>", {}
        self.send_response(status)
        for name, value in {
            **headers,
            "Content-Type": kind,
            "Content-Length": len(body),
        }.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: ``Blog.asked`` keeps the requests."""


@contextmanager
def serving(posts: int, comments: int) -> Iterator[Blog]:
    """A running blog."""
    with Blog(posts, comments) as blog:
        threading.Thread(target=blog.serve_forever, args=(0.02,), daemon=True).start()
        yield blog
        blog.shutdown()


def sources_toml(blogs: Iterable[Blog]) -> str:
    """The sources.toml that archives them by REST, without a delay."""
    tables = (
        f'[sources.beta{n}]\nhome = "{blog.home}"\nplatform = "wordpress"\n'
        'owner = "Bo Ek"\ntimezone = "Europe/Stockholm"\nroute = "rest"\n'
        for n, blog in enumerate(blogs)
    )
    return '[defaults]\ncontact = ""\ndelay = 0.0\n' + "".join(tables)
