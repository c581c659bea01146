"""Erased items cut out of JSON, feeds, sitemaps and exports; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from scraper import marks
from scraper.tombstones.page import without
from scraper.tombstones.sought import Sought

_BLOCK = re.compile(
    r"<(?P<tag>wp:comment|item|entry|url|sitemap)(?:\s[^>]*)?>.*?</(?P=tag)\s*>",
    re.DOTALL,
)
_WP_COMMENT = re.compile(r"<wp:comment>.*?</wp:comment>", re.DOTALL)
_ADDRESS = re.compile(
    r"<(?:link|guid|loc|id|comments)\b[^>]*>\s*(?:<!\[CDATA\[)?\s*(https?:[^<\]\s]+)"
    r"|<link\b[^>]*\bhref=[\"']([^\"']+)[\"']"
)
_COMMENT_ID = re.compile(r"<wp:comment_id>\s*(?:<!\[CDATA\[)?(\d+)")
_PARENT = re.compile(r"(<wp:comment_parent>\s*(?:<!\[CDATA\[)?)(\d+)")
_POST_ID = re.compile(r"<wp:post_id>\s*(?:<!\[CDATA\[)?(\d+)")
_WRITERS = re.compile(
    r"<(?:dc:creator|wp:comment_author|name)\b[^>]*>\s*(?:<!\[CDATA\[)?([^<\]]+)"
)


def cut_json(text: str, url: str, sought: Sought) -> str | None:
    """A REST answer without what was erased.

    Returns:
        ``None`` if it is that of one erased post or comment; the same object if
        nothing was cut.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return sought.cut_words(text)
    of_comments = "wp/v2/comments" in url.replace("%2F", "/")
    if isinstance(found, dict) and _is_row(found, sought, of_comments=of_comments):
        return None
    kept: object = found
    if isinstance(found, list):
        kept = [
            {marks.KEY: True}
            if isinstance(row, dict) and _is_row(row, sought, of_comments=of_comments)
            else row
            for row in found
        ]
        kept = [_lifted(row, sought) for row in kept] if of_comments else kept
    kept = _words(without(kept, sought), sought)
    return text if kept == found else json.dumps(kept, ensure_ascii=True)


def cut_index(text: str, sought: Sought) -> str:
    """The index of a web archive (CDX, JSON) without the pages of erased posts."""
    if text.lstrip().startswith("["):
        rows = json.loads(text)
        kept = [row for row in rows if not _leads_to(row, sought)]
        return text if kept == rows else json.dumps(kept)
    lines = text.splitlines(keepends=True)
    return "".join(
        line
        for line in lines
        if not line.strip() or not _leads_to(json.loads(line).values(), sought)
    )


def _leads_to(row: Iterable[object], sought: Sought) -> bool:
    return any(
        isinstance(value, str) and value.startswith("http") and sought.is_url(value)
        for value in row
    )


def _is_row(row: Mapping[str, object], sought: Sought, *, of_comments: bool) -> bool:
    number, post = row.get("id"), row.get("post")
    if isinstance(post, int) and sought.is_post_number(post):
        return True
    name = row.get("author_name")
    if of_comments and isinstance(name, str) and sought.is_author(name):
        if isinstance(number, int):
            sought.named(number)
        return True
    if not isinstance(number, int):
        return False
    ask = sought.is_comment_number if of_comments else sought.is_post_number
    return ask(number)


def _lifted(row: object, sought: Sought) -> object:
    """A reply to an erased comment stands alone, as it does in a page that was cut."""
    parent = row.get("parent") if isinstance(row, dict) else None
    if isinstance(row, dict) and isinstance(parent, int):
        return {**row, "parent": 0} if sought.is_comment_number(parent) else row
    return row


def _words(value: object, sought: Sought) -> object:
    if isinstance(value, dict):
        return {key: _words(v, sought) for key, v in value.items()}
    if isinstance(value, list):
        return [_words(v, sought) for v in value]
    return sought.cut_words(value) if isinstance(value, str) else value


def cut_xml(text: str, sought: Sought) -> str:
    """A feed, sitemap or export without what was erased."""

    def keep(block: re.Match[str]) -> str:
        whole = block[0]
        if _is_block(whole, sought):
            return ""
        return _WP_COMMENT.sub(_keep_comment, whole)

    def _keep_comment(block: re.Match[str]) -> str:
        return "" if _is_block(block[0], sought) else _PARENT.sub(_lift, block[0])

    def _lift(parent: re.Match[str]) -> str:
        gone = sought.is_comment_number(int(parent[2]))
        return f"{parent[1]}0" if gone else parent[0]

    return sought.cut_words(_BLOCK.sub(keep, text))


def _is_block(block: str, sought: Sought) -> bool:
    """Whether an element of a list is that of something erased."""
    comment = _COMMENT_ID.search(block) if block.startswith("<wp:comment") else None
    if comment and sought.is_comment_number(int(comment[1])):
        return True
    head = _WP_COMMENT.sub("", block) if block.startswith("<item") else block
    post = _POST_ID.search(head)
    if post and sought.is_post_number(int(post[1])):
        return True
    for address in _ADDRESS.findall(head):
        if sought.is_link(next(filter(None, address))):
            return True
    of_comment = comment is not None or "#comment-" in head
    return of_comment and any(map(sought.is_author, _WRITERS.findall(head)))
