"""The status says what is so: good runs, age, news, open ends, alarms, next steps."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from scraper.cli.main import cli
from scraper.model import Source
from scraper.status import SourceStatus, as_text, status
from scraper.store.corpus import add_issue, begin_run, finish_run, open_corpus
from scraper.store.corpus import save_sources as write_sources
from tests.factory import make_source

NOW = datetime(2024, 3, 10, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ANNA = make_source()
BERIT = make_source(name="berit", home="https://blogg.example/berit/")


@pytest.fixture
def db() -> Iterator[Database]:
    opened = open_corpus(None)
    write_sources(opened, (ANNA, BERIT))
    yield opened
    opened.close()


def ran(
    db: Database,
    run: int,
    ago: timedelta,
    *,
    outcome: str | None = "done",
    command: str = "scrape",
    **counters: dict[str, int],
) -> None:
    begin_run(db, run, started=NOW - ago, command=command)
    if outcome is not None:
        finish_run(
            db,
            run,
            finished=NOW - ago + HOUR,
            outcome=outcome,
            exit_code=0,
            counters=counters or {"anna": {}, "berit": {}},
            chain="",
        )


def of(db: Database, name: str = "anna", *, hours: int = 26) -> SourceStatus:
    found = status(
        db.conn, now=NOW, max_age=hours * HOUR, declared=declared(ANNA, BERIT)
    )
    return next(source for source in found.sources if source.name == name)


def declared(*sources: Source) -> list[tuple[str, str, date | None]]:
    return [(s.name, s.home, s.ended) for s in sources]


def add_post(db: Database, number: int, born: timedelta, seen: timedelta) -> None:
    text = "%Y-%m-%dT%H:%M:%SZ"
    db.table("posts").insert(
        {
            "id": f"anna-{number}",
            "source": "anna",
            "title": "",
            "text": "",
            "digest": "",
            "published": (NOW - born).strftime(text),
            "first_seen": (NOW - born).strftime(text),
            "last_seen": (NOW - seen).strftime(text),
            "comments_claimed": 5,
            "comments_found": 3,
            "comments_explained": 1,
        }
    )


def test_source_that_was_read_tonight_is_well(db: Database) -> None:
    ran(db, 1, 8 * DAY, anna={"new_posts": 9})
    ran(db, 2, 4 * HOUR, anna={"new_comments": 2, "withdrawn": 1}, berit={})
    found = of(db)
    assert (found.age_hours, found.stale, found.alarms) == (4.0, False, [])
    assert found.week == {"new_comments": 2, "withdrawn": 1}
    assert found.last is not None
    assert found.last.id == 2


def test_one_blog_that_fails_makes_no_other_look_old(db: Database) -> None:
    ran(db, 1, 50 * HOUR)
    ran(db, 2, 2 * HOUR, outcome="failures", anna={"failed": 3}, berit={})
    sql = "select name, last_run, last_good_run from sources order by name"
    assert db.execute(sql).fetchall() == [("anna", 2, 1), ("berit", 2, 2)]
    assert not of(db, "berit").stale
    anna = of(db)
    assert (anna.age_hours, anna.stale) == (50.0, True)
    assert "3 pages failed" in anna.alarms[0].what
    assert "debattarkiv scrape anna" in anna.alarms[0].next


def test_log_says_of_each_source_when_it_was_read_well(db: Database) -> None:
    begin_run(db, 1, started=NOW, command="scrape")
    add_issue(db, 1, source="anna", level="drift", url=None, message="12 of 14 gone")
    add_issue(db, 1, source="berit", level="warning", url=None, message="odd")
    closed = {"finished": NOW, "exit_code": 4, "chain": ""}
    both: dict[str, dict[str, int]] = {"anna": {}, "berit": {}}
    finish_run(db, 1, outcome="drift", counters=both, **closed)  # type: ignore[arg-type]
    sql = "select last_run, last_good_run from sources order by name"
    assert db.execute(sql).fetchall() == [(1, None), (1, 1)]
    begin_run(db, 2, started=NOW, command="scrape")
    finish_run(db, 2, outcome="interrupted", counters=both, **closed)  # type: ignore[arg-type]
    assert db.execute(sql).fetchall() == [(2, None), (2, 1)]


@pytest.mark.parametrize(
    ("outcome", "command"),
    [
        ("interrupted", "scrape"),
        (None, "scrape"),
        ("done", "import"),
        ("done", "scrape --dry-run"),
    ],
)
def test_only_a_whole_reading_counts(
    db: Database, outcome: str | None, command: str
) -> None:
    ran(db, 1, 30 * HOUR)
    ran(db, 2, 2 * HOUR, outcome=outcome, command=command)
    found = of(db)
    assert (found.age_hours, found.stale) == (30.0, True)
    assert found.alarms


def test_broken_expectation_is_an_alarm_with_its_next_step(db: Database) -> None:
    ran(db, 1, 2 * HOUR, outcome="drift", anna={})
    add_issue(db, 1, source="anna", level="drift", url=None, message="12 of 14 gone")
    (alarm,) = of(db).alarms
    assert "12 of 14 gone" in alarm.what
    assert "--trust" in alarm.next
    assert of(db).last_good is None


def test_refusal_says_leave_it_alone(db: Database) -> None:
    ran(db, 1, 2 * HOUR, outcome="refused", anna={"failed": 1})
    said = "https://x/: expected a page, got HTTP 403"
    add_issue(db, 1, source="anna", level="error", url=None, message=said)
    (alarm,) = of(db).alarms
    assert "the host says no" in alarm.what
    assert "ended = DATE under [sources.anna]" in alarm.next


def test_what_never_was_read_is_told_even_without_a_row(db: Database) -> None:
    new = make_source(name="cilla", home="https://blogg.example/cilla/")
    found = status(db.conn, now=NOW, max_age=DAY, declared=declared(ANNA, new))
    cilla = next(source for source in found.sources if source.name == "cilla")
    assert cilla.stale
    assert cilla.alarms[0].next == "debattarkiv scrape cilla"
    berit = next(source for source in found.sources if source.name == "berit")
    assert (berit.declared, berit.stale) == (False, False)


def test_ended_blog_is_never_old(db: Database) -> None:
    over = make_source(ended=date(2023, 1, 1))
    found = status(db.conn, now=NOW, max_age=DAY, declared=declared(over))
    assert not found.stale


def test_patrol_and_open_ends_are_counted(db: Database) -> None:
    ran(db, 1, HOUR)
    add_post(db, 1, born=3 * DAY, seen=23 * HOUR)  # daily: due
    add_post(db, 2, born=30 * DAY, seen=2 * DAY)  # weekly: not yet
    add_post(db, 3, born=400 * DAY, seen=91 * DAY)  # quarterly: due
    found = of(db)
    assert found.due == 2
    assert found.next_patrol == "2024-03-15T03:00:00Z"
    assert found.not_found == 3
    assert "patrol: 2 posts due" in as_text(
        status(db.conn, now=NOW, max_age=DAY, declared=declared(ANNA))
    )


def test_worst_comes_first_on_the_screen(db: Database) -> None:
    ran(db, 1, HOUR, anna={})
    text = as_text(
        status(db.conn, now=NOW, max_age=DAY, declared=declared(ANNA, BERIT))
    )
    assert text.index("berit: NO GOOD RUN YET") < text.index("anna: last good run 1 h")
    assert "next:" in text


def test_command_ends_with_7_when_a_source_is_too_old(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    opened = open_corpus(path)
    write_sources(opened, (ANNA,))
    begin_run(opened, 1, started=datetime.now(UTC) - 2 * HOUR, command="scrape")
    finish_run(
        opened,
        1,
        finished=datetime.now(UTC),
        outcome="done",
        exit_code=0,
        counters={"anna": {}},
        chain="",
    )
    opened.close()
    before = sqlite3.connect(path).execute("select count(*) from runs").fetchone()
    files = ["--db", str(path), "--sources", str(tmp_path / "none.toml")]
    codes = {}
    for age in ("26h", "90m", "1d", "soon"):
        done = CliRunner().invoke(
            cli, [*files, "status", "--max-age", age, "--json"], standalone_mode=False
        )
        codes[age] = done.return_value if done.exception is None else done.exception
        if age == "90m":
            assert json.loads(done.stdout)["stale"] is True
    assert (codes["26h"], codes["90m"], codes["1d"]) == (0, 7, 0)
    assert "expected 90m, 26h or 3d" in str(codes["soon"])
    assert (
        before == sqlite3.connect(path).execute("select count(*) from runs").fetchone()
    )
