"""Eight hosts at once, by threads and by a Dask cluster of four worker processes."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from scraper.sample import SampleServer, load_blogs, serve
from scraper.store.corpus import open_corpus
from tests.dump import LOGS, OBSERVED, SHADOWS

Client = pytest.importorskip("distributed").Client
pytestmark = pytest.mark.slow

HOSTS = 8
POSTS = 5
DELAY = 0.4
PYTHON = sys.executable
CLUSTER_ENV = {
    **os.environ,
    "PYTHONPATH": str(Path(__file__).parents[1]),
    "DASK_DISTRIBUTED__SCHEDULER__LOCKS__LEASE_TIMEOUT": "4s",
    "DASK_DISTRIBUTED__SCHEDULER__LOCKS__LEASE_VALIDATION_INTERVAL": "1s",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "false",
}
REFUSED = 5


class Hosts(list[SampleServer]):
    """Eight hosts of one blog each, and one that wants no visits."""

    shut: Shut


@pytest.fixture(scope="module")
def blogs() -> Iterator[Hosts]:
    """Several of them show the same posts."""
    with contextlib.ExitStack() as stack:
        found = Hosts()
        for number in range(HOSTS):
            blog = load_blogs()[number % 3]
            few = replace(blog, posts=blog.posts[number : number + POSTS])
            server = serve(host=f"127.0.0.{number + 1}", blogs=[few])
            found.append(stack.enter_context(server))
        found.shut = stack.enter_context(Shut(("127.0.0.9", 0), No))
        threading.Thread(target=found.shut.serve_forever, daemon=True).start()
        yield found
        found.shut.shutdown()


@pytest.fixture(scope="module")
def serial(blogs: Hosts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive made by one run of one worker."""
    folder = tmp_path_factory.mktemp("serial")
    done = scrape(folder, blogs, delay=0.0)
    assert done.returncode == REFUSED, done.stderr
    return folder


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        yield found
    finally:
        found.close()


class Shut(ThreadingHTTPServer):
    asked = 0


class No(BaseHTTPRequestHandler):
    server: Shut

    def do_GET(self) -> None:
        self.server.asked += 1
        self.send_error(404 if self.path == "/robots.txt" else 403)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Cluster:
    """A scheduler and four workers, each a process."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self._env = {**CLUSTER_ENV, "DEBATTARKIV_LEASES": str(folder / "leases")}
        self._folder = folder
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"
        )
        self.workers = [self._worker() for _ in range(4)]
        with Client(self.address, timeout=60) as client:
            client.wait_for_workers(4, timeout=120)

    def _worker(self) -> subprocess.Popen[bytes]:
        options = ("--no-nanny", "--nthreads", "1", "--no-dashboard")
        return self._start("worker", self.address, *options)

    def _start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        command = [PYTHON, "-m", f"distributed.cli.dask_{what}", *options]
        with (self._folder / f"{what}.log").open("ab") as log:
            return subprocess.Popen(
                command, env=self._env, cwd=self._folder, stdout=log, stderr=log
            )

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def config(blogs: Hosts, delay: float) -> str:
    homes = [f"{server.url}/{server.blogs[0].path}/" for server in blogs]
    homes.append(f"http://127.0.0.9:{blogs.shut.server_port}/")
    text = f'[defaults]\ncontact = ""\ndelay = {delay}\n'
    for number, home in enumerate(homes):
        text += (
            f"[sources.blogg{number}]\n"
            f'home = "{home}"\n'
            'platform = "wordpress"\nowner = "Någon"\ntimezone = "Europe/Stockholm"\n'
        )
    return text


def start(
    folder: Path, blogs: Hosts, *options: str, delay: float
) -> subprocess.Popen[str]:
    (folder / "sources.toml").write_text(config(blogs, delay), "utf-8")
    for server in blogs:
        server.log.clear()
    blogs.shut.asked = 0
    names = {"DB": "corpus.db", "CAPTURES": "captures.db", "SOURCES": "sources.toml"}
    env = {f"DEBATTARKIV_{k}": str(folder / v) for k, v in names.items()}
    return subprocess.Popen(
        [PYTHON, "-m", "scraper.cli", "scrape", *options],
        env={**CLUSTER_ENV, **env, "DEBATTARKIV_LEASES": str(folder / "leases")},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def scrape(
    folder: Path, blogs: Hosts, *options: str, delay: float = DELAY
) -> subprocess.CompletedProcess[str]:
    process = start(folder, blogs, *options, delay=delay)
    out, err = process.communicate(timeout=240)
    return subprocess.CompletedProcess([], process.returncode, out, err)


def rows(folder: Path) -> dict[str, list[str]]:
    """Table -> rows, without what depends on when and in which order they came."""
    db = open_corpus(folder / "corpus.db", create=False)
    try:
        names = {row["id"]: f"{row['kind']} {row['name']}" for row in db["tags"].rows}
        found = {}
        for table in set(db.table_names()) - LOGS - SHADOWS - {"docs_fts", "docs"}:
            numbered = isinstance(next(db[table].rows, {"id": ""}).get("id"), int)
            without = OBSERVED | {"doc", *({"id"} if numbered else ())}
            found[table] = sorted(
                repr(
                    {
                        k: names[v] if k == "tag" else v
                        for k, v in row.items()
                        if k not in without
                    }
                )
                for row in db[table].rows
            )
        return found
    finally:
        db.close()


def log(folder: Path) -> list[str]:
    """What the run says of itself and of pages."""
    db = open_corpus(folder / "corpus.db", create=False)
    try:
        runs = db.query("select outcome, exit_code, counters from runs")
        issues = db.query("select source, level, url, message from issues")
        # which of two equal posts is read last, and so linked, is a matter of turns
        turns = re.compile(r'"crossposts": \d+, ')
        told = [turns.sub("", repr(run)) for run in runs]
        return [*told, *sorted(map(repr, issues))]
    finally:
        db.close()


def assert_polite(blogs: Hosts, delay: float = DELAY) -> None:
    """By the servers' logs, which have the times of the answers."""
    for server in blogs:
        times = [request.time for request in server.log]
        assert len(times) > POSTS
        gaps = [(later - at).total_seconds() for at, later in pairwise(times)]
        assert min(gaps) >= delay, (server.url, min(gaps))


