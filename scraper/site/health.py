"""How the archive is doing: runs night by night, the ledger, what went wrong."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

from scraper.site.facts import Facts
from scraper.site.words import local

Night = Literal["new", "ok", "part", "fail", "none"]

NIGHTS = 30
WEEK = timedelta(days=7)
ISSUES = 40
_NEWS = (
    *("new_posts", "new_comments", "edited_posts", "edited_comments"),
    *("withdrawn", "returned"),
)
_SEVERITY: tuple[Night, ...] = ("none", "ok", "new", "part", "fail")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """One source over the last weeks."""

    name: str
    new: int
    edited: int
    withdrawn: int
    """Over the last seven days."""
    nights: tuple[tuple[str, Night], ...]
    """Local day and what it brought, oldest first."""

    def count(self, *kinds: Night) -> int:
        """How many nights were one of these."""
        return sum(kind in kinds for _, kind in self.nights)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """What the pages of one source claim, and what we have."""

    source: str
    claimed: int
    found: int
    explained: int
    missing: int
    gone: int
    """Withdrawn comments that the archive still counts."""

    @property
    def unseen(self) -> float:
        """Claimed and not found, explained or not: per cent of the claimed."""
        share = 100 * (self.explained + self.missing)
        return share / self.claimed if self.claimed else 0.0


def source_health(
    conn: sqlite3.Connection, facts: Facts, now: datetime
) -> tuple[SourceHealth, ...]:
    """Every source, in the order of ``facts``."""
    oldest = (now - timedelta(days=NIGHTS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    runs = conn.execute(
        "select started, outcome, counters, id from runs where started >= ?"
        " order by id",
        (oldest,),
    ).fetchall()
    drifted = set(
        conn.execute(
            "select run, source from issues where level = 'drift' and run >= ?",
            (runs[0][3] if runs else 0,),
        ).fetchall()
    )
    return tuple(_source(s.name, s.zone, runs, drifted, now) for s in facts.sources)


def _source(
    name: str,
    zone: str,
    runs: list[tuple[Any, ...]],
    drifted: set[tuple[int, str]],
    now: datetime,
) -> SourceHealth:
    week = (now - WEEK).strftime("%Y-%m-%dT%H:%M:%SZ")
    sums = {"new": 0, "edited": 0, "withdrawn": 0}
    today = local(now.isoformat(), zone).date()
    days: dict[str, Night] = {
        (today - timedelta(days=n)).isoformat(): "none"
        for n in range(NIGHTS - 1, -1, -1)
    }
    for started, outcome, counters, run in runs:
        counts = json.loads(counters or "{}").get(name)
        if counts is None:
            continue
        if started >= week:
            for what in sums:
                sums[what] += sum(
                    n for key, n in counts.items() if key.startswith(what)
                )
        day = local(started, zone).date().isoformat()
        kind: Night = "new" if any(counts.get(k) for k in _NEWS) else "ok"
        if counts.get("failed"):
            kind = "part"
        if (run, name) in drifted or outcome == "refused":
            kind = "fail"
        if day in days and _SEVERITY.index(kind) > _SEVERITY.index(days[day]):
            days[day] = kind
    return SourceHealth(name=name, nights=tuple(days.items()), **sums)


def ledger_lines(conn: sqlite3.Connection, facts: Facts) -> tuple[LedgerLine, ...]:
    """The ledger of every source.

    It reads every post once, so it is kept until the next run or text.
    """
    (file,) = (row[2] for row in conn.execute("pragma database_list") if row[0] == 0)
    key = (str(file), facts.edition, facts.posts + facts.comments)
    return _kept(key, _Connection(conn))


class _Connection:
    """A connection that is no part of what is remembered."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Connection)


@lru_cache(maxsize=8)
def _kept(key: tuple[str, str, int], held: _Connection) -> tuple[LedgerLine, ...]:
    rows = held.conn.execute(_LEDGER).fetchall()
    return tuple(
        LedgerLine(
            source=row[0],
            claimed=row[1],
            found=row[2],
            explained=row[3],
            missing=row[4],
            gone=row[5],
        )
        for row in rows
    )


_LEDGER = """
    select s.name, coalesce(sum(p.comments_claimed), 0),
           coalesce(sum(p.comments_found), 0), coalesce(sum(p.comments_explained), 0),
           coalesce(sum(max(0, p.comments_claimed - p.comments_found
                               - coalesce(p.comments_explained, 0))), 0),
           (select count(*) from comments c
            where c.withdrawn_at is not null and c.source = s.name)
    from sources s left join posts p on p.source = s.name
      and p.comments_claimed is not null and p.comments_found is not null
    group by s.name order by s.name"""


def issues(conn: sqlite3.Connection) -> list[sqlite3.Row]:
    """What went wrong in the last run of each source, worst first."""
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(
        """
        select i.source, i.level, i.message, count(*) as pages, min(i.url) as url,
               r.started, s.timezone as zone, coalesce(s.owner, s.name) as owner
        from issues i join sources s on s.name = i.source and s.last_run = i.run
        join runs r on r.id = i.run
        group by i.source, i.level, i.message
        order by case i.level when 'drift' then 0 when 'error' then 1 else 2 end,
                 pages desc, i.source limit ?""",
        (ISSUES,),
    ).fetchall()
