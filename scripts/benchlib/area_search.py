"""Search over a million documents: newest, by relevance, by year; cost of a change."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from sqlite_utils import Database

from benchlib.corpus import change, corpus
from benchlib.peer_tantivy import Peer
from benchlib.report import Result, middle, milliseconds, p95
from scraper.search import map_file, search, select, trend
from scraper.swedish.tokens import tokens

DOCUMENTS = 1_000_000

_RUNS = 150
_PEER_RUNS = 12
_CHANGED = 20
_COMMON = 0.112
"""Share of the documents that hold what is called a common word, in any form."""


def run(folder: Path, count: int) -> Iterator[Result]:
    """Goals 7, 8, 9 and 16, each beside its peer.

    Args:
        folder: Where generated corpora are kept from one run to the next.
        count: Documents of the largest corpus.
    """
    path = corpus(folder, count)
    db = sqlite3.connect(path)
    map_file(db)  # for the peers too
    _attach_peer(db, folder / f"corpus-{count}-peer.db")
    queries = _queries(db)
    yield from _newest(db, queries)
    yield from _relevance(db, queries)
    yield from _beside_tantivy(db, queries, folder / f"corpus-{count}-tantivy")
    yield from _by_year(db, "common word", queries["common word"], 25.0)
    yield from _by_year(db, "stop word", queries["stop word"], None)
    db.close()
    yield from _growth(folder, count)


def _queries(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Queries of every sort, common and rare, drawn from the texts themselves."""
    rng = random.Random(7)
    by_df = [row[0] for row in db.execute("select term from vocab order by df desc")]
    (total,) = db.execute("select count(*) from docs").fetchone()
    rows = db.execute(
        "select term, sum(df) over (partition by key) from vocab order by term"
    ).fetchall()
    nearest = sorted(rows, key=lambda row: abs(row[1] - _COMMON * total))
    common, top = [term for term, _ in nearest[:30]], by_df[:5]
    pairs = []
    for (text,) in db.execute("select text from comments order by doc limit 2000"):
        words = tokens(text)
        if len(words) > 2:
            at = rng.randrange(len(words) - 1)
            pairs.append((words[at], words[at + 1]))
    phrases = [f'"{one} {two}"' for one, two in pairs]
    shifted = [f'"{one} {two}"' for (one, _), (_, two) in pairwise(pairs)]
    words = [by_df[int(len(by_df) * rng.random() ** 3)] for _ in range(_RUNS)]
    return {
        "common word": [rng.choice(common) for _ in range(_RUNS)],
        "stop word": [rng.choice(top) for _ in range(_RUNS)],
        "one word": words,
        "two words": [f"{rng.choice(common)} {word}" for word in words],
        "two stop words": [" ".join(rng.sample(top, 2)) for _ in range(_RUNS)],
        "phrase": rng.sample(phrases, min(_RUNS, len(phrases))),
        "phrase of words that meet by chance": shifted[:_RUNS],
    }


def _newest(db: sqlite3.Connection, queries: dict[str, list[str]]) -> Iterator[Result]:
    for name, texts in queries.items():
        calls = [partial(search, db, text, order="newest") for text in texts]
        ours = milliseconds(calls)
        peer = milliseconds(
            partial(_datasette, db, text) for text in texts[:_PEER_RUNS]
        )
        yield Result(
            goal="7",
            what=f"newest 20 with snippets, {name}, p95 (median {middle(ours):.2f})",
            ours=p95(ours),
            unit="ms",
            limit=1.0 if name in ("one word", "two words", "phrase") else None,
            peer=middle(peer),
            peer_name="Datasette's table search, median",
        )


def _relevance(
    db: sqlite3.Connection, queries: dict[str, list[str]]
) -> Iterator[Result]:
    for name, texts in queries.items():
        ours = milliseconds(partial(search, db, text) for text in texts)
        peer = milliseconds(partial(_by_rank, db, text) for text in texts[:_PEER_RUNS])
        yield Result(
            goal="8",
            what=f"best 20 with snippets, {name}, p95 (median {middle(ours):.2f})",
            ours=p95(ours),
            unit="ms",
            limit=None if name.startswith("phrase") else 25.0,
            peer=middle(peer),
            peer_name="order by rank, median",
        )


def _beside_tantivy(
    db: sqlite3.Connection, queries: dict[str, list[str]], folder: Path
) -> Iterator[Result]:
    """The twenty best and their texts; it makes no snippets and counts nothing."""
    peer = Peer(folder, db)
    for name, texts in queries.items():
        if not name.startswith("phrase"):
            theirs = milliseconds(partial(peer.best, text) for text in texts)
            ours = milliseconds(partial(search, db, text) for text in texts)
            yield Result(
                goal="-",
                what=f"best 20 with snippets, {name}, median",
                ours=middle(ours),
                unit="ms",
                peer=middle(theirs),
                peer_name=f"tantivy, without snippets, median (p95 {p95(theirs):.2f})",
            )


def _by_year(
    db: sqlite3.Connection, name: str, words: Sequence[str], limit: float | None
) -> Iterator[Result]:
    ours = milliseconds(partial(trend, db, [w], unit="year") for w in words[:60])
    peer = milliseconds(partial(_group_by, db, w) for w in words[:_PEER_RUNS])
    yield Result(
        goal="9",
        what=f"hits by year, {name}, p95 (median {middle(ours):.2f})",
        ours=p95(ours),
        unit="ms",
        limit=limit,
        peer=middle(peer),
        peer_name="group by over a join, median",
    )


def _growth(folder: Path, count: int) -> Iterator[Result]:
    """What a change of a few items writes, in archives ten times apart."""
    smallest = None
    for size in sorted({max(count // 100, 100), max(count // 10, 100), count}):
        db = Database(corpus(folder, size))
        rows, pages = change(db, _CHANGED)
        whole = db.execute("pragma page_count").fetchone()[0]
        db.close()
        smallest = smallest or pages
        yield Result(
            goal="16",
            what=f"{_CHANGED} changed of {size} documents: {rows:.0f} rows; pages",
            ours=pages,
            unit="pages",
            limit=4 * smallest,
            peer=whole,
            peer_name="a rebuild writes up to",
        )


def _attach_peer(db: sqlite3.Connection, path: Path) -> None:
    """An index as ``sqlite-utils enable-fts`` makes it, of the same texts."""
    made = path.exists()
    db.execute("attach ? as peer", (str(path),))
    if made:
        return
    db.execute("create virtual table peer.texts using fts5(text, content='')")
    db.execute("insert into peer.texts(rowid, text) select doc, text from comments")
    db.commit()


def _datasette(db: sqlite3.Connection, text: str) -> list[object]:
    """What Datasette runs for ``?_search=``."""
    sql = """
        select * from comments where doc in
          (select rowid from peer.texts where texts match ?)
        order by id limit 101"""
    return db.execute(sql, (_quoted(text),)).fetchall()


def _by_rank(db: sqlite3.Connection, text: str) -> list[object]:
    sql = """
        select rowid, snippet(docs_fts, -1, '[', ']', '…', 30) from docs_fts
        where docs_fts match ? order by rank limit 20"""
    return db.execute(sql, (select(db, text).match.wanted,)).fetchall()


def _group_by(db: sqlite3.Connection, text: str) -> list[object]:
    sql = """
        select substr(d.date, 1, 4), count(*) from docs_fts f
        join docs d on d.id = f.rowid where docs_fts match ? group by 1"""
    return db.execute(sql, (select(db, text).match.wanted,)).fetchall()


def _quoted(text: str) -> str:
    return text if text.startswith('"') else " ".join(f'"{w}"' for w in text.split())
