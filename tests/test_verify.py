"""A changed byte is reported, or else it changes nothing that anyone can see."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.captures import Captures
from scraper.errors import ArchiveError, DebattarkivError, Locked
from scraper.fetch.lease import archive_lock
from scraper.replay.verify import verify
from scraper.search import search
from scraper.store.corpus import open_corpus
from tests.scripted import eventful, files

FLIPS = 200
QUERIES = ("plogbil", "kommentar*", '"nummer 2"', "rubrik:snön", "annat", "läsare")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An eventful archive, its files without a log beside them."""
    made = tmp_path_factory.mktemp("made")
    eventful(made)
    folder = tmp_path_factory.mktemp("sound")
    for path in files(made):
        with sqlite3.connect(path) as db:
            db.execute("vacuum into ?", [str(folder / path.name)])
        db.close()
        edit(folder / path.name, "pragma journal_mode = wal")
    return folder


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    for path in files(sound):
        shutil.copy(path, tmp_path)
    return tmp_path


def edit(path: Path, sql: str) -> None:
    with sqlite3.connect(path) as db:
        db.execute(sql)
    db.close()


def test_sound_archive_has_no_findings(copy: Path) -> None:
    corpus, captures = files(copy)
    before = corpus.read_bytes(), captures.read_bytes()
    assert verify(corpus, captures) == ()
    assert (corpus.read_bytes(), captures.read_bytes()) == before
    assert not [p for p in copy.iterdir() if "replay" in p.name]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (
            "update posts set text = text || '!' where id = 'anna-7'",
            "posts anna-7: text",
        ),
        ("update comments set author = 'X' where id = 'anna-c2'", "anna-c2: author"),
        ("delete from bodies where item = 'anna-c2'", "bodies anna-c2: follows from"),
        ("update revisions set seen_until = '2025'", "revisions anna-"),
        ("update posts set last_seen = '2030-01-01T00:00:00Z'", "last_seen"),
    ],
)
def test_first_difference_is_named(copy: Path, sql: str, said: str) -> None:
    corpus, captures = files(copy)
    edit(corpus, sql)
    found = verify(corpus, captures)
    assert any(said in line for line in found), found
    assert all(len(line) < 500 for line in found)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("update runs set chain = 'sha256:00' where id = 2", "run 2: its chain"),
        ("update runs set exit_code = 3, outcome = 'failures'", "another end"),
        ("update issues set message = 'Allt var väl.'", "last run sealed"),
        ("update docs set author = 'X'", "its document says"),
        ("update posts set comments_found = 99", "its ledger says 99"),
        ("insert into bodies values ('anna-c99', '<p>')", "no post or comment"),
        ("drop view completeness", "view completeness: expected"),
        ("drop index posts_url_unik", "index"),
        ("update posts set capture = 'sha256:00'", "has no body sha256:00"),
    ],
)
def test_quick_check_sees_it_without_a_replay(copy: Path, sql: str, said: str) -> None:
    corpus, captures = files(copy)
    if "posts_url" in sql:
        rows = open_corpus(corpus).query(
            "select name from sqlite_master where type = 'index' and tbl_name = 'posts'"
            " and sql like '%unique%url%'"
        )
        sql = f'drop index "{next(rows)["name"]}"'
    edit(corpus, sql)
    found = verify(corpus, captures, quick=True)
    assert any(said in line for line in found), found


def test_lost_capture_is_reported(copy: Path) -> None:
    corpus, captures = files(copy)
    edit(captures, "delete from requests where id = 3")
    found = verify(corpus, captures, quick=True)
    assert any("sealed" in line for line in found), found
    assert any("its chain is" in line for line in found), found


def test_missing_file_is_an_error_and_not_a_finding(copy: Path) -> None:
    corpus, captures = files(copy)
    captures.unlink()
    with pytest.raises(ArchiveError, match=r"captures\.db: no such"):
        verify(corpus, captures)


def test_verify_waits_for_no_run(copy: Path) -> None:
    with archive_lock(*files(copy)), pytest.raises(Locked):
        verify(*files(copy))


def flipped(content: bytes, chance: random.Random) -> bytes:
    """One bit changed, mostly of a byte that means something; or a byte less."""
    place = chance.randrange(len(content))
    if chance.random() < 0.05:
        return content[:place] + content[place + 1 :]
    while content[place] == 0 and chance.random() < 0.99:
        place = chance.randrange(len(content))
    other = content[place] ^ (1 << chance.randrange(8))
    return content[:place] + bytes([other]) + content[place + 1 :]


def seen_in_corpus(path: Path) -> object:
    """All tables, all index tables, and what searches find."""
    db = open_corpus(path, create=False)
    try:
        tables = {
            name: sorted(map(repr, db.execute(f'select * from "{name}"')))  # noqa: S608
            for name in db.table_names() + db.view_names()
            if not name.endswith(("_data", "_idx"))  # read as the places below
        }
        for index in ("docs_fts", "states_fts"):
            db.execute(
                f"create virtual table temp.{index}_places"
                f" using fts5vocab('main', '{index}', 'instance')"
            )
            places = db.execute(f"select * from temp.{index}_places")  # noqa: S608
            tables[f"{index}_places"] = sorted(map(repr, places))
        hits = [search(db.conn, query).hits for query in QUERIES]
        return tables, hits
    finally:
        db.close()


def seen_in_captures(path: Path) -> object:
    """All rows, and the bodies as they are given out."""
    with Captures(path, create=False) as captures:
        db = captures.connection
        rows = {
            table: db.execute(f"select {columns} from {table} order by 1").fetchall()  # noqa: S608
            for table, columns in (
                ("runs", "*"),
                ("requests", "*"),
                ("bodies", "id, digest, source, size, dictionary"),
                ("dictionaries", "*"),
            )
        }
        digests = [digest for (digest,) in db.execute("select digest from bodies")]
        return rows, [captures.body(digest) for digest in digests]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("which", "seen"),
    [("corpus.db", seen_in_corpus), ("captures.db", seen_in_captures)],
)
def test_flipped_byte_is_reported_or_changes_nothing(
    sound: Path, tmp_path: Path, which: str, seen: Callable[[Path], object]
) -> None:
    expected = seen(shutil.copy(sound / which, tmp_path / "expected.db"))
    chance = random.Random(f"2024 {which}")
    reported = 0
    for attempt in range(FLIPS // 2):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        for path in files(sound):
            shutil.copy(path, folder)
        (folder / which).write_bytes(flipped((sound / which).read_bytes(), chance))
        findings = verify(*files(folder))
        reported += bool(findings)
        if not findings:
            try:
                assert seen(folder / which) == expected, f"flip {attempt}"
            except (DebattarkivError, sqlite3.Error) as exc:
                pytest.fail(f"flip {attempt}: not reported, yet {exc}")
        shutil.rmtree(folder)
    assert reported >= FLIPS // 8, "most bytes of a file mean something"
