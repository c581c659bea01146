"""What a reader gets from a served archive, over HTTP: pages, feeds, tables, CSV."""

from __future__ import annotations

import contextlib
import os
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from scraper.serve import command

FIXED = (
    "/", "/historik", "/historik.atom", "/personer", "/skick", "/om", "/metod",
    "/borttagning", "/kodbok", "/sitemap.xml", "/sok.atom", "/sok",
)  # fmt: skip
ASKING = (
    "/sok?q={}", "/sok.csv?q={}", "/sok.jsonl?q={}", "/sok.atom?q={}",
    "/konkordans?q={}", "/konkordans.csv?q={}", "/grannord?q={}", "/trend?q={}",
    "/forst?q={}", "/corpus/comments.json?_size=max&_search={}",
)  # fmt: skip


@contextlib.contextmanager
def served(corpus: Path) -> Iterator[str]:
    """The address at which ``debattarkiv serve`` shows an archive."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    log = corpus.with_name("served.log")
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command(corpus, host="127.0.0.1", port=port),
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            stdout=sink,
            stderr=sink,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            assert process.poll() is None, log.read_text("utf-8")
            with contextlib.suppress(OSError):
                urlopen(f"{address}/-/versions.json", timeout=5).close()
                break
            assert time.monotonic() < deadline, log.read_text("utf-8")
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def get(url: str) -> tuple[int, str]:
    """Status and text of one address."""
    try:
        with urlopen(url, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8")
    except HTTPError as exc:
        with exc:
            return exc.code, exc.read().decode("utf-8")


def pages(
    address: str, corpus: Path, queries: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """(path, text) of every page of every item, every table, and some searches."""
    with contextlib.closing(sqlite3.connect(corpus)) as db:
        tables = [n for (n,) in db.execute(_TABLES)]
        posts = [n for (n,) in db.execute("select id from posts")]
        comments = [n for (n,) in db.execute("select id from comments")]
    paths = [*FIXED]
    for id_ in posts:
        paths += [f"/inlagg/{id_}{end}" for end in ("", ".atom", ".bib")]
    paths += [f"/kommentar/{id_}" for id_ in comments]
    paths += [f"/historik/{id_}" for id_ in (*posts, *comments)]
    paths += [f"/corpus/{name}.json?_size=max" for name in tables]
    paths += [form.format(quote(query)) for query in queries for form in ASKING]
    for path in paths:
        status, text = get(address + path)
        assert status in (200, 404), (path, status)  # 404: no history
        yield path, text


_TABLES = """
    select name from sqlite_master
    where type in ('table', 'view') and name not like '%\\_fts%' escape '\\'
      and name not like 'sqlite%'
"""
