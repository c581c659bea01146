"""The commands that look after an archive, as a person calls them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scripted import eventful


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    eventful(tmp_path)
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scraper.cli", *arguments],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if "DEBATTARKIV" not in k},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.slow
def test_verify_of_a_sound_archive_ends_with_0(folder: Path) -> None:
    done = run(folder, "verify")
    assert (done.returncode, done.stdout) == (0, "")
    assert "all is as it was written" in done.stderr


@pytest.mark.slow
def test_verify_names_the_first_difference_and_ends_with_8(folder: Path) -> None:
    with sqlite3.connect(folder / "corpus.db") as db:
        db.execute("update posts set title = 'Förfalskad' where id = 'anna-7'")
    db.close()
    done = run(folder, "verify")
    assert done.returncode == 8
    assert "posts anna-7: title is 'Förfalskad', by the captures" in done.stdout
    found = json.loads(run(folder, "verify", "--quick", "--json").stdout)["findings"]
    assert any("anna-7" in line for line in found)


@pytest.mark.slow
def test_replay_mends_it(folder: Path) -> None:
    with sqlite3.connect(folder / "corpus.db") as db:
        db.execute("update posts set title = 'Förfalskad' where id = 'anna-7'")
    db.close()
    done = run(folder, "replay")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "4 runs replayed" in done.stderr
    assert run(folder, "verify").returncode == 0


@pytest.mark.slow
def test_missing_captures_are_said_in_a_line(folder: Path) -> None:
    (folder / "captures.db").unlink()
    for command in ("verify", "replay"):
        done = run(folder, command)
        assert done.returncode == 1
        assert "captures.db: " in done.stderr
        assert "Traceback" not in done.stderr
