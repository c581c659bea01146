"""The entries of a listing: what stands in one ``article`` of any theme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bs4 import BeautifulSoup, Tag

from scraper.discover.page import class_list
from scraper.discover.scope import plain_id
from scraper.errors import ParseError
from scraper.model import PostRef
from scraper.swedish.counts import comment_count
from scraper.swedish.dates import parse_datetime

_ENTRY_CLASSES = {"hentry", "post", "type-post", "wp-block-post"}
_OTHER_CLASSES = {"type-page", "type-attachment"}
_TITLES = (
    ".entry-title a[href], .post-title a[href], .wp-block-post-title a[href]",
    "a.entry-title[href], a.post-title[href]",
    "h1 a[href], h2 a[href], h3 a[href], h4 a[href]",
    "a[rel~=bookmark][href]",
)
_ASIDE = "aside, nav, footer, .widget, .sidebar, #sidebar, #secondary, #comments"
_TEXT = ".entry-content, .post-content, .wp-block-post-content, .entry-summary"
_HEADERS = ".entry-header, .post-header"
_FACTS = (
    ".entry-meta, .post-meta, .post-info, .meta, .byline, .posted-on, .entry-footer, "
    ".comments-link, .post-comments"
)
_COUNTS = (
    ".comments-link, .post-comments, .comment-count, .wp-block-post-comments-link, "
    "a[href$='#comments'], a[href$='#respond']"
)
_DATE = re.compile(
    r"^\s*(?:\d{1,2} [a-zåäö]{3,9},? \d{4}|\d{4}-\d\d-\d\d)", re.IGNORECASE
)
_PRINTED_TIME = re.compile(
    r"\b\d{1,2} [a-zåäö]{3,9}\.?,? \d{4},? kl\.? \d{1,2}[:.]\d\d\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One post as a listing shows it."""

    url: str
    """As linked, perhaps relative."""
    native_id: int | None
    title: str | None
    published: datetime | None
    modified: datetime | None
    comments_claimed: int | None

    def ref(self, url: str) -> PostRef:
        """The reference to it at its absolute address."""
        return PostRef(
            url=url,
            native_id=self.native_id or plain_id(url),
            title=self.title,
            published=self.published,
            modified=self.modified,
            comments_claimed=self.comments_claimed,
        )


def entries(page: BeautifulSoup, timezone: str, problems: list[str]) -> Iterator[Entry]:
    """The entries of a page in its order; those inside another belong to it.

    Args:
        timezone: IANA zone for times printed without an offset.
        problems: Gets a sentence for each thing that could not be read.
    """
    for root in page.find_all(_is_entry):
        if root.find_parent(_is_entry) or _within(root, _ASIDE):
            continue
        link = _title_link(root)
        if link is not None:
            address, _, fragment = str(link["href"]).partition("#")
            yield Entry(
                url=address,
                native_id=_native_id(root),
                title=None if fragment or _is_date(link) else _squash(link),
                published=_published(root, timezone, problems),
                modified=_time(root, "time.updated[datetime]", timezone, problems),
                comments_claimed=_count(root),
            )


def _is_entry(tag: Tag) -> bool:
    """Whether an element is a post; a page that holds a list of posts is none."""
    classes = set(class_list(tag))
    if tag.name in {"a", "body", "html"} or classes & _OTHER_CLASSES:
        return False
    numbered = _post_id(str(tag.get("id", ""))) is not None
    return tag.name == "article" or numbered or bool(classes & _ENTRY_CLASSES)


def _title_link(root: Tag) -> Tag | None:
    """The heading's link; of a post without title, what else leads to it."""
    for css in _TITLES:
        for link in root.select(css):
            if not _within(link, _TEXT, root) and "#" not in str(link["href"]):
                return link
    for link in root.select("a[href]"):
        to_comments = re.search(r"#(?:comments|respond)$", str(link["href"]))
        if (to_comments or _is_date(link)) and not _within(link, _TEXT, root):
            return link
    return None


def _is_date(link: Tag) -> bool:
    return link.find("time") is not None or bool(_DATE.search(link.get_text(" ")))


def _within(tag: Tag, css: str, root: Tag | None = None) -> bool:
    """Whether ``tag`` lies in an element matching ``css`` (inside ``root``)."""
    found = tag.find_parent(lambda parent: bool(parent.css.match(css)))
    return found is not None and (root is None or root in found.parents)


def _native_id(root: Tag) -> int | None:
    names = [str(root.get("id", "")), *class_list(root)]
    return next((n for n in map(_post_id, names) if n is not None), None)


def _post_id(name: str) -> int | None:
    found = re.fullmatch(r"post-([0-9]{1,18})", name)
    return int(found[1]) if found else None


def _published(root: Tag, timezone: str, problems: list[str]) -> datetime | None:
    times = "time.published[datetime], time.entry-date[datetime], time[datetime]"
    found = _time(root, times, timezone, problems)
    if found is not None:
        return found
    for line in _facts(root):
        if printed := _PRINTED_TIME.search(line):
            return _parse(printed[0], timezone, problems)
    return None


def _time(root: Tag, css: str, timezone: str, problems: list[str]) -> datetime | None:
    """A time of the entry that says hour and minute; a bare day is not a time."""
    for tag in root.select(css):
        printed = str(tag["datetime"])
        if not _within(tag, _TEXT, root) and "T" in printed:
            return _parse(printed, timezone, problems)
    return None


def _parse(printed: str, timezone: str, problems: list[str]) -> datetime | None:
    try:
        moment, precision = parse_datetime(printed, timezone=timezone)
    except ParseError as exc:
        problems.append(str(exc))
        return None
    return moment if precision in {"second", "minute"} else None


def _count(root: Tag) -> int | None:
    lines = [_squash(tag) for tag in root.select(_COUNTS) if not _within(tag, _TEXT)]
    for line in [*filter(None, lines), *_facts(root)]:
        count = comment_count(line)
        if count is not None:
            return count
    return None


def _facts(root: Tag) -> list[str]:
    """The lines of facts around title and text, the shortest first."""
    tags = [tag for tag in root.select(_FACTS) if not _within(tag, _TEXT, root)]
    for header in root.select(_HEADERS):  # but never a title: "Ett svar till Bo Ek"
        tags += [
            tag
            for tag in header.find_all(True, recursive=False)
            if not _is_heading(tag) and tag.find(_is_heading) is None
        ]
    return sorted({line for tag in tags if (line := _squash(tag))}, key=len)


def _is_heading(tag: Tag) -> bool:
    titles = {"entry-title", "post-title", "wp-block-post-title"}
    return bool(re.fullmatch("h[1-6]", tag.name) or titles & set(class_list(tag)))


def _squash(tag: Tag) -> str | None:
    return " ".join(tag.get_text(" ").split()) or None
