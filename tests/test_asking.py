from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from scraper.errors import Refused
from scraper.fetch.asking import GIVE_UP_AFTER, TRIES
from tests.faulty import (
    PAGE,
    reply,
    serve,
)
from tests.visiting import NOON, Start, Visit, needs_openssl, self_signed, visit

__all__ = ["visit"]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_fault_is_waited_out_with_growing_pauses(
    visit: Start, status: int
) -> None:
    v = visit([reply(b"x", status), reply(b"x", status), reply()])
    assert v.fetch().body == PAGE
    assert v.clock.slept == [2.0, 2.0, 4.0]  # the delay, and two pauses
    assert [a.status for a in v.log] == [200, status, status, 200]
    assert [a.body for a in v.log[1:]] == [b"x", b"x", None]


def test_tries_are_bounded(visit: Start) -> None:
    v = visit(reply(b"x", 503))
    error = v.refused()
    assert not isinstance(error, Refused)
    assert (error.status, len(v.server.pages())) == (503, TRIES)
    v = visit(reply(b"x", 429))
    error = v.refused()
    assert isinstance(error, Refused)
    assert (error.status, len(v.server.pages())) == (429, TRIES)


@pytest.mark.parametrize(
    "after",
    ["90", format_datetime(NOON.replace(microsecond=0) + timedelta(seconds=92))],
)
def test_retry_after_is_obeyed_in_both_forms(visit: Start, after: str) -> None:
    v = visit([reply(b"x", 503, Retry_After=after), reply()])
    v.fetch()
    assert v.clock.slept[-1] == pytest.approx(90, abs=0.2)


def test_retry_after_as_a_date_is_relative_to_the_hosts_own_clock(
    visit: Start,
) -> None:
    wrong = NOON - timedelta(days=400)
    date = format_datetime(wrong)
    after = format_datetime(wrong + timedelta(seconds=60))
    v = visit([reply(b"x", 429, Retry_After=after, Date=date), reply()])
    v.fetch()
    assert v.clock.slept[-1] == 60.0


@pytest.mark.parametrize("after", ["soon", "-5", "1.5", "Thu, 99 Foo 2024", "²"])
def test_a_retry_after_that_makes_no_sense_is_as_none(visit: Start, after: str) -> None:
    v = visit([reply(b"x", 503, Retry_After=after), reply()])
    v.fetch()
    assert v.clock.slept == [2.0, 2.0]


def test_a_host_that_asks_for_an_hour_is_left_alone(visit: Start) -> None:
    v = visit(reply(b"x", 429, Retry_After="3600"), two=reply())
    error = v.refused()
    assert isinstance(error, Refused)
    assert "left alone until 2024-05-01 13:00:02 UTC" in str(error)
    assert isinstance(v.refused("/two"), Refused)
    assert len(v.server.asked) == 2  # robots.txt and the one that said so
    v.open()  # another run, in the same hour
    assert isinstance(v.refused("/two"), Refused)
    assert len(v.server.asked) == 2
    v.clock.time += 3601
    v.open()
    assert v.fetch("/two").status == 200


def test_a_host_without_an_answer_is_given_up_for_the_run(visit: Start) -> None:
    v = visit(reply())
    for n in range(GIVE_UP_AFTER):
        v.server.routes[f"/f{n}"] = reply(b"x", 500)
        v.refused(f"/f{n}")
    sent = len(v.server.asked)
    assert "left alone for this run" in str(v.refused())
    assert len(v.server.asked) == sent


def test_a_port_nobody_listens_at_is_named(visit: Start) -> None:
    v = visit(reply())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    v.source = replace(v.source, home=f"http://127.0.0.1:{port}/")
    error = v.refused(f"http://127.0.0.1:{port}/1/")
    assert not isinstance(error, Refused)
    assert "connection refused; the host is up but does not serve there" in str(error)
    tried = len(v.log)
    v.refused(f"http://127.0.0.1:{port}/2/")
    assert len(v.log) == tried + 1  # logged, not asked


def test_a_name_that_does_not_exist_is_said_so(visit: Start) -> None:
    v = visit(reply())
    v.source = replace(v.source, home="http://finns-inte.invalid/")
    message = str(v.refused("http://finns-inte.invalid/1/"))
    assert "no host of this name found" in message


@needs_openssl
def test_a_certificate_nobody_vouches_for_is_refused(
    visit: Start, tmp_path: Path
) -> None:
    with serve({"/1/": reply()}, tls=self_signed(tmp_path)) as server:
        v = Visit(server, tmp_path)
        message = str(v.refused())
        v.fetcher.close()
        assert server.asked == []
    assert "TLS certificate refused" in message
    assert "self-signed" in message
    assert "always checked" in message


def test_https_to_a_host_that_speaks_http_is_said_so(visit: Start) -> None:
    v = visit(reply())
    home = v.server.base.replace("http:", "https:")
    v.source = replace(v.source, home=home + "/")
    assert "does the host serve https at this address?" in str(v.refused(home + "/1/"))


def test_one_answer_in_between_keeps_a_host_from_being_given_up(visit: Start) -> None:
    v = visit(reply())
    for n in range(2 * GIVE_UP_AFTER):
        v.server.routes[f"/f{n}"] = reply(b"x", 500)
        if n == GIVE_UP_AFTER - 1:
            v.fetch()
        assert "HTTP 500" in str(v.refused(f"/f{n}"))
        if n == 2 * GIVE_UP_AFTER - 2:
            break
    assert "left alone for this run" in str(v.refused())
