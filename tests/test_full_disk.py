"""A disk that fills up in the middle of a run: a small file system of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.sample import serve, sources_toml
from tests.dump import rows_of

IN_A_SMALL_DISK = """
set -e
mount -t tmpfs -o size="$1"k tmpfs disk
cp sources.toml disk
cd disk
shift
for try in 1 2; do
  code=0; "$@" 2>../said-$try || code=$?
  echo "$code" >../code-$try
  mount -o remount,size=100m ../disk
done
cp corpus.db captures.db ..
"""
"""Runs a command on a disk of so many kB, and again when there is room."""
OWN_MOUNTS = ["unshare", "--mount", *(["-r"] if os.geteuid() else [])]


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [64, 700, 1800])
def test_disk_that_fills_up_is_one_clear_line_and_loses_nothing(
    tmp_path: Path, kilobytes: int
) -> None:
    whole, folder = tmp_path / "whole", tmp_path / "small"
    scrape = [sys.executable, "-m", "scraper.cli", "scrape", "inifran"]
    with serve() as blogs:
        for place in (whole, folder):
            (place / "disk").mkdir(parents=True)
            (place / "sources.toml").write_text(sources_toml(blogs.url), "utf-8")
        environment = {
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parent.parent),
            "DEBATTARKIV_LEASES": str(tmp_path / "leases"),
        }
        subprocess.run(scrape, cwd=whole, env=environment, check=True)
        script = ["sh", "-c", IN_A_SMALL_DISK, "sh", str(kilobytes), *scrape]
        subprocess.run([*OWN_MOUNTS, *script], cwd=folder, env=environment, check=True)
    said = (folder / "said-1").read_text("utf-8")
    assert (folder / "code-1").read_text() == "1\n", said
    (line,) = said.splitlines()
    assert line.startswith("debattarkiv: ")
    assert "free" in line
    assert (folder / "code-2").read_text() == "0\n"
    assert rows_of(folder / "corpus.db") == rows_of(whole / "corpus.db")
