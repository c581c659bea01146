"""What the archive holds, by the small tables kept for that: never a big count."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal["good", "warn", "bad", "ended", "never"]

STALE = timedelta(hours=50)
"""Two nights without a good run are worth a remark."""
MANY_NAMES = 3000
"""Names are counted up to here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """One blog."""

    name: str
    owner: str | None
    party: str | None
    home_url: str
    zone: str
    posts: int
    comments: int
    state: State
    read: str | None
    """When the last good run ended (ISO 8601 UTC)."""
    drift: str | None
    """Why its last run was not believed."""

    @property
    def title(self) -> str:
        """What to call it."""
        return self.owner or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The whole archive."""

    sources: tuple[SourceFacts, ...]
    months: dict[str, tuple[float, ...]]
    """Month -> posts and comments."""
    fetched: str | None
    """When the last run ended, or began if it is still going."""
    edition: str

    @property
    def posts(self) -> int:
        """All posts."""
        return sum(source.posts for source in self.sources)

    @property
    def comments(self) -> int:
        """All readers' comments."""
        return sum(source.comments for source in self.sources)

    @property
    def first(self) -> str | None:
        """First month with a text."""
        return min(self.months, default=None)

    @property
    def last(self) -> str | None:
        """Last month with a text."""
        return max(self.months, default=None)

    def with_state(self, *states: State) -> int:
        """How many sources are in one of these states."""
        return sum(source.state in states for source in self.sources)


def read_facts(conn: sqlite3.Connection, now: datetime) -> Facts:
    """The archive as it is now."""
    months: dict[str, list[float]] = defaultdict(lambda: [0, 0])
    totals: dict[tuple[str, bool], int] = defaultdict(int)
    for month, source, kind, docs in conn.execute(
        "select month, source, kind, docs from months"
    ):
        if kind in ("post", "comment"):
            totals[source, kind == "post"] += docs
            if month:
                months[month][kind == "comment"] += docs
    run = conn.execute(
        "select id, coalesce(finished, started) from runs order by id desc limit 1"
    ).fetchone()
    return Facts(
        sources=tuple(_source(row, totals, now) for row in _sources(conn)),
        months={month: tuple(values) for month, values in months.items()},
        fetched=run[1] if run else None,
        edition=f"{(run[1] or '')[:16]}Z" if run else "",
    )


def _sources(conn: sqlite3.Connection) -> list[sqlite3.Row]:
    sql = """
        select s.name, s.owner, s.party, s.home_url, s.timezone, s.ended,
               s.last_run, s.last_good_run,
               coalesce(g.finished, g.started) as read,
               (select message from issues i where i.run = s.last_run
                  and i.source = s.name and i.level = 'drift' limit 1) as drift
        from sources s left join runs g on g.id = s.last_good_run
        order by s.name"""
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(sql).fetchall()


def _source(
    row: sqlite3.Row, totals: dict[tuple[str, bool], int], now: datetime
) -> SourceFacts:
    return SourceFacts(
        name=row["name"],
        owner=row["owner"],
        party=row["party"],
        home_url=row["home_url"],
        zone=row["timezone"],
        posts=totals[row["name"], True],
        comments=totals[row["name"], False],
        state=_state(row, now),
        read=row["read"],
        drift=row["drift"],
    )


def _state(row: sqlite3.Row, now: datetime) -> State:
    if row["ended"]:
        return "ended"
    if row["last_run"] is None:
        return "never"
    if row["drift"]:
        return "bad"
    if row["read"] is None or row["last_run"] != row["last_good_run"]:
        return "warn"
    old = now - datetime.fromisoformat(row["read"]) > STALE
    return "warn" if old else "good"


def names(conn: sqlite3.Connection) -> int:
    """How many names texts are written under, up to ``MANY_NAMES``.

    One look into the index for each name, not one for each text.
    """
    sql = """
        with recursive a(author) as (
          select min(author) from docs
          union all
          select (select min(author) from docs where author > a.author) from a
          where author is not null limit :most)
        select count(author) from a"""
    (found,) = conn.execute(sql, {"most": MANY_NAMES + 1}).fetchone()
    return int(found)
