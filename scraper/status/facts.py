"""corpus.db -> how each source is doing; reads only, while a run may go on."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from scraper.run.plan import due_at
from scraper.status.advice import Alarm, alarms_of

WEEK = timedelta(days=7)
_NEWS = (
    *("new_posts", "new_comments", "edited_posts", "edited_comments"),
    *("withdrawn", "withdrawn_posts", "returned"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """A run that read a source."""

    id: int
    started: str
    outcome: str
    """As ``runs.outcome``; ``running`` while it is at work, or was killed."""
    failed: int
    """Pages of the source that failed."""


@dataclass(slots=True, kw_only=True)
class SourceStatus:
    """One source."""

    name: str
    home: str
    posts: int = 0
    comments: int = 0
    ended: str | None = None
    declared: bool = True
    """It stands in sources.toml."""
    last: LastRun | None = None
    last_good: str | None = None
    """Start of the last run that read all it wanted (ISO 8601)."""
    age_hours: float | None = None
    """Since then."""
    stale: bool = False
    week: dict[str, int] = field(default_factory=dict)
    """What was new, edited, withdrawn or returned in the last seven days."""
    missing: int = 0
    """Posts and comments absent from the last reading, to be looked for again."""
    not_found: int = 0
    """Comments that pages claim and that were never found."""
    due: int = 0
    """Posts that the patrol should read now."""
    next_patrol: str | None = None
    """When the next post is due, if none is (ISO 8601)."""
    alarms: list[Alarm] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Status:
    """All sources."""

    at: str
    max_age_hours: float
    running_since: str | None
    sources: list[SourceStatus]

    @property
    def stale(self) -> bool:
        """Whether a source was not read well for too long."""
        return any(source.stale for source in self.sources)


def status(
    db: sqlite3.Connection,
    *,
    now: datetime,
    max_age: timedelta,
    declared: Iterable[tuple[str, str, date | None]] | None = None,
) -> Status:
    """How every source is doing.

    Args:
        now: Aware, UTC.
        max_age: How long ago the last good run of a source may have begun.
        declared: (name, home, end) of each source of sources.toml; ``None`` where
            there is no such file.
    """
    runs = _runs(db)
    found = {
        name: SourceStatus(name=name, home=home, ended=ended, declared=declared is None)
        for name, home, ended in db.execute(_SOURCES)
    }
    for name, home, ended in declared or ():
        source = found.setdefault(name, SourceStatus(name=name, home=home))
        source.declared, source.ended = True, ended.isoformat() if ended else None
    for source in found.values():
        _fill(source, db, runs, now, max_age)
    running = [run.started for run in runs if run.outcome is None]
    return Status(
        at=_text(now),
        max_age_hours=max_age / timedelta(hours=1),
        running_since=running[-1] if running else None,
        sources=list(found.values()),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    id: int
    started: str
    outcome: str | None
    counters: dict[str, dict[str, int]]
    wrong: frozenset[str]
    """Sources with an error or a broken expectation in this run."""
    reads: bool
    """It read blogs: no import, no dry run."""


def _runs(db: sqlite3.Connection) -> list[_Run]:
    wrong: dict[int, set[str]] = {}
    sql = "select distinct run, source from issues where level in ('error', 'drift')"
    for run, source in db.execute(sql):
        wrong.setdefault(run, set()).add(source)
    sql = "select id, started, outcome, counters, command from runs order by id"
    return [
        _Run(
            id_,
            started,
            outcome,
            json.loads(counters or "{}"),
            frozenset(wrong.get(id_, ())),
            command.startswith("scrape") and "--dry-run" not in command,
        )
        for id_, started, outcome, counters, command in db.execute(sql)
    ]


def _fill(
    source: SourceStatus,
    db: sqlite3.Connection,
    runs: list[_Run],
    now: datetime,
    max_age: timedelta,
) -> None:
    name = source.name
    own = [run for run in runs if run.reads and name in run.counters]
    good = [run for run in own if _is_good(run, name)]
    if own:
        source.last = LastRun(
            id=own[-1].id,
            started=own[-1].started,
            outcome=own[-1].outcome or "running",
            failed=own[-1].counters[name].get("failed", 0),
        )
    if good:
        source.last_good = good[-1].started
        age = now - datetime.fromisoformat(good[-1].started)
        source.age_hours = round(age / timedelta(hours=1), 1)
    watched = source.declared and source.ended is None
    source.stale = watched and (
        source.last_good is None
        or now - datetime.fromisoformat(source.last_good) > max_age
    )
    since = _text(now - WEEK)
    week: Counter[str] = Counter()
    for run in (run for run in runs if run.started >= since):
        counts = run.counters.get(name, {})
        week.update({key: counts[key] for key in _NEWS if counts.get(key)})
    source.week = dict(week)
    for field_, sql in _COUNTS.items():
        setattr(source, field_, db.execute(sql, {"source": name}).fetchone()[0])
    if watched:
        _patrol(source, db, now)
    source.alarms = alarms_of(
        name=name,
        home=source.home,
        stale=source.stale,
        never=source.last_good is None,
        outcome=source.last.outcome if source.last else None,
        failed=source.last.failed if source.last else 0,
        messages=_messages(db, source),
    )


def _is_good(run: _Run, name: str) -> bool:
    if run.outcome in (None, "interrupted") or name in run.wrong:
        return False
    return not run.counters[name].get("failed")


def _messages(db: sqlite3.Connection, source: SourceStatus) -> list[tuple[str, str]]:
    """(level, message) of what went wrong in the last run of a source."""
    if source.last is None:
        return []
    sql = """
        select level, message from issues where run = ? and source = ?
          and level in ('error', 'drift') order by id"""
    return db.execute(sql, [source.last.id, source.name]).fetchall()


def _patrol(source: SourceStatus, db: sqlite3.Connection, now: datetime) -> None:
    sql = """
        select published, first_seen, last_seen from posts
        where source = ? and withdrawn_at is null and last_seen is not null"""
    names = ("published", "first_seen", "last_seen")
    moments = sorted(
        due_at(dict(zip(names, row, strict=True)), now)
        for row in db.execute(sql, [source.name])
    )
    source.due = sum(moment <= now for moment in moments)
    later = [moment for moment in moments if moment > now]
    source.next_patrol = _text(later[0]) if later else None


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


_SOURCES = "select name, home_url, ended from sources order by name"
_COUNTS = {
    "posts": "select count(*) from posts where source = :source",
    "comments": """
        select count(*) from comments where source = :source and kind = 'comment'""",
    "missing": """
        select (select count(*) from posts where source = :source
                  and missing_since is not null and withdrawn_at is null)
             + (select count(*) from comments where source = :source
                  and missing_since is not null and withdrawn_at is null)""",
    "not_found": """
        select coalesce(sum(max(0, comments_claimed - comments_found
                                - coalesce(comments_explained, 0))), 0)
        from posts where source = :source""",
}
