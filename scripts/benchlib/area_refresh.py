"""Goals 12, 13, 16: how often a blog is asked, and what a refresh writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchlib.command import run as command
from benchlib.report import Result
from benchlib.rest_blog import serving, sources_toml
from benchlib.scratch import scratch

DOCUMENTS = 50_000

_PER_POST = 10
_CHANGED = 20


def run(folder: Path, count: int) -> Iterator[Result]:
    """A blog of so many comments and a tenth as many posts."""
    posts = count // _PER_POST
    with scratch(folder) as place, serving(posts, count) as blog:
        (place / "sources.toml").write_text(sources_toml([blog]), "utf-8")
        first = command(place, "scrape")
        asked = _asked(blog.asked)
        yield Result(
            goal="13",
            what=f"first scrape of {posts} posts, {count} comments by REST",
            ours=asked,
            unit="requests",
            limit=posts / 100 + count / 100 + 50,  # 600 for 5,000 and 50,000
            peer=posts,
            peer_name="every page",
        )
        yield Result(goal="-", what="its CPU time", ours=first.cpu, unit="s")
        yield Result(
            goal="15", what="its memory", ours=first.memory, unit="MB", limit=500
        )
        for name in ("corpus.db", "captures.db"):
            size = (place / name).stat().st_size
            what = f"{name} of {count} comments, a comment"
            yield Result(goal="-", what=what, ours=size / count, unit="bytes")
        rounds = 0
        while asked:  # what the first scrape left for later, until nothing is left
            before, pages = asked, _pages(place)
            again = command(place, "scrape", "--budget", "0")
            asked = _asked(blog.asked)
            rounds += 1
            if asked >= before or asked <= 4:
                break
        grown = _pages(place) - pages
        yield Result(
            goal="12",
            what=f"refresh of it unchanged, without patrol (run {rounds + 1})",
            ours=asked,
            unit="requests",
            limit=4,
            peer=posts,
            peer_name="every page",
        )
        yield Result(goal="-", what="its CPU time", ours=again.cpu, unit="s")
        yield Result(
            goal="-",
            what=f"pages the file grew by, of {pages}",
            ours=grown,
            unit="pages",
        )
        blog.edited |= set(range(1, _CHANGED + 1))
        changed = command(place, "scrape", "--budget", "0")
        yield Result(
            goal="-",
            what=f"refresh with {_CHANGED} posts edited",
            ours=_asked(blog.asked),
            unit="requests",
        )
        yield Result(goal="-", what="its CPU time", ours=changed.cpu, unit="s")


def _asked(log: list[str]) -> int:
    number = len(log)
    log.clear()
    return number


def _pages(place: Path) -> int:
    """Pages of corpus.db."""
    db = sqlite3.connect(place / "corpus.db")
    (pages,) = db.execute("pragma page_count").fetchone()
    db.close()
    return int(pages)
