from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper.errors import FetchError, Refused
from scraper.fetch.asking import TRIES
from scraper.fetch.robots import Robots
from scraper.model import Capture
from tests.faulty import hang_up, redirect, reply, serve
from tests.visiting import Start, visit

__all__ = ["visit"]

SITE = "https://blogg.vk.se"


def robots(text: str | bytes, status: int = 200) -> Robots:
    return Robots(
        Capture(
            source="a",
            purpose="robots",
            url=f"{SITE}/robots.txt",
            final_url=f"{SITE}/robots.txt",
            fetched_at=datetime(2024, 5, 1, tzinfo=UTC),
            status=status,
            body=text.encode() if isinstance(text, str) else text,
        )
    )


def test_what_wordpress_writes_allows_posts_and_forbids_its_admin() -> None:
    found = robots(
        "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\n"
        f"Sitemap: {SITE}/wp-sitemap.xml\n"
    )
    assert found.verdict(f"{SITE}/lundgren/2021/11/23/x/") == "allowed"
    assert found.verdict(f"{SITE}/wp-admin/x") == "disallowed"
    assert found.allows(f"{SITE}/wp-admin/admin-ajax.php?x=1")
    assert found.sitemaps == (f"{SITE}/wp-sitemap.xml",)
    assert found.delay == 0.0


def test_wildcards_and_the_longest_match_decide() -> None:
    found = robots(
        "User-agent: *\nDisallow: /*?replytocom=\nDisallow: /a/\nAllow: /a/b\n"
        "Disallow: /*.pdf$\n"
    )
    assert not found.allows(f"{SITE}/x/?replytocom=7")
    assert found.allows(f"{SITE}/a/b/c")
    assert not found.allows(f"{SITE}/a/c")
    assert not found.allows(f"{SITE}/x.pdf")
    assert found.allows(f"{SITE}/x.pdf.html")


def test_letters_beyond_ascii_are_compared_in_one_spelling() -> None:
    found = robots("User-agent: *\nDisallow: /å/\n")
    assert not found.allows(f"{SITE}/%C3%A5/x")
    assert not found.allows(f"{SITE}/å/x")


def test_rules_for_us_by_name_win_over_rules_for_all() -> None:
    found = robots(
        "User-agent: debattarkivet\nDisallow: /privat/\nCrawl-delay: 9\n"
        "User-agent: *\nDisallow: /\nCrawl-delay: 1\n"
    )
    assert found.allows(f"{SITE}/1/")
    assert not found.allows(f"{SITE}/privat/")
    assert found.delay == 9.0


@pytest.mark.parametrize(
    ("line", "delay"),
    [
        ("Crawl-delay: 10", 10.0),
        ("Crawl-delay: 0.5", 0.5),
        ("Crawl-delay: soon", 0.0),
        ("Crawl-delay: -3", 0.0),
        ("Crawl-delay: inf", 0.0),
        ("Request-rate: 1/30", 30.0),
        ("Request-rate: 2/1m\nCrawl-delay: 5", 30.0),
    ],
)
def test_the_delay_it_asks_for_is_read(line: str, delay: float) -> None:
    assert robots(f"User-agent: *\n{line}\nDisallow:\n").delay == delay


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_robots_txt_allows_all(status: int) -> None:
    found = robots("User-agent: *\nDisallow: /\n", status)
    assert found.verdict(f"{SITE}/1/") == "absent"
    assert found.allows(f"{SITE}/1/")
    assert found.sitemaps == ()


