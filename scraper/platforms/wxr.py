"""WordPress' export (WXR): one file with every post and comment of a blog.

What is published and approved becomes threads; drafts, pages, attachments, posts behind
a password, comments in moderation and spam stay out.  Parents are the true ones.
E-mail addresses and IP numbers stand in the file and are not read.

Source: wp-admin/includes/export.php
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from scraper.discover.scope import belongs
from scraper.errors import NotAPost, ParseError
from scraper.html import canonical_url, content_of, fragment, line_of
from scraper.model import Capture, Comment, Kind, Post, Source, Tag, Thread
from scraper.platforms.wordpress_rest import author_url
from scraper.platforms.wxr_text import as_markup
from scraper.swedish.dates import parse_datetime
from scraper.thread import (
    arrange,
    author_name,
    comment_id,
    post_id,
    resolve_answers,
    straight,
)

LAYOUT = "wordpress-export/1"

_SIGN = re.compile(rb"<rss\b[^>]*wordpress\.org/export/")
_NAMESPACE = re.compile(r"\{[^}]*/export/[\d.]+/\}")
_ADDRESS = re.compile(rb"<(?:link|wp:\w+_url)>[^<]*")
_BARE = re.compile(rb"&(?!(?:\w+|#\d+|#x[0-9a-fA-F]+);)")
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_KINDS: dict[str, Kind] = {
    "": "comment",
    "comment": "comment",
    "pingback": "pingback",
    "trackback": "trackback",
}

Element = ElementTree.Element


def is_wxr(body: bytes) -> bool:
    """Whether a file is an export, by its first words."""
    return _SIGN.search(body[:8192]) is not None


def parse_export(capture: Capture, source: Source) -> tuple[Thread, ...]:
    """Every published post of an export with its approved comments, in its order.

    Args:
        capture: Of purpose ``import``.

    Raises:
        NotAPost: no post of the source is in it; says what is.
        ParseError: no XML, cut off, or a post without what every export tells.
    """
    channel, problems = _channel(capture.body)
    names = dict(_authors(channel))
    left_out: Counter[str] = Counter()
    threads = []
    for item in channel.iter("item"):
        why = _left_out(item, source)
        if why:
            left_out[why] += 1
        else:
            threads.append(_thread(item, names, source))
    if not threads:
        found = ", ".join(f"{n} {why}" for why, n in left_out.items()) or "no items"
        raise NotAPost(f"expected posts of {source.home} in the export, got {found}")
    first = replace(threads[0], problems=(*problems, *threads[0].problems))
    return (first, *threads[1:])


def _channel(body: bytes) -> tuple[Element, tuple[str, ...]]:
    """The export's channel, its own names without their version.

    WordPress writes characters that XML forbids, and addresses, as they stand in the
    database.
    """
    clean, count = _FORBIDDEN.subn(b" ", body)
    clean = _ADDRESS.sub(lambda found: _BARE.sub(b"&amp;", found[0]), clean)
    if b"<!DOCTYPE" in clean[:8192] or b"<!ENTITY" in clean:
        raise ParseError("expected an export without DOCTYPE, as WordPress writes it")
    try:
        root = ElementTree.fromstring(clean.lstrip())
    except ElementTree.ParseError as exc:
        raise ParseError(f"expected a whole WordPress export (WXR): {exc}") from exc
    for element in root.iter():
        element.tag = _NAMESPACE.sub("wp:", element.tag)
    channel = root.find("channel")
    if channel is None or channel.find("wp:wxr_version") is None:
        raise ParseError("expected wp:wxr_version in the export, it is missing")
    problem = f"{count} characters that XML forbids were read as spaces"
    return channel, (problem,) if count else ()


def _authors(channel: Element) -> Iterator[tuple[str, tuple[str, str]]]:
    """Login -> (number, name as shown)."""
    for author in channel.iter("wp:author"):
        login = _text(author, "wp:author_login")
        shown = _text(author, "wp:author_display_name")
        yield login, (_text(author, "wp:author_id"), shown)


def _left_out(item: Element, source: Source) -> str | None:
    """Why an item is no post that everybody can read; ``None``: it is one."""
    kind = _text(item, "wp:post_type")
    wanted = "post" if source.post_type == "posts" else source.post_type
    if kind != wanted:
        return f"of type {kind or '?'}"
    if _text(item, "wp:status") != "publish":
        return "not published"
    if _text(item, "wp:post_password"):
        return "behind a password"
    return None if belongs(_text(item, "link"), source) else "outside the source"


def _thread(item: Element, names: dict[str, tuple[str, str]], source: Source) -> Thread:
    post = _post(item, names, source)
    number, _ = names.get(_text(item, _CREATOR), ("", ""))
    comments = [
        replace(comment, is_post_author=user not in ("", "0") and user == number)
        for comment, user in _comments(item, post, source)
    ]
    return Thread(
        post=post,
        comments=resolve_answers(arrange(comments), timezone=source.timezone),
        layout=LAYOUT,
    )


def _post(item: Element, names: dict[str, tuple[str, str]], source: Source) -> Post:
    native_id = _number(item, "wp:post_id")
    url = canonical_url(_text(item, "link"))
    title = line_of(fragment(_text(item, "title")))
    written = as_markup(_text(item, _CONTENT))
    content = content_of(written, base=url, source=source)
    published = _time(item, "wp:post_date", source)
    _, author = names.get(_text(item, _CREATOR), ("", ""))
    return Post(
        id=post_id(source.name, native_id, url=url, title=title, text=content.text),
        source=source.name,
        url=url,
        title=title,
        text=content.text,
        html=content.html,
        native_id=native_id,
        author=line_of(fragment(author)) or None,
        published=published,
        published_precision="second" if published else None,
        updated=_time(item, "wp:post_modified", source),
        tags=tuple(_tags(item)),
        links=content.links,
    )


def _tags(item: Element) -> Iterator[Tag]:
    for category in item.iter("category"):
        name = straight(line_of(fragment(category.text or "")))
        if name and category.get("domain") == "category":
            yield Tag(kind="category", name=name)
        elif name and category.get("domain") == "post_tag":
            yield Tag(kind="tag", name=name)


def _comments(
    item: Element, post: Post, source: Source
) -> Iterator[tuple[Comment, str]]:
    """Approved comments and pings, each with the number of its user."""
    for row in item.iter("wp:comment"):
        kind = _KINDS.get(_text(row, "wp:comment_type"))
        if kind is None or _text(row, "wp:comment_approved") != "1":
            continue
        native_id, parent = (
            _number(row, f"wp:comment_{name}") for name in ("id", "parent")
        )
        user = _text(row, "wp:comment_user_id")
        written = as_markup(_text(row, "wp:comment_content"))
        content = content_of(written, base=source.home, source=source)
        published = _time(row, "wp:comment_date", source)
        name = line_of(fragment(_text(row, "wp:comment_author")))
        comment = Comment(
            id=comment_id(source.name, native_id),
            post=post.id,
            text=content.text,
            html=content.html,
            native_id=native_id,
            parent=comment_id(source.name, parent) if parent else None,
            parent_precision="true",
            kind=kind,
            author=author_name(
                "" if name == "0" else name, registered=user not in ("", "0")
            ),
            author_url=author_url(_text(row, "wp:comment_author_url"), source),
            published=published,
            published_precision="second" if published else None,
            links=content.links,
        )
        yield comment, user


def _text(element: Element, tag: str) -> str:
    """The words of a child; "" without one."""
    return (element.findtext(tag) or "").strip()


def _number(element: Element, tag: str) -> int:
    value = _text(element, tag)
    if not re.fullmatch(r"\d{1,18}", value):
        raise ParseError(f"expected a number in {tag}, got {value!r}")
    return int(value)


def _time(element: Element, tag: str, source: Source) -> datetime | None:
    """A time, from its UTC twin where that says something."""
    for name, zone in ((f"{tag}_gmt", "UTC"), (tag, source.timezone)):
        value: Any = _text(element, name)
        if value and not value.startswith("0000-00-00"):
            return parse_datetime(value, timezone=zone)[0].astimezone(UTC)
    return None