def most_at_once(blogs: Hosts) -> int:
    """How many hosts were between their first and last request at the same time."""
    spans = [(server.log[0].time, server.log[-1].time) for server in blogs]
    return max(sum(a <= at <= b for a, b in spans) for at, _ in spans)


def until(what: Callable[[], bool], seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def requests(blogs: Hosts) -> int:
    return sum(len(server.log) for server in blogs)


def test_threads_give_the_same_rows_four_hosts_at_a_time(
    blogs: Hosts, serial: Path, tmp_path: Path
) -> None:
    done = scrape(tmp_path, blogs, "--workers", "4")
    assert done.returncode == REFUSED, done.stderr
    assert rows(tmp_path) == rows(serial)
    assert log(tmp_path) == log(serial)
    assert_polite(blogs)
    assert most_at_once(blogs) in (3, 4)  # the ninth host is among the four
    assert verify(tmp_path) == 0


def verify(folder: Path) -> int:
    """Also that the captures, applied again in order, give the same rows."""
    files = ("--db", "corpus.db", "--captures", "captures.db")
    command = [PYTHON, "-m", "scraper.cli", *files, "verify"]
    return subprocess.run(command, cwd=folder, env=CLUSTER_ENV, check=False).returncode


def test_a_cluster_gives_the_same_rows_and_keeps_the_delay(
    blogs: Hosts, serial: Path, cluster: Cluster, tmp_path: Path
) -> None:
    done = scrape(tmp_path, blogs, "--dask", cluster.address)
    assert done.returncode == REFUSED, done.stderr
    assert rows(tmp_path) == rows(serial)
    assert log(tmp_path) == log(serial)
    assert blogs.shut.asked == 2  # robots.txt and a page: no is not tried again
    assert_polite(blogs)
    assert most_at_once(blogs) == HOSTS
    assert verify(tmp_path) == 0


def test_a_run_killed_leaves_its_hosts_free_for_the_next(
    blogs: Hosts, serial: Path, cluster: Cluster, tmp_path: Path
) -> None:
    process = start(tmp_path, blogs, "--dask", cluster.address, delay=DELAY)
    until(lambda: requests(blogs) > 20)
    process.kill()
    process.communicate()
    done = scrape(tmp_path, blogs, "--dask", cluster.address)
    assert done.returncode == REFUSED, done.stderr
    assert rows(tmp_path) == rows(serial)


def test_a_worker_killed_costs_its_fetch_only(
    blogs: Hosts, serial: Path, cluster: Cluster, tmp_path: Path
) -> None:
    process = start(tmp_path, blogs, "--dask", cluster.address, delay=DELAY)
    until(lambda: requests(blogs) > 20)
    with Client(cluster.address, timeout=60) as client:
        hosts = [len(keys) for keys in client.has_what().values()]
        assert len(hosts) == 4
        assert min(hosts) >= 1
    cluster.workers[0].send_signal(signal.SIGKILL)
    _, err = process.communicate(timeout=240)
    assert process.returncode == REFUSED, err
    assert re.search(r"its worker was lost", err)
    assert rows(tmp_path) == rows(serial)
    assert_polite(blogs)
    asked = [(s.url, request.path) for s in blogs for request in s.log]
    # what its worker did not deliver is asked once more, and robots.txt by the next
    assert len(asked) - len(set(asked)) < 2 * HOSTS


def test_a_scheduler_killed_loses_nothing(
    blogs: Hosts, serial: Path, cluster: Cluster, tmp_path: Path
) -> None:
    """The last test of this file: the cluster is gone after it."""
    process = start(tmp_path, blogs, "--dask", cluster.address, delay=DELAY)
    until(lambda: requests(blogs) > 20)
    cluster.scheduler.send_signal(signal.SIGKILL)
    _, err = process.communicate(timeout=240)
    assert process.returncode == 1, err
    assert "scheduler" in err
    assert "Traceback" not in err
    done = scrape(tmp_path, blogs, "--workers", "8", delay=0.0)
    assert done.returncode == REFUSED, done.stderr
    assert rows(tmp_path) == rows(serial)


def test_nobody_at_the_address_is_an_error_with_advice(
    blogs: Hosts, tmp_path: Path
) -> None:
    done = scrape(tmp_path, blogs, "--dask", "tcp://127.0.0.1:1")
    assert done.returncode == 1
    assert "expected a Dask scheduler there" in done.stderr
    assert requests(blogs) == 0
