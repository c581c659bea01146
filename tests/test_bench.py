import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.store.reindex import check_index

SCRIPTS = Path(__file__).parent.parent / "scripts"


def test_a_generated_corpus_has_the_index_that_the_program_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    from benchlib.corpus import build

    db = Database(build(tmp_path / "bench.db", 60))
    assert db["comments"].count + db["posts"].count == 60
    assert check_index(db) == ()
    db.close()
    monkeypatch.delitem(sys.modules, "benchlib.corpus")
