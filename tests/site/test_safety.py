"""Safe on the open internet: headers, methods, limits, strangers' words."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from scraper.site import routes
from scraper.site.ask import Ask
from scraper.site.guard import CSP, Guard, Turns
from scraper.site.sending import harmless
from scraper.site.views_search import search_page
from tests.site.archives import LONGEST_WORD, NASTY
from tests.site.conftest import WRONG_SQL, Site

HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
}
ENDLESS = """
with recursive n(i) as (select 1 union all select i + 1 from n)
select max(i) from n"""
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize(
    "path", ["/", "/sok?q=hot", "/sok.csv?q=hot", "/corpus/posts.json", "/nej", "/%5C"]
)
def test_every_answer_carries_the_security_headers(site: Site, path: str) -> None:
    headers = site.get(path).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in headers["content-security-policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_reading_is_allowed(site: Site, method: str) -> None:
    answer = site.get("/corpus", method=method)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "sql",
    ["delete from posts", "insert into tags values (1,2,3)", "attach 'x' as y",
     "pragma journal_mode=delete", "vacuum", "drop table posts",
     "select 1; delete from posts"],
)  # fmt: skip
def test_no_sql_changes_the_file(site: Site, edited_path: Path, sql: str) -> None:
    before = edited_path.read_bytes()
    assert site.get("/corpus", params={"sql": sql}).status_code in (WRONG_SQL, 400, 403)
    for path in ("/corpus.json", "/hamta.csv"):
        assert site.get(path, params={"sql": sql}).status_code in (400, 403)
    assert edited_path.read_bytes() == before


@pytest.mark.parametrize(
    "path",
    ["/-/messages", "/-/allow-debug", "/-/permissions", "/-/patterns", "/-/logout"],
)
def test_pages_for_developers_are_closed(site: Site, path: str) -> None:
    assert site.get(path).status_code == 404


def test_error_shows_no_trace(site: Site) -> None:
    answer = site.get("/corpus?sql=select+nope+from+posts")
    assert answer.status_code == WRONG_SQL
    assert "no such column: nope" in answer.text
    assert "Traceback" not in answer.text
    assert "/site-packages/" not in answer.text


def test_heavy_requests_wait_and_are_then_sent_away_kindly() -> None:
    import asyncio

    async def scenario() -> list[tuple[int, dict[bytes, bytes]]]:
        gate = asyncio.Event()

        async def app(scope: object, receive: object, send: Any) -> None:
            await gate.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        guard = Guard(app, lambda scope: ("text/plain", b"busy"),
                      turns=Turns(at_once=1, waiting=1, patience_s=0.05))  # fmt: skip
        seen: list[tuple[int, dict[bytes, bytes]]] = []

        async def ask(path: str) -> None:
            async def send(message: dict) -> None:
                if message["type"] == "http.response.start":
                    seen.append((message["status"], dict(message["headers"])))

            scope = {"type": "http", "method": "GET", "path": path,
                     "raw_path": path.encode(), "query_string": b""}  # fmt: skip
            await guard(scope, None, send)

        tasks = [asyncio.create_task(ask("/corpus")) for _ in range(3)]
        light = asyncio.create_task(ask("/inlagg/a-1"))
        await asyncio.sleep(0.2)
        assert [status for status, _ in seen] == [503, 503]
        gate.set()
        await asyncio.gather(light, *tasks)
        return seen

    seen = asyncio.run(scenario())
    assert sorted(status for status, _ in seen) == [200, 200, 503, 503]
    busy = next(headers for status, headers in seen if status == 503)
    assert busy[b"retry-after"] == b"10"


def test_a_search_waits_its_turn_unless_it_was_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.get("/sok?q=hot&ordning=aldst").status_code == 200

    async def none_left(turns: Turns) -> bool:
        return False

    monkeypatch.setattr(Turns, "take", none_left)
    assert site.get("/sok?q=hot&ordning=aldst&fbclid=abc").status_code == 200
    answer = site.get("/sok?q=hot&ordning=nyast")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "text/html" in answer.headers["content-type"]


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_part_of_a_search_that_takes_too_long_ends_it(
    site: Site, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    def endless(conn: sqlite3.Connection, ask: Ask) -> None:
        conn.execute(ENDLESS).fetchone()

    parts = list(search_page.parts)
    parts[part] = endless
    monkeypatch.setattr(search_page, "parts", parts)
    monkeypatch.setattr(routes, "TIME_LIMIT_S", 0.2)
    answer = site.get(f"/sok?q=hot{part}")  # asked for the first time: nothing is kept
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "Traceback" not in answer.text


def test_parts_of_a_search_have_connections_of_their_own(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: list[sqlite3.Connection] = []
    both = threading.Barrier(len(search_page.parts), timeout=20)

    def meeting(part: Callable[..., object], *given: object) -> object:
        met.append(given[0])  # type: ignore[arg-type]
        both.wait()
        return part(*given)

    parts = [partial(meeting, part) for part in search_page.parts]
    monkeypatch.setattr(search_page, "parts", parts)
    assert site.get("/sok?q=hot+möte").status_code == 200
    assert len(set(map(id, met))) == len(parts)


HOSTILE_PAGES = (
    *("/", "/inlagg/anna-7", "/inlagg/anna-7?meningar=ja", "/sok?q=alert"),
    *("/inlagg/anna-7?q=alert&k=c2&traff=1&ordning=nyast", "/inlagg/anna-7?mening=3"),
    *(
        "/sok?q=typ:kommentar",
        "/sok?q=*ler*",
        "/konkordans?q=alert",
        "/grannord?q=alert",
    ),
    *("/forst?q=alert", "/trend?q=alert", "/historik", "/historik/anna-7"),
    *("/historik/anna-7?fran=1&till=2", "/historik/anna-c1", "/kommentar/anna-c2"),
    *("/personer", "/personer/anna", "/skick", "/om", "/metod", "/borttagning"),
    *(
        "/kodbok",
        "/sql",
        "/corpus",
        "/corpus/posts",
        "/corpus/comments",
        "/corpus/tags",
    ),
    *("/corpus/links", "/corpus/revisions", "/corpus/bodies", "/corpus/issues"),
    *("/corpus/comments/anna-c1", "/corpus/posts/anna-7", "/corpus/vocab"),
    *("/corpus?sql=select+author,text,author_url+from+comments",),
)
HOSTILE_FILES = (
    *("/inlagg/anna-7.bib", "/inlagg/anna-7.bib?k=c2", "/inlagg/anna-7.atom"),
    *("/sok.atom", "/sok.atom?q=alert", "/historik.atom", "/sok.csv?q=typ:kommentar"),
    *("/sok.jsonl?q=typ:kommentar", "/hamta.csv?sql=select+*+from+comments"),
    *("/konkordans.csv?q=alert", "/corpus/comments.csv", "/corpus/comments.json"),
    *("/opensearch.xml", "/robots.txt", "/sitemap.xml"),
)


def test_every_kind_of_address_is_asked_for_with_hostile_words() -> None:
    asked = [path.partition("?")[0] for path in HOSTILE_PAGES + HOSTILE_FILES]
    for pattern, _ in (*routes.VIEWS, *routes.STREAMS):
        assert any(re.match(pattern, path) for path in asked), pattern


@pytest.mark.parametrize("path", HOSTILE_PAGES)
@pytest.mark.parametrize("words", ["", *NASTY[:4]])
def test_strangers_words_are_only_words(hostile: Site, path: str, words: str) -> None:
    joint = "&" if "?" in path else "?"
    name = "_search" if "/corpus/" in path else "ordning"
    answer = hostile.get(path + (f"{joint}{name}={words}" if words else ""))
    assert answer.status_code in (200, 302, 400, 404)
    assert answer.headers["content-security-policy"] == CSP
    assert "\x00" not in answer.text or path.startswith("/corpus")
    tags = re.findall(r"<([a-z0-9]+)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", answer.text)
    for tag, attributes in tags:
        assert tag not in ("script", "style", "iframe", "img", "object", "embed")
        bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", attributes)
        assert not re.search(r"\bon\w+\s*=|\bstyle\s*=", bare), (tag, attributes)
        assert not re.search(
            r"(?:href|src|action)=\"\s*(?:javascript|data):", attributes
        )


@pytest.mark.parametrize("path", HOSTILE_FILES)
def test_files_of_strangers_words_are_no_pages(hostile: Site, path: str) -> None:
    answer = hostile.get(path)
    assert answer.status_code in (200, 404)
    assert answer.headers["x-content-type-options"] == "nosniff"
    if answer.status_code == 200:
        assert not answer.headers["content-type"].startswith("text/html")
        if path.partition("?")[0].endswith((".atom", ".xml")):
            ET.fromstring(answer.text)


def test_strangers_query_is_only_words(hostile: Site) -> None:
    for words in NASTY:
        page = hostile.get("/sok", params={"q": words}).text
        assert "<script>" not in page
        assert "<img" not in page
        assert "49" not in re.findall(r"<h1[^>]*>([^<]*)", page)[0]


def test_feed_of_strangers_words_is_well_formed_and_harmless(hostile: Site) -> None:
    entries = [
        entry
        for feed in ("/inlagg/anna-7.atom", "/sok.atom", "/historik.atom")
        for entry in ET.fromstring(hostile.get(feed).text).iter(f"{ATOM}entry")
    ]
    assert len(entries) > 10
    for entry in entries:
        content = entry.findtext(f"{ATOM}content") or ""
        assert not re.search(r"<(?!/?p>)", content)


def test_exports_of_strangers_words_hold_no_formula(hostile: Site) -> None:
    import csv
    import io

    csv.field_size_limit(2 * len(LONGEST_WORD))
    text = hostile.get("/sok.csv?q=typ:kommentar").text
    for row in csv.DictReader(io.StringIO(text)):
        for value in row.values():
            assert harmless(value) == value
    lines = hostile.get("/sok.jsonl?q=typ:kommentar").text.splitlines()
    words = {json.loads(line)["text"] for line in lines}
    assert any(word.startswith("=HYPERLINK") for word in words)


def test_what_the_first_reader_would_wait_for_is_loaded_at_the_start() -> None:
    import asyncio
    import threading

    loaded = threading.Event()
    seen: list[str] = []

    async def app(scope: Any, receive: object, send: object) -> None:
        seen.append(scope["type"])

    guard = Guard(app, lambda scope: ("text/plain", b""), warm=loaded.set)
    asyncio.run(guard({"type": "lifespan"}, None, None))
    assert loaded.wait(5)
    assert seen == ["lifespan"]
