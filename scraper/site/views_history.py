"""What changed: all events by day, and the wordings of one item compared."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from scraper.site.ask import Answer, Ask
from scraper.site.diff import compare
from scraper.site.glimpse import glimpses
from scraper.site.history import Event, What, events
from scraper.site.page import page
from scraper.site.wordings import Item, Wording, load_item
from scraper.site.words import local

PER_PAGE = 40
KINDS: dict[str, What] = {
    "redigerat": "edited",
    "avpublicerat": "withdrawn",
    "tillbaka": "back",
}


def history(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/historik``

    Query: ``visa`` (redigerat, avpublicerat, tillbaka), ``bara=inlagg``, ``fore`` a
    moment (ISO 8601 UTC) to read on from.
    """
    what = KINDS.get(ask.get("visa"))
    found = events(
        conn,
        most=PER_PAGE + 1,
        what=what,
        posts_only=ask.get("bara") == "inlagg",
        until=ask.get("fore") or None,
    )
    shown = found[:PER_PAGE]
    days: dict[str, list[Event]] = defaultdict(list)
    for event in shown:
        days[local(event.seen, event.zone).date().isoformat()].append(event)
    more = shown[-1].seen if len(found) > PER_PAGE else None
    return page(
        "history.html",
        ask,
        what=what,
        kinds=KINDS,
        days=days,
        more=more,
        glimpses=glimpses(conn, shown),
    )


def of_item(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/historik/ID``: every wording, and two of them compared.

    Query: ``fran`` and ``till``, numbers of wordings.
    """
    item = load_item(conn, ask.parts["id"])
    first, second = _chosen(ask, item)
    diff = None
    if first is not None and second is not None:
        diff = compare(
            first.text or "",
            second.text or "",
            title_before=first.title,
            title_after=second.title,
        )
    return page(
        "item_history.html",
        ask,
        item=item,
        first=first,
        second=second,
        diff=diff,
        happened=events(conn, most=PER_PAGE, item=item.id),
    )


def _chosen(ask: Ask, item: Item) -> tuple[Wording | None, Wording | None]:
    """The two wordings to compare: those asked for, or the last two."""
    by_number = {str(w.number): w for w in item.readable}
    if len(by_number) < 2:
        return None, None
    *_, before, last = item.readable
    return (
        by_number.get(ask.get("fran"), before),
        by_number.get(ask.get("till"), last),
    )
