"""Kills at random moments over scrapes and refreshes of blogs that change.

Each kill is at a request chosen at random, the first and the last included, a few
hundredths of a second after it.  After one more run the archive must equal an
undisturbed one, and verify.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from scraper.replay.verify import verify
from scraper.sample import SampleServer, serve
from scraper.sample.content import Blog
from tests.dump import OBSERVED, content_at
from tests.runs import prepare, run, small_blogs, start

KINDS = ("scrape", "refresh")
COMMAND = ("scrape", "--full")
TIMES = frozenset({"seen_from", "seen_until"})
"""Of revisions; two archives are not made at the same time."""


def later_blogs() -> tuple[Blog, ...]:
    """One blog of four posts; what a kill can hit is not more in many."""
    return small_blogs()[:1]


def earlier_blogs() -> tuple[Blog, ...]:
    """The same before a post was added, one edited, and comments written."""
    blogs = []
    for blog in later_blogs():
        posts = list(blog.posts[1:])
        posts[0] = replace(posts[0], content=f"{posts[0].content}\n\nMer kommer.")
        posts[1:] = [replace(p, comments=p.comments[:-1]) for p in posts[1:]]
        blogs.append(replace(blog, posts=tuple(posts)))
    return tuple(blogs)


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
        lines = [f"{'killed':20}{'runs':>4}"]
        lines += [f"{kind:20}{n:4}" for kind, n in sorted(self.kills.items())]
        lines.append(f"{'over before the kill':20}{self.late:4}")
        lines.append(f"{'archives that differ':20}{len(self.wrong):4}")
        return "\n".join([*lines, *self.wrong])


class Soak:
    """Undisturbed archives, and copies that are killed.

    Args:
        folder: For all of it; some megabytes.
    """

    def __init__(self, blogs: SampleServer, folder: Path, *, seed: int) -> None:
        self.blogs, self.folder = blogs, folder
        self.chance = random.Random(seed)
        self.outcome = Outcome()
        self.base, scraped = folder / "base", folder / "scrape"
        refreshed = folder / "refresh"
        blogs.blogs = earlier_blogs()
        prepare(self.base, blogs)
        self._counted(self.base)
        blogs.blogs = later_blogs()
        prepare(scraped, blogs)
        _copy(self.base, refreshed)
        undisturbed = dict(zip(KINDS, (scraped, refreshed), strict=True))
        self.requests = {k: self._counted(f) for k, f in undisturbed.items()}
        self.expected = {k: _content(f) for k, f in undisturbed.items()}

    def kill(self, attempt: int) -> None:
        """One run killed, one run after it, one comparison."""
        kind, folder = KINDS[attempt % 2], self.folder / f"kill-{attempt}"
        while not self._killed(folder, kind):
            self.outcome.late += 1
            if self.outcome.late > 20 + attempt:
                raise RuntimeError("most runs end before they can be killed")
        self.outcome.kills[kind] += 1
        code, words = run(folder, *COMMAND)
        said = None if code == 0 else f"exit {code}: {words[-300:]}"
        if said is None and _content(folder) != self.expected[kind]:
            said = "its rows differ"
        if said is None:
            found = verify(folder / "corpus.db", folder / "captures.db")
            said = found[0] if found else None
        if said is None:
            shutil.rmtree(folder)
        else:
            self.outcome.wrong.append(f"kill {attempt}, {kind}: {said}; see {folder}")

    def _killed(self, folder: Path, kind: str) -> bool:
        """Whether the process was alive when it was killed."""
        shutil.rmtree(folder, ignore_errors=True)
        if kind == "scrape":
            prepare(folder, self.blogs)
        else:
            _copy(self.base, folder)
        at = len(self.blogs.log) + self.chance.randrange(self.requests[kind] + 1)
        process = start(folder, *COMMAND)
        deadline = time.monotonic() + 60
        while len(self.blogs.log) < at and process.is_alive():
            if time.monotonic() > deadline:
                break
            time.sleep(0.001)
        time.sleep(self.chance.uniform(0, 0.04))
        with suppress(ProcessLookupError):
            os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        return process.exitcode == -signal.SIGKILL

    def _counted(self, folder: Path) -> int:
        """Requests of a run that nothing disturbs."""
        before = len(self.blogs.log)
        code, said = run(folder, *COMMAND)
        if code != 0:
            raise RuntimeError(said)
        return len(self.blogs.log) - before


def _content(folder: Path) -> dict[str, list[str]]:
    return content_at(folder / "corpus.db", without=OBSERVED | TIMES)


def _copy(whole: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    shutil.copy(whole / "sources.toml", folder)
    for name in ("corpus.db", "captures.db"):
        with sqlite3.connect(whole / name) as source:
            source.execute("vacuum into ?", [str(folder / name)])
        source.close()


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
