"""A diagnosis in words, one screen, or as plain values for JSON; pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from scraper.config import to_record
from scraper.doctor.cost import spoken
from scraper.doctor.findings import (
    Cost,
    Diagnosis,
    ListFacts,
    PageFacts,
    RestFacts,
    RobotsFacts,
)

_LEFT = 16
_WIDTH = 88
_RULES = 4
"""Lines of robots.txt that are shown."""

Line = tuple[str, str]
"""What it is about, and what is said of it."""


def as_text(diagnosis: Diagnosis, *, delay: float) -> str:
    """The whole diagnosis for a terminal; ends with a line break.

    Args:
        delay: Seconds between two requests, as sources.toml has it.
    """
    head = [diagnosis.source.home, *_of_whom(diagnosis)]
    body = [_row(what, said) for what, said in _lines(diagnosis, delay)]
    return "\n".join([*head, "", *body]) + "\n"


def as_record(diagnosis: Diagnosis, table: str | None) -> dict[str, Any]:
    """The diagnosis as JSON has it.

    Args:
        table: For sources.toml; ``None`` if there is nothing to add.
    """
    return {
        **asdict(diagnosis),
        "source": to_record(diagnosis.source),
        "table": table,
    }


def _of_whom(diagnosis: Diagnosis) -> list[str]:
    theme = f"theme {diagnosis.theme}" if diagnosis.theme else None
    known = [diagnosis.title, diagnosis.system, theme]
    said = " · ".join(each for each in known if each)
    return [said] if said else []


def _lines(diagnosis: Diagnosis, delay: float) -> Iterator[Line]:
    yield "verdict", diagnosis.why
    for cost in diagnosis.costs:
        yield "first scrape", _cost(cost)
    if diagnosis.signs:
        yield "WordPress", "; ".join(diagnosis.signs)
    yield from _robots(diagnosis.robots, delay)
    if diagnosis.asks:
        yield "it asks", "; ".join(diagnosis.asks)
    if diagnosis.rest is not None:
        yield "REST", _rest(diagnosis.rest)
    if diagnosis.lists is not None:
        yield from _lists(diagnosis.lists)
    if diagnosis.page is not None:
        yield from _page(diagnosis.page)
    elif diagnosis.page_shut is not None:
        yield "post page", f"not read: {diagnosis.page_shut}"
    if diagnosis.rest is not None:
        told = diagnosis.rest.timezone is not None
        zone = diagnosis.source.timezone + ("" if told else " (assumed)")
        odd = f"; but {diagnosis.zone_problem}" if diagnosis.zone_problem else ""
        yield "time zone", zone + odd
    for note in diagnosis.notes:
        yield "note", note
    yield "visit", f"{diagnosis.requests} requests; nothing was stored"


def _cost(cost: Cost) -> str:
    least = "at least " if cost.at_least else ""
    return (
        f"{cost.route}: {least}{cost.requests} requests, about {spoken(cost.seconds)}"
    )


def _robots(facts: RobotsFacts, delay: float) -> Iterator[Line]:
    if facts.state == "unreadable":
        yield "robots.txt", facts.said or "cannot be read"
        return
    allowed = "allows all that a scrape asks for"
    if facts.forbidden:
        allowed = f"forbids us {', '.join(facts.forbidden)}"
    elif facts.state == "absent":
        allowed = "there is none, so all is allowed"
    wait = f"Crawl-delay {facts.delay:g} s" if facts.delay else "no Crawl-delay"
    yield "robots.txt", f"{allowed}; {wait}; we wait {max(delay, facts.delay):g} s"
    if facts.rules:
        shown = " | ".join(facts.rules[:_RULES])
        more = len(facts.rules) - _RULES
        yield "", shown + (f" | and {more} more" if more > 0 else "")


def _rest(facts: RestFacts) -> str:
    if facts.shut is not None:
        return f"shut: {facts.shut}"
    return f"{_list('posts', facts.posts, facts.posts_shut)}, " + _list(
        "comments", facts.comments, facts.comments_shut
    )


def _list(what: str, count: int | None, shut: str | None) -> str:
    if shut is not None:
        return f"{what} shut ({shut})"
    return f"{what} open" if count is None else f"{count} {what}"


def _lists(facts: ListFacts) -> Iterator[Line]:
    mapped = facts.sitemap_shut or "none is known"
    yield "sitemap", mapped if facts.sitemap is None else f"{facts.sitemap} posts"
    if facts.feed is None:
        feed = facts.feed_shut or "none is linked"
    else:
        counts = "with" if facts.feed_counts else "without"
        feed = f"{facts.feed} newest posts, {counts} counts of comments"
    yield "feed", feed
    pages = f"at least {facts.pages} more pages, " if facts.pages else ""
    yield "front page", f"{facts.front} posts, {pages}{facts.months} months linked"


def _page(facts: PageFacts) -> Iterator[Line]:
    yield "post page", f"“{facts.title}”, {facts.words} words"
    known = "a known markup" if facts.known else "an unknown markup, read by guessing"
    claimed = "" if facts.claimed is None else f" of {facts.claimed} claimed"
    pings = f" and {facts.pings} pings" if facts.pings else ""
    if not facts.found and not facts.pings:
        yield "comments", "none on this page, so their markup was not tried"
    else:
        yield (
            "comments",
            f"{facts.layout}, {known}: found {facts.found}{claimed}{pings}",
        )
    yield "comment pages", facts.paging or "not seen: no long thread is known"
    if facts.compared:
        same = "the same as the page" if not facts.unlike else "; ".join(facts.unlike)
        yield "REST and page", same
    for problem in facts.problems[:5]:
        yield "problem", problem


def _row(what: str, said: str) -> str:
    """A line with its label, wrapped under itself."""
    label = f"  {what:<{_LEFT}}"
    return "\n".join(
        textwrap.wrap(
            said,
            _WIDTH,
            initial_indent=label,
            subsequent_indent=" " * len(label),
            break_long_words=False,
            break_on_hyphens=False,
        )
        or [label.rstrip()]
    )