def test_bytes_that_are_no_robots_txt_forbid_nothing() -> None:
    assert robots(b"<!DOCTYPE html><p>User-agent och annat</p>").allows(SITE + "/1/")
    assert robots(b"\xff\xfe\x00" * 99).allows(SITE + "/1/")
    assert robots(b"").allows(SITE + "/1/")
    assert not robots(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /").allows(SITE + "/1/")


def test_it_is_asked_for_once_a_run_and_kept_as_a_capture(visit: Start) -> None:
    v = visit(reply(), two=reply())
    v.fetch()
    v.fetch("/two")
    assert v.fetcher.robots(v.server.url("/3/"), source=v.source).allows("/3/")
    assert v.server.paths == ["/robots.txt", "/1/", "/two"]
    capture = v.log[0].capture
    assert capture is not None
    assert capture.purpose == "robots"
    assert not Robots(capture).absent


def test_what_it_forbids_is_never_asked_for(visit: Start) -> None:
    v = visit(reply())
    v.server.routes["/robots.txt"] = reply(b"User-agent: *\nDisallow: /1/")
    error = v.refused()
    assert isinstance(error, Refused)
    assert f"robots.txt of {v.server.base} forbids {v.server.url('/1/')}" in str(error)
    assert v.server.paths == ["/robots.txt"]
    assert [(a.robots, a.status) for a in v.log] == [
        ("exempt", 200),
        ("disallowed", None),
    ]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_host_without_it_is_visited(visit: Start, status: int) -> None:
    v = visit(reply())
    v.server.routes["/robots.txt"] = reply(b"<html>nej</html>", status)
    v.fetch()
    assert [a.robots for a in v.log] == ["exempt", "absent"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_that_cannot_give_it_is_not_visited_in_this_run(
    visit: Start, status: int
) -> None:
    v = visit(reply(), two=reply())
    v.server.routes["/robots.txt"] = reply(b"x", status)
    for path in ("/1/", "/two"):
        error = v.refused(path)
        assert isinstance(error, Refused)
        assert error.status == status
        assert "robots.txt cannot be read, so nothing is fetched" in str(error)
    assert v.server.paths == ["/robots.txt"] * TRIES
    assert [a.robots for a in v.log[TRIES:]] == ["unreachable", "unreachable"]
    v.server.routes["/robots.txt"] = reply(b"", kind="text/plain")
    v.open()
    assert v.fetch().status == 200


def test_a_host_that_does_not_answer_is_an_error_not_a_refusal(visit: Start) -> None:
    v = visit(reply())
    v.server.routes["/robots.txt"] = hang_up
    error = v.refused()
    assert not isinstance(error, Refused)
    assert error.exit_code == 3
    assert set(v.server.paths) == {"/robots.txt"}


def test_its_redirects_are_followed_even_to_another_host(visit: Start) -> None:
    rules = reply(b"User-agent: *\nDisallow: /1/", kind="text/plain")
    with serve({"/r": rules}) as other:
        v = visit(reply())
        v.server.routes["/robots.txt"] = redirect(other.url("/r"))
        assert isinstance(v.refused(), Refused)
        assert other.paths == ["/r"]
        assert v.server.paths == ["/robots.txt"]


def test_its_redirects_in_a_circle_forbid_all(visit: Start) -> None:
    v = visit(reply())
    v.server.routes["/robots.txt"] = redirect("/robots.txt")
    assert isinstance(v.refused(), Refused)
    assert v.server.paths == ["/robots.txt"]


@pytest.mark.parametrize(("asked", "waited"), [(10, 10.0), (0.5, 2.0)])
def test_the_larger_of_its_delay_and_ours_is_kept(
    visit: Start, asked: float, waited: float
) -> None:
    v = visit(reply())
    rules = b"User-agent: *\nCrawl-delay: %g\nDisallow:" % asked
    v.server.routes["/robots.txt"] = reply(rules)
    v.fetch()
    v.fetch()
    assert v.clock.slept == [waited, waited]


def test_nothing_is_asked_of_a_host_that_is_gone(visit: Start) -> None:
    v = visit(reply())
    v.server.routes["/robots.txt"] = hang_up
    with pytest.raises(FetchError):
        v.fetcher.robots(v.server.url("/1/"), source=v.source)
    with pytest.raises(FetchError):
        v.fetcher.robots(v.server.url("/2/"), source=v.source)
    assert len(v.server.asked) == TRIES
