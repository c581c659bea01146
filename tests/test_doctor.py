"""The doctor without a WordPress: rules, tables, budget, and what is no blog."""

from __future__ import annotations

import contextlib
import doctest
import importlib
import json
import os
import socket
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scraper.archive import open_archive, scrape
from scraper.cli import Paths
from scraper.cli_doctor import doctor, sources
from scraper.config import load_config
from scraper.doctor import LIMIT, Diagnosis, Visit, diagnose, probe
from scraper.doctor.address import home_of
from scraper.doctor.asks import groups, reservations
from scraper.doctor.cost import by_pages, by_rest
from scraper.doctor.table import append, name_for, with_table
from scraper.errors import ConfigError, DebattarkivError, InputError
from scraper.fetch.lease import Leases
from scraper.model import Capture, Source
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
TABLE = '[sources.ny]\nhome = "http://127.0.0.1/ny/"\nplatform = "wordpress"\n'
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


def page(url: str = "http://127.0.0.1/a/", body: str = "", **headers: str) -> Capture:
    return Capture(
        source="a",
        purpose="home",
        url=url,
        final_url=url,
        fetched_at=datetime(2024, 5, 1, tzinfo=UTC),
        status=200,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        body=body.encode(),
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


@pytest.mark.parametrize(
    ("given", "home"),
    [
        ("https://blogg.vk.se/lundgren", "https://blogg.vk.se/lundgren/"),
        (" blogg.vk.se/Lundgren/ ", "https://blogg.vk.se/Lundgren/"),
        ("http://A.example/?p=12&x#c", "http://a.example/"),
    ],
)
def test_address_is_completed(given: str, home: str) -> None:
    assert home_of(given) == home


@pytest.mark.parametrize("given", ["", "ftp://a.example/", "https://a b/", "https://"])
def test_what_is_no_web_address_is_refused(given: str) -> None:
    with pytest.raises(InputError, match="expected an address"):
        home_of(given)


def test_directives_count_if_they_are_said_to_us() -> None:
    head = '<meta name="robots" content="max-image-preview:large, NOAI">'
    other = '<meta name="googlebot" content="noarchive">'
    asked = page(
        body=f"<html><head>{head}{other}</head></html>",
        x_robots_tag="googlebot: noindex, none, debattarkivet: noarchive",
    )
    assert reservations([asked, asked], "", None) == (
        "noarchive (header X-Robots-Tag)",
        "noai (meta robots)",
    )
    assert reservations([page(x_robots_tag="bingbot: noarchive")], "", None) == ()


def test_reservation_of_text_mining_is_found_in_header_meta_and_file() -> None:
    head = '<meta name="tdm-reservation" content="1">'
    asked = page(
        body=head, tdm_reservation="1", tdm_policy="https://a.example/policy.json"
    )
    rules = [
        {"location": "/b/*", "tdm-reservation": 1},
        {"location": "/a*", "tdm-reservation": 1},
    ]
    file = page(body=json.dumps(rules))
    assert reservations([asked], "", file) == (
        "text and data mining is reserved (header tdm-reservation; "
        "policy: https://a.example/policy.json)",
        "text and data mining is reserved (meta tdm-reservation)",
        "text and data mining is reserved (/.well-known/tdmrep.json for /a*)",
    )
    rules[1]["tdm-reservation"] = 0
    assert reservations([page()], "", page(body=json.dumps(rules))) == ()
    assert reservations([page()], "", page(body="<html>front page</html>")) == ()


def test_robots_that_turn_away_gatherers_are_quoted() -> None:
    text = (
        "User-agent: GPTBot\nUser-agent: CCBot # alla\nDisallow: /\n"
        "User-agent: Bytespider\nDisallow: /wp-admin/\n"
        "Content-Signal: search=yes, ai-train=no\n"
    )
    assert reservations([], text, None) == (
        "robots.txt turns away gatherers of texts: CCBot, GPTBot",
        "robots.txt: Content-Signal: search=yes, ai-train=no",
    )


def test_groups_of_robots_are_runs_of_agents_and_their_rules() -> None:
    text = (
        "\ufeffUser-agent: A\nuser-agent: b\nDisallow: /x\n\nUser-Agent: *\nAllow: /\n"
    )
    assert groups(text + "Sitemap: http://a.example/s.xml\nfel\n") == (
        (frozenset({"a", "b"}), ("Disallow: /x",)),
        (frozenset({"*"}), ("Allow: /",)),
    )


def test_name_comes_from_the_address_and_is_free() -> None:
    assert name_for("https://blogg.vk.se/veronica-kerr/", {}) == "veronica-kerr"
    assert name_for("https://www.annas.wordpress.com/", {}) == "annas"
    assert name_for("https://a.se/%C3%96rjan/blogg/", {}) == "orjan"
    assert name_for("https://a.se/blogg/", {"a", "a-2"}) == "a-3"


def test_large_blog_by_rest_costs_what_its_lists_cost() -> None:
    cost = by_rest(280, 3300, feed=10, pause_s=2.0)
    assert 65 <= cost.requests <= 80
    assert cost.seconds == cost.requests * 2.0
    shut = by_rest(280, None, feed=10, pause_s=2.0)
    assert shut.requests > 280
    assert shut.at_least


def test_pages_cost_one_request_a_post_and_nothing_is_invented() -> None:
    cost = by_pages(1500, sitemaps=2, feed=10, paged=False, pause_s=2.0)
    assert cost is not None
    assert cost.requests == 1506
    assert not cost.at_least
    assert by_pages(None, sitemaps=0, feed=10, paged=False, pause_s=2) is None


@pytest.mark.parametrize("module", ["address", "cost", "table"])
def test_examples_in_docstrings_hold(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"scraper.doctor.{module}"))
    assert found.attempted
    assert not found.failed


@pytest.mark.parametrize(
    "old", ["", "# bara en rad", TOML, TOML.replace("\n", "\r\n"), "\ufeff" + TOML]
)
def test_table_is_added_and_all_else_stays(old: str) -> None:
    new = with_table(old, TABLE, path="sources.toml")
    end = "\r\n" if "\r\n" in old else "\n"
    assert new.startswith(old)
    assert new.endswith(TABLE.replace("\n", end))
    assert ("\r\n" in new) == (new.count("\n") == new.count("\r\n"))
    added = new[len(old) :].removesuffix(TABLE.replace("\n", end))
    assert added == ("" if not old else end * (2 - old.endswith("\n")))


def test_table_that_does_not_fit_is_refused_and_nothing_written(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(TOML + TABLE, "utf-8")
    with pytest.raises(ConfigError, match="nothing was written"):
        append(path, TABLE)
    assert path.read_text("utf-8") == TOML + TABLE
    assert [each.name for each in tmp_path.iterdir()] == ["sources.toml"]


def test_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "riktig.toml", tmp_path / "sources.toml"
    path.write_text(TOML, "utf-8")
    path.chmod(0o640)
    link.symlink_to(path.name)
    append(link, TABLE)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(load_config(link).sources) == ["ny"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder_is_said(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(TOML, "utf-8")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DebattarkivError, match="cannot be written"):
            append(path, TABLE)
    finally:
        tmp_path.chmod(0o700)


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
