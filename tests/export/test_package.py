"""The package: the same rows in every format, described, summed, whole or not there."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource as limits
import signal
import subprocess
import sys
from pathlib import Path

import frictionless
import pyarrow.parquet
import pytest
import yaml

from scraper.errors import ArchiveError, InputError
from scraper.export import Options, export_package
from scraper.export.folder import whole_folder
from scraper.export.resources import RESOURCES
from scraper.export.rows import Rows
from scraper.export.subset import choose
from scraper.store.corpus import open_corpus
from tests.export.conftest import CHAIN, NOW, ODD, Archive
from tests.export.reading import (
    blank,
    from_csv,
    from_database,
    from_jsonl,
    from_parquet,
    resource,
)

ALL = ("csv", "jsonl", "parquet")


def export(archive: Archive, **options: object) -> Path:
    target = archive.path.parent / "package"
    chosen = Options(**{"formats": ALL, **options})  # type: ignore[arg-type]
    return export_package(archive.path, target, chosen, now=NOW).path


def test_every_format_holds_the_rows_of_the_archive(archive: Archive) -> None:
    package = export(archive)
    manifest = json.loads((package / "manifest.json").read_text("utf-8"))
    for each in RESOURCES:
        rows = from_database(archive.path, each)
        assert from_csv(package, each) == blank(rows, each)
        assert from_jsonl(package, each) == rows
        keyed = sorted(rows, key=lambda row: str([row[k] for k in each.key]))
        assert from_parquet(package, each) == keyed
        assert manifest["rows"][each.name] == len(rows)


def test_odd_characters_survive(archive: Archive) -> None:
    package, comments = export(archive), resource("comments")
    for rows in (
        from_csv(package, comments),
        from_jsonl(package, comments),
        from_parquet(package, comments),
    ):
        assert [row["text"] for row in rows if row["id"] == "anna-c2"] == [ODD]


def test_removed_words_are_in_no_file(archive: Archive) -> None:
    package = export(archive, formats=("csv", "jsonl"))
    rows = {row["id"]: row for row in from_jsonl(package, resource("comments"))}
    assert rows["anna-c4"]["withdrawn_at"] == "2024-03-03T04:00:00Z"
    assert (rows["anna-c4"]["text"], rows["anna-c4"]["author"]) == ("", None)
    for path in package.rglob("*.*"):
        assert b"Snart borta" not in path.read_bytes()


def test_parquet_is_typed_and_partitioned(archive: Archive) -> None:
    package = export(archive)
    parts = sorted(
        path.parent.relative_to(package / "parquet").as_posix()
        for path in (package / "parquet" / "posts").rglob("*.parquet")
    )
    assert parts == [
        "posts/source=24h/year=2024",  # the local day of 23:30 UTC
        "posts/source=anna/year=0",  # without a date
        "posts/source=anna/year=2024",
    ]
    schema = pyarrow.parquet.read_schema(
        package / "parquet/comments/source=24h/year=2024/part-0.parquet"
    )
    types = {name: str(schema.field(name).type) for name in schema.names}
    assert types["published"] == "timestamp[ms, tz=UTC]"
    assert types["date"] == "date32[day]"
    assert types["is_post_author"] == "bool"
    assert types["position"] == "int64"
    assert schema.field("answers").metadata[b"description"].startswith(b"The comment")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # its own, about its own code
@pytest.mark.parametrize("options", [{}, {"excel": True}, {"query": "visselblåsare"}])
def test_frictionless_finds_it_valid(
    archive: Archive, options: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    package = export(archive, **options)
    for folder in (package, package / "jsonl"):
        monkeypatch.chdir(folder)
        report = frictionless.validate("datapackage.json")
        assert report.flatten(["title", "message"]) == []
        assert len(report.tasks) >= 5


def test_a_wrong_key_would_be_found(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = export(archive, formats=("csv",))
    path = package / "csv" / "comments.csv"
    path.write_text(path.read_text("utf-8").replace("24h-9", "24h-8"), "utf-8")
    monkeypatch.chdir(package)
    errors = frictionless.validate("datapackage.json").flatten(["type"])
    assert ["foreign-key"] in errors


def test_sums_and_manifest_and_citation(archive: Archive) -> None:
    package = export(archive)
    sums = dict(
        reversed(line.split("  "))  # type: ignore[misc]
        for line in (package / "SHA256SUMS").read_text().splitlines()
    )
    files = {p.relative_to(package).as_posix() for p in package.rglob("*.*")}
    files = {name for name in files if (package / name).is_file()}
    assert set(sums) == files
    for name, digest in sums.items():
        assert hashlib.sha256((package / name).read_bytes()).hexdigest() == digest
    manifest = json.loads((package / "manifest.json").read_text("utf-8"))
    assert manifest["run"]["chain"] == CHAIN
    assert manifest["version"] == "2024-06-01"
    # found at the latest whole reading: 4 of the 2 claimed, and 1 of 1
    assert manifest["ledger"] == {
        "posts": 2,
        "claimed": 3,
        "found": 5,
        "explained": 0,
        "missing": 0,
    }
    assert any("withdrawn" in gap for gap in manifest["gaps"])
    cited = yaml.safe_load((package / "CITATION.cff").read_text("utf-8"))
    assert (cited["cff-version"], cited["version"]) == ("1.2.0", "2024-06-01")
    assert str(cited["date-released"]) == "2024-06-01"
    assert cited["identifiers"][0]["value"] == CHAIN
    readme = (package / "README.md").read_text("utf-8")
    assert "| comments | 6 |" in readme
    assert (package.stat().st_mode & 0o777) == 0o777 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_subset_keeps_what_it_hangs_on(archive: Archive) -> None:
    package = export(archive, formats=("jsonl",), query='"rad ett"')
    rows = from_jsonl(package, resource("comments"))
    assert {row["id"]: row["selected"] for row in rows} == {
        "anna-c1": False,
        "anna-c2": True,
    }
    posts = from_jsonl(package, resource("posts"))
    assert {row["id"]: row["selected"] for row in posts} == {"anna-7": False}
    assert [r["name"] for r in from_jsonl(package, resource("sources"))] == ["anna"]
    assert len(from_jsonl(package, resource("post_tags"))) == 1
    assert len(from_jsonl(package, resource("tags"))) == 1
    manifest = json.loads((package / "manifest.json").read_text("utf-8"))
    assert manifest["selection"]["query"] == '"rad ett"'
    assert manifest["selected"] == {"posts": 0, "comments": 1}
    assert '"rad ett"' in (package / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "posts", "comments"),
    [
        ({"sources": ("24h",)}, {"24h-9"}, {"24h-c10"}),
        ({"topics": ("visselblås",)}, {"24h-9"}, set()),
        ({"until": "2024-01-31"}, {"24h-9"}, set()),
        ({"since": "2024-02-11", "sources": ("24h",)}, set(), {"24h-c10"}),
        ({"since": "2024-02-12"}, set(), set()),
        (
            {"since": "2024-02-10", "sources": ("anna",)},
            {"anna-7"},
            {f"anna-c{n}" for n in (1, 2, 3, 4)},
        ),
        ({"query": "visselblås*", "topics": ("visselblås",)}, {"24h-9"}, set()),
        ({"query": "visselblås*", "sources": ("anna",)}, set(), set()),
        ({"query": "typ:kommentar i:24h"}, set(), {"24h-c10"}),
        ({"query": "finnsinte"}, set(), set()),
    ],
)
def test_subsets(
    archive: Archive, options: dict[str, object], posts: set[str], comments: set[str]
) -> None:
    package = export(archive, formats=("jsonl",), **options)
    found = {
        table: {
            row["id"] for row in from_jsonl(package, resource(table)) if row["selected"]
        }
        for table in ("posts", "comments")
    }
    assert found == {"posts": posts, "comments": comments}


def test_unknown_source_or_topic_is_refused(archive: Archive) -> None:
    with pytest.raises(InputError, match="no 'x' in this archive; there are 24h, anna"):
        export(archive, sources=("x",))
    with pytest.raises(InputError, match="--topic: no 'x'"):
        export(archive, topics=("x",))
    assert sorted(p.name for p in archive.path.parent.glob("*package*")) == []


def test_a_subset_reads_no_more_than_it_needs(archive: Archive) -> None:
    asked = (
        {"query": "visselblåsare"},
        {"query": "från:2023-12-01 till:2024-01-15"},
        {"sources": ("24h",)},
        {"until": "2024-01"},
    )
    steps = [_steps(archive, options) for options in asked]
    archive.db.execute("pragma foreign_keys = off")
    for table in _ITEM:
        columns = [c for c in archive.db.table(table).columns if c.notnull]
        row = {c.name: 0 for c in columns} | dict.fromkeys(_ITEM[table], "x")
        archive.db.table(table).insert_all(
            row | dict.fromkeys(_ITEM[table], f"x-{n}") | _MORE.get(table, {})
            for n in range(5000)
        )
    assert [_steps(archive, options) for options in asked] == pytest.approx(
        steps, rel=0.2
    )


_ITEM = {
    "links": ("item",),
    "revisions": ("item",),
    "item_topics": ("item", "topic"),
    "post_tags": ("post", "tag"),
    "comments": ("id", "post"),
    "docs": ("item",),
}
_MORE = {
    "comments": {"source": "elsewhere", "date": "2025-01-01"},
    "docs": {"source": "elsewhere", "date": "2025-01-01"},
}


def _steps(archive: Archive, options: dict[str, object]) -> int:
    """Steps of SQLite's machine, in hundreds, that the rows of a subset take."""
    db = open_corpus(archive.path, create=False).conn
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    db.set_progress_handler(tick, 100)
    choose(db, Options(**options))  # type: ignore[arg-type]
    rows = Rows(db, subset=True)
    for table in RESOURCES:
        list(rows.batches(table))
    db.close()
    return count


