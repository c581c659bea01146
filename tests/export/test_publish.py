"""Snapshots of a live archive, and what two differ in."""

from __future__ import annotations

import hashlib
import json
import os
import resource as limits
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from scraper.apply.gone import comment_doc
from scraper.apply.parts import drop
from scraper.errors import ArchiveError, InputError
from scraper.export import Options, export_package
from scraper.publish import diff, publish
from scraper.publish.diff import Item
from scraper.search import search
from scraper.serve import files
from scraper.store.index import Index
from scraper.store.readonly import open_readonly
from tests.dump import rows_of
from tests.export.conftest import CHAIN, NOW, Archive
from tests.factory import make_comment, make_post

COLUMNS = frozenset({"none"})


def snapshot(archive: Archive, day: int = 0) -> Path:
    folder = archive.path.parent / "snapshots"
    return publish(archive.path, folder, now=NOW + timedelta(days=day))


def test_a_snapshot_holds_every_row_and_can_be_searched(archive: Archive) -> None:
    folder = snapshot(archive)
    assert folder.name == "corpus-2024-06-01"
    assert rows_of_readonly(folder / "corpus.db") == rows_of(
        archive.path, without=COLUMNS
    )
    with open_readonly(folder / "corpus.db") as db:
        assert [hit.item for hit in search(db, "visselblåsaren").hits] == ["24h-9"]
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert db.execute("pragma freelist_count").fetchone() == (0,)
        assert db.execute("pragma journal_mode").fetchone() == ("delete",)
    names = sorted(path.name for path in folder.iterdir())
    assert names == [
        *("CITATION.cff", "README.md", "SHA256SUMS", "codebook.md", "corpus.db"),
        *("inspect.json", "manifest.json", "metadata.yml"),
    ]


def rows_of_readonly(path: Path) -> dict[str, object]:
    copy = path.parent.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    return rows_of(copy, without=COLUMNS)


