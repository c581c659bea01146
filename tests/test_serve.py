"""The site as a process: it starts, and Datasette's own pages search in Swedish."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from scraper.apply.save import save_reading
from scraper.publish import publish
from scraper.serve import command, metadata
from scraper.store.corpus import open_corpus, save_sources
from scraper.store.index import Index
from tests.factory import make_comment, make_post, make_reading, make_source

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("serve") / "corpus.db"
    db = open_corpus(path)
    save_sources(db, [make_source()])
    post = make_post(text="Socialnämnden får en anmälan. Far kommer hem.")
    reading = make_reading(post, [make_comment(1, text="Anmälningarna är många.")])
    index = Index(db)
    with db.atomic(), index:
        save_reading(db, index, reading, make_source())
    db.close()
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(arguments: list[str], port: int) -> Iterator[str]:
    process = subprocess.Popen(
        arguments,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert process.poll() is None, process.stderr and process.stderr.read()
            try:
                urlopen(f"{address}/-/versions.json", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="module", params=["serve", "datasette"])
def site(request: pytest.FixtureRequest, corpus: Path) -> Iterator[str]:
    """``debattarkiv serve``, and plain Datasette with our metadata."""
    port = free_port()
    if request.param == "serve":
        yield from started(command(corpus, host="127.0.0.1", port=port), port)
        return
    plain = [sys.executable, "-m", "datasette", str(corpus), "-p", str(port)]
    yield from started([*plain, "-m", str(metadata())], port)


def rows(site: str, table: str, words: str) -> list[dict[str, object]]:
    url = f"{site}/corpus/{table}.json?_shape=array&_search={quote(words)}"
    with urlopen(url, timeout=20) as answer:
        found: list[dict[str, object]] = json.load(answer)
    return found


@pytest.mark.parametrize(
    ("table", "words", "count"),
    [
        ("posts", "socialnämnd", 1),
        ("posts", "anmälningar", 1),
        ("comments", "anmälan", 1),
        ("comments", "far", 0),
        ("posts", '"får en anmälan"', 1),
    ],
)
def test_search_box_of_a_table_is_swedish(
    site: str, table: str, words: str, count: int
) -> None:
    assert len(rows(site, table, words)) == count


@pytest.mark.parametrize(
    "words",
    ['"', "'", "individ- och", "a OR", "NEAR(", "*", "-", "(((", "körd\x00", "% _ ^ :"],
)
def test_no_input_in_the_search_box_is_an_error(site: str, words: str) -> None:
    assert isinstance(rows(site, "posts", words), list)


def test_every_canned_query_answers(site: str) -> None:
    with urlopen(f"{site}/corpus.json", timeout=20) as answer:
        queries = json.load(answer)["queries"]
    assert len(queries) >= 10
    for query in queries:
        values = "&".join(f"{name}=sn%C3%B6" for name in query.get("params") or ())
        url = f"{site}/corpus/{query['name']}.json?_shape=array&{values}&q=x&namn=x"
        with urlopen(f"{url}&amne=x", timeout=20) as answer:
            assert isinstance(json.load(answer), list)


def test_nothing_on_the_site_writes(site: str) -> None:
    sql = quote("delete from posts")
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{site}/corpus.json?sql={sql}", timeout=20)
    refused.value.close()
    assert refused.value.code in (400, 403)
    assert len(rows(site, "posts", "anmälan")) == 1


def test_a_snapshot_is_served_immutable_with_its_counts(corpus: Path) -> None:
    """Its bytes stay what its checksum says, also where we may write to it."""
    folder = publish(corpus, corpus.parent / "snapshots", now=NOW)
    path, port = folder / "corpus.db", free_port()
    path.chmod(0o644)
    before = path.read_bytes()
    words = ["--db", str(path), "serve", "--port", str(port)]
    for site in started([sys.executable, "-m", "scraper.cli", *words], port):
        with urlopen(f"{site}/-/databases.json", timeout=20) as answer:
            (database,) = (d for d in json.load(answer) if d["name"] == "corpus")
        assert (database["is_mutable"], database["hash"] is not None) == (False, True)
        assert len(rows(site, "posts", "socialnämnd")) == 1
        with urlopen(f"{site}/corpus/posts.json", timeout=20) as answer:
            assert json.load(answer)["filtered_table_rows_count"] == 1
    searched = ["--db", str(path), "search", "anmälan"]
    subprocess.run([sys.executable, "-m", "scraper.cli", *searched], check=True)
    assert path.read_bytes() == before
    assert sorted(p.name for p in folder.iterdir() if p.name.startswith("corp")) == [
        "corpus.db"
    ]
