"""The recipes of scripts/schedule: each is tried, none is only written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.forget.targets import Target
from scraper.replay.verify import verify
from tests.scripted import capture, files, page, scripted_run
from tests.takedown import left
from tests.test_forget_words import TEXT, forget, with_words

ROOT = Path(__file__).parent.parent
SCHEDULE = ROOT / "scripts" / "schedule"
UNITS = ("debattarkiv.service", "debattarkiv-alarm.service", "debattarkiv.timer")


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def run(*command: object, **env: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        env={**os.environ, **{name: str(value) for name, value in env.items()}},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_units_pass_systemd_analyze(tmp_path: Path) -> None:
    program = tmp_path / "program" / ".venv" / "bin" / "debattarkiv"
    program.parent.mkdir(parents=True)
    script(program, "exit 0")
    alarm = tmp_path / "program" / "scripts" / "schedule" / "alarm"
    alarm.parent.mkdir(parents=True)
    shutil.copy(SCHEDULE / "alarm", alarm)
    for name in UNITS:
        text = (SCHEDULE / name).read_text("utf-8")
        placed = text.replace("/opt/debattarkiv", str(tmp_path / "program"))
        (tmp_path / name).write_text(placed, "utf-8")
    done = run("systemd-analyze", "verify", *(tmp_path / name for name in UNITS))
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")


def test_service_takes_code_3_as_success_and_tells_of_others() -> None:
    text = (SCHEDULE / "debattarkiv.service").read_text("utf-8")
    assert "\nSuccessExitStatus=3\n" in text
    assert "\nOnFailure=debattarkiv-alarm.service\n" in text
    timer = (SCHEDULE / "debattarkiv.timer").read_text("utf-8")
    assert "\nRandomizedDelaySec=" in timer


@pytest.mark.slow
def test_nightly_run_twice_at_once_is_done_once(tmp_path: Path) -> None:
    command = script(tmp_path / "slow", 'echo "$1" >> calls; sleep 2')
    nightly = [str(SCHEDULE / "nightly"), str(tmp_path)]
    env = {**os.environ, "DEBATTARKIV": str(command)}
    both = [subprocess.Popen(nightly, env=env) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert (tmp_path / "calls").read_text() == "scrape\n"
    assert run(*nightly, DEBATTARKIV=command).returncode == 0
    assert (tmp_path / "calls").read_text() == "scrape\nscrape\n"


@pytest.mark.parametrize(
    ("code", "told"), [(0, False), (3, False), (6, False), (4, True), (1, True)]
)
def test_nightly_is_silent_unless_a_person_should_look(
    tmp_path: Path, code: int, told: bool
) -> None:
    answer = f'if [ "$1" = scrape ]; then exit {code}; fi; echo "do this next"'
    command = script(tmp_path / "fake", answer)
    done = run(SCHEDULE / "nightly", tmp_path, DEBATTARKIV=command)
    assert done.returncode == (code if told else 0)
    assert ("do this next" in done.stderr) is told
    assert bool(done.stdout + done.stderr) is told
    assert f"ended with {code}" in (tmp_path / "nightly.log").read_text()


@pytest.mark.slow
def test_restored_backup_is_whole_and_free_of_what_was_erased_since(
    tmp_path: Path,
) -> None:
    archive, copies = tmp_path / "archive", tmp_path / "copies"
    archive.mkdir()
    (archive / "sources.toml").write_text("[defaults]\n")
    body = with_words(page(7, comments=(1, 2)), n1=TEXT)
    scripted_run(archive, [capture(body)])
    made = run(SCHEDULE / "backup", archive, copies, PYTHON=sys.executable)
    assert made.returncode == 0, made.stderr
    copy = Path(made.stdout.strip())
    assert {path.name for path in copy.iterdir()} == {
        "SHA256SUMS",
        "captures.db",
        "corpus.db",
        "sources.toml",
    }
    assert copy.stat().st_mode & 0o077 == 0
    forget(archive, Target(kind="comment", value="anna-c1"))
    for path in files(archive):
        path.unlink()
    command = script(tmp_path / "command", f'{sys.executable} -m scraper.cli "$@"')
    env = {"DEBATTARKIV": command, "PYTHONPATH": ROOT}
    done = run(SCHEDULE / "restore", copy, archive, **env)
    assert done.returncode == 0, done.stderr
    kept = [p for p in archive.iterdir() if not p.name.startswith("before-")]
    assert {"corpus.db", "captures.db"} <= {path.name for path in kept}
    shutil.rmtree(next(archive.glob("before-*")))
    assert left(archive, [TEXT], {"kopiatorn"}) == []
    assert verify(*files(archive)) == ()

    with (copy / "corpus.db").open("r+b") as file:
        file.seek(5000)
        file.write(b"\xff\x00\xff")
    refused = run(SCHEDULE / "restore", copy, archive, **env)
    assert refused.returncode == 1
    assert "has changed; nothing was done" in refused.stderr
    assert verify(*files(archive)) == ()


@pytest.mark.slow
def test_only_the_last_copies_are_kept(tmp_path: Path) -> None:
    archive, copies = tmp_path / "archive", tmp_path / "copies"
    archive.mkdir()
    (archive / "sources.toml").touch()
    scripted_run(archive, [capture(page(7, comments=(1,)))])
    for old in ("2024-01-01-000000", "2024-01-02-000000"):
        (copies / old).mkdir(parents=True)
    done = run(SCHEDULE / "backup", archive, copies, PYTHON=sys.executable, KEEP=2)
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in copies.iterdir())
    assert names == ["2024-01-02-000000", Path(done.stdout.strip()).name]
