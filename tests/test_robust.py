"""Full disks, busy databases, jumping clocks, ended blogs: nothing lost or doubled."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from scraper.config import Config, config_from_text
from scraper.errors import ArchiveError
from scraper.fetch.lease import Leases
from scraper.model import Capture
from scraper.replay.verify import verify
from scraper.run.archive import Archive, open_archive
from scraper.run.clock import not_before, steady
from scraper.run.scraping import scrape as run_scrape
from scraper.sample import SampleServer, serve
from scraper.serve import command as serve_command
from scraper.store.corpus import open_corpus
from tests.dump import OBSERVED, content_at
from tests.factory import DAY, START
from tests.runs import prepare, run, small_blogs, start
from tests.scripted import HOME, capture, files, page, scripted_run
from tests.test_serve import free_port, started

TIMES = OBSERVED | {"seen_from", "seen_until"}


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with serve() as blogs:
        blogs.blogs = small_blogs()
        yield blogs


def long_page(number: int) -> Capture:
    """A post with a text that does not compress and fills some pages."""
    text = random.Random(number).randbytes(25_000).hex().encode()
    body = page(number, comments=(number * 10,)).replace(b"Plogbilen", text)
    return capture(body, f"{HOME}2024/02/{number}/")


@contextmanager
def full(db: sqlite3.Connection, _: Path) -> Iterator[None]:
    """No more room than for a few pages."""
    (pages,) = db.execute("pragma page_count").fetchone()
    db.execute(f"pragma max_page_count = {pages + 2}")
    yield


@contextmanager
def busy(db: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Another program writes for longer than a run waits."""
    db.execute("pragma busy_timeout = 20")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        yield


@pytest.mark.slow
@pytest.mark.parametrize("which", ["corpus.db", "captures.db"])
@pytest.mark.parametrize("trouble", [full, busy])
def test_run_that_cannot_write_loses_and_doubles_nothing(
    tmp_path: Path, which: str, trouble: Callable[..., AbstractContextManager[None]]
) -> None:
    second = [capture(page(7, comments=(1, 2, 3), title="Ny")), long_page(8)]
    for name in ("whole", "hurt"):
        (tmp_path / name).mkdir()
        scripted_run(tmp_path / name, [capture(page(7))])
    corpus, captures = files(tmp_path / "hurt")

    def hurt(archive: Archive) -> AbstractContextManager[None]:
        db = archive.db.conn if which == "corpus.db" else archive.captures.connection
        return trouble(db, tmp_path / "hurt" / which)

    with pytest.raises(ArchiveError, match=which) as caught:
        scripted_run(tmp_path / "hurt", second, day=1, during=hurt)
    assert caught.value.exit_code == 1
    assert "\n" not in str(caught.value)
    assert verify(corpus, captures) == ()
    for name in ("whole", "hurt"):
        scripted_run(tmp_path / name, second, day=2)
    assert verify(corpus, captures) == ()
    found, expected = (
        content_at(tmp_path / name / "corpus.db", without=TIMES)
        for name in ("hurt", "whole")
    )
    assert found == expected


WHOLE = """
    select p.id, p.comments_found as told,
      (select count(*) from comments c where c.post = p.id and c.kind = 'comment'
      ) as here
    from posts p"""


@pytest.mark.slow
def test_site_shows_whole_threads_only_while_a_run_fills_it(
    server: SampleServer, tmp_path: Path
) -> None:
    prepare(tmp_path, server, more="delay = 0.05")
    corpus = tmp_path / "corpus.db"
    open_corpus(corpus).close()
    port = free_port()
    counts = set()
    site = serve_command(corpus, host="127.0.0.1", port=port)
    for address in started(site, port):
        process = start(tmp_path, "scrape")
        while process.is_alive():
            url = f"{address}/corpus.json?_shape=array&sql={quote(WHOLE)}"
            with urlopen(url, timeout=60) as answer:
                rows = json.load(answer)
            assert all(row["told"] == row["here"] for row in rows), rows
            counts.add(len(rows))
        process.join()
        assert process.exitcode == 0
    assert len(counts) > 2, "it was looked at while posts came"


def test_clock_of_a_run_reads_the_machine_once() -> None:
    passed = [10.0]
    clock = steady(lambda: passed[0])
    began = clock()
    assert abs(began - datetime.now(UTC)) < timedelta(minutes=1)
    passed[0] += 3600
    assert timedelta(0) <= clock() - began - timedelta(hours=1) < timedelta(seconds=2)


