"""Goal 15: memory of every command, at its highest, over a whole archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchlib.command import run as command
from benchlib.corpus import corpus
from benchlib.report import Result
from benchlib.rest_blog import serving, sources_toml
from benchlib.scratch import scratch

DOCUMENTS = 1_000_000

_PER_POST = 11
_LIMIT = 500


def run(folder: Path, count: int) -> Iterator[Result]:
    """Commands that read a corpus of so many documents; those that make one."""
    yield from _reading(folder, count)
    yield from _making(folder, count)


def _reading(folder: Path, count: int) -> Iterator[Result]:
    db = corpus(folder, count).name
    with scratch(folder) as place:
        for arguments in (
            ("search", "nämnden", "--order", "newest"),
            ("search", "nämnden kommunen"),
            ("export", str(place / "package"), "--format", "csv,jsonl"),
            ("publish", str(place / "snapshot")),
        ):
            ran = command(folder, *arguments, db=db)
            yield _result(f"{arguments[0]}, {count} documents", ran.memory)


def _making(folder: Path, count: int) -> Iterator[Result]:
    with scratch(folder) as place, serving(count // _PER_POST, count) as blog:
        (place / "sources.toml").write_text(sources_toml([blog]), "utf-8")
        for arguments in (
            ("scrape",),
            ("scrape", "--budget", "0"),
            ("verify",),
            ("replay", "--into", str(place / "new.db")),
        ):
            ran = command(place, *arguments)
            what = f"{' '.join(arguments[:2])}, {count} comments by REST"
            yield _result(what, ran.memory)
            yield Result(goal="-", what="its CPU time", ours=ran.cpu, unit="s")


def _result(what: str, memory: float) -> Result:
    return Result(goal="15", what=what, ours=memory, unit="MB", limit=_LIMIT)
