"""What of one blog was erased, asked by number, address, name or words; pure."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urldefrag, urlsplit

from scraper.discover import address_key
from scraper.discover.scope import belongs, plain_id
from scraper.html import absolute
from scraper.model import Comment, Post, Source
from scraper.tombstones.file import Tombstones
from scraper.tombstones.normal import normal
from scraper.tombstones.passages import cut_passages, share

MOST = 0.6
"""A text so much of which was erased is the erased one, in whatever capture."""

_ANCHOR = re.compile(r"(?:li-|div-)?comment-(\d+)")
_REPLY = re.compile(r"(?:^|&)replytocom=(\d+)")
_REST = re.compile(r"/wp/v2/(\w+)/(\d+)/?$")
_FURTHER = re.compile(
    r"/(?:comment-page-\d+|page/\d+|feed|feed/\w+|embed|amp|trackback|\d{1,3})/?$"
)
_LINK = re.compile(
    r"<a\b[^>]*?\bhref\s*=\s*[\"']([^\"']*)[\"'][^>]*>.*?</a\s*>", re.DOTALL | re.I
)

_WRITTEN_LINK = re.compile(
    r"&lt;a\b(?:(?!&gt;).)*?\bhref=(?:&quot;|&#0?3[49];|[\"'])(.*?)(?:&quot;|&#0?3[49];"
    r"|[\"'])(?:(?!&gt;).)*&gt;.*?&lt;/a\s*&gt;",
    re.DOTALL | re.I,
)
"""A link as text: feeds say so whom a reply answers."""


class Sought:
    """The erasures that concern one source."""

    def __init__(self, stones: Tombstones, source: Source) -> None:
        self.stones, self.source = stones, source
        self._key = stones.key
        self._named: set[int] = set()
        self._is_number = cache(self._comment_number)
        self.is_post_number = cache(self._post_number)
        self.is_url = cache(self._url)

    def is_comment(self, comment: Comment) -> bool:
        """Whether a comment as read was erased."""
        if self._erased(comment.id):
            return True
        if comment.author is not None and self.is_author(comment.author):
            return True
        if comment.native_id is not None:
            return False
        words = normal(comment.text)
        same = self._key.same(self.source.name, comment.author, words)
        return same in self.stones.same or self._is_text(comment.text)

    def is_comment_number(self, number: int) -> bool:
        """Whether the comment with this number was erased, or is an erased author's."""
        return number in self._named or self._is_number(number)

    def named(self, number: int) -> None:
        """Note the number of a comment that is known by its writer or words only."""
        self._named.add(number)
        self.is_url.cache_clear()

    def is_post(self, post: Post) -> bool:
        """Whether a post as read was erased."""
        if self._erased(post.id) or (post.url is not None and self.is_url(post.url)):
            return True
        return post.native_id is None and self._is_text(f"{post.title} {post.text}")

    def is_author(self, name: str) -> bool:
        """Whether all that a commenter ever writes here is to stay out."""
        if not self.stones.authors or not name:
            return False
        own = self._key.author(name, self.source.name)
        anywhere = self._key.author(name, None)
        return not self.stones.authors.isdisjoint((own, anywhere))

    def cut_words(self, text: str) -> str:
        """A source text without erased passages and links to what was erased."""
        if "href" in text:
            for link in (_LINK, _WRITTEN_LINK):
                text = link.sub(lambda m: "" if self.is_link(m[1]) else m[0], text)
        return cut_passages(text, self.stones)

    def is_link(self, href: str) -> bool:
        """Whether an address as written leads to something erased."""
        url = absolute(self.source.home, href.replace("&amp;", "&").replace("\\/", "/"))
        return url is not None and self.is_url(url)

    def _comment_number(self, number: int) -> bool:
        return self._erased(f"{self.source.name}-c{number}")

    def _post_number(self, number: int) -> bool:
        return self._erased(f"{self.source.name}-{number}")

    def _url(self, url: str) -> bool:
        plain, fragment = urldefrag(url)
        if self._key.url(plain) in self.stones.urls:
            return True
        anchor = _ANCHOR.fullmatch(fragment)
        if anchor and self._erased(comment_address(plain, int(anchor[1]))):
            return True
        parts = urlsplit(plain)
        shorter = _FURTHER.sub("/", parts.path)
        if shorter != parts.path:
            above = parts._replace(path=shorter, query="").geturl()
            if self._key.url(above) in self.stones.urls:
                return True
        if parts.query and self._key.url(parts._replace(query="").geturl()) in (
            self.stones.urls
        ):
            return True
        return belongs(plain, self.source) and self._own(plain, anchor)

    def _own(self, url: str, anchor: re.Match[str] | None) -> bool:
        """By the numbers in an address of the blog itself."""
        if anchor and self.is_comment_number(int(anchor[1])):
            return True
        parts = urlsplit(url)
        reply, number = _REPLY.search(parts.query), plain_id(url)
        if reply and self.is_comment_number(int(reply[1])):
            return True
        if number is not None and self.is_post_number(number):
            return True
        rest = _REST.search(parts.path)
        if rest is None:
            return False
        ask = self.is_comment_number if rest[1] == "comments" else self.is_post_number
        return ask(int(rest[2]))

    def _erased(self, id_: str) -> bool:
        return self._key.item(id_) in self.stones.items

    def _is_text(self, text: str) -> bool:
        return bool(self.stones.windows) and share(text, self.stones) >= MOST


def comment_address(post_url: str, number: int) -> str:
    """What stands for a comment's address on any blog that links to it."""
    return f"{address_key(post_url)}#comment-{number}"
