"""The main job, over HTTP, as processes: whole, again, killed, at odds."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.sample import SampleServer, load_blogs, serve, sources_toml
from scraper.store.corpus import open_corpus
from tests import runs
from tests.dump import rows_of

KILLS = 20


@pytest.fixture(scope="module")
def blogs() -> Iterator[SampleServer]:
    with serve() as server:
        yield server


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "scraper.cli", *arguments]


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DEBATTARKIV_DB": str(folder / "corpus.db"),
        "DEBATTARKIV_CAPTURES": str(folder / "captures.db"),
        "DEBATTARKIV_SOURCES": str(folder / "sources.toml"),
        "DEBATTARKIV_LEASES": str(folder / "leases"),
    }


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path, blogs: SampleServer) -> Path:
    (tmp_path / "sources.toml").write_text(sources_toml(blogs.url), "utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, blogs: SampleServer) -> Path:
    """An archive of the sample from one undisturbed run."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "sources.toml").write_text(sources_toml(blogs.url), "utf-8")
    before = len(blogs.log)
    assert runs.run(folder, "scrape")[0] == 0
    (folder / "requests").write_text(str(len(blogs.log) - before))
    return folder


@pytest.mark.slow
def test_every_post_and_shown_comment_of_the_sample_is_there_once(whole: Path) -> None:
    db = open_corpus(whole / "corpus.db", create=False)
    for blog in load_blogs():
        found = db.execute(
            "select count(*), count(distinct native_id) from posts where source = ?",
            [blog.name],
        ).fetchone()
        published = {post.id for post in blog.posts}
        assert found == (len(published), len(published))
    (comments,) = db.execute(
        "select count(*) from comments where kind = 'comment'"
    ).fetchone()
    assert comments >= 300
    claimed, found, explained = db.execute(
        "select sum(claimed), sum(found), sum(explained) from completeness"
    ).fetchone()
    assert (found, explained > 0, claimed > found) == (comments, True, True)


@pytest.mark.slow
def test_second_scrape_writes_the_run_its_log_and_last_seen_only(
    whole: Path, folder: Path
) -> None:
    for name in ("corpus.db", "captures.db"):
        with sqlite3.connect(whole / name) as source:
            source.execute("vacuum into ?", [str(folder / name)])
        source.close()
    before = rows_of(folder / "corpus.db", without=frozenset({"last_seen"}))
    bodies = _bodies(folder)
    time.sleep(1.1)  # so that a new time would show
    assert runs.run(folder, "scrape", "--full")[0] == 0
    after = rows_of(folder / "corpus.db", without=frozenset({"last_seen"}))
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"sources"}, "and there last_run only"
    assert _bodies(folder) == bodies
    seen = open_corpus(folder / "corpus.db").execute(
        "select count(*) from posts where last_seen = first_seen"
    )
    assert seen.fetchone() == (0,)


def _bodies(folder: Path) -> int:
    with sqlite3.connect(folder / "captures.db") as db:
        (count,) = db.execute("select count(*) from bodies").fetchone()
    db.close()
    return int(count)


def _wait_for_requests(blogs: SampleServer, *, at: int) -> None:
    deadline = time.monotonic() + 60
    while len(blogs.log) < at and time.monotonic() < deadline:
        time.sleep(0.002)


@pytest.mark.slow
@pytest.mark.parametrize("attempt", range(KILLS))
def test_run_killed_at_any_moment_ends_in_the_same_rows(
    whole: Path, blogs: SampleServer, folder: Path, attempt: int
) -> None:
    requests = int((whole / "requests").read_text()) - 3
    chance = random.Random(20241122 + attempt)
    process = runs.start(folder, "scrape")
    _wait_for_requests(blogs, at=len(blogs.log) + chance.randrange(1, requests))
    time.sleep(chance.uniform(0, 0.04))
    assert process.is_alive(), "the run was over before it was killed"
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    code, said = runs.run(folder, "scrape")
    assert code == 0, said
    assert rows_of(folder / "corpus.db") == rows_of(whole / "corpus.db")


@pytest.mark.slow
def test_interrupt_keeps_everything_and_says_so(
    folder: Path, whole: Path, blogs: SampleServer
) -> None:
    process = subprocess.Popen(
        command("scrape"),
        env=environment(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    _wait_for_requests(blogs, at=len(blogs.log) + 30)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert run(folder, "scrape").returncode == 0
    assert rows_of(folder / "corpus.db") == rows_of(whole / "corpus.db")


@pytest.mark.slow
def test_second_run_at_once_is_told_who_holds_the_archive(folder: Path) -> None:
    process = subprocess.Popen(
        command("scrape"), env=environment(folder), stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 30
        while not (folder / "corpus.db").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        other = run(folder, "scrape")
        assert other.returncode == 6, other.stderr
        assert str(process.pid) in other.stderr
    finally:
        assert process.wait(timeout=120) == 0


@pytest.mark.slow
def test_search_in_the_terminal_finds_any_inflection(whole: Path) -> None:
    code, said = runs.run(whole, "search", "tystnadskulturen")
    assert code == 0
    assert "[tystnadskultur" in said.casefold()


@pytest.mark.slow
def test_dry_run_says_what_and_why_and_fetches_no_post(folder: Path) -> None:
    done = run(folder, "scrape", "--dry-run")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) >= 40
    assert all(line.startswith("new ") for line in lines)
    assert open_corpus(folder / "corpus.db").table("posts").count == 0
