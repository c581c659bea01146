"""Faults of the test site: a client sees exactly the misbehaviour asked for."""

import socket
import time
import zlib

import pytest
import requests

from . import Fault, WordPress
from .faults import Faults

pytestmark = pytest.mark.wordpress


@pytest.fixture
def page(fresh_wordpress: WordPress) -> str:
    """Address of a page of some size."""
    return fresh_wordpress.blogs["alfa"].url


def get(url: str, **options: bool) -> requests.Response:
    return requests.get(url, timeout=30, **options)  # type: ignore[arg-type]


def raw(url: str) -> bytes:
    """All bytes of the answer to a plain GET, without compression."""
    host, _, path = url.removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    asked = f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    with socket.create_connection((name, int(port)), 30) as connection:
        connection.sendall(asked.encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_status_comes_as_often_as_asked_for(
    fresh_wordpress: WordPress, page: str
) -> None:
    fresh_wordpress.faults(
        Fault(kind="status", status=429, retry_after="7", path="/alfa/$", times=2)
    )
    answers = [get(page) for _ in range(3)]
    assert [a.status_code for a in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "7"
    assert [r.fault for r in fresh_wordpress.log()] == ["status", "status", None]


def test_only_paths_that_match_are_befallen(
    fresh_wordpress: WordPress, page: str
) -> None:
    fresh_wordpress.faults(Fault(kind="status", path=r"^/alfa/feed/", times=None))
    assert get(page).status_code == 200
    assert get(page + "feed/").status_code == 500
    assert get(page + "feed/").status_code == 500
    fresh_wordpress.faults()
    assert get(page + "feed/").status_code == 200


def test_skip_and_every_choose_which_requests_are_befallen() -> None:
    faults = Faults(Fault(kind="status", skip=1, every=3, times=2))
    befallen = [faults.befalling("/") is not None for _ in range(12)]
    assert [at for at, hit in enumerate(befallen) if hit] == [1, 4]


def test_a_slow_answer_comes_whole_after_its_time(
    fresh_wordpress: WordPress, page: str
) -> None:
    whole = get(page).text
    fresh_wordpress.faults(Fault(kind="slow", seconds=0.4))
    started = time.monotonic()
    assert get(page).text == whole
    assert time.monotonic() - started > 0.4
    fresh_wordpress.faults(Fault(kind="slow", seconds=2))
    with pytest.raises(requests.ReadTimeout):
        requests.get(page, timeout=0.2)


def test_a_body_shorter_than_its_length(fresh_wordpress: WordPress, page: str) -> None:
    fresh_wordpress.faults(Fault(kind="short-length", times=None))
    head, _, body = raw(page).partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split()[0])
    assert len(body) == length // 2
    with requests.get(page, stream=True, timeout=30) as answer:
        answer.raw.enforce_content_length = True
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            answer.content  # noqa: B018 (reading it is the act)


def test_a_chunked_body_without_its_last_chunk(
    fresh_wordpress: WordPress, page: str
) -> None:
    fresh_wordpress.faults(Fault(kind="cut-chunked", times=None))
    answer = raw(page)
    assert b"Transfer-Encoding: chunked" in answer
    assert b"</html>" not in answer
    assert not answer.endswith(b"0\r\n\r\n")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        get(page)


def test_a_compressed_body_that_ends_early(
    fresh_wordpress: WordPress, page: str
) -> None:
    fresh_wordpress.faults(Fault(kind="cut-gzip", times=None))
    head, _, body = raw(page).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    unpacked = zlib.decompressobj(wbits=31)
    assert b"<html" in unpacked.decompress(body)
    assert not unpacked.eof


def test_a_body_without_length_that_ends_early(
    fresh_wordpress: WordPress, page: str
) -> None:
    fresh_wordpress.faults(Fault(kind="cut-close"))
    answer = get(page)  # nothing in HTTP tells that it is cut
    assert answer.status_code == 200
    assert "content-length" not in answer.headers
    assert "<html" in answer.text
    assert "</html>" not in answer.text
    assert "</html>" in get(page).text


def test_cuts_keep_the_part_asked_for(fresh_wordpress: WordPress, page: str) -> None:
    whole = get(page).content
    fresh_wordpress.faults(Fault(kind="cut-close", keep=0.9))
    assert get(page).content == whole[: int(len(whole) * 0.9)]


@pytest.mark.parametrize("kind", ["reset", "reset-midway"])
def test_a_connection_is_reset(
    fresh_wordpress: WordPress, page: str, kind: str
) -> None:
    fresh_wordpress.faults(Fault(kind=kind))  # type: ignore[arg-type]
    with pytest.raises(
        (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)
    ):
        get(page)
    assert get(page).status_code == 200
    assert fresh_wordpress.log()[0].status == (0 if kind == "reset" else 200)


def test_a_redirect_loop_never_ends(fresh_wordpress: WordPress, page: str) -> None:
    fresh_wordpress.faults(Fault(kind="redirect-loop", path=r"/alfa/\?p=28"))
    with pytest.raises(requests.TooManyRedirects):
        get(page + "?p=28")
    first, second, third = (r.path for r in fresh_wordpress.log()[:3])
    assert (first, second, third) == (
        "/alfa/?p=28",
        "/alfa/?p=28&varv=1",
        "/alfa/?p=28&varv=2",
    )
    assert get(page + "?p=28").url == page + "2023/09/26/28/"


def test_an_error_page_comes_with_status_200(
    fresh_wordpress: WordPress, page: str
) -> None:
    fresh_wordpress.faults(Fault(kind="error-page"))
    answer = get(page)
    assert answer.status_code == 200
    assert "Databasen svarar inte" in answer.text


def test_robots_is_the_tests_or_wordpress_own(fresh_wordpress: WordPress) -> None:
    url = fresh_wordpress.url + "/robots.txt"
    assert "Sitemap:" in get(url).text
    fresh_wordpress.robots("User-agent: *\nCrawl-delay: 3\n")
    assert get(url).text == "User-agent: *\nCrawl-delay: 3\n"
    fresh_wordpress.robots(None)
    assert "Sitemap:" in get(url).text


def test_the_front_compresses_and_weakens_etags_when_asked(
    fresh_wordpress: WordPress, page: str
) -> None:
    feed = page + "feed/"
    strong = get(feed)
    assert strong.headers["Content-Encoding"] == "gzip"
    same = {"If-None-Match": strong.headers["ETag"]}
    assert requests.get(feed, headers=same, timeout=30).status_code == 304
    fresh_wordpress.front.gzip = False
    fresh_wordpress.front.weak_etags = True
    weak = get(feed)
    assert "Content-Encoding" not in weak.headers
    assert weak.headers["ETag"] == "W/" + strong.headers["ETag"]
    same = {"If-None-Match": weak.headers["ETag"]}
    assert requests.get(feed, headers=same, timeout=30).status_code == 200


def test_extra_headers_come_with_every_page(
    fresh_wordpress: WordPress, page: str
) -> None:
    fresh_wordpress.front.extra_headers = {"X-Robots-Tag": "noarchive"}
    assert get(page).headers["X-Robots-Tag"] == "noarchive"
    fresh_wordpress.reset()
    assert "X-Robots-Tag" not in get(page).headers
