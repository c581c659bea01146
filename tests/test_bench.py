"""Corpora of scripts/bench are what the program would make; how they are asked."""

from __future__ import annotations

import random
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from sqlite_utils import Database

sys.path.append(str(Path(__file__).parents[1] / "scripts"))

from benchlib.corpus import build
from benchlib.generate import texts

from scraper.apply.save import save_reading
from scraper.search import search, trend
from scraper.store.corpus import save_sources
from scraper.store.index import Index
from scraper.store.reindex import check_index
from scraper.thread import arrange
from tests.factory import make_comment, make_post, make_reading, make_source

pytestmark = pytest.mark.slow

DOCUMENTS = 200
SMALL = re.compile(r"SCAN (?:\w+ VIRTUAL TABLE|\(subquery|months|sources|w\b)")
"""Rows of the index or of a list, and tables of a few rows."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    db = Database(build(tmp_path_factory.mktemp("bench") / "corpus.db", DOCUMENTS))
    save_sources(db, [make_source()])
    yield db
    db.close()


def test_a_generated_corpus_has_the_index_that_the_program_makes(
    corpus: Database,
) -> None:
    assert corpus["comments"].count + corpus["posts"].count == DOCUMENTS
    assert check_index(corpus) == ()


def test_generated_words_keep_company() -> None:
    """Pairs of neighbours occur again three times as often as by chance."""
    words = _generated()
    assert len(words) > 6800
    assert words == _generated()
    mixed = random.Random(1).sample(words, len(words))
    assert _recurring(words) > 2.5 * _recurring(mixed)


def _generated() -> list[str]:
    return " ".join(one.text for one in texts(90)).lower().replace(".", "").split()


def _recurring(words: list[str]) -> float:
    counts = Counter(pairwise(words[:6800]))
    return sum(n for n in counts.values() if n > 1) / 6800


@pytest.mark.parametrize(
    ("read", "sorts"),
    [
        (lambda db: search(db, "nämnd", order="newest"), False),
        (lambda db: search(db, "nämnd kommun", order="newest"), False),
        (lambda db: search(db, "nämnd blogg:alfa", order="newest"), False),
        (lambda db: search(db, "nämnd kommun"), True),  # the best hits, by their rank
        (lambda db: trend(db, ["nämnd"], unit="year"), False),
    ],
)
def test_a_search_reads_no_table_whole(
    corpus: Database, read: Callable[[sqlite3.Connection], object], *, sorts: bool
) -> None:
    plans = planned(corpus, lambda: read(corpus.conn))
    assert not unindexed(plans)
    assert any("TEMP B-TREE" in step for step in plans) == sorts


def test_writing_a_thread_reads_no_table_whole(corpus: Database) -> None:
    index, source = Index(corpus), make_source()
    shown = arrange((make_comment(1), make_comment(2, parent="anna-c1")))
    more = arrange((*shown, make_comment(3)))
    for day, comments in enumerate((shown, shown, more)):

        def save(day: int = day, comments: tuple[object, ...] = comments) -> None:
            with corpus.atomic(), index:
                reading = make_reading(comments=comments, day=day)  # type: ignore[arg-type]
                save_reading(corpus, index, reading, source)

        plans = planned(corpus, save)
        assert plans
        assert not unindexed(plans)


def test_an_unchanged_thread_writes_a_page_and_a_new_one_some(
    corpus: Database,
) -> None:
    corpus.execute("pragma journal_mode = wal")
    index, source = Index(corpus), make_source()
    other = make_post(8)
    shown = arrange(make_comment(n, post=other.id) for n in range(10, 50))
    written = []
    for day in (10, 11):
        corpus.execute("pragma wal_checkpoint(truncate)")
        with corpus.atomic(), index:
            reading = make_reading(other, shown, day=day)
            save_reading(corpus, index, reading, source)
        written.append(corpus.execute("pragma wal_checkpoint").fetchone()[1])
    assert written[0] > 10
    assert written[1] <= 2


def unindexed(plans: list[str]) -> list[str]:
    return [step for step in plans if step.startswith("SCAN") and not SMALL.match(step)]


def planned(db: Database, work: Callable[[], object]) -> list[str]:
    """Steps of the plans of all that was asked of the tables meanwhile."""
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    work()
    db.conn.set_trace_callback(None)
    return [
        step
        for sql in asked
        if re.match(r"\s*(?:select|with|update|delete)\b", sql, re.I)
        and not re.search("sqlite_master|docs_fts_config", sql)
        for *_, step in db.execute(f"explain query plan {sql}")
    ]
