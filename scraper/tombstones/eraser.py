"""A capture without what was erased: what is stored in its place, for ever."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from scraper import marks
from scraper.discover.mementos import page_of
from scraper.errors import NotAPost
from scraper.html import decode, encode
from scraper.model import Capture, Source
from scraper.platforms.imported import decode_text
from scraper.platforms.saved_text import cut_text
from scraper.tombstones.file import Tombstones
from scraper.tombstones.lists import cut_index, cut_json, cut_xml
from scraper.tombstones.normal import normal
from scraper.tombstones.page import cut_page
from scraper.tombstones.passages import holds
from scraper.tombstones.sought import Sought

_URL = re.compile(r"https?://[^\s<>\"'\\]+[^\s<>\"'\\.,:;!?)\]]")
_ID = re.compile(r"\b[a-z0-9][a-z0-9-]*-(?:c?\d+|c?x[0-9a-f]{12})\b")
_XML = re.compile(r"\s*(?:<\?xml|<rss\b|<feed\b|<urlset\b|<sitemapindex\b)")


class Eraser:
    """Cuts what the tombstones stand for out of captures and of the log's texts."""

    def __init__(self, stones: Tombstones, sources: Mapping[str, Source]) -> None:
        self.stones = stones
        self._sought = {name: Sought(stones, s) for name, s in sources.items()}

    def cut(self, capture: Capture) -> Capture:
        """The capture to keep; the same object if nothing of it was erased."""
        sought = self._sought.get(capture.source)
        if sought is None or capture.body == marks.BODY:
            return capture
        body = self._body(_as_of_the_blog(capture, sought.source), sought)
        if body is None:
            return replace(
                capture,
                url=marks.ADDRESS,
                final_url=marks.ADDRESS,
                headers={},
                body=marks.BODY,
            )
        url = self.address(capture.url, capture.source)
        final = self.address(capture.final_url, capture.source)
        if (body, url, final) == (capture.body, capture.url, capture.final_url):
            return capture
        headers = {n: self.text(v) for n, v in capture.headers.items()}
        return replace(capture, body=body, url=url, final_url=final, headers=headers)

    def address(self, url: str, source: str) -> str:
        """An address of the log, unless it leads to something erased."""
        sought = self._sought.get(source)
        gone = (
            sought is not None
            and "/" in url
            and sought.is_url(page_of(url, sought.source))
        )
        return marks.ADDRESS if gone or self._tells(url) else url

    def text(self, text: str) -> str:
        """A message of the log without what tells of something erased."""
        for found in _URL.findall(text):
            if any(sought.is_url(found) for sought in self._sought.values()):
                text = text.replace(found, marks.ADDRESS)
        return marks.WORDS if self._tells(text) else text

    def is_item(self, id_: str) -> bool:
        """Whether a post or comment with this id was erased."""
        return self.stones.key.item(id_) in self.stones.items

    def posts_of(self, source: str) -> int:
        """How many posts of a blog were erased."""
        return self.stones.posts[source]

    def _tells(self, text: str) -> bool:
        """Whether a message holds an id, a passage or a lone word of the erased."""
        return (
            any(map(self.is_item, _ID.findall(text)))
            or (bool(self.stones.words) and self._has_word(text))
            or holds(text, self.stones)
        )

    def _has_word(self, text: str) -> bool:
        words = set(normal(text.replace("_", " ")))
        return any(self.stones.key.word(word) in self.stones.words for word in words)

    def _body(self, capture: Capture, sought: Sought) -> bytes | None:
        """The body to keep; ``None`` if nothing of it is."""
        kind = capture.headers.get("content-type", "").partition(";")[0].strip().lower()
        if capture.purpose == "robots" or b"\x00" in capture.body[:4096]:
            return capture.body
        if capture.purpose != "import":
            if sought.is_url(capture.final_url) or sought.is_url(capture.url):
                return None
            if capture.purpose == "cdx":
                return self._encoded(capture, _without_pages(decode(capture), sought))
            if kind.endswith("json"):
                return self._encoded(
                    capture, cut_json(decode(capture), capture.url, sought)
                )
        elif not capture.body.lstrip().startswith(b"<"):
            return self._saved_text(capture, sought)
        text = decode(capture)
        if _XML.match(text):
            return self._encoded(capture, cut_xml(text, sought))
        return self._encoded(capture, cut_page(capture, sought.source, sought))

    @staticmethod
    def _encoded(capture: Capture, text: str | None) -> bytes | None:
        if text is None:
            return None
        return capture.body if text == decode(capture) else encode(text, capture)

    @staticmethod
    def _saved_text(capture: Capture, sought: Sought) -> bytes | None:
        """A file that a person gave us, saved as text."""
        try:
            text, _ = decode_text(capture.body)
        except NotAPost:
            return capture.body
        url = capture.final_url
        told = url if urlsplit(url).scheme in {"http", "https"} else None
        try:
            kept = cut_text(
                text,
                sought.source,
                url=told,
                is_post=sought.is_post,
                is_comment=sought.is_comment,
            )
        except NotAPost:
            kept = text
        if kept is None:
            return None
        kept = sought.cut_words(kept)
        return capture.body if kept == text else kept.encode("utf-8")


def _as_of_the_blog(capture: Capture, source: Source) -> Capture:
    """A page from a web archive under the address that it had on the blog."""
    if source.archive is None:
        return capture
    url, final = (page_of(u, source) for u in (capture.url, capture.final_url))
    return replace(capture, url=url, final_url=final)


def _without_pages(index: str, sought: Sought) -> str:
    """The index of a web archive without erased posts; as it is, where it is none."""
    try:
        return cut_index(index, sought)
    except (ValueError, AttributeError, TypeError):
        return sought.cut_words(index)
