"""corpus.db follows from captures.db, whatever happened on the way."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

import scraper.apply.applier
import scraper.replay.fold
import scraper.replay.rebuild
import scraper.replay.verify
from scraper.captures import Captures
from scraper.errors import ArchiveError, InputError, Locked
from scraper.fetch.lease import archive_lock
from scraper.replay.rebuild import replay
from scraper.replay.verify import verify
from scraper.run.archive import open_archive
from scraper.store.corpus import open_corpus
from tests.dump import rows_of
from tests.scripted import capture, eventful, files, page, scripted_run

ALL_COLUMNS = frozenset({"last_run", "last_good_run"})
"""Left out of the comparison: what the run log tells."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    eventful(tmp_path)
    return tmp_path


def whole(path: Path) -> dict[str, object]:
    return rows_of(path, without=ALL_COLUMNS)


def test_eventful_archive_holds_what_it_is_meant_to_hold(folder: Path) -> None:
    db = open_corpus(folder / "corpus.db")
    changed = {row["changed"] for row in db.table("revisions").rows}
    assert {"text", "title", "claimed", "back"} <= changed
    withdrawn = "select id from posts where withdrawn_at is not null"
    assert [row["id"] for row in db.query(withdrawn)] == ["anna-8"]


def test_replay_of_an_eventful_archive_equals_it(folder: Path) -> None:
    corpus, captures = files(folder)
    before = whole(corpus)
    chains = [row["chain"] for row in open_corpus(corpus).table("runs").rows]
    corpus.unlink()
    assert replay(corpus, captures) == 4
    assert whole(corpus) == before
    again = [row["chain"] for row in open_corpus(corpus).table("runs").rows]
    assert again == chains
    assert verify(corpus, captures) == ()


def test_replay_into_another_file_leaves_the_archive_alone(folder: Path) -> None:
    corpus, captures = files(folder)
    before, other = corpus.read_bytes(), folder / "ny.db"
    replay(corpus, captures, into=other)
    assert whole(other) == whole(corpus)
    assert corpus.read_bytes() == before
    with pytest.raises(InputError, match=r"ny\.db: expected a new file"):
        replay(corpus, captures, into=other)
    assert sorted(p.name for p in folder.iterdir() if "replay" in p.name) == []


def test_readers_see_the_new_corpus_without_opening_it_again(folder: Path) -> None:
    corpus, captures = files(folder)
    reader = sqlite3.connect(corpus)
    db = open_corpus(corpus)
    db.execute("update posts set title = 'Förfalskad'")
    db.close()
    titles = "select distinct title from posts"
    assert reader.execute(titles).fetchall() == [("Förfalskad",)]
    replay(corpus, captures)
    assert ("Förfalskad",) not in reader.execute(titles).fetchall()
    reader.close()


def test_erasures_are_taken_along(folder: Path) -> None:
    corpus, captures = files(folder)
    db = open_corpus(corpus)
    erased = {"at": "2024-03-02T04:00:00Z", "kind": "comment", "count": 1, "reason": ""}
    db.table("erasures").insert(erased)
    db.close()
    replay(corpus, captures)
    assert open_corpus(corpus).table("erasures").count == 1


@pytest.mark.parametrize("damage", [b"", b"Not a database at all. " * 9])
def test_damaged_corpus_is_replaced_by_what_the_captures_give(
    folder: Path, damage: bytes
) -> None:
    corpus, captures = files(folder)
    before = whole(corpus)
    content = corpus.read_bytes()
    corpus.write_bytes(damage + content[len(damage) : -1000])
    replay(corpus, captures)
    assert whole(corpus) == before
    assert verify(corpus, captures) == ()


def test_replay_waits_for_no_run(folder: Path) -> None:
    corpus, captures = files(folder)
    with archive_lock(corpus, captures), pytest.raises(Locked, match="process"):
        replay(corpus, captures)


def test_captures_of_another_archive_are_refused(folder: Path, tmp_path: Path) -> None:
    corpus, _ = files(folder)
    other = tmp_path / "other"
    other.mkdir()
    scripted_run(other, [capture(page())], day=9)
    with (
        pytest.raises(ArchiveError, match="the two files of one archive"),
        open_archive(corpus, other / "captures.db"),
    ):
        pass


