"""Servers to measure, a writer beside them, and clients that time the first byte."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent.parent
TIMEOUT_S = 30.0
_IDLE_MS = 50
"""Of processor time in a second."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running Datasette."""

    port: int
    pid: int

    def cpu_ms(self) -> float:
        """Processor time it has taken so far, with a granularity of ten or so."""
        stat = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2]
        user, system = stat.split()[11:13]
        return 1000 * (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def settle(self) -> None:
        """Wait until it has loaded what it loads when it starts."""
        before = -1.0
        while self.cpu_ms() - before > _IDLE_MS:
            before = self.cpu_ms()
            time.sleep(1)


@contextmanager
def serving(command: Sequence[str], **environment: str) -> Iterator[Server]:
    """A Datasette on a port of its own choice.

    Raises:
        RuntimeError: it ended instead; its output.
    """
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env={**os.environ, **environment}
        )
        try:
            yield Server(_port(process, log), process.pid)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _port(process: subprocess.Popen[bytes], log: object) -> int:
    for _ in range(600):
        log.seek(0)  # type: ignore[attr-defined]
        said = log.read()  # type: ignore[attr-defined]
        if found := re.search(r"running on http://127\.0\.0\.1:(\d+)", said):
            return int(found[1])
        if process.poll() is not None:
            raise RuntimeError(said)
        time.sleep(0.1)
    raise RuntimeError(f"no port after 60 s: {said}")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """A process that adds comments as a scrape does, as long as the body runs."""
    command = [sys.executable, "-m", "benchlib.writer", str(path)]
    paths = os.pathsep.join((str(ROOT), str(ROOT / "scripts")))
    process = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()  # the first batch is written
    try:
        yield
        if process.poll() is not None:
            raise RuntimeError("the writer ended early")
    finally:
        process.communicate("", timeout=30)


@dataclass(frozen=True, slots=True)
class Timed:
    """One answer."""

    ms: float
    """To the first byte."""
    status: int


def first_bytes(server: Server, paths: Iterable[str]) -> list[Timed]:
    """Ask for each page after the other, over one connection."""
    conn = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT_S)
    found = []
    for path in paths:
        start = time.perf_counter()
        conn.request("GET", quote(path, safe="/?&=+*%"))
        answer = conn.getresponse()
        found.append(Timed((time.perf_counter() - start) * 1000, answer.status))
        answer.read()
    conn.close()
    return found


@dataclass(frozen=True, slots=True)
class Crowd:
    """What many clients at once were answered."""

    per_second: float
    """Whole answers with status 200."""
    errors: int
    cpu_ms: float
    """Processor time of the server for each answer."""


def crowd(server: Server, paths: Sequence[str], clients: int, seconds: float) -> Crowd:
    """Clients that ask again as soon as they are answered."""
    before = server.cpu_ms()
    until = time.perf_counter() + seconds
    good, bad = [0] * clients, [0] * clients

    def client(number: int) -> None:
        conn = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT_S)
        turn = number
        while time.perf_counter() < until:
            path = paths[turn % len(paths)]
            turn += clients
            try:
                conn.request("GET", quote(path, safe="/?&=+*%"))
                answer = conn.getresponse()
                answer.read()
                status = answer.status
            except OSError:  # too slow, or cut off: an error for the reader
                conn.close()
                status = 0
            if status != 200:
                bad[number] += 1
            elif time.perf_counter() < until:
                good[number] += 1
        conn.close()

    threads = [threading.Thread(target=client, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = (server.cpu_ms() - before) / max(sum(good) + sum(bad), 1)
    return Crowd(sum(good) / seconds, sum(bad), took)
