"""Goal 17: the whole archive as CSV, beside Datasette's streaming CSV of comments."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchlib.corpus import corpus
from benchlib.report import Result
from benchlib.scratch import scratch

_EXPORT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from scraper.export import Options, export_package
options = Options(formats=tuple(sys.argv[3].split(",")), query=sys.argv[4] or None)
export_package(Path(sys.argv[1]), Path(sys.argv[2]), options, now=datetime.now(UTC))
(peak,) = [x for x in open("/proc/self/status") if x.startswith("VmHWM")]
print(int(peak.split()[1]) // 1024)  # ru_maxrss would be this program's
"""
_PEER = """
import sys
sys._called_from_test = True  # how Datasette is told to load no plugins
from datasette.cli import cli
cli()
"""

DOCUMENTS = 1_000_000


def run(folder: Path, count: int) -> Iterator[Result]:
    """CPU for each megabyte of CSV, memory, and a subset."""
    path = corpus(folder, count)
    with scratch(folder) as place:
        yield from _measured(path, place / "package", count)


def _measured(path: Path, package: Path, count: int) -> Iterator[Result]:
    seconds, memory = _export(path, package, "csv")
    ours = seconds / _megabytes(package)
    peer_seconds, size = _datasette(path)
    peer = peer_seconds / (size / 1e6)
    yield Result(
        goal="17",
        what=f"CSV of {count} documents, checked and summed",
        ours=ours * 1000,
        unit="ms CPU per MB",
        limit=peer * 1000 / 2,
        peer=peer * 1000,
        peer_name="Datasette's streaming CSV",
    )
    yield Result(goal="15", what="its memory", ours=memory, unit="MB", limit=500)
    for formats in ("jsonl", "parquet"):
        seconds, memory = _export(path, package, formats)
        yield Result(goal="-", what=f"as {formats}", ours=seconds, unit="s CPU")
        yield Result(goal="15", what="its memory", ours=memory, unit="MB", limit=500)
    seconds, _ = _export(path, package, "csv", query="från:2012-03 till:2012-03")
    yield Result(goal="-", what="one month of it", ours=seconds, unit="s CPU")


def _export(
    db: Path, package: Path, formats: str, query: str = ""
) -> tuple[float, int]:
    """CPU seconds, and memory in MB at its highest."""
    shutil.rmtree(package, ignore_errors=True)
    command = [sys.executable, "-c", _EXPORT, str(db), str(package), formats, query]
    seconds, out = _cpu(command, os.environ)
    return seconds, int(out)


def _datasette(db: Path) -> tuple[float, int]:
    """CPU seconds and bytes; without our plugin and without its limit of size."""
    command = [sys.executable, "-c", _PEER, str(db), "--setting", "max_csv_mb", "0"]
    command += ["--get", f"/{db.stem}/comments.csv?_stream=on&_size=max"]
    seconds, out = _cpu(command, os.environ)
    size = len(out)
    if size < _characters(db):
        raise RuntimeError(f"expected the whole table, Datasette gave {size} bytes")
    return seconds, size


def _characters(db: Path) -> int:
    """Of all comments: a table cut short has fewer."""
    with contextlib.closing(sqlite3.connect(db)) as conn:
        (number,) = conn.execute("select sum(length(text)) from comments").fetchone()
    return int(number)


def _cpu(command: Sequence[str], env: Mapping[str, str]) -> tuple[float, bytes]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    root = Path(__file__).resolve().parents[2]
    env = {**env, "PYTHONPATH": str(root)}
    found = subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, found.stdout


def _megabytes(package: Path) -> float:
    return sum(path.stat().st_size for path in (package / "csv").iterdir()) / 1e6
