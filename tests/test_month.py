"""A month of nightly runs: every change in the promised time, and a truthful status."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.config import config_from_text
from scraper.fetch.lease import Leases
from scraper.replay.verify import verify
from scraper.run.archive import RunReport, open_archive
from scraper.run.scraping import scrape
from scraper.sample import SampleServer, load_blogs, serve, sources_toml
from scraper.status import Status, status
from tests.month import DAY, Month, Promise

pytestmark = pytest.mark.slow

START = datetime(2024, 12, 20, 1, 0, tzinfo=UTC)
"""The newest post is then of four days ago, others of 42, 71 and many more."""
NIGHTS = 30
QUIET = range(22, 30)
"""Nights without a change; the edits of old posts are found in them."""
DOWN = (11, 12)
"""Nights on which nothing ran."""
DAILY, WEEKLY = 1, 8
MAX_AGE = timedelta(hours=26)


@pytest.fixture
def server() -> Iterator[SampleServer]:
    blogs = [blog for blog in load_blogs() if blog.name == "tranvik"]
    with serve(blogs=blogs) as running:
        yield running


class Night:
    """The archive, and what of it is looked at every morning."""

    def __init__(self, folder: Path, server: SampleServer) -> None:
        self.db, self.captures = folder / "corpus.db", folder / "captures.db"
        self._leases, self._server = Leases(folder / "leases"), server
        # the blog is smaller than it was, in some nights: that is no alarm here
        text = sources_toml(server.url).replace("min_posts", "# min_posts")
        self._config = config_from_text(text, path="sources.toml")

    def run(self, when: datetime) -> RunReport:
        source = self._config.sources["tranvik"]
        with open_archive(self.db, self.captures) as archive:
            return scrape(
                archive,
                self._config,
                [source],
                leases=self._leases,
                clock=lambda: when,
            )

    def status(self, when: datetime) -> Status:
        with closing(sqlite3.connect(self.db)) as db:
            declared = [("tranvik", self._config.sources["tranvik"].home, None)]
            return status(db, now=when, max_age=MAX_AGE, declared=declared)

    def look(self, promises: list[Promise], night: int) -> None:
        with closing(sqlite3.connect(self.db)) as db:
            for promise in promises:
                if promise.found is None and promise.check(db):
                    promise.found = night

    def bytes(self) -> int:
        total = 0
        for path in (self.db, self.captures):
            with closing(sqlite3.connect(path)) as db:
                db.execute("pragma wal_checkpoint(truncate)")
                pages, size = (
                    db.execute(f"pragma {name}").fetchone()[0]
                    for name in ("page_count", "page_size")
                )
                total += pages * size
        return total


def changes(month: Month, night: int, when: datetime, old: list[int]) -> list[Promise]:
    """What happens on the blog before the run of a night."""
    young, weekly, late = old[0], old[2], old[1]
    plan = {
        1: lambda: [month.new_comment(night, when, young)],
        2: lambda: [month.edited_comment(night, young, DAILY)],
        3: lambda: [month.new_post(night, when)],
        4: lambda: [month.removed_comment(night, young, DAILY)],
        5: lambda: [month.new_comment(night, when, old[-2])],
        6: lambda: [month.edited_post(night, young, DAILY)],
        7: lambda: [month.edited_comment(night, weekly, WEEKLY)],
        8: lambda: [month.removed_post(night, old[-1])],
        9: lambda: [month.edited_post(night, late, WEEKLY)],
        10: lambda: [month.new_post(night, when), month.new_comment(night, when, late)],
        13: lambda: [month.removed_comment(night, weekly, WEEKLY)],
        14: lambda: [month.new_post(night, when)],
        15: lambda: [month.new_comment(night, when, weekly)],
        16: lambda: [month.edited_post(night, month.ids()[0], DAILY)],
        17: lambda: [month.new_comment(night, when, month.ids()[0])],
        18: lambda: [month.edited_comment(night, month.ids()[0], DAILY)],
        19: lambda: [month.new_post(night, when), month.removed_post(night, old[-3])],
        20: lambda: [month.removed_comment(night, month.ids()[1], DAILY)],
        21: lambda: [month.edited_comment(night, late, WEEKLY)],
    }
    return plan[night]() if night in plan else []


def test_month_of_nightly_runs(tmp_path: Path, server: SampleServer) -> None:
    month, archive = Month(server), Night(tmp_path, server)
    old = month.ids()
    promises: list[Promise] = []
    sizes: dict[int, int] = {}
    requests: dict[int, int] = {}
    for night in range(NIGHTS):
        when = START + night * DAY
        promises += changes(month, night, when - timedelta(hours=3), old)
        if night in DOWN:
            morning = archive.status(when + timedelta(hours=5)).sources[0]
            assert morning.stale
            assert "does the schedule run?" in morning.alarms[0].next
            continue
        asked = len(server.log)
        report = archive.run(when)
        requests[night] = len(server.log) - asked
        assert report.exit_code == 0, (night, report)
        archive.look(promises, night)
        sizes[night] = archive.bytes()
        truthful(archive, night, when)
    late = [(p.what, p.made, p.found) for p in promises if not in_time(p)]
    assert late == []
    assert len(promises) >= 20
    grown = {n: sizes[n] - sizes[n - 1] for n in sizes if n - 1 in sizes}
    quiet = [grown[night] for night in QUIET if night in grown]
    busy = [grown[night] for night in range(1, QUIET[0]) if night in grown]
    assert max(quiet) <= 16 * 1024, quiet
    assert max(requests[night] for night in requests if night) <= 12, requests
    assert sum(quiet) / len(quiet) < sum(busy) / len(busy)
    assert verify(archive.db, archive.captures) == ()


def in_time(promise: Promise) -> bool:
    """Whether a change was found as promised; nights that fell out do not count."""
    if promise.found is None:
        return False
    fell_out = sum(promise.made <= night <= promise.found for night in DOWN)
    return promise.found - promise.made - fell_out < promise.within


def truthful(archive: Night, night: int, when: datetime) -> None:
    """What the status says is what the files and the calendar say."""
    found = archive.status(when + timedelta(hours=5))
    (source,) = found.sources
    assert not found.stale
    assert (source.age_hours, source.alarms) == (5.0, [])
    assert source.last is not None
    with closing(sqlite3.connect(archive.db)) as db:
        since = (when - 7 * DAY + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
        sql = "select count(*) from comments where first_seen > ? and kind = 'comment'"
        (new,) = db.execute(sql, [since]).fetchone()
        (gone,) = db.execute(
            "select count(*) from comments where withdrawn_at > ?", [since]
        ).fetchone()
        (missing,) = db.execute(
            """
            select (select count(*) from comments
                    where missing_since is not null and withdrawn_at is null)
                 + (select count(*) from posts
                    where missing_since is not null and withdrawn_at is null)
            """
        ).fetchone()
    if night > 7:
        assert source.week.get("new_comments", 0) == new
        assert source.week.get("withdrawn", 0) == gone
    assert source.missing == missing
