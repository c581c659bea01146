"""When words first appeared in an item, and when they were gone.

Searches the earlier states in ``revisions`` beside what is shown now, as far as they
are public: posts with all their states; of comments the present words only, unless
their source keeps removed words.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from scraper.search.select import GROUPS, Selection, bare_words, source_names

MOST = 1000
"""Items that hold the words now, and states that once did: the newest so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """An item that holds the words of a query, or once held them."""

    item: str
    kind: str
    source: str
    author: str | None
    date: str | None
    """Local day of publication."""
    post: str
    title: str
    """Of the post, as it is now."""
    url: str | None
    first: str
    """From when on it is known to hold them (ISO 8601 UTC)."""
    since_publication: bool
    """The earliest state we saw holds them, and ``first`` is its publication."""
    last: str | None
    """When it was last seen to hold them (ISO 8601 UTC); ``None``: it still does."""
    gone: str | None
    """When it was first seen without them or withdrawn; ``None``: it still has them."""
    states: tuple[int, ...]
    """Ids of the revisions that hold them, oldest first."""


@dataclass(frozen=True, slots=True)
class _State:
    id: int
    since: str
    until: str
    holds: bool


def appearances(db: sqlite3.Connection, selection: Selection) -> tuple[Appearance, ...]:
    """Items that hold or once held what a query asks for, the first to do so first.

    Filters by topic are not heeded: topics are those of the present words.
    """
    if selection.match.wanted is None:
        return ()
    sql = """
        select rowid from states_fts where states_fts match ?
        order by rowid desc limit ?"""
    held = {row[0] for row in db.execute(sql, (selection.match.wanted, MOST))}
    once = _items_of(db, held)
    now = _shown(db, selection, once)
    items = json.dumps(sorted(now | once))
    states = _states(db, items, held)
    found = []
    for row in _dicts(db.execute(_ITEMS, (items,))):
        if row["item"] in now or _passes(db, selection, row):
            found.append(_appearance(row, states.get(str(row["item"]), []), now))
    return tuple(sorted(found, key=lambda one: (one.first, one.item)))


def _items_of(db: sqlite3.Connection, revisions: set[int]) -> set[str]:
    sql = "select item from revisions where id in (select value from json_each(?))"
    return {row[0] for row in db.execute(sql, (json.dumps(sorted(revisions)),))}


def _states(
    db: sqlite3.Connection, items: str, held: set[int]
) -> dict[str, list[_State]]:
    """Item -> its earlier states that have words, oldest first."""
    found = defaultdict(list)
    for id_, item, since, until in db.execute(_STATES, (items,)):
        found[item].append(_State(id_, since, until, id_ in held))
    return found


_STATES = """
    select id, item, seen_from, seen_until from revisions
    where text is not null and item in (select value from json_each(?))
    order by item, seen_from, id"""


def _shown(
    db: sqlite3.Connection, selection: Selection, items: Iterable[str]
) -> set[str]:
    """Items found as they are now: the newest, and those of ``items``."""
    newest = f"""
        select item from docs where id in (select {selection.id} {selection.tail}
        order by {selection.id} desc limit {MOST})"""  # noqa: S608
    these = f"""
        select item from docs where id in (select {selection.id} {selection.tail}
        and {selection.id} in (select id from docs where item in
          (select value from json_each(:items))))"""  # noqa: S608
    values = {**selection.values, "items": json.dumps(sorted(items))}
    found = {row[0] for row in db.execute(newest, selection.values)}
    return found | {row[0] for row in db.execute(these, values)}


_ITEMS = """
    select i.id as item, i.kind, i.source, i.author, i.date, i.post, p.title, i.url,
           i.published, i.since, i.withdrawn_at
    from (select id, 'post' as kind, source, author, date, id as post, url, published,
                 since, withdrawn_at from posts
          union all
          select id, kind, source, author, date, post, url, published,
                 since, withdrawn_at from comments) i
    join posts p on p.id = i.post
    where i.id in (select value from json_each(?))"""


def _dicts(cursor: sqlite3.Cursor) -> Iterable[dict[str, str | None]]:
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _passes(
    db: sqlite3.Connection, selection: Selection, row: dict[str, str | None]
) -> bool:
    """Whether an item that no longer has the words passes the filters."""
    filters = selection.query.filters
    sources = {name for part in filters.sources for name in source_names(db, part)}
    kinds = {kind for group in filters.kinds for kind in GROUPS[group]}
    author, day = bare_words(row["author"] or ""), row["date"] or ""
    return (
        (not filters.sources or row["source"] in sources)
        and (not filters.kinds or row["kind"] in kinds)
        and (
            not filters.authors
            or any(bare_words(name) <= author for name in filters.authors)
        )
        and (filters.since or "") <= day
        and (filters.until is None or "" < day <= filters.until)
    )


def _appearance(
    row: dict[str, str | None], states: list[_State], now: set[str]
) -> Appearance:
    item, since = str(row["item"]), str(row["since"])
    held = [state for state in states if state.holds]
    oldest = held[0].since if held else since
    first_state = not states or states[0].holds
    last = gone = None
    if row["withdrawn_at"] and item in now:
        last = gone = row["withdrawn_at"]
    elif item not in now:
        last = held[-1].until
        later = [state.since for state in states if state.since > held[-1].since]
        gone = min((*later, since))
    return Appearance(
        item=item,
        kind=str(row["kind"]),
        source=str(row["source"]),
        author=row["author"],
        date=row["date"],
        post=str(row["post"]),
        title=str(row["title"]),
        url=row["url"],
        first=(row["published"] or oldest) if first_state else oldest,
        since_publication=first_state and row["published"] is not None,
        last=last,
        gone=gone,
        states=tuple(state.id for state in held),
    )
