"""The doctor on a visit, without a WordPress: commands, budget, what is no blog."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scraper.cli.doctor import doctor, sources
from scraper.cli.main import Paths
from scraper.doctor import LIMIT, Diagnosis, Visit, diagnose, probe
from scraper.errors import ConfigError, InputError
from scraper.fetch.lease import Leases
from scraper.model import Source
from scraper.run.archive import open_archive
from scraper.run.scraping import scrape
from scraper.sample import SampleServer
from scraper.sample import serve as serve_sample
from tests.faulty import PAGE, Faulty, Route, reply, serve

TOML = """\
# Kommentarer står kvar.
[defaults]
contact = ""  # ännu ingen
delay = 0

[topics.tystnad]
title = "Tystnadskultur"
any = ["tystnad*"]
"""
NO_ROBOTS = reply(b"", 404, kind="text/plain")


@pytest.fixture
def sample() -> Iterator[SampleServer]:
    with serve_sample() as running:
        yield running


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.setenv("DEBATTARKIV_LEASES", str(tmp_path / "leases"))
    folder = tmp_path / "arkiv"
    folder.mkdir()
    (folder / "sources.toml").write_text(TOML, "utf-8")
    return Paths(folder / "corpus.db", folder / "captures.db", folder / "sources.toml")


def run(paths: Paths, command: Any, *arguments: str) -> Result:
    return CliRunner().invoke(
        command, list(arguments), obj=paths, standalone_mode=False
    )


@contextlib.contextmanager
def examined(
    routes: dict[str, Route], folder: Path, path: str = "/"
) -> Iterator[tuple[Faulty, Diagnosis]]:
    """A visit to a faulty server that never waits."""
    with serve({"/robots.txt": NO_ROBOTS, **routes}) as server:
        source = Source(name="a", platform="wordpress", home=server.url(path))
        leases = Leases(folder, sleep=lambda seconds: None)
        with Visit("arkivet@umu.se", leases=leases) as visit:
            yield server, diagnose(probe(visit, source), delay=2.0)


def test_sample_blog_is_described_on_one_screen(
    sample: SampleServer, paths: Paths
) -> None:
    done = run(paths, doctor, f"{sample.url}/balgsten/")
    assert done.return_value == 0, done.output
    for words in (
        "it can be archived: by pages",
        "25 posts",
        "wordpress-callback/1, a known markup: found 15 of 15 claimed",
        "REST            shut: HTTP 404",
        "[sources.balgsten]",
        "min_posts = 22",
    ):
        assert words in done.stdout
    assert len(done.stdout.splitlines()) <= 40
    assert len(sample.log) <= LIMIT
    assert {r.user_agent.partition("/")[0] for r in sample.log} == {"Debattarkivet"}
    assert [each.name for each in paths.sources.parent.iterdir()] == ["sources.toml"]


@pytest.mark.slow
def test_added_blog_can_be_scraped_for_the_price_that_was_said(
    sample: SampleServer, paths: Paths
) -> None:
    url = f"{sample.url}/inifran/2021/11/02/"
    done = run(paths, sources, "add", url, "--name", "rut", "--json")
    assert done.return_value == 0, done.output
    report = json.loads(done.stdout)
    assert paths.sources.read_text("utf-8") == TOML + "\n" + report["table"]
    config = paths.config()
    assert config.sources["rut"].home == f"{sample.url}/Inifran/"
    sample.log.clear()
    with open_archive(paths.db, paths.captures) as archive:
        scrape(archive, config, list(config.sources.values()))
        assert archive.db.table("posts").count == report["posts"] == 11
    assert abs(len(sample.log) - report["costs"][0]["requests"]) <= 2


@pytest.mark.slow
def test_blog_that_is_there_already_is_not_asked_and_not_added_twice(
    sample: SampleServer, paths: Paths
) -> None:
    url = f"{sample.url}/balgsten/"
    assert run(paths, sources, "add", url).return_value == 0
    before = paths.sources.read_bytes()
    sample.log.clear()
    again = run(paths, sources, "add", url.upper().replace("HTTP", "http"))
    assert isinstance(again.exception, InputError)
    assert "[sources.balgsten]" in str(again.exception)
    taken = run(paths, sources, "add", f"{sample.url}/Inifran/", "--name", "balgsten")
    assert isinstance(taken.exception, InputError)
    assert not sample.log
    by_post = run(paths, sources, "add", f"{url}2021/10/")
    assert isinstance(by_post.exception, InputError)
    assert paths.sources.read_bytes() == before
    known = run(paths, doctor, url)
    assert (known.return_value, "Already in" in known.stdout) == (0, True)


def test_blog_that_cannot_be_archived_is_not_added(
    sample: SampleServer, paths: Paths
) -> None:
    done = run(paths, sources, "add", f"{sample.url}/")
    assert done.return_value == 4
    assert done.stdout == ""
    assert "nothing was added" in done.stderr
    assert paths.sources.read_text("utf-8") == TOML


def test_nobody_is_visited_without_a_contact(paths: Paths) -> None:
    for command in ([doctor], [sources, "add"]):
        done = run(paths, command[0], *command[1:], "https://blogg.vk.se/anna/")
        assert isinstance(done.exception, ConfigError)
        assert "--contact" in str(done.exception)
    bad = run(paths, doctor, "https://blogg.vk.se/a/", "--contact", "jag@example.com")
    assert isinstance(bad.exception, InputError)
    assert "--contact" in str(bad.exception)


def test_doctor_needs_no_sources_file(sample: SampleServer, paths: Paths) -> None:
    paths.sources.unlink()
    done = run(paths, doctor, f"{sample.url}/Inifran/")
    assert (done.return_value, "[sources.inifran]" in done.stdout) == (0, True)
    assert not paths.sources.exists()


REFUSING = reply(b"<html>nej</html>", 403)
CHALLENGE = reply(
    b"<html><head><title>Just a moment...</title></head>"
    b'<body><div id="challenge-form">Wait</div></body></html>'
)


@pytest.mark.parametrize(
    ("route", "code", "words"),
    [
        (reply(PAGE), 4, "nothing on the page shows that WordPress made it"),
        (CHALLENGE, 4, "bot challenge"),
        (reply(b"%PDF-1.4", kind="application/pdf"), 4, "no WordPress"),
        (reply(b"<html>borta</html>", 404), 3, "HTTP 404"),
        (reply(b"<html>fel</html>", 500), 3, "HTTP 500"),
        (REFUSING, 5, "HTTP 403"),
        (reply(b"<html>sen</html>", 401), 5, "HTTP 401"),
    ],
)
def test_what_is_no_blog_is_said_with_its_exit_code(
    tmp_path: Path, route: Route, code: int, words: str
) -> None:
    with examined({"/": route}, tmp_path) as (_, found):
        assert (found.exit_code, words in found.why) == (code, True), found.why


def test_robots_that_forbid_us_end_the_visit(tmp_path: Path) -> None:
    rules = b"User-agent: *\nDisallow:\n\nUser-agent: debattarkivet\nDisallow: /\n"
    robots = reply(rules, kind="text/plain")
    with examined({"/robots.txt": robots, "/": PAGE}, tmp_path) as (server, found):
        assert server.paths == ["/robots.txt"]
    assert found.exit_code == 5
    assert found.robots.rules == ("Disallow: /",)
    assert found.robots.forbidden == ("the front page",)


def test_robots_that_cannot_be_read_forbid_all_for_now(tmp_path: Path) -> None:
    with examined({"/robots.txt": reply(b"", 503)}, tmp_path) as (server, found):
        assert set(server.paths) == {"/robots.txt"}
    assert (found.exit_code, found.robots.state) == (5, "unreadable")


def test_host_that_is_down_is_no_answer(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        home = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        source = Source(name="a", platform="wordpress", home=home)
        leases = Leases(tmp_path, sleep=lambda seconds: None)
        with Visit(None, leases=leases) as visit:
            found = diagnose(probe(visit, source), delay=2.0)
    assert found.exit_code == 3
    assert "connection refused" in found.why


WORDPRESS = (
    b"<html><head><meta name='generator' content='WordPress 6.4'>"
    b"<link rel='alternate' type='application/rss+xml' href='/feed/'></head>"
    b"<body class='home blog'><article class='post'><h2><a href='/2024/05/01/a/'>A</a>"
    b"</h2></article><article class='post'><h2><a href='/2024/05/02/b/'>B</a></h2>"
    b"</article></body></html>"
)


def test_tries_and_redirects_count_and_the_limit_is_never_passed(
    tmp_path: Path,
) -> None:
    """Everything but the front page answers with faults that are worth a try."""
    failing = reply(b"<html>strax</html>", 503)
    paths = ("/wp-sitemap.xml", "/feed/", "/2024/05/01/a/", "/2024/05/02/b/")
    root = "/wp-json/?_fields=name,home,timezone_string,gmt_offset,namespaces"
    routes: dict[str, Route] = {path: failing for path in (*paths, root)}
    routes["/"] = reply(WORDPRESS)
    with examined(routes, tmp_path) as (server, found):
        assert len(server.asked) == found.requests == LIMIT
    assert found.exit_code == 3
    assert "not asked: 15 requests are enough" in str((found.page_shut, found.lists))


def test_time_zone_that_pages_contradict_is_said(
    sample: SampleServer, paths: Paths
) -> None:
    elsewhere = '[sources.b]\nhome = "{}"\nplatform = "wordpress"\n{}\n'
    zone = 'timezone = "America/New_York"'
    table = elsewhere.format(f"{sample.url}/balgsten/", zone)
    paths.sources.write_text(TOML + table, "utf-8")
    done = run(paths, doctor, f"{sample.url}/balgsten/")
    assert "America/New_York (assumed); but a page prints" in done.stdout
