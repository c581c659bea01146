"""Files of every released version are brought up to date; newer ones are refused."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest

from scraper.errors import ArchiveError
from scraper.replay.verify import verify
from scraper.run.archive import open_archive
from tests.scripted import files

VERSIONS = sorted((Path(__file__).parent / "versions").glob("[0-9]*"))


@pytest.fixture(params=VERSIONS, ids=lambda path: path.name)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    for path in files(tmp_path):
        packed = request.param / f"{path.name}.gz"
        path.write_bytes(gzip.decompress(packed.read_bytes()))
    return tmp_path


def count(path: Path, table: str) -> int:
    with sqlite3.connect(path) as db:
        (found,) = db.execute(f"select count(*) from {table}").fetchone()  # noqa: S608
    db.close()
    return int(found)


def test_old_files_are_brought_up_to_date_and_lose_nothing(old: Path) -> None:
    corpus, captures = files(old)
    before = {t: count(corpus, t) for t in ("posts", "comments", "revisions", "runs")}
    requests = count(captures, "requests")
    with open_archive(corpus, captures):
        pass
    assert {table: count(corpus, table) for table in before} == before
    assert count(captures, "requests") == requests
    assert before["comments"] > 3
    assert verify(corpus, captures) == ()


@pytest.mark.parametrize("name", ["corpus.db", "captures.db"])
def test_newer_file_is_refused_in_words_and_left_as_it_is(old: Path, name: str) -> None:
    with open_archive(*files(old)):
        pass
    path = old / name
    with sqlite3.connect(path) as db:
        db.execute("pragma user_version = 99")
    db.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match=r"99 is newer .*upgrade debattarkiv"):
        open_archive(*files(old)).__enter__()
    assert path.read_bytes() == before
