"""WordPress by REST: captured lists of posts, comments and names become threads.

    base = RestBase(index.rest)
    read_posts(capture of base.posts(page=1), source)      -> RestList[RestPost]
    read_comments(capture of base.comments(page=1), source) -> RestList[RestComment]
    read_names(capture of base.categories(), "category")    -> RestList[RestName]
    threads_of(posts, comments, names, source)              -> Thread of each post

The markup in ``rendered`` has passed the same filters as the page, and is read by the
same functions, so that rows of both routes are equal.  ``parent`` is the true one;
pings are not listed; replies whose parent is hidden are.  Password-protected posts are
in the list, emptied: they and whatever is not published stay out.

Source: ``rest-api/endpoints/class-wp-rest-posts-controller.php`` and
``class-wp-rest-comments-controller.php``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from scraper.discover.scope import belongs
from scraper.errors import ParseError
from scraper.html import absolute, canonical_url, content_of, fragment, line_of
from scraper.html.urls import inside_blog
from scraper.model import Capture, Comment, Kind, Post, Source
from scraper.platforms.wordpress_rest_json import (
    Answer,
    error_code,
    is_gone,
    number,
    numbers,
    read_answer,
    read_json,
    rendered,
    string,
)
from scraper.platforms.wordpress_rest_rows import (
    NameKind,
    RestComment,
    RestList,
    RestName,
    RestPost,
    RestRoot,
)
from scraper.platforms.wordpress_rest_urls import PER_PAGE, RestBase
from scraper.swedish.dates import parse_datetime
from scraper.thread import author_name, comment_id, post_id, straight

__all__ = [
    "PER_PAGE",
    "NameKind",
    "RestBase",
    "RestComment",
    "RestList",
    "RestName",
    "RestPost",
    "RestRoot",
    "error_code",
    "is_gone",
    "read_comments",
    "read_names",
    "read_posts",
    "read_root",
]

Row = Mapping[str, object]
T = TypeVar("T")

_KINDS: dict[str, Kind] = {
    "comment": "comment",
    "": "comment",  # before WordPress 5.5
    "pingback": "pingback",
    "trackback": "trackback",
}


def read_root(capture: Capture) -> RestRoot:
    """What the root of the interface tells.

    Raises:
        FetchError, Refused: another status than 200.
        ParseError: no root of a REST interface.
    """
    found = read_json(capture, "the root of a REST interface")
    if not isinstance(found, dict) or not isinstance(found.get("namespaces"), list):
        raise ParseError("expected the root of a REST interface, got other JSON")
    offset = found.get("gmt_offset")
    if isinstance(offset, str) and re.fullmatch(r"-?\d{1,2}(\.\d+)?", offset):
        offset = float(offset)
    name, zone = found.get("name"), found.get("timezone_string")
    return RestRoot(
        name=line_of(fragment(name)) if isinstance(name, str) else "",
        timezone=zone if isinstance(zone, str) and zone else None,
        gmt_offset=float(offset) if isinstance(offset, int | float) else 0.0,
        has_content="wp/v2" in found["namespaces"],
    )


def read_posts(capture: Capture, source: Source) -> RestList[RestPost]:
    """The published, open posts of one page of the list.

    Raises:
        FetchError, Refused: another status than 200, but for the end of the list.
        ParseError: no list, or a post without a field that every post has.
    """

    def read(row: Row) -> RestPost | str:
        link = string(row, "link")
        kind = string(row, "type")
        content = row.get("content")
        if string(row, "status") != "publish":
            return "not published"
        if isinstance(content, dict) and content.get("protected"):
            return "behind a password"
        if kind in {"page", "attachment"} or (
            source.post_type == "posts" and kind != "post"
        ):
            return "no post"
        return _post(row, source) if belongs(link, source) else "outside the source"

    return _list(read_answer(capture), read)


def read_comments(capture: Capture, source: Source) -> RestList[RestComment]:
    """The approved comments of one page of the list, those on pages included.

    Raises:
        FetchError, Refused: another status than 200, but for the end of the list.
        ParseError: no list, or a comment without a field that every comment has.
    """

    def read(row: Row) -> RestComment | str:
        if string(row, "status") != "approved":
            return "not approved"
        kind = _KINDS.get(string(row, "type"))
        return "no comment" if kind is None else _comment(row, kind, source)

    return _list(read_answer(capture), read)


def read_names(capture: Capture, kind: NameKind) -> RestList[RestName]:
    """The names of one page of categories, tags or users.

    Raises:
        FetchError, Refused: another status than 200, but for the end of the list.
        ParseError: no list, or a name without its number.
    """

    def read(row: Row) -> RestName | str:
        name = line_of(fragment(string(row, "name")))
        name = name if kind == "author" else straight(name)
        return RestName(kind=kind, native_id=number(row, "id"), name=name)

    return _list(read_answer(capture), read)


def _list(answer: Answer, read: Callable[[Row], T | str]) -> RestList[T]:
    items: list[T] = []
    skipped: Counter[str] = Counter()
    for row in answer.rows:
        found = read(row)
        if isinstance(found, str):
            skipped[found] += 1
        else:
            items.append(found)
    return RestList(
        items=tuple(items),
        skipped=dict(skipped),
        total=answer.total,
        pages=answer.pages,
        rows=len(answer.rows) + answer.holes,
        ended=answer.ended,
    )


def _post(row: Row, source: Source) -> RestPost:
    native_id = number(row, "id")
    url = canonical_url(string(row, "link"))
    title = line_of(fragment(rendered(row, "title")))
    content = content_of(rendered(row, "content"), base=url, source=source)
    published = _time(row, "date_gmt", source) or _time(row, "date", source)
    return RestPost(
        post=Post(
            id=post_id(source.name, native_id, url=url, title=title, text=content.text),
            source=source.name,
            url=url,
            title=title,
            text=content.text,
            html=content.html,
            native_id=native_id,
            published=published,
            published_precision="second" if published else None,
            updated=_time(row, "modified_gmt", source),
            links=content.links,
        ),
        author=number(row, "author") if "author" in row else 0,
        categories=numbers(row, "categories"),
        tags=numbers(row, "tags"),
    )


def _comment(row: Row, kind: Kind, source: Source) -> RestComment:
    native_id, parent = number(row, "id"), number(row, "parent")
    post, author = number(row, "post"), number(row, "author")
    content = content_of(rendered(row, "content"), base=source.home, source=source)
    published = _time(row, "date_gmt", source) or _time(row, "date", source)
    name = string(row, "author_name")
    if name == "0":
        name = ""  # PHP takes it for empty, and so does a page
    return RestComment(
        comment=Comment(
            id=comment_id(source.name, native_id),
            post=f"{source.name}-{post}",
            text=content.text,
            html=content.html,
            native_id=native_id,
            parent=comment_id(source.name, parent) if parent else None,
            parent_precision="true",
            kind=kind,
            author=author_name(line_of(fragment(name)), registered=author > 0),
            author_url=author_url(string(row, "author_url"), source),
            published=published,
            published_precision="second" if published else None,
            links=content.links,
        ),
        post=post,
        author=author,
    )


def author_url(written: str, source: Source) -> str | None:
    """The address a commenter gave; never an author's page, which tells a login."""
    written = written.strip().replace(" ", "%20")  # as esc_url does on a page
    url = absolute(source.home, written) if written else None
    is_own = (
        url and inside_blog(url, source) and re.search(r"/author/|[?&]author=", url)
    )
    return None if is_own else url


def _time(row: Row, name: str, source: Source) -> datetime | None:
    """A time, in UTC if its name says so, else in the zone of the blog.

    Raises:
        ParseError: it is no time.
    """
    value = row.get(name)
    if not isinstance(value, str) or value.startswith("0000-00-00"):
        return None  # a post imported without a time
    zone = "UTC" if name.endswith("_gmt") else source.timezone
    return parse_datetime(value, timezone=zone)[0].astimezone(UTC)