def test_excel_gets_its_conventions(archive: Archive) -> None:
    package = export(archive, formats=("csv",), excel=True)
    path = package / "csv" / "posts.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid;source;")
    posts = from_csv(package, resource("posts"), delimiter=";")
    assert posts[0]["title"] == "'=SUMMA(A1)"
    comments = from_csv(package, resource("comments"), delimiter=";")
    texts = {row["id"]: row["text"] for row in comments}
    assert (texts["24h-c10"], texts["anna-c2"]) == ("'-Jag håller med.", ODD)


def test_without_texts_no_words_leave(archive: Archive) -> None:
    package = export(archive, no_text=True)
    assert "text" not in from_jsonl(package, resource("comments"))[0]
    for path in package.rglob("*.*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"Plogbilen" not in data
            assert "håller med".encode() not in data
    with pytest.raises(InputError, match="--no-text leaves nothing for tei"):
        Options(formats=("tei",), no_text=True)


@pytest.mark.parametrize("formats", [(), ("csv", "xls")])
def test_unknown_formats_are_refused(formats: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="--format: expected some of csv, jsonl"):
        Options(formats=formats)


def test_a_folder_that_is_there_is_left_alone(archive: Archive) -> None:
    package = export(archive, formats=("csv",))
    before = sorted(package.rglob("*"))
    with pytest.raises(InputError, match="expected a new folder, it is there already"):
        export(archive, formats=("jsonl",))
    assert sorted(package.rglob("*")) == before


def test_the_same_archive_gives_the_same_package(archive: Archive) -> None:
    package = export(archive)
    sums = (package / "SHA256SUMS").read_text()
    package.rename(package.with_name("earlier"))
    assert (export(archive) / "SHA256SUMS").read_text() == sums


_CHILD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from scraper.export import Options, export_package
def wait(what, done, total):
    print("writing", flush=True)
    time.sleep(60)
export_package(Path(sys.argv[1]), Path(sys.argv[2]), Options(),
               now=datetime.now(UTC), progress=wait)
"""


@pytest.mark.slow
def test_a_killed_export_leaves_nothing_that_looks_finished(archive: Archive) -> None:
    target = archive.path.parent / "package"
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(archive.path), str(target)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "writing\n"
    child.send_signal(signal.SIGKILL)
    child.wait(10)
    child.stdout.close()
    assert not target.exists()
    (left,) = archive.path.parent.glob(".package.unfinished-*")
    assert not (left / "SHA256SUMS").exists()
    export(archive, formats=("csv",))
    assert list(archive.path.parent.glob(".package.unfinished-*")) == []


def test_an_export_under_way_is_not_cleared_away(archive: Archive) -> None:
    target = archive.path.parent / "package"
    with whole_folder(target) as first:
        (first / "a").write_text("a")
        with whole_folder(target) as second:
            (second / "b").write_text("b")
            assert (first / "a").exists()
        target.rename(target.with_name("other"))
    assert (target / "a").exists()


def test_a_full_disk_gives_one_clear_line(archive: Archive) -> None:
    """A limit on the size of files stands for the disk; SQLite's files stay below."""
    before = limits.getrlimit(limits.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        limits.setrlimit(limits.RLIMIT_FSIZE, (600, before[1]))
        with pytest.raises(ArchiveError) as caught:
            export(archive)
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert re.fullmatch(
        r"\S+/package: .+; free some space and run again: nothing is half-written",
        str(caught.value),
    )
    assert list(archive.path.parent.glob("*package*")) == []
    assert list(archive.path.parent.glob(".package*")) == []


def test_a_run_may_go_on_meanwhile(archive: Archive) -> None:
    """The package is of one moment: rows written while it is made are not in it."""

    def write(what: str, done: int, total: int) -> None:
        if what == "posts":
            archive.db.execute("update comments set text = 'nytt'")

    target = archive.path.parent / "package"
    options = Options(formats=("jsonl",))
    export_package(archive.path, target, options, now=NOW, progress=write)
    texts = {row["text"] for row in from_jsonl(target, resource("comments"))}
    assert "nytt" not in texts
