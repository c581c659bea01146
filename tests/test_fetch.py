from __future__ import annotations

import gzip
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from scraper.captures import Captures
from scraper.errors import FetchError, Refused
from scraper.fetch import Fetcher
from scraper.fetch.asking import TRIES
from scraper.fetch.lease import Leases
from scraper.fetch.transport import Limits
from scraper.model import Capture
from tests.faulty import (
    PAGE,
    redirect,
    reply,
)
from tests.visiting import NOON, Start, visit

__all__ = ["visit"]


def test_a_page_becomes_a_capture(visit: Start) -> None:
    v = visit(reply(Set_Cookie="s=1", ETag='"x"'))
    assert v.fetch("/1/#comment-7") == Capture(
        source="a",
        purpose="post",
        url=v.server.url("/1/"),
        final_url=v.server.url("/1/"),
        fetched_at=v.clock.now().replace(microsecond=0),
        status=200,
        headers={"content-type": "text/html; charset=UTF-8", "etag": '"x"'},
        body=PAGE,
    )
    assert [(a.purpose, a.status, a.robots) for a in v.log] == [
        ("robots", 200, "exempt"),
        ("post", 200, "allowed"),
    ]


def test_we_say_who_we_are_and_take_no_cookies(visit: Start) -> None:
    v = visit(reply(Set_Cookie="s=1; Path=/"))
    v.fetch()
    v.fetch()
    for asked in v.server.asked:
        assert asked.headers["user-agent"] == "Debattarkivet/26.1 (+arkiv@umu.se)"
        assert asked.headers["accept-encoding"] == "gzip, deflate"
        assert "cookie" not in asked.headers
        assert "authorization" not in asked.headers


