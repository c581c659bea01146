"""What the host asks for is done, by the host's own log."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from scraper import __version__

from . import Fault, Request, WordPress
from .archive import scrape

pytestmark = pytest.mark.wordpress


def paths(wp: WordPress) -> list[str]:
    return [request.path for request in wp.log()]


def pauses(log: tuple[Request, ...]) -> list[float]:
    """Seconds between the arrivals of requests."""
    return [after.at - before.at for before, after in pairwise(log)]


def test_requests_are_a_crawl_delay_apart(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    fresh_wordpress.robots("User-agent: *\nCrawl-delay: 0.3\n")
    done = scrape(fresh_wordpress, tmp_path, route="rest", blogs=("beta",), wait=True)
    assert done.report.exit_code == 0
    found = pauses(fresh_wordpress.log())
    assert len(found) >= 10
    # The pause begins when the answer has come, so it is longer seen from here.
    assert min(found) >= 0.3, "robots.txt's own included: its delay holds at once"


def test_own_delay_holds_where_the_host_asks_for_less(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    fresh_wordpress.robots("User-agent: *\nCrawl-delay: 0.01\n")
    scrape(
        fresh_wordpress,
        tmp_path,
        route="rest",
        blogs=("beta", "gamma"),
        delay=0.2,
        wait=True,
    )
    found = pauses(fresh_wordpress.log())
    assert len(found) >= 15, "two blogs on one host"
    assert min(found) >= 0.2


@pytest.mark.parametrize("after", ["1", "0.0", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_retry_after_is_obeyed(
    fresh_wordpress: WordPress, tmp_path: Path, after: str
) -> None:
    busy = Fault(
        kind="status", status=429, retry_after=after, path="/wp/v2/users", times=1
    )
    fresh_wordpress.faults(busy)
    done = scrape(fresh_wordpress, tmp_path, route="rest", blogs=("beta",), wait=True)
    assert done.report.exit_code == 0
    log = fresh_wordpress.log()
    at = next(n for n, request in enumerate(log) if request.fault)
    assert log[at + 1].path == log[at].path
    assert 2.0 <= log[at + 1].at - log[at].at < 6, "no less than our own pause"


def test_retry_after_is_waited_for_in_full(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    fresh_wordpress.faults(
        Fault(kind="status", status=503, retry_after="3", path="/feed/", times=1)
    )
    scrape(fresh_wordpress, tmp_path, route="rest", blogs=("beta",), wait=True)
    log = fresh_wordpress.log()
    at = next(n for n, request in enumerate(log) if request.fault)
    assert log[at + 1].path == log[at].path
    assert log[at + 1].at - log[at].at >= 3


def test_host_that_asks_for_an_hour_is_left_alone(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    fresh_wordpress.faults(
        Fault(kind="status", status=429, retry_after="3600", path="/wp-json/")
    )
    done = scrape(fresh_wordpress, tmp_path, route="rest", blogs=("beta", "alfa"))
    assert done.report.exit_code == 5
    assert len(fresh_wordpress.log()) == 3, "robots.txt, front page, 429: no more"
    again = scrape(fresh_wordpress, tmp_path, route="rest", blogs=("beta",))
    assert again.report.exit_code == 5
    assert len(fresh_wordpress.log()) == 3, "another run knows it too"


RULES = """\
User-agent: Snokbot
Disallow: /

User-agent: *
Disallow: /*/2022/
Allow: /Motvind/2022/06/
Disallow: /*.xml$
Disallow: /*?*
"""


def test_rules_with_wildcards_are_obeyed_and_the_longest_wins(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    fresh_wordpress.robots(RULES)
    done = scrape(fresh_wordpress, tmp_path, route="html", blogs=("beta",))
    assert done.report.exit_code == 5
    asked = paths(fresh_wordpress)
    assert any("/2021/" in path for path in asked)
    assert any("/2022/06/" in path for path in asked), "Allow is the longer rule"
    assert not [path for path in asked if "/2022/0" in path and "/06/" not in path]
    assert not [path for path in asked if "?" in path or path.endswith(".xml")]
    issues = [row["message"] for row in done.db.table("issues").rows]
    assert any("robots.txt" in message and "forbids" in message for message in issues)


def test_rules_for_us_by_name_go_before_those_for_all(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    fresh_wordpress.robots(
        "User-agent: *\nDisallow:\n\nUser-agent: debattarkivet\nDisallow: /\n"
    )
    done = scrape(fresh_wordpress, tmp_path, blogs=("alfa", "beta"))
    assert done.report.exit_code == 5
    assert paths(fresh_wordpress) == ["/robots.txt"]


def test_rest_that_robots_forbids_is_not_asked_and_pages_do(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    fresh_wordpress.robots("User-agent: *\nDisallow: /*/wp-json/\n")
    done = scrape(fresh_wordpress, tmp_path, blogs=("beta",))
    assert done.report.exit_code == 0, done.report
    assert not [path for path in paths(fresh_wordpress) if "wp-json" in path]
    assert done.db.table("posts").count == 12
    assert "by pages" in " ".join(done.reports["beta"].route)


def test_robots_is_fetched_first_and_once_a_run(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    for run in range(2):
        before = len(fresh_wordpress.log())
        scrape(fresh_wordpress, tmp_path, blogs=("beta", "gamma"))
        asked = paths(fresh_wordpress)[before:]
        assert asked[0] == "/robots.txt", run
        assert asked.count("/robots.txt") == 1


@pytest.mark.parametrize("route", ["rest", "html"])
def test_we_say_who_we_are_and_ask_for_nothing_but_pages(
    fresh_wordpress: WordPress, tmp_path: Path, route: str
) -> None:
    fresh_wordpress.mode(theme="vk", page_comments=1, comments_per_page=5)
    scrape(fresh_wordpress, tmp_path, route=route, blogs=("beta",))
    log = fresh_wordpress.log()
    assert {request.user_agent for request in log} == {f"Debattarkivet/{__version__}"}
    assert {request.method for request in log} == {"GET"}
    assert not [request for request in log if "cookie" in request.headers]
    asked = [request.path for request in log]
    assert len(asked) == len(set(asked)), "no address twice"
    for never in ("replytocom", "wp-admin", "wp-login", "wp-content", "xmlrpc"):
        assert not [path for path in asked if never in path]