@pytest.fixture
def upgraded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive under a program whose parsers have another version."""
    for module in (
        scraper.apply.applier,
        scraper.replay.fold,
        scraper.replay.rebuild,
        scraper.replay.verify,
    ):
        monkeypatch.setattr(module, "PARSER", "next")
    return folder


def parser(path: Path) -> str:
    (row,) = open_corpus(path).query("select value from meta where key = 'parser'")
    return str(row["value"])


def test_verify_asks_for_a_replay_after_a_parser_upgrade(upgraded: Path) -> None:
    (line,) = verify(*files(upgraded))
    assert "replay needed" in line
    replay(*files(upgraded))
    assert verify(*files(upgraded)) == ()


def test_changed_parser_reads_again_and_invents_no_edit(upgraded: Path) -> None:
    corpus, captures = files(upgraded)
    db = open_corpus(corpus)
    db.execute("update posts set text = 'Som den gamla läste den.' where id = 'anna-7'")
    revisions = db.table("revisions").count
    db.close()
    seen_again = capture(page(7, comments=(1, 2, 3), title="Ny rubrik"))
    scripted_run(upgraded, [seen_again], day=4)
    db = open_corpus(corpus)
    assert parser(corpus) == "next"
    assert db.table("revisions").count == revisions
    assert "Plogbilen" in db.table("posts").get("anna-7")["text"]
    assert verify(corpus, captures) == ()


def test_parser_that_finds_less_is_refused_and_nothing_changes(
    upgraded: Path,
) -> None:
    corpus, captures = files(upgraded)
    db = open_corpus(corpus)
    row = {**db.table("posts").get("anna-7"), "id": "anna-70", "url": None, "doc": None}
    db.table("posts").insert(row)
    db.close()
    before = whole(corpus)
    with pytest.raises(ArchiveError, match=r"finds 1 posts fewer.*anna-70"):
        scripted_run(upgraded, [], day=4)
    assert whole(corpus) == before
    replay(corpus, captures)
    assert parser(corpus) == "next"


def test_search_index_with_other_keys_is_made_anew_by_the_next_run_which_says_so(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    corpus, captures = files(folder)
    db = open_corpus(corpus)
    db.execute("update meta set value = '0' where key = 'key_version'")
    db.execute("update vocab set key = 'x'")
    db.close()
    assert any("must be rebuilt" in line for line in verify(corpus, captures))
    with open_archive(corpus, captures):
        pass
    assert f"{corpus}: search index of an older version: making it anew" in caplog.text
    assert verify(corpus, captures) == ()


def test_interrupted_run_is_applied_by_the_next(folder: Path) -> None:
    corpus, captures = files(folder)
    with open_archive(corpus, captures) as archive:
        begun = archive.begin([], (), command="scrape", clock=archive.clock())
        with begun as (_, report):
            raise KeyboardInterrupt
    assert report.exit_code == 130
    assert verify(corpus, captures) == ()
    with open_archive(corpus, captures) as archive:
        rows = Database(archive.db.conn).query("select outcome from runs")
        assert [r["outcome"] for r in rows][-1] == "interrupted"
    assert verify(corpus, captures) == ()


def test_killed_run_is_no_mismatch(folder: Path) -> None:
    corpus, captures = files(folder)
    edited = capture(page(7, comments=(1, 2, 3), title="Ännu nyare"))
    scripted_run(folder, [edited], day=5, cut=True)
    assert verify(corpus, captures) == ()
    with Captures(captures) as stored:
        assert stored.runs()[-1].verdict is None


def test_clock_that_was_set_back_is_refused_before_anything_is_fetched(
    folder: Path,
) -> None:
    before = whole(folder / "corpus.db")
    with pytest.raises(ArchiveError, match=r"set the clock"):
        scripted_run(folder, [capture(page(7))], day=1)
    assert whole(folder / "corpus.db") == before
    assert verify(*files(folder)) == ()


@pytest.mark.slow
def test_run_waits_for_another_program_that_writes(folder: Path) -> None:
    corpus, _ = files(folder)
    other = sqlite3.connect(corpus, check_same_thread=False, isolation_level=None)
    other.execute("begin immediate")
    release = threading.Timer(1.0, other.rollback)
    release.start()
    scripted_run(folder, [capture(page(7, comments=(1, 2, 3)))], day=4)
    release.join()
    other.close()
    assert verify(*files(folder)) == ()
