"""The newest posts as REST lists them: a sign of what changed, pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from scraper.discover.scope import belongs
from scraper.html import canonical_url
from scraper.model import Capture, PostRef, Source
from scraper.platforms.wordpress_rest_json import number, read_answer, string
from scraper.swedish.dates import parse_datetime


def read_news(capture: Capture, source: Source) -> tuple[PostRef, ...]:
    """The open posts that changed last, newest change first.

    Raises:
        FetchError, Refused: another status than 200.
        ParseError: no list of posts.
    """
    return tuple(
        PostRef(
            url=canonical_url(string(row, "link")),
            native_id=number(row, "id"),
            published=_maybe(row.get("date_gmt")),
            modified=_utc(string(row, "modified_gmt")),
        )
        for row in read_answer(capture).rows
        if string(row, "status") == "publish"
        and belongs(string(row, "link"), source)
        and not _is_protected(row)
    )


def _maybe(printed: object) -> datetime | None:
    if not isinstance(printed, str) or printed.startswith("0000"):
        return None  # imported without a time
    return _utc(printed)


def _is_protected(row: Mapping[str, object]) -> bool:
    content = row.get("content")
    return isinstance(content, Mapping) and bool(content.get("protected"))


def _utc(printed: str) -> datetime:
    return parse_datetime(printed, timezone="UTC")[0]
