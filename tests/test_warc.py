"""Captures out as WARC, and back: through pywb as a web archive, and as a file."""

from __future__ import annotations

import gzip
import io
import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result
from warcio.archiveiterator import (  # type: ignore[import-untyped]  # no stubs
    ArchiveIterator,
)

from scraper.captures import Captures
from scraper.cli.main import Paths
from scraper.cli.warc import warc
from scraper.config import Config, config_from_text
from scraper.errors import InputError
from scraper.model import Capture
from scraper.replay.rebuild import replay
from scraper.run.archive import RunReport, open_archive
from scraper.run.importing import import_files
from scraper.run.scraping import scrape
from scraper.sample import serve
from scraper.store.readonly import open_readonly
from scraper.warc import files
from scraper.warc.files import is_warc
from scraper.warc.scrub import scrub
from scraper.warc.write import write_warc
from tests.dump import rows_of
from tests.factory import START
from tests.pywb import COLLECTION, pywb

BLOG = "inifran"
UNTOLD = frozenset(
    {"comments_listed", "claimed_since", "doc", "last_seen", "first_seen", "since"}
)
"""What depends on the lists of the blog, or on when one looked."""

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Kept:
    """A blog read live, its archive, and the same as WARC."""

    home: str
    folder: Path

    def config(self, lines: str = "") -> Config:
        text = f'[defaults]\ndelay = 0\n[sources.{BLOG}]\nhome = "{self.home}"\n'
        return config_from_text(f'{text}platform = "wordpress"\n{lines}')

    @property
    def warc(self) -> Path:
        return self.folder / "collections" / COLLECTION / f"archive/{BLOG}.warc.gz"


def read(config: Config, folder: Path) -> RunReport:
    folder.mkdir(exist_ok=True)
    with open_archive(folder / "corpus.db", folder / "captures.db") as archive:
        return scrape(archive, config, [config.sources[BLOG]])


def check_replay(folder: Path) -> None:
    """What was read from an archive or a file follows from captures.db too."""
    path, again = folder / "corpus.db", folder / "again.db"
    replay(path, folder / "captures.db", into=again)
    without = frozenset({"last_run", "last_good_run"})
    assert rows_of(again, without=without) == rows_of(path, without=without)


def rows(folder: Path) -> Rows:
    with open_readonly(folder / "corpus.db") as db:
        found = {}
        for table in ("posts", "comments"):
            cursor = db.execute(f"select * from {table} order by id")  # noqa: S608
            names = [column[0] for column in cursor.description]
            found[table] = [
                {k: v for k, v in zip(names, row, strict=True) if k not in UNTOLD}
                for row in cursor
            ]
    return found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("kept")
    patch = pytest.MonkeyPatch()
    patch.setenv("DEBATTARKIV_LEASES", str(folder / "leases"))
    with serve() as server:
        (blog,) = (b for b in server.blogs if b.name == BLOG)
        made = Kept(f"{server.url}/{blog.path}/", folder)
        read(made.config('route = "html"'), folder)
    with Captures(folder / "captures.db") as captures:
        target = folder / "collections" / COLLECTION
        write_warc(captures, target, sources=[BLOG], as_received=True, now=START)
    yield made
    patch.undo()


@pytest.mark.slow
def test_pywb_replays_the_pages_and_the_archive_reads_them_there(
    kept: Kept, tmp_path: Path
) -> None:
    live = rows(kept.folder)
    assert len(live["posts"]) > 10
    with pywb(kept.folder) as address:
        config = kept.config(f'route = "wayback"\narchive = "{address}"')
        first = read(config, tmp_path).sources[BLOG]
        again = read(config, tmp_path).sources[BLOG]
        with Captures(kept.folder / "captures.db") as captures:
            page = next(c for c in captures.of_run(1) if c.purpose == "post")
        with urlopen(f"{address}{page.fetched_at:%Y%m%d%H%M%S}id_/{page.url}") as got:
            assert got.read() == page.body
        with urlopen(f"{address}{page.fetched_at:%Y%m%d%H%M%S}mp_/{page.url}") as got:
            assert live["posts"][0]["title"] or got.status == 200
            assert b"comment" in got.read()
    assert first.exit_code() == 0, first.problems
    assert rows(tmp_path) == live
    assert first.counts["posts_listed"] == len(live["posts"])
    assert again.counts["fetched"] == 1  # the index: what was received stays as it is
    with Captures(tmp_path / "captures.db") as captures:
        from_archive = {c.digest: c for c in captures.of_run(1)}
    for table in live.values():
        for row in table:  # each is marked with its capture, and that with its time
            capture = from_archive[row["capture"]]
            assert capture.url.startswith(address)
            assert "id_/http" in capture.url
    check_replay(tmp_path)


