"""The program as people run it: a process, its CPU time and its memory."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_MEASURED = """
import resource, sys
sys.argv = ["debattarkiv", *sys.argv[1:]]
from scraper.cli.main import main
try:
    main()
finally:
    (peak,) = [x for x in open("/proc/self/status") if x.startswith("VmHWM")]
    used = resource.getrusage(resource.RUSAGE_SELF)
    print("measured", used.ru_utime + used.ru_stime, int(peak.split()[1]) / 1024,
          file=sys.stderr)
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process cost."""

    code: int
    cpu: float
    """Seconds."""
    memory: float
    """MB at its highest."""
    out: bytes


def run(folder: Path, *arguments: str, db: str = "corpus.db") -> Ran:
    """``debattarkiv`` with the archive in ``folder``; it must not fail.

    Raises:
        RuntimeError: it ended with a traceback or an error.
    """
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DEBATTARKIV_DB": str(folder / db),
        "DEBATTARKIV_CAPTURES": str(folder / "captures.db"),
        "DEBATTARKIV_SOURCES": str(folder / "sources.toml"),
        "DEBATTARKIV_LEASES": str(folder / "leases"),
    }
    command = [sys.executable, "-c", _MEASURED, *arguments]
    found = subprocess.run(command, env=env, capture_output=True, check=False)
    *said, last = found.stderr.decode().splitlines() or [""]
    if not last.startswith("measured") or found.returncode not in (0, 3):
        raise RuntimeError(f"{arguments}: {found.returncode}\n" + "\n".join(said[-5:]))
    _, cpu, memory = last.split()
    return Ran(found.returncode, float(cpu), float(memory), found.stdout)