def test_the_manifest_says_what_it_rests_on(archive: Archive) -> None:
    folder = snapshot(archive)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    data = (folder / "corpus.db").read_bytes()
    assert manifest["file"] == {
        "name": "corpus.db",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    assert manifest["run"]["chain"] == CHAIN
    assert (manifest["rows"]["posts"], manifest["rows"]["comments"]) == (3, 6)
    assert [s["name"] for s in manifest["sources"]] == ["24h", "anna"]
    assert manifest["period"] == {"first": "2024-01-01", "last": "2024-02-11"}
    assert manifest["index_version"] is not None
    assert (folder / "corpus.db").stat().st_mode & 0o777 == 0o444
    sums = (folder / "SHA256SUMS").read_text().splitlines()
    assert len(sums) == 7
    assert f"{manifest['file']['sha256']}  corpus.db" in sums
    cited = yaml.safe_load((folder / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == manifest["version"] == "2024-06-01"


@pytest.mark.slow
def test_datasette_knows_the_counts_of_a_snapshot(archive: Archive) -> None:
    folder = snapshot(archive)
    found = subprocess.run(
        [sys.executable, "-m", "datasette", "inspect", "corpus.db"],
        cwd=folder,
        capture_output=True,
        check=True,
    )
    ours = json.loads((folder / "inspect.json").read_text("utf-8"))
    assert ours == json.loads(found.stdout)
    assert files(folder / "corpus.db") == [
        *("--immutable", str(folder / "corpus.db")),
        *("--inspect-file", str(folder / "inspect.json")),
    ]
    assert files(archive.path) == [str(archive.path)]


def test_a_second_snapshot_of_a_day_gets_a_number(archive: Archive) -> None:
    first, second = snapshot(archive), snapshot(archive)
    assert (first.name, second.name) == ("corpus-2024-06-01", "corpus-2024-06-01.2")
    manifest = json.loads((second / "manifest.json").read_text("utf-8"))
    assert manifest["version"] == "2024-06-01.2"


def test_a_run_goes_on_while_a_snapshot_is_made(archive: Archive) -> None:
    """A writer that is in the middle of a transaction is neither seen nor stopped."""
    steps: list[str] = []
    archive.db.execute("begin immediate")
    archive.db.execute("update posts set title = 'halv'")

    def step(what: str) -> None:
        steps.append(what)
        archive.db.execute("update posts set likes = 1")

    folder = publish(archive.path, archive.path.parent / "s", now=NOW, progress=step)
    archive.db.execute("commit")
    assert steps == ["copying", "merging the index", "vacuuming", "checking"]
    with open_readonly(folder / "corpus.db") as db:
        rows = db.execute("select title, likes from posts order by id").fetchall()
    assert ("halv", 1) not in rows
    (halv,) = archive.db.execute(
        "select count(*) from posts where likes = 1"
    ).fetchone()
    assert halv == 3


def test_erased_words_are_not_in_the_file(archive: Archive) -> None:
    """Neither in free pages nor in old parts of the index."""
    word = "kvicksilverlampa"
    for number in range(30):
        comment = make_comment(100 + number, post="anna-8", text=f"ord {number}")
        if number == 7:
            comment = make_comment(107, post="anna-8", text=f"en {word} till")
        archive.read(make_post(8), comment, day=3)
    assert word.encode() in (snapshot(archive) / "corpus.db").read_bytes()
    erase(archive, "anna-c107")
    later = snapshot(archive)
    assert word.encode() not in (later / "corpus.db").read_bytes()
    assert diff(archive.path.parent / "snapshots/corpus-2024-06-01", later).items == (
        Item(change="erased", kind="comment", id="anna-c107"),
    )


def test_erased_words_are_in_no_later_package(archive: Archive) -> None:
    options = Options(formats=("csv", "jsonl", "parquet", "vrt"))
    folder = archive.path.parent
    before = export_package(archive.path, folder / "before", options, now=NOW).path
    assert "håller".encode() in (before / "csv/comments.csv").read_bytes()
    erase(archive, "24h-c10")
    after = export_package(archive.path, folder / "after", options, now=NOW).path
    for path in after.rglob("*.*"):
        if path.is_file():
            assert "håller".encode() not in path.read_bytes()


def test_a_full_disk_leaves_no_snapshot(archive: Archive) -> None:
    """A limit on the size of files stands for the disk."""
    before = limits.getrlimit(limits.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        limits.setrlimit(limits.RLIMIT_FSIZE, (50_000, before[1]))
        with pytest.raises(ArchiveError, match=r"check the disk and its free space"):
            snapshot(archive)
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert not (archive.path.parent / "snapshots").exists()


def erase(archive: Archive, id_: str) -> None:
    (row,) = archive.db.query("select * from comments where id = ?", [id_])
    with archive.db.atomic():
        Index(archive.db).remove(comment_doc(row))
        drop(archive.db, id_)
        archive.db.table("comments").delete(id_)


def test_diff_says_what_is_new_edited_withdrawn_and_back(archive: Archive) -> None:
    old = snapshot(archive)
    post = make_post(7, title="Snön är borta", likes=3)
    kept = [make_comment(3, answers="anna-c1", position=2, author=None)]
    kept[:0] = [make_comment(1, author="Nils Dahlin", text="Ändrat.")]
    back = make_comment(4, position=3, text="Snart borta.")
    late = make_comment(30, position=9)
    gone = make_comment(5, position=4, published=None, published_precision=None)
    for day in (3, 4):
        archive.read(post, *kept, back, gone, late, day=day)
    archive.run(2, "sha256:" + "cd" * 32)
    found = diff(old, snapshot(archive, 1))
    url = "https://blogg.example/anna/2024/02/7/"
    assert found.continues
    assert [(i.change, i.id, i.what) for i in found.items] == [
        ("new", "anna-c30", ()),
        ("edited", "anna-c1", ("text",)),
        ("withdrawn", "anna-c2", ()),
        ("returned", "anna-c4", ()),
    ]
    assert all((i.url or "").startswith(url) for i in found.items)
    assert found.counts() == {
        "new comments": 1,
        "edited comments": 1,
        "withdrawn comments": 1,
        "returned comments": 1,
    }
    assert not any("Ändrat" in repr(item) for item in found.items)


def test_an_item_that_got_its_number_is_renamed_not_erased(empty: Archive) -> None:
    hexed = "anna-x0123456789ab"
    empty.read(make_post(None, id=hexed, url=None))
    old = snapshot(empty)
    empty.read(make_post(7), day=1)
    found = diff(old, snapshot(empty, 1))
    assert [(i.change, i.id, i.what) for i in found.items] == [
        ("renamed", "anna-7", (hexed,))
    ]


def test_snapshots_of_two_archives_do_not_continue_each_other(
    archive: Archive,
) -> None:
    old = snapshot(archive)
    archive.db.execute("update runs set chain = 'sha256:other'")
    assert diff(old, snapshot(archive, 1)).continues is False


def test_what_is_no_archive_is_refused(archive: Archive, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("create table a(b)")
    db.close()
    with pytest.raises(ArchiveError, match="this is another program's database"):
        publish(other, tmp_path / "s", now=NOW)
    with pytest.raises(ArchiveError, match="no such archive"):
        publish(tmp_path / "none.db", tmp_path / "s", now=NOW)
    with pytest.raises(InputError, match="expected a snapshot, there is none"):
        diff(tmp_path / "none", archive.path)
    archive.db.execute("pragma user_version = 99")
    with pytest.raises(ArchiveError, match="found 99; upgrade debattarkiv"):
        publish(archive.path, tmp_path / "s", now=NOW)
    assert not (tmp_path / "s").exists()


def test_a_snapshot_can_be_exported_and_published_again(archive: Archive) -> None:
    folder = snapshot(archive)
    os.chmod(folder, 0o555)
    try:
        again = publish(folder / "corpus.db", archive.path.parent / "t", now=NOW)
    finally:
        os.chmod(folder, 0o755)
    assert diff(folder, again).items == ()
