from __future__ import annotations

import gzip
import random
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.captures import Attempt, Captures, chain
from scraper.captures.bodies import TRAIN_AT
from scraper.config import Topic
from scraper.errors import ArchiveError
from scraper.model import Capture, Purpose, Source
from tests.permissions import obeying

T0 = datetime(2024, 5, 1, 12, 0, 0, tzinfo=UTC)
SOURCE = Source(name="a", platform="wordpress", home="https://a.se/")
WORDS = ("nämnd", "beslut", "kommun", "fråga", "svar", "tystnad", "chef", "oro")


def make(url: str = "https://a.se/1/", body: bytes = b"<html>1</html>") -> Capture:
    return Capture(
        source="a",
        purpose="post",
        url=url,
        final_url=url,
        fetched_at=T0,
        status=200,
        headers={"content-type": "text/html; charset=UTF-8"},
        body=body,
    )


def page(number: int) -> bytes:
    words = random.Random(number)
    text = " ".join(words.choice(WORDS) + str(words.randrange(90)) for _ in range(150))
    theme = "".join(f"<i class='{random.Random(i).random()}'></i>" for i in range(400))
    return f"<html>{theme}<p>{text}</p></html>".encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "captures.db"


@pytest.fixture
def captures(path: Path) -> Iterator[Captures]:
    with Captures(path) as opened:
        yield opened


def begin(captures: Captures) -> int:
    return captures.begin_run(
        command="scrape", sources=[SOURCE], parser="26.1", started=T0
    )


def test_a_capture_is_read_back_as_add_returned_it(captures: Captures) -> None:
    run = begin(captures)
    capture = replace(
        make(),
        final_url="https://a.se/ett/",
        fetched_at=T0 + timedelta(microseconds=7),
        headers={
            "Content-Type": "text/html",
            "Set-Cookie": "s=1",
            "ETag": '"x"',
            "X-WP-Total": "3",
        },
    )
    kept = captures.add(capture, run=run, ms=120, robots="allowed")
    assert kept == replace(
        capture,
        id=1,
        fetched_at=T0,
        headers={"content-type": "text/html", "etag": '"x"', "x-wp-total": "3"},
    )
    assert captures.read(1) == kept
    assert captures.body(kept.digest) == capture.body
    assert list(captures.of_run(run)) == [kept]


def test_a_body_is_kept_once_however_often_it_comes(captures: Captures) -> None:
    run = begin(captures)
    for url in ("https://a.se/1/", "https://a.se/1/", "https://a.se/?p=1"):
        captures.add(make(url), run=run)
    (bodies,) = captures.connection.execute("select count(*) from bodies").fetchone()
    assert (bodies, len(list(captures.of_run(run)))) == (1, 3)


def test_captures_come_in_order_while_others_are_added(captures: Captures) -> None:
    run = begin(captures)
    captures.add(make("https://a.se/0/"), run=run)
    seen = []
    for capture in captures.of_run(run):
        seen.append(capture.url)
        if len(seen) < 4:
            captures.add(make(f"https://a.se/{len(seen)}/"), run=run)
    assert seen == [f"https://a.se/{n}/" for n in range(4)]


def test_a_304_is_a_row_that_points_to_the_body_it_confirms(
    captures: Captures,
) -> None:
    run = begin(captures)
    first = replace(make(), headers={"content-type": "text/xml", "etag": '"1"'})
    captures.add(first, run=run)
    second = replace(make(body=b""), status=304, headers={"etag": '"2"'})
    kept = captures.add(second, run=run, size=0)
    assert (kept.status, kept.body) == (304, first.body)
    assert kept.headers == {"content-type": "text/xml", "etag": '"2"'}
    assert captures.read(2) == kept
    assert captures.latest(first.url) == kept


def test_a_304_for_a_page_never_kept_is_refused(captures: Captures) -> None:
    run = begin(captures)
    with pytest.raises(ArchiveError, match=r"a\.se/1/ that a 304 confirms"):
        captures.add(replace(make(body=b""), status=304), run=run)
    assert list(captures.of_run(run)) == []


