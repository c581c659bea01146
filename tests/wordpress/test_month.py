"""A month of nightly runs on a real WordPress: all in time, and a truthful status."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.status import Status, status

from . import WordPress
from .history import BEGIN, DAY, History
from .month import Month, Promise

pytestmark = [pytest.mark.wordpress, pytest.mark.slow]

NIGHTS = 30
QUIET = range(23, 30)
"""Nights without a change; the patrol still finds some of those before."""
DOWN = (11, 12)
"""Nights on which nothing ran."""
MORNING = timedelta(hours=5)
MAX_AGE = timedelta(hours=26)


@pytest.mark.parametrize("route", ["rest", "html"])
def test_month_of_nightly_runs(
    fresh_wordpress: WordPress, tmp_path: Path, route: str
) -> None:
    history = History(fresh_wordpress, tmp_path / "archive", route)
    month = Month(history)
    promises: list[Promise] = []
    sizes: dict[int, int] = {}
    requests: dict[int, int] = {}
    for night in range(NIGHTS):
        made = month.changes(night)
        if night in DOWN:
            assert not made
            morning = status_of(history, night).sources[0]
            assert morning.stale
            assert "does the schedule run?" in morning.alarms[0].next
            continue
        if night - 1 in DOWN:
            assert status_of(history, night - 1).stale
        for promise in made:
            with closing(sqlite3.connect(history.folder / "corpus.db")) as db:
                promise.look(db, night - 1)
            assert promise.found is None, f"{promise} is found before it is made"
        promises += made
        assert history.run(night).report.exit_code == 0, night
        requests[night] = len(history.paths())
        with closing(sqlite3.connect(history.folder / "corpus.db")) as db:
            for promise in promises:
                promise.look(db, night)
        sizes[night] = size(history)
        truthful(history, night)
    late = [(p.what, p.made, p.found) for p in promises if not in_time(p)]
    assert late == [], [str(p) for p in late]
    assert {p.what for p in promises} == KINDS
    grown = {n: sizes[n] - sizes[n - 1] for n in sizes if n - 1 in sizes}
    quiet = [grown[night] for night in QUIET]
    busy = [grown[night] for night in range(1, QUIET[0]) if night in grown]
    # one night of the week its own rows may need another page, of 16 KB
    assert sum(night > 20 * 1024 for night in quiet) <= 1, quiet
    assert max(quiet) <= 36 * 1024, quiet
    assert max(requests[night] for night in requests if night) <= 14, requests
    assert sum(quiet) / len(quiet) < sum(busy) / len(busy)
    assert history.verified() == ()


KINDS = {
    *("new post", "new comment", "comment edited", "comment removed", "late approval"),
    *("post edited", "post removed", "post back", "tag added"),
}


def status_of(history: History, night: int) -> Status:
    """What the status says in the morning after a night."""
    home = history.wp.blogs[history.blog].url
    with closing(sqlite3.connect(history.folder / "corpus.db")) as db:
        return status(
            db,
            now=BEGIN + night * DAY + MORNING,
            max_age=MAX_AGE,
            declared=[(history.blog, home, None)],
        )


def size(history: History) -> int:
    """Bytes of both files, with nothing left in their logs."""
    total = 0
    for name in ("corpus.db", "captures.db"):
        path = history.folder / name
        with closing(sqlite3.connect(path)) as db:
            db.execute("pragma wal_checkpoint(truncate)")
        total += path.stat().st_size
    return total


def in_time(promise: Promise) -> bool:
    """Whether a change was found as promised; nights that fell out do not count."""
    if promise.found is None:
        return False
    fell_out = sum(promise.made <= night <= promise.found for night in DOWN)
    return promise.found - promise.made - fell_out < promise.within


def truthful(history: History, night: int) -> None:
    """What the status says is what the rows and the calendar say."""
    (source,) = status_of(history, night).sources
    assert not source.stale
    assert (source.age_hours, source.alarms) == (5.0, [])
    assert source.last is not None
    assert source.last.failed == 0
    since = (BEGIN + (night - 7) * DAY + MORNING).strftime("%Y-%m-%dT%H:%M:%SZ")
    with closing(sqlite3.connect(history.folder / "corpus.db")) as db:
        counts = {
            name: db.execute(f"select count(*) from {sql}", [since]).fetchone()[0]  # noqa: S608
            for name, sql in _COUNTED.items()
        }
        (missing,) = db.execute(_MISSING).fetchone()
    if night > 7:
        assert {name: source.week.get(name, 0) for name in counts} == counts
    assert source.missing == missing


_COUNTED = {
    "new_posts": "posts where first_seen > ?",
    "new_comments": "comments where first_seen > ? and kind = 'comment'",
    "withdrawn": "comments where withdrawn_at > ?",
    "withdrawn_posts": """
        (select withdrawn_at as at from posts
         union all
         select withdrawn_at from revisions where changed = 'back')  -- and returned
        where at > ?""",
}
_MISSING = """
    select (select count(*) from comments
            where missing_since is not null and withdrawn_at is null)
         + (select count(*) from posts
            where missing_since is not null and withdrawn_at is null)
"""
