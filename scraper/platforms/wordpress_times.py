"""When a post was published and last changed, from the best that its page shows.

First ``datetime`` of the theme's own ``time`` elements, then what the head says for
machines, then Swedish words; what says the hour goes before what says the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scraper.errors import ParseError
from scraper.html import Node, line_of, many
from scraper.model import TimePrecision
from scraper.platforms.wordpress_facts import Facts
from scraper.platforms.wordpress_front import Front
from scraper.platforms.wordpress_page import Page, is_foreign, within
from scraper.swedish.dates import find_datetime, parse_datetime

_STAMPS = "time, abbr.published, [itemprop=datePublished], [itemprop=dateModified]"
_WORDS = (
    ".entry-date, .post-date, .posted-on, .wp-block-post-date, .published, .date, "
    ".post-time"
)
_MODIFIED = frozenset({"updated", "modified", "dateModified"})


Moment = tuple[datetime, TimePrecision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Aware, UTC; ``None`` where the page does not say."""

    published: datetime | None
    precision: TimePrecision | None
    """Of ``published``."""
    updated: datetime | None


def read_times(page: Page, content: Node, front: Front, facts: Facts) -> Times:
    """The times of a post; a date that cannot be read is a problem of the page."""
    stamps = list(_stamps(page, content))
    published = [stamp for stamp, modified in stamps if not modified]
    updated = [stamp for stamp, modified in stamps if modified]
    when = _best(page, [*published, facts.published]) or _in_words(page, content, front)
    if when is None:
        page.problems.append("the page does not tell when the post was published")
    changed = _best(page, [*updated, facts.updated])
    return Times(
        published=when[0] if when else None,
        precision=when[1] if when else None,
        updated=changed[0] if changed else None,
    )


def _stamps(page: Page, content: Node) -> Iterator[tuple[str, bool]]:
    """What ``datetime`` attributes say, and whether it is the time of a change."""
    for node in many(page.root, _STAMPS):
        attributes = node.attributes
        stamp = attributes.get("datetime") or attributes.get("content")
        stamp = stamp or (attributes.get("title") if node.tag == "abbr" else None)
        if stamp and not is_foreign(node, page.root) and not within(node, content):
            yield stamp, _is_modified(node)


def _is_modified(node: Node) -> bool:
    attributes = node.attributes
    names = {*(attributes.get("class") or "").split(), attributes.get("itemprop")}
    parent = node.parent
    above = (parent.attributes.get("class") or "") if parent else ""
    if "wp-block-post-date__modified-date" in above:
        return True
    return not _MODIFIED.isdisjoint(names) and "published" not in names


def _best(page: Page, stamps: list[str | None]) -> Moment | None:
    """The first that says the hour, else the first."""
    days: list[Moment] = []
    for stamp in stamps:
        if not stamp:
            continue
        try:
            moment = parse_datetime(stamp, timezone=page.source.timezone)
        except ParseError as exc:
            page.problems.append(f"time of the post: {exc}")
            continue
        if moment[1] != "day":
            return moment
        days.append(moment)
    return days[0] if days else None


def _in_words(page: Page, content: Node, front: Front) -> Moment | None:
    lines = [front.date] if front.date else []
    lines += [
        line_of(node)
        for node in many(page.root, _WORDS)
        if not is_foreign(node, page.root) and not within(node, content)
    ]
    for line in lines:
        try:
            found = find_datetime(line, timezone=page.source.timezone)
        except ParseError as exc:
            page.problems.append(f"time of the post: {exc}")
            continue
        if found:
            return found
    return None
