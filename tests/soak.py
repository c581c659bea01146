"""Kills at random moments over scrapes and refreshes of the sample blogs.

Each kill is at a request chosen at random, a few hundredths of a second after it.
After one more run the archive must equal an undisturbed one, and verify.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scraper.replay.verify import verify
from scraper.sample import SampleServer, serve, sources_toml
from tests.dump import rows_of

ARGUMENTS: dict[str, list[str]] = {"scrape": [], "refresh": ["--full"]}
"""Kind of run that is killed -> its options; on the sample nothing else is due."""


@dataclass(slots=True)
class Outcome:
    """What came of the kills."""

    kills: Counter[str] = field(default_factory=Counter)
    """Kind of run -> how many were killed."""
    late: int = 0
    """Runs that were over before they could be killed; tried again."""
    wrong: list[str] = field(default_factory=list)
    """What was not as in the undisturbed archive, a line each."""

    def table(self) -> str:
        """For a person."""
        lines = [f"{'killed':14}{'runs':>6}"]
        lines += [f"{kind:14}{n:6}" for kind, n in sorted(self.kills.items())]
        lines.append(f"{'archives that differ':20}{len(self.wrong):>4}")
        return "\n".join([*lines, *self.wrong])


class Soak:
    """An undisturbed archive, and copies that are killed.

    Args:
        folder: For all of it; some megabytes.
    """

    def __init__(self, blogs: SampleServer, folder: Path, *, seed: int) -> None:
        self.blogs, self.folder = blogs, folder
        self.chance = random.Random(seed)
        self.whole = folder / "whole"
        self.outcome = Outcome()
        self.requests = {
            kind: self._counted(self.whole, options)
            for kind, options in ARGUMENTS.items()
        }
        self.expected = _rows(self.whole)

    def kill(self, attempt: int) -> None:
        """One run killed, one run after it, one comparison."""
        kind = "scrape" if attempt % 2 == 0 else "refresh"
        folder = self.folder / f"kill-{attempt}"
        for _ in range(5):
            if self._killed(folder, kind):
                break
            self.outcome.late += 1
        else:
            self.outcome.wrong.append(f"kill {attempt}: five runs ended before it")
            return
        self.outcome.kills[kind] += 1
        done = self._run(folder, [])
        if done.returncode != 0:
            self.outcome.wrong.append(f"kill {attempt}: {done.stderr.strip()[:300]}")
        elif _rows(folder) != self.expected:
            self.outcome.wrong.append(f"kill {attempt}: rows differ, see {folder}")
            return
        elif found := verify(folder / "corpus.db", folder / "captures.db"):
            self.outcome.wrong.append(f"kill {attempt}: {found[0]}")
            return
        shutil.rmtree(folder)

    def _killed(self, folder: Path, kind: str) -> bool:
        """Whether the process was alive when it was killed."""
        shutil.rmtree(folder, ignore_errors=True)
        if kind == "scrape":
            self._prepare(folder)
        else:
            _copy(self.whole, folder)
        at = len(self.blogs.log) + self.chance.randrange(1, self.requests[kind] - 2)
        with self._started(folder, ARGUMENTS[kind]) as process:
            deadline = time.monotonic() + 60
            while len(self.blogs.log) < at and time.monotonic() < deadline:
                if process.poll() is not None:
                    return False
                time.sleep(0.002)
            time.sleep(self.chance.uniform(0, 0.04))
            if process.poll() is not None:
                return False
            process.send_signal(signal.SIGKILL)
            return process.wait() == -signal.SIGKILL

    def _counted(self, folder: Path, arguments: list[str]) -> int:
        if not folder.exists():
            self._prepare(folder)
        before = len(self.blogs.log)
        done = self._run(folder, arguments)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return len(self.blogs.log) - before

    def _prepare(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        toml = sources_toml(self.blogs.url)
        (folder / "sources.toml").write_text(toml, "utf-8")

    def _run(
        self, folder: Path, arguments: list[str]
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            _command(arguments),
            env=_environment(folder),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    @contextmanager
    def _started(
        self, folder: Path, arguments: list[str]
    ) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen(
            _command(arguments),
            env=_environment(folder),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def _rows(folder: Path) -> dict[str, Any]:
    return rows_of(folder / "corpus.db")


def _copy(whole: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    shutil.copy(whole / "sources.toml", folder)
    for name in ("corpus.db", "captures.db"):
        with sqlite3.connect(whole / name) as source:
            source.execute("vacuum into ?", [str(folder / name)])
        source.close()


def _command(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "scraper.cli", "scrape", *arguments]


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DEBATTARKIV_DB": str(folder / "corpus.db"),
        "DEBATTARKIV_CAPTURES": str(folder / "captures.db"),
        "DEBATTARKIV_SOURCES": str(folder / "sources.toml"),
        "DEBATTARKIV_LEASES": str(folder / "leases"),
    }


def main() -> None:
    """The command line of scripts/soak."""
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20241122)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serve() as blogs:
        soak = Soak(blogs, Path(folder), seed=chosen.seed)
        try:
            for attempt in range(chosen.kills):
                soak.kill(attempt)
                wrong = len(soak.outcome.wrong)
                done = f"{attempt + 1} of {chosen.kills}, {wrong} wrong"
                print(done, file=sys.stderr, flush=True)
        except KeyboardInterrupt:
            print("stopped early", file=sys.stderr)
        print(soak.outcome.table())
    sys.exit(1 if soak.outcome.wrong else 0)


if __name__ == "__main__":
    main()