def test_a_password_file_of_the_user_logs_nobody_in(
    visit: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 0.0.0.0 login anna password hemligt\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("no_proxy", "*")
    v = visit(reply())
    home = v.server.url("/").replace(
        "127.0.0.1", "0.0.0.0"
    )  # this machine, not by name
    v.source = replace(v.source, home=home)
    v.fetch(home + "1/")
    assert "authorization" not in v.server.pages()[0].headers


def test_a_proxy_is_not_asked_for_this_machine(
    visit: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert visit(reply()).fetch().body == PAGE


@pytest.mark.parametrize("status", [404, 410])
def test_gone_is_evidence(visit: Start, status: int) -> None:
    capture = visit(reply(b"<html>borta</html>", status)).fetch()
    assert (capture.status, capture.body) == (status, b"<html>borta</html>")


@pytest.mark.parametrize("status", [400, 401, 403])
def test_what_rest_says_in_json_is_evidence(visit: Start, status: int) -> None:
    body = b'{"code":"rest_forbidden"}'
    v = visit(reply(body, status, kind="application/json; charset=UTF-8"))
    capture = v.fetch(purpose="rest-posts")
    assert (capture.status, capture.body) == (status, body)


@pytest.mark.parametrize("status", [401, 403, 451])
def test_a_wall_is_a_refusal_whose_page_is_kept(visit: Start, status: int) -> None:
    v = visit(reply(b"<html>challenge</html>", status))
    error = v.refused()
    assert isinstance(error, Refused)
    assert (error.status, error.exit_code) == (status, 5)
    assert v.log[-1].body == b"<html>challenge</html>"
    assert len(v.server.pages()) == 1


@pytest.mark.parametrize("status", [204, 206, 300, 402, 405, 418, 501])
def test_any_other_status_is_an_error(visit: Start, status: int) -> None:
    error = visit(reply(b"", status)).refused()
    assert not isinstance(error, Refused)
    assert f"expected a page, got HTTP {status}" in str(error)


def test_redirects_on_the_host_are_followed_and_logged(visit: Start) -> None:
    v = visit(redirect("/%C3%A5r/", 302), **{"%C3%A5r/": redirect("../2/")})
    v.server.routes["/2/"] = reply()
    capture = v.fetch()
    assert capture.url == v.server.url("/1/")
    assert capture.final_url == v.server.url("/2/")
    assert [(a.url, a.status) for a in v.log[1:]] == [
        (v.server.url("/1/"), 302),
        (v.server.url("/%C3%A5r/"), 301),
        (v.server.url("/2/"), 200),
    ]
    assert v.clock.slept == [2.0, 2.0, 2.0]


def test_a_redirect_with_bare_letters_is_read_as_utf8(visit: Start) -> None:
    v = visit(redirect("/år/".encode().decode("latin-1")))
    v.server.routes["/%C3%A5r/"] = reply()
    assert v.fetch().final_url == v.server.url("/år/")


def test_the_body_of_a_redirect_is_not_read(visit: Start) -> None:
    bomb = reply(gzip.compress(bytes(9_000_000)), 301, Content_Encoding="gzip")
    moved = bomb.replace(b"\r\n", b"\r\nLocation: /2/\r\n", 1)
    v = visit([moved, moved.replace(b"gzip", b"nope")])
    v.server.routes["/2/"] = reply()
    v.open(Limits(max_bytes=1000))
    assert v.fetch().body == PAGE
    assert v.fetch().body == PAGE
    assert [a.size for a in v.log if a.status == 301] == [0, 0]


@pytest.mark.parametrize("to", ["/1/", "/1/#x", "", "/a", "/n0"])
def test_redirects_without_end_are_refused(visit: Start, to: str) -> None:
    v = visit(redirect(to), a=redirect("/b"), b=redirect("/a"))
    for n in range(9):
        v.server.routes[f"/n{n}"] = redirect(f"/n{n + 1}")
    assert "redirects in a circle" in str(v.refused())
    assert len(v.server.pages()) <= 6


@pytest.mark.parametrize(
    "to",
    [
        "https://login.example/",
        "//other.example/",
        "http://127.0.0.1:9/",
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "http://[::1",
        "http://127.0.0.1:99999/",
    ],
)
def test_redirects_off_the_host_are_refused(visit: Start, to: str) -> None:
    v = visit(redirect(to))
    with pytest.raises(FetchError, match=r"redirected to|expected an http address"):
        v.fetch()
    assert len(v.server.asked) == 2
    assert v.log[-1].status == 301


def test_another_host_is_never_asked(visit: Start) -> None:
    v = visit(reply())
    message = str(v.refused("https://other.example/1/"))
    assert "expected an address on 127.0.0.1:" in message
    assert "change its home in sources.toml" in message
    assert "expected an http address" in str(v.refused("file:///etc/passwd"))
    assert v.server.asked == []


def test_a_redirect_is_held_to_robots_txt_too(visit: Start) -> None:
    v = visit(redirect("/wp-admin/"))
    v.server.routes["/robots.txt"] = reply(b"User-agent: *\nDisallow: /wp-admin/")
    error = v.refused()
    assert isinstance(error, Refused)
    assert "robots.txt" in str(error)
    assert v.server.paths == ["/robots.txt", "/1/"]
    assert v.log[-1].robots == "disallowed"


def test_validators_let_the_host_answer_304(visit: Start) -> None:
    date = "Wed, 01 May 2024 10:00:00 GMT"
    v = visit([reply(ETag='"x"', Last_Modified=date), reply(b"", 304)])
    first = v.fetch()
    second = v.fetch(validators=first)
    assert (second.status, second.body) == (304, b"")
    headers = v.server.pages()[1].headers
    assert headers["if-none-match"] == '"x"'
    assert headers["if-modified-since"] == date


@pytest.mark.parametrize("etag", ['W/"x"', '"x-gzip"'])
def test_an_etag_that_a_front_changed_goes_without_its_date(
    visit: Start, etag: str
) -> None:
    v = visit(reply(ETag=etag, Last_Modified="Wed, 01 May 2024 10:00:00 GMT"))
    first = v.fetch()
    v.fetch(validators=first)
    bare = replace(first, headers={"etag": etag})
    v.fetch(validators=bare)
    v.fetch(validators=replace(first, final_url="https://elsewhere.se/"))
    sent = [
        {name for name in asked.headers if name.startswith("if-")}
        for asked in v.server.pages()
    ]
    assert sent == [set(), {"if-modified-since"}, {"if-none-match"}, set()]


def test_a_304_that_nobody_asked_for_is_an_error(visit: Start) -> None:
    assert "got HTTP 304 unasked" in str(visit(reply(b"", 304)).refused())


def test_what_is_stored_is_what_comes_back(visit: Start, tmp_path: Path) -> None:
    v = visit([reply(ETag='"x"'), reply(b"", 304), reply(b"", 503)])
    with Captures(tmp_path / "captures.db") as captures:
        run = captures.begin_run(
            command="scrape", sources=[v.source], parser="26.1", started=NOON
        )
        leases = Leases(tmp_path, clock=v.clock, sleep=v.clock.sleep)
        record = partial(captures.record, run=run)
        with Fetcher(None, record=record, leases=leases, clock=v.clock) as fetcher:
            url = v.server.url("/1/")
            first = fetcher.fetch(url, source=v.source, purpose="feed")
            again = fetcher.fetch(
                url, source=v.source, purpose="feed", validators=captures.latest(url)
            )
            with pytest.raises(FetchError):
                fetcher.fetch(url, source=v.source, purpose="feed")
            assert fetcher.requests == 3 + TRIES
        assert [c.purpose for c in captures.of_run(run)] == ["robots", "feed", "feed"]
        assert captures.read(first.id or 0) == first
        assert captures.read(again.id or 0) == again
        assert (again.status, again.body) == (304, PAGE)
        rows = captures.connection.execute("select count(*) from requests")
        assert rows.fetchone() == (3 + TRIES,)