def test_the_latest_good_capture_gives_the_validators(captures: Captures) -> None:
    run = begin(captures)
    good = captures.add(make(), run=run)
    captures.add(replace(make(body=b"gone"), status=404), run=run)
    captures.add_failure(attempt(status=500), run=run)
    assert captures.latest(good.url) == good
    assert captures.latest("https://a.se/2/") is None


def attempt(status: int | None = None, body: bytes | None = None) -> Attempt:
    return Attempt(
        source="a",
        purpose="post",
        url="https://a.se/1/",
        fetched_at=T0,
        ms=40,
        robots="allowed",
        status=status,
        headers={"retry-after": "5", "set-cookie": "s=1"},
        size=10,
        error="HTTP 403" if status == 403 else None,
        body=body,
    )


def test_a_failed_request_is_logged_with_its_page_but_is_no_capture(
    captures: Captures,
) -> None:
    run = begin(captures)
    number = captures.record(attempt(403, b"<html>challenge</html>"), run=run)
    assert number is None
    assert captures.connection.execute(
        "select url, status, headers, bytes, ms, robots, error from requests"
    ).fetchall() == [
        (
            "https://a.se/1/",
            403,
            '{"retry-after": "5"}',
            10,
            40,
            "allowed",
            "HTTP 403",
        )
    ]
    assert list(captures.of_run(run)) == []
    assert captures.digests(run) == ()
    with pytest.raises(ArchiveError, match="expected a capture 1, there is none"):
        captures.read(1)
    assert captures.check() == ()


def test_a_run_keeps_what_replay_needs_to_know(captures: Captures) -> None:
    topic = Topic(id="t", kind="topic", title="T", any=("å*", '"b c"'))
    run = captures.begin_run(
        command="scrape a --full",
        sources=[SOURCE],
        topics=[topic],
        parser="26.1",
        started=T0,
    )
    (found,) = captures.runs()
    assert (found.id, found.started, found.finished) == (run, T0, None)
    assert (found.sources, found.topics) == ((SOURCE,), (topic,))
    captures.finish_run(run, verdict='{"a": "ok"}', finished=T0 + timedelta(hours=1))
    (found,) = captures.runs()
    assert found.finished == T0 + timedelta(hours=1)
    assert (found.command, found.parser) == ("scrape a --full", "26.1")
    assert found.verdict == '{"a": "ok"}'


def test_the_chain_depends_on_every_digest_its_order_and_the_past() -> None:
    chains = {
        chain(None, ["a", "b"]),
        chain(None, ["b", "a"]),
        chain(None, ["a"]),
        chain("x", ["a", "b"]),
        chain(None, []),
    }
    assert len(chains) == 5
    assert chain(None, iter(["a", "b"])) == chain(None, ("a", "b"))


def test_file_wal_and_shm_are_for_the_owner_only(
    path: Path, captures: Captures
) -> None:
    begin(captures)
    modes = {
        each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()
    }
    assert modes == dict.fromkeys(
        ("captures.db", "captures.db-wal", "captures.db-shm"), 0o600
    )


