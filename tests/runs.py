"""Runs of the command as processes of their own, without the cost of starting Python.

Each is forked where everything is imported and loaded already (``tests.warm``).
"""

from __future__ import annotations

import multiprocessing
import os
import re
import sys
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path

from scraper.cli.main import main
from scraper.sample import SampleServer, sources_toml
from scraper.sample.content import Blog, load_blogs

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.warm"])


def small_blogs() -> tuple[Blog, ...]:
    """A small part of the sample, with threads of several pages."""
    chosen = []
    for blog in load_blogs()[:2]:
        longest = max(blog.posts, key=lambda post: len(post.comments))
        posts = [p for n, p in enumerate(blog.posts) if n < 3 or p is longest]
        short = tuple(replace(p, comments=p.comments[:12]) for p in posts)
        chosen.append(replace(blog, posts=short, comments_per_page=4))
    return tuple(chosen)


def prepare(folder: Path, server: SampleServer, *, more: str = "") -> None:
    """A folder with the sources.toml of what a server shows.

    Args:
        more: Further lines of every source.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = {blog.name for blog in server.blogs}
    tables = []
    for table in sources_toml(server.url).split("\n\n"):
        head = re.search(r"\[sources\.(.+)\]", table)
        if head is None or head[1] in names:
            tables.append(re.sub(r"min_posts = \d+", more, table))
    (folder / "sources.toml").write_text("\n\n".join(tables), "utf-8")


def start(folder: Path, *arguments: str) -> BaseProcess:
    """``debattarkiv`` on the archive in a folder; its words go to the file ``said``."""
    process = _processes.Process(target=_command, args=(folder, arguments))
    process.start()
    return process


def run(folder: Path, *arguments: str) -> tuple[int | None, str]:
    """(exit code, words) of the command, when it has ended."""
    process = start(folder, *arguments)
    process.join(300)
    return process.exitcode, (folder / "said").read_text("utf-8")


def _command(folder: Path, arguments: tuple[str, ...]) -> None:
    os.environ |= {
        "DEBATTARKIV_DB": str(folder / "corpus.db"),
        "DEBATTARKIV_CAPTURES": str(folder / "captures.db"),
        "DEBATTARKIV_SOURCES": str(folder / "sources.toml"),
        "DEBATTARKIV_LEASES": str(folder / "leases"),
    }
    with (folder / "said").open("w") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    sys.argv = ["debattarkiv", *arguments]
    main()
