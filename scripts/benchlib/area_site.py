"""The site over a million comments while a scrape writes: first byte, and a crowd."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from benchlib.corpus import corpus
from benchlib.report import Result, middle, p95
from benchlib.scratch import scratch
from benchlib.served import Crowd, Timed, crowd, first_bytes, serving, writing
from scraper import serve

DOCUMENTS = 1_000_000

_RUNS = 100
_PEER_RUNS = 8
_CLIENTS = 16
_SECONDS = 10.0
_MANY = 100_000
"""Documents; for fewer, a quarter of the time and of the questions will do."""
_LIMITS = {"post": 30.0, "search": 60.0, "start": 30.0, "table": 40.0}
"""Milliseconds to the first byte, p95."""
_ANEW = "start, made anew each time,"
_SLOWEST = 500.0
_PER_SECOND = 100.0
_COMMON = 0.112
"""Share of the documents that hold what is called a common word."""


def run(folder: Path, count: int) -> Iterator[Result]:
    """Goals 10 and 11, beside Datasette as it comes.

    Args:
        folder: Where generated corpora are kept from one run to the next.
        count: Documents of the corpus.
    """
    with scratch(folder) as place:
        part = 1 if count >= _MANY else 4
        path = _copied(corpus(folder, count), place)
        yield from _measured(path, _SECONDS / part, _RUNS // part)


def _measured(path: Path, seconds: float, runs: int) -> Iterator[Result]:
    words, posts = _drawn(path)
    pages = {  # ``k`` means nothing but on posts: those answers were never kept
        "post": [f"/inlagg/{post}" for post in posts[:runs]],
        "search": [f"/sok?q={word}&k={n}" for n, word in enumerate(words[:runs])],
        "start": ["/"] * runs,
        _ANEW: [f"/?k={n}" for n in range(runs)],
        "table": ["/corpus/comments"] * runs,
    }
    searches = [f"/sok?q={word}" for word in words]
    plain = _plain(path)
    with writing(path):
        with serving(plain, DATASETTE_LOAD_PLUGINS="") as server:
            peer = {
                "table": first_bytes(server, ["/corpus/comments"] * _PEER_RUNS),
                "search": first_bytes(server, _by_table(words[:_PEER_RUNS])),
            }
        with serving(plain, DATASETTE_LOAD_PLUGINS="") as server:
            peer_crowd = crowd(server, _by_table(words), _CLIENTS, seconds)
        with serving(serve.command(path, host="127.0.0.1", port=0)) as server:
            server.settle()
            for name, paths in pages.items():
                first_bytes(server, [_warm(path) for path in paths[:5]])
                before = server.cpu_ms()
                times = first_bytes(server, paths)
                took = (server.cpu_ms() - before) / len(times)
                yield from _page(name, times, took, peer.get(name))
            unasked = [f"{searches[n % _RUNS]}&k=c{n}" for n in range(20 * _RUNS)]
            anew = crowd(server, unasked, _CLIENTS, seconds)
            ours = crowd(server, searches, _CLIENTS, seconds)
    yield Result(
        goal="-",
        what=f"search page, {_CLIENTS} clients, never the same search"
        f" ({anew.per_second:.0f} a second, {anew.errors} errors), its CPU",
        ours=anew.cpu_ms,
        unit="ms",
    )
    yield from _crowds(ours, peer_crowd)


def _warm(path: str) -> str:
    """The same page as another address, so that no answer is kept for it."""
    return path.replace("&k=", "&k=w").replace("?k=", "?k=w")


def _crowds(ours: Crowd, peer: Crowd) -> Iterator[Result]:
    told = f"Datasette as it comes, {peer.per_second:.1f} a second"
    yield Result(
        goal="11",
        what=f"search page, {_CLIENTS} clients ({ours.per_second:.0f} a second), each",
        ours=1000 / ours.per_second if ours.per_second else 1e9,
        unit="ms",
        limit=1000 / _PER_SECOND,
        peer=1000 / peer.per_second if peer.per_second else None,
        peer_name=f"{told} and {peer.errors} errors",
    )
    yield Result(
        goal="-", what="CPU of the server for each", ours=ours.cpu_ms, unit="ms"
    )
    yield Result(
        goal="11", what="errors among them", ours=ours.errors, unit="", limit=0
    )


def _page(
    name: str, times: list[Timed], cpu_ms: float, peer: list[Timed] | None
) -> Iterator[Result]:
    found = [each.ms for each in times]
    goal = "10" if name in _LIMITS else "-"
    yield Result(
        goal=goal,
        what=f"{name} page, first byte, p95 (median {middle(found):.1f})",
        ours=p95(found),
        unit="ms",
        limit=_LIMITS.get(name),
        peer=middle([each.ms for each in peer]) if peer else None,
        peer_name="Datasette as it comes, median",
    )
    yield Result(
        goal=goal, what=f"{name} page, slowest", ours=max(found), unit="ms",
        limit=_SLOWEST if name in _LIMITS else None,
    )  # fmt: skip
    yield Result(goal="-", what=f"{name} page, CPU of the server", ours=cpu_ms,
                 unit="ms")  # fmt: skip
    wrong = sum(each.status != 200 for each in times)
    yield Result(goal=goal, what=f"{name} page, errors", ours=wrong, unit="", limit=0)


def _copied(corpus: Path, folder: Path) -> Path:
    """A copy to write to, named as a served archive is."""
    copy = folder / "corpus.db"
    shutil.copyfile(corpus, copy)
    conn = sqlite3.connect(copy)
    conn.execute("pragma journal_mode = wal")
    conn.close()
    return copy


def _drawn(path: Path) -> tuple[list[str], list[str]]:
    """Words to search for, common and less so, and posts to read."""
    rng = random.Random(7)
    conn = sqlite3.connect(path)
    rows = conn.execute("select term, df from vocab order by df desc").fetchall()
    (total,) = conn.execute("select count(*) from docs").fetchone()
    nearest = sorted(rows, key=lambda row: abs(row[1] - _COMMON * total))
    common = [term for term, _ in nearest[:30]]
    numbers = [n for (n,) in conn.execute("select native_id from posts")]
    conn.close()
    terms = [term for term, _ in rows]
    words = [
        rng.choice(common) if n % 2 else terms[int(len(terms) * rng.random() ** 3)]
        for n in range(_RUNS)
    ]
    posts = [f"alfa-{rng.choice(numbers)}" for _ in range(_RUNS)]
    return words, posts


def _plain(path: Path) -> list[str]:
    """Datasette without our plugin, told only where the search index is."""
    tables = {"comments": {"fts_table": "docs_fts", "fts_pk": "doc"}}
    described = path.with_name("peer.json")
    text = json.dumps({"databases": {"corpus": {"tables": tables}}})
    described.write_text(text, "utf-8")
    program = [sys.executable, "-m", "datasette", "serve", str(path)]
    return [
        *program,
        "--metadata",
        str(described),
        "--host",
        "127.0.0.1",
        "--port",
        "0",
    ]


def _by_table(words: list[str]) -> list[str]:
    return [f"/corpus/comments?_search={word}" for word in words]