def test_clock_stands_still_rather_than_going_back() -> None:
    time = [START]
    clock = not_before(lambda: time[0], START + DAY)
    assert clock() == START + DAY
    time[0] += 2 * DAY
    assert clock() == START + 2 * DAY


def test_run_in_the_same_second_as_the_last_one_still_begins_after_it(
    tmp_path: Path,
) -> None:
    """What was seen in the last run is known to this one, or a changed blog is new."""
    scripted_run(tmp_path, [capture(page(7, comments=(1,)))], day=1)
    scripted_run(tmp_path, [capture(page(8, comments=(2,)))], day=1)
    db = open_corpus(tmp_path / "corpus.db")
    seen = {row["id"]: row["first_seen"] for row in db.table("posts").rows}
    (_, second) = [row["started"] for row in db.table("runs").rows_where(order_by="id")]
    assert seen["anna-7"] < second <= seen["anna-8"]


def test_clock_that_was_set_back_a_little_makes_no_sight_older(tmp_path: Path) -> None:
    """As where summer time ends and the machine keeps local time."""
    hour = 1 / 24
    scripted_run(tmp_path, [capture(page(7, comments=(1, 2)))], day=1)
    edited = capture(page(7, comments=(1,), title="Ny rubrik"))
    scripted_run(tmp_path, [edited], day=1 - hour / 2)
    scripted_run(tmp_path, [edited], day=1 + hour)
    db = open_corpus(tmp_path / "corpus.db")
    (edit,) = db.table("revisions").rows
    assert edit["changed"] == "title, claimed"
    assert db.table("posts").get("anna-7")["title"] == "Ny rubrik"
    gone = db.table("comments").get("anna-c2")
    assert gone["missing_since"] < gone["withdrawn_at"]
    assert verify(*files(tmp_path)) == ()


TOML = """
[sources.{name}]
home = "{home}"
platform = "wordpress"
delay = 0
{more}
"""


@pytest.mark.slow
def test_ended_blog_is_left_alone_and_named(
    server: SampleServer, tmp_path: Path
) -> None:
    home = f"{server.url}/{server.blogs[0].path}/"
    leases = Leases(tmp_path / "leases")

    def scraped(more: str) -> dict[str, str]:
        config: Config = config_from_text(TOML.format(name="a", home=home, more=more))
        with open_archive(*files(tmp_path)) as archive:
            sources = list(config.sources.values())
            report = run_scrape(archive, config, sources, leases=leases)
        assert report.exit_code == 0
        return report.ended

    assert scraped("") == {}
    db = open_corpus(tmp_path / "corpus.db")
    (known,) = db.table("sources").rows
    before, asked = content_at(tmp_path / "corpus.db"), len(server.log)
    assert scraped("ended = 2025-06-30") == {"a": "2025-06-30"}
    assert len(server.log) == asked, "it was not asked"
    (source,) = db.table("sources").rows
    assert source == {**known, "ended": "2025-06-30"}
    after = content_at(tmp_path / "corpus.db")
    assert {k for k in after if after[k] != before[k]} == {"sources"}
    assert verify(*files(tmp_path)) == ()


@pytest.mark.slow
def test_doubt_that_arises_at_the_end_is_said_in_a_line(
    server: SampleServer, tmp_path: Path
) -> None:
    """Every post says something else: seen only when all are read."""
    prepare(tmp_path, server)
    assert run(tmp_path, "scrape")[0] == 0
    before = content_at(tmp_path / "corpus.db", without=OBSERVED | {"last_seen"})
    kept = server.blogs
    server.blogs = tuple(
        replace(
            blog,
            posts=tuple(
                replace(
                    post,
                    content="Dela med vänner!",
                    comments=tuple(replace(c, text="Dela!") for c in post.comments),
                )
                for post in blog.posts
            ),
        )
        for blog in kept
    )
    try:
        code, said = run(tmp_path, "scrape", "--full")
        assert code == 4
        (line,) = [line for line in said.splitlines() if "balgsten:" in line[4:]]
        assert line.startswith("  not believed: balgsten: ")
        assert "comments read again are absent or changed; look at http" in line
        report = json.loads(run(tmp_path, "scrape", "--full", "--json")[1])
        assert report["sources"]["balgsten"]["drift"] in line
        assert report["sources"]["balgsten"]["counts"]["fetched"] > 4
    finally:
        server.blogs = kept
    after = content_at(tmp_path / "corpus.db", without=OBSERVED | {"last_seen"})
    assert after == before
    code, said = run(tmp_path, "scrape", "--full", "--dry-run")
    assert (code, said.count("full       http")) == (0, 7), said