def test_a_file_copied_with_an_open_mode_is_closed_again(path: Path) -> None:
    Captures(path).close()
    path.chmod(0o644)
    Captures(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.slow
def test_pages_of_one_blog_cost_half_of_gzip_once_a_dictionary_is_there(
    captures: Captures,
) -> None:
    run = begin(captures)
    pages = [page(n) for n in range(TRAIN_AT[1] + 40)]
    for n, body in enumerate(pages):
        captures.add(make(f"https://a.se/{n}/", body), run=run)
    gzipped = sum(len(gzip.compress(body, 6)) for body in pages)
    total, least = captures.connection.execute(
        """
        select sum(length(data)) + (select sum(length(data)) from dictionaries),
               min(dictionary)
        from bodies
        """
    ).fetchone()
    assert total * 2 < gzipped
    assert least == 2  # those from before the second dictionary use it too
    assert [c.body for c in captures.of_run(run)] == pages
    assert captures.check() == ()


def test_dictionaries_serve_a_later_run(path: Path) -> None:
    with Captures(path) as captures:
        run = begin(captures)
        for n in range(TRAIN_AT[0]):
            captures.add(make(f"https://a.se/{n}/", page(n)), run=run)
    with Captures(path, create=False) as captures:
        kept = captures.add(make("https://a.se/99/", page(99)), run=run)
        used = captures.connection.execute(
            "select dictionary from bodies where digest = ?", [kept.digest]
        ).fetchone()
        assert used == (1,)
        assert captures.read(kept.id or 0).body == page(99)
        assert captures.read(1).body == page(0)


def test_bodies_too_alike_or_small_to_train_on_are_kept_all_the_same(
    captures: Captures,
) -> None:
    run = begin(captures)
    for n in range(TRAIN_AT[0] + 2):
        captures.add(make(f"https://a.se/{n}/", b"%d" % n), run=run)
    captures.add(make("https://a.se/empty/", b""), run=run)
    bodies = [c.body for c in captures.of_run(run)]
    assert bodies == [b"%d" % n for n in range(TRAIN_AT[0] + 2)] + [b""]


def test_pages_of_a_source_that_all_closed_html_are_expected_to(
    captures: Captures,
) -> None:
    run = begin(captures)
    assert not captures.expects_html_end("a")
    captures.add(make(body=b"<html><p>no end"), run=run)
    captures.add(make(body=b"<html></HTML >\n<!-- cached -->"), run=run)
    assert not captures.expects_html_end("a")
    for n in range(5):
        captures.add(make(body=b"<html>%d</html>" % n), run=run)
    feed = {"content-type": "application/rss+xml"}
    captures.add(replace(make(body=b"<rss></rss>"), headers=feed), run=run)
    assert captures.expects_html_end("a")
    assert not captures.expects_html_end("b")


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("create table mine(x)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match=r"captures\.db: .*another program's") as it:
        Captures(path)
    assert it.value.exit_code == 1
    assert path.read_bytes() == before


def test_a_newer_file_is_refused(path: Path, captures: Captures) -> None:
    captures.connection.execute("pragma user_version = 99")
    with pytest.raises(ArchiveError, match=r"version 99 is newer.*upgrade debattarkiv"):
        Captures(path)


@pytest.mark.parametrize(
    "content", [b"hello " * 1000, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"captures\.db: "):
        Captures(path)
    assert path.read_bytes() == content


def test_an_empty_file_becomes_captures(path: Path) -> None:
    path.touch()
    with Captures(path) as captures:
        assert captures.runs() == ()


def test_a_missing_file_or_folder_is_named(path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no such file; name one with"):
        Captures(path, create=False)
    assert not path.exists()
    with pytest.raises(ArchiveError, match=r"x/captures\.db: No such file"):
        Captures(path.parent / "x" / "captures.db")
    with pytest.raises(ArchiveError, match=r"unable to open"):
        Captures(path.parent)


def test_a_read_only_file_is_refused(path: Path) -> None:
    Captures(path).close()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        with obeying(), pytest.raises(ArchiveError, match="read-only"):
            Captures(path)
    finally:
        path.parent.chmod(0o700)


def test_a_file_that_turned_read_only_is_named(captures: Captures) -> None:
    run = begin(captures)
    captures.connection.execute("pragma query_only = on")
    with pytest.raises(ArchiveError, match=r"captures\.db: .* is read-only"):
        captures.add(make(), run=run)


def test_a_full_disk_loses_nothing_that_was_kept(captures: Captures) -> None:
    run = begin(captures)
    kept = captures.add(make(), run=run)
    (pages,) = captures.connection.execute("pragma page_count").fetchone()
    captures.connection.execute(f"pragma max_page_count = {pages}")
    big = make(body=random.Random(1).randbytes(100_000))
    with pytest.raises(ArchiveError, match="the disk is full; free some space") as it:
        captures.add(big, run=run)
    assert "\n" not in str(it.value)
    captures.connection.execute("pragma max_page_count = 100000")
    assert list(captures.of_run(run)) == [kept]
    again = captures.add(big, run=run)
    assert captures.read(again.id or 0).body == big.body
    assert captures.check() == ()


def test_a_dictionary_taken_back_with_its_transaction_is_not_used(
    captures: Captures,
) -> None:
    run = begin(captures)
    for n in range(TRAIN_AT[0] - 1):
        captures.add(make(f"https://a.se/{n}/", page(n)), run=run)
    last = make("https://a.se/last/", page(99))
    with pytest.raises(ArchiveError, match="FOREIGN KEY"):
        captures.add(last, run=run + 1)
    captures.add(last, run=run)
    assert [c.body for c in captures.of_run(run)][-1] == page(99)
    assert captures.check() == ()


def test_a_killed_writer_loses_at_most_the_request_in_flight(path: Path) -> None:
    program = """
import sys
from tests.test_captures import *
captures = Captures(sys.argv[1])
run = begin(captures)
for n in range(10_000):
    captures.add(make(f"https://a.se/{n}/", b"%d" % n), run=run)
    print(n, flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    ) as writer:
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(20)][-1]
        assert writer.poll() is None
        writer.kill()
    with Captures(path, create=False) as captures:
        bodies = [int(c.body) for c in captures.of_run(1)]
        assert bodies == list(range(len(bodies)))
        assert len(bodies) > told
        assert captures.check() == ()


@pytest.mark.parametrize(
    ("sql", "finding"),
    [
        ("update bodies set data = zeroblob(length(data))", "body sha256:"),
        ("update bodies set data = substr(data, 1, length(data) - 1)", "body sha256:"),
        ("update bodies set digest = 'sha256:0'", "body sha256:0: its bytes have"),
        ("delete from bodies", "what it refers to in bodies is missing"),
        ("update requests set url = url || 'x'", "run 1: its rows are not those"),
        ("update requests set headers = '{}'", "run 1: its rows are not those"),
        ("delete from requests", "run 1: its rows are not those"),
        ("update runs set sources = '[]'", "run 1: its rows are not those"),
        ("update bodies set dictionary = 7", "body sha256:"),
    ],
)
def test_check_reports_what_was_changed(
    captures: Captures, sql: str, finding: str
) -> None:
    run = begin(captures)
    captures.add(make(), run=run)
    captures.finish_run(run, verdict="ok", finished=T0)
    assert captures.check() == ()
    captures.connection.execute("pragma foreign_keys = off")
    captures.connection.execute(sql)
    assert any(finding in line for line in captures.check())


def test_a_damaged_body_is_never_handed_out(captures: Captures) -> None:
    run = begin(captures)
    kept = captures.add(make(), run=run)
    captures.connection.execute("update bodies set data = zeroblob(length(data))")
    with pytest.raises(ArchiveError, match=r"captures\.db: body sha256:"):
        captures.read(kept.id or 0)


def test_a_resealed_run_is_whole_again(captures: Captures) -> None:
    run = begin(captures)
    captures.add(make(), run=run)
    captures.finish_run(run, verdict="ok", finished=T0)
    captures.connection.execute("update requests set url = 'forgotten'")
    captures.reseal(run)
    assert captures.check() == ()


def test_a_time_without_a_zone_is_refused(captures: Captures) -> None:
    run = begin(captures)
    naive = replace(make(), fetched_at=datetime(2024, 5, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="expected a time with a zone"):
        captures.add(naive, run=run)
    swedish = replace(make(), fetched_at=T0.astimezone(tz=None))
    assert captures.add(swedish, run=run).fetched_at == T0


@pytest.mark.parametrize("purpose", ["robots", "import"])
def test_robots_files_and_imports_are_captures_too(
    captures: Captures, purpose: Purpose
) -> None:
    run = begin(captures)
    kept = captures.add(replace(make(), purpose=purpose), run=run)
    assert list(captures.of_run(run)) == [kept]