@pytest.mark.slow
def test_a_warc_file_gives_the_rows_of_the_blog(kept: Kept, tmp_path: Path) -> None:
    config = kept.config()
    with open_archive(tmp_path / "corpus.db", tmp_path / "captures.db") as archive:
        report = import_files(archive, config, config.sources[BLOG], [kept.warc])
    assert report.exit_code == 0, report.sources[BLOG].problems
    assert rows(tmp_path) == rows(kept.folder)
    check_replay(tmp_path)


@pytest.mark.slow
def test_a_warc_file_that_cannot_be_used_is_refused(kept: Kept, tmp_path: Path) -> None:
    data = kept.warc.read_bytes()
    plain = gzip.decompress(data)
    cut, cut_plain, changed = (tmp_path / name for name in ("a", "b", "c"))
    cut.write_bytes(data[: len(data) // 2])
    cut_plain.write_bytes(plain[: len(plain) // 2])
    changed.write_bytes(plain.replace(b"</body>", b"</kropp>"))
    other = config_from_text(
        f'[sources.{BLOG}]\nhome = "https://annan.example/"\nplatform = "wordpress"'
    )
    for path, config, problem in (
        (cut, kept.config(), "expected a WARC file, it is damaged"),
        (cut_plain, kept.config(), "expected a WARC file, it is damaged"),
        (changed, kept.config(), "expected a WARC file, it is damaged"),
        (kept.warc, other, "expected pages of posts of https://annan.example/, got 0"),
    ):
        with open_archive(tmp_path / "corpus.db", tmp_path / "captures.db") as archive:
            report = import_files(archive, config, config.sources[BLOG], [path])
        (said,) = report.sources[BLOG].problems
        assert said.startswith(f"{path}: {problem}")
        assert report.exit_code == 3


PRIVATE = """<!doctype html><html><head><meta charset="utf-8"></head><body>
<li class="comment byuser comment-author-annalogin bypostauthor" id="comment-4">
<img src="https://secure.gravatar.com/avatar/0123456789abcdef0123456789abcdef?s=40">
<a href="/author/annalogin/">Anna</a> Skriv till <b>anna</b>@exempel.se eller
<a href="mailto:bo@exempel.se">Bo</a>, ring 090-16 10 00, eller bo&#64;exempel.se.
<script>var from = "10.20.30.40";</script> Åsa säger hej.</li></body></html>"""
SECRETS = (b"annalogin", b"0123456789abcdef", b"exempel.se", b"16 10 00", b"10.20.30")


def make_capture(body: bytes, **fields: Any) -> Capture:
    url = "https://blogg.example/anna/2024/02/snon/"
    values = {"url": url, "final_url": url, "status": 200, "fetched_at": START}
    values["headers"] = {"content-type": "text/html; charset=UTF-8"}
    return Capture(
        source="anna", purpose="post", body=body, **{**values, **fields}
    )  # fmt: skip


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_scrubbing_takes_out_what_is_private_and_nothing_else(charset: str) -> None:
    kind = {"content-type": f"text/html; charset={charset}"}
    body = scrub(make_capture(PRIVATE.encode(charset), headers=kind))
    assert [secret for secret in SECRETS if secret in body] == []
    text = body.decode(charset)
    assert "Åsa säger hej." in text
    assert 'class="comment byuser comment-author-x bypostauthor" id="comment-4"' in text
    assert "[telefonnummer]" in text
    assert text.count("[e-postadress]") == 2
    harmless = PRIVATE.split("<li")[0].encode(charset)
    assert scrub(make_capture(harmless, headers=kind)) == harmless
    picture = make_capture(
        b"\x89PNG 10.20.30.40", headers={"content-type": "image/png"}
    )
    assert scrub(picture) == picture.body


def test_scrubbing_reads_json_too() -> None:
    body = rb'{"content":"<p>Ring\n070-174 06 05<\/p>",'
    body += rb'"link":"https:\/\/a.se\/author\/bo\/"}'
    kind = {"content-type": "application/json"}
    found = scrub(make_capture(body, headers=kind)).decode()
    assert "174 06" not in found
    assert r"\/author\/x\/" in found


def records(path: Path) -> list[dict[str, str]]:
    with path.open("rb") as file:
        return [
            {**dict(r.rec_headers.headers), "body": r.content_stream().read().decode()}
            for r in ArchiveIterator(file, check_digests="raise")
        ]


@pytest.mark.parametrize("as_received", [False, True])
def test_records_are_what_the_format_asks_for(
    tmp_path: Path, *, as_received: bool
) -> None:
    with Captures(tmp_path / "captures.db") as captures:
        run = captures.begin_run(
            command="scrape", sources=[], parser="1", started=START
        )
        first = captures.add(make_capture(PRIVATE.encode()), run=run)
        captures.add(make_capture(b"", status=304), run=run)
        url = "https://blogg.example/anna/borta/"
        gone = make_capture(b"borta", url=url, final_url=url, status=404)
        captures.add(gone, run=run)
        captures.add(make_capture(b"text", url="fil.txt", final_url=""), run=run)
        target = tmp_path / "ut"
        options: dict[str, Any] = {"sources": ["anna"], "as_received": as_received}
        counts = write_warc(captures, target, **options, now=START)
        with pytest.raises(InputError, match="expected a new folder"):
            write_warc(captures, target, **options, now=START)
    assert counts == {"captures": 2, "revisits": 1, "no_address": 1, "files": 1}
    path = target / "archive" / "anna.warc.gz"
    assert is_warc(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    info, page, asked, again, _, lost, _ = records(path)
    assert info["WARC-Type"] == "warcinfo"
    assert ("as received" if as_received else "scrubbed") in info["body"]
    assert (page["WARC-Type"], asked["WARC-Type"]) == ("response", "request")
    assert asked["WARC-Concurrent-To"] == page["WARC-Record-ID"]
    assert (page["body"] == PRIVATE) is as_received
    assert page.get("Debattarkiv-Digest") == (first.digest if as_received else None)
    assert again["WARC-Type"] == "revisit"
    assert again["WARC-Payload-Digest"] == page["WARC-Payload-Digest"]
    assert again["WARC-Refers-To-Target-URI"] == page["WARC-Target-URI"]
    assert lost["body"] == "borta"
    index = (target / "indexes" / "index.cdxj").read_text("utf-8").splitlines()
    assert [line.split(" ")[0] for line in index] == [
        "example,blogg)/anna/2024/02/snon",
        "example,blogg)/anna/2024/02/snon",
        "example,blogg)/anna/borta",
    ]
    raw = io.BytesIO(gzip.decompress(path.read_bytes())).getvalue()
    assert any(secret in raw for secret in SECRETS) is as_received


def test_the_command_writes_what_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "captures.db"
    with Captures(path) as captures:
        run = captures.begin_run(
            command="scrape", sources=[], parser="1", started=START
        )
        captures.add(make_capture(PRIVATE.encode()), run=run)
    paths = Paths(tmp_path / "corpus.db", path, tmp_path / "sources.toml")

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(warc, words, obj=paths, catch_exceptions=False)

    target = tmp_path / "ut"
    found = invoke(str(target))
    assert (found.stdout, found.exit_code) == (f"{target}\n", 0)
    assert "1 captures, 1 files" in found.stderr
    index = (target / "indexes" / "index.cdxj").read_text("utf-8")
    assert '"filename": "anna.warc.gz"' in index
    told = invoke(str(tmp_path / "allt"), "--as-received", "--source", "anna", "--json")
    assert json.loads(told.stdout) == {"captures": 1, "files": 1}
    with pytest.raises(InputError, match="--source: no 'bo' in it; there are anna"):
        invoke(str(tmp_path / "bo"), "--source", "bo")
    monkeypatch.setattr(files, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'debattarkiv\[warc\]'"):
        invoke(str(tmp_path / "utan"))
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) == ["allt", "ut"]
