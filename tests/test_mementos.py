"""What a web archive lists, which of it is a post, and how often it is asked."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from scraper.config import config_from_text
from scraper.discover.mementos import (
    Shelf,
    as_received,
    index_url,
    page_of,
    read_cdx,
)
from scraper.errors import ConfigError, FetchError, ParseError
from scraper.model import Capture, Source
from scraper.run.archived import read_wayback
from tests.factory import START

HOME = "https://blogg.example/anna/"
WEB = "https://web.archive.org/web/"


def source_of(lines: str = "") -> Source:
    text = f'[defaults]\ncontact = "a@kommun.se"\n[sources.anna]\nhome = "{HOME}"\n'
    config = config_from_text(
        f'{text}platform = "wordpress"\nroute = "wayback"\n{lines}'
    )
    return config.sources["anna"]


def cdx(body: str, **fields: Any) -> Capture:
    url = index_url(source_of())
    values: dict[str, Any] = {"url": url, "final_url": url, "status": 200, **fields}
    return Capture(
        source="anna", purpose="cdx", body=body.encode(), fetched_at=START, **values
    )


ROWS = [
    ("20210101000000", f"{HOME}2021/01/ett/", "text/html", "200"),
    ("20220101000000", f"{HOME}2021/01/ett/", "text/html", "200"),
    ("20230101000000", f"{HOME}2021/01/ett/", "text/html", "404"),
    ("20210102000000", f"{HOME}2021/01/tva/", "text/html; charset=utf-8", "200"),
    ("20210103000000", f"{HOME}2021/01/tva/comment-page-2/", "text/html", "200"),
    ("20220103000000", f"{HOME}2021/01/tva/comment-page-2/", "text/html", "200"),
    ("20210104000000", f"{HOME}bild.jpg", "image/jpeg", "200"),
    ("20210104000000", f"{HOME}category/sno/", "text/html", "200"),
    ("20210104000000", HOME, "text/html", "200"),
]
_HEAD = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest"]
WAYBACK = json.dumps([_HEAD, *(["k", t, u, m, s, "D"] for t, u, m, s in ROWS)])
PYWB = "\n".join(
    json.dumps({"urlkey": "k", "timestamp": t, "url": u, "mime": m, "status": s})
    for t, u, m, s in ROWS
)


@pytest.mark.parametrize("body", [WAYBACK, PYWB])
def test_both_kinds_of_index_give_the_newest_page_of_each_post(body: str) -> None:
    source = source_of()
    found = read_cdx(cdx(body), source)
    assert len(found) == 7
    shelf = Shelf(found, source)
    assert [m.place for m in shelf.posts()] == [
        f"{WEB}20210102000000id_/{HOME}2021/01/tva/",
        f"{WEB}20220101000000id_/{HOME}2021/01/ett/",
    ]
    (tva, _) = shelf.posts()
    page = shelf.nearest(f"{HOME}2021/01/tva/comment-page-2", tva.moment)
    assert page is not None
    assert page.place == f"{WEB}20210103000000id_/{HOME}2021/01/tva/comment-page-2/"
    assert shelf.nearest(f"{HOME}2021/01/tre/", tva.moment) is None


def test_an_archive_that_has_nothing_is_no_fault() -> None:
    assert read_cdx(cdx("[]"), source_of()) == ()
    assert read_cdx(cdx(""), source_of()) == ()


@pytest.mark.parametrize(
    "body", ["<html>", '[["a"], ["b", "c"]]', '{"url": 1}', '{"timestamp": "2021"}']
)
def test_what_is_no_index_is_refused(body: str) -> None:
    with pytest.raises(ParseError, match="expected the index of a web archive"):
        read_cdx(cdx(body), source_of())


def test_an_index_that_is_refused_is_an_error() -> None:
    with pytest.raises(FetchError, match="HTTP 404"):
        read_cdx(cdx("", status=404), source_of())


def test_a_page_is_read_as_of_the_moment_it_was_received() -> None:
    place = f"{WEB}20211123162011id_/{HOME}2021/01/ett/"
    kept = cdx("<html>", url=place, final_url=place)
    page = as_received(kept, source_of())
    assert page.final_url == f"{HOME}2021/01/ett/"
    assert page.fetched_at.isoformat() == "2021-11-23T16:20:11+00:00"
    assert page.digest == kept.digest
    assert page_of(place, source_of()) == page.final_url
    assert page_of(HOME, source_of()) == HOME
    with pytest.raises(ParseError, match="expected a page as"):
        as_received(cdx("<html>", final_url=f"{WEB}20211123162011/{HOME}"), source_of())


def test_where_the_index_is_asked_for() -> None:
    asked = "url=https%3A%2F%2Fblogg.example%2Fanna%2F&matchType=prefix&output=json"
    assert index_url(source_of()) == f"https://web.archive.org/cdx/search/cdx?{asked}"
    local = source_of('archive = "http://127.0.0.1:8080/web/"')
    assert index_url(local) == f"http://127.0.0.1:8080/web/cdx?{asked}"


@pytest.mark.parametrize(
    ("lines", "delay"), [("", 2.5), ("delay = 1", 2.5), ("delay = 7", 7.0)]
)
def test_a_web_archive_is_asked_at_most_24_times_a_minute(
    lines: str, delay: float
) -> None:
    asked: list[Source] = []

    def ask(lead: object) -> Capture:
        asked.append(run.host)
        raise FetchError("nobody there", url=WEB)

    run: Any = SimpleNamespace(
        source=source_of(lines), ask=ask, chose=str, failed=lambda exc, stop: None
    )
    read_wayback(run, dry=False)
    (host,) = asked
    assert (host.home, host.delay, host.name) == (WEB, delay, "anna")
    assert 60 / host.delay <= 24


def test_an_archive_is_for_the_route_wayback_only() -> None:
    with pytest.raises(ConfigError, match=r'archive: expected route = "wayback"'):
        config_from_text(
            f'[sources.a]\nhome = "{HOME}"\nplatform = "wordpress"\narchive = "{WEB}"'
        )


def test_a_closed_blog_is_read_from_its_archive() -> None:
    source = source_of("ended = 2019-05-01")
    assert source.is_fetched
    assert source.archive == WEB
