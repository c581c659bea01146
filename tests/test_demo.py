"""What scripts/run does, as processes: fill and serve, stop, start again, refuse."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parent.parent
COUNT = "/corpus.json?sql=select+count(*)+as+n+from+comments&_shape=array"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, port: int | str) -> dict[str, str]:
    return {
        **os.environ,
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
        "DEBATTARKIV_LEASES": str(folder / "leases"),
    }


@contextmanager
def running(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "scraper.demo", "--sample"],
        cwd=folder,
        env=environment(folder, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)  # so that it ends its children too
        try:
            process.communicate(timeout=30)
        finally:
            process.kill()
            process.communicate()


def said(process: subprocess.Popen[str], word: str) -> list[str]:
    """What it prints up to a line that begins with ``word``."""
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if line.startswith(word):
            return lines
    raise AssertionError("".join(lines))


def comments(port: int) -> int:
    with urlopen(f"http://127.0.0.1:{port}{COUNT}", timeout=30) as answer:
        return int(json.load(answer)[0]["n"])


def nobody_listens(port: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
def test_site_is_open_while_the_sample_comes_in_and_a_second_start_finds_it(
    tmp_path: Path,
) -> None:
    port = free_port()
    with running(tmp_path, port) as process:
        said(process, f"Open http://127.0.0.1:{port}/")
        assert comments(port) < 300
        said(process, "Serving at")
        first = comments(port)
        assert first >= 300
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
        assert (process.returncode, "Traceback" in rest) == (0, False), rest
    assert nobody_listens(port)
    with running(tmp_path, port) as process:
        lines = said(process, "Serving at")
        assert not [line for line in lines if "new" in line]
        assert comments(port) == first


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopped_in_the_middle_it_ends_its_children_and_keeps_what_came(
    tmp_path: Path, how: signal.Signals
) -> None:
    port = free_port()
    with running(tmp_path, port) as process:
        said(process, "Open")
        deadline = time.monotonic() + 60
        while not comments(port) and time.monotonic() < deadline:
            time.sleep(0.1)
        process.send_signal(how)
        rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0, rest
    assert "Traceback" not in rest
    assert "everything fetched so far is kept" in rest
    assert nobody_listens(port)


def refused(folder: Path, port: int | str, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "scraper.demo", *arguments],
        cwd=folder,
        env=environment(folder, port),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_without_a_contact_it_says_how_to_set_one_and_names_the_sample(
    tmp_path: Path,
) -> None:
    sources = (ROOT / "sources.toml").read_text("utf-8")
    (tmp_path / "sources.toml").write_text(sources, "utf-8")
    code, errors = refused(tmp_path, free_port())
    assert code == 2
    assert len(errors.splitlines()) == 1
    assert re.search(r"sources\.toml.*contact.*--sample", errors)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sources.toml"]


def test_port_that_is_none_is_refused(tmp_path: Path) -> None:
    code, errors = refused(tmp_path, "åtta", "--sample")
    assert (code, "PORT=åtta" in errors) == (2, True)


@pytest.mark.slow
def test_port_that_is_taken_is_said_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, errors = refused(tmp_path, port, "--sample")
    assert code == 1
    assert f"http://127.0.0.1:{port}/" in errors
    assert "PORT=" in errors


@pytest.mark.parametrize("have", ["Python 3.9.2", None])
def test_older_python_is_one_clear_line(tmp_path: Path, have: str | None) -> None:
    if have is not None:
        old = tmp_path / "python3"
        old.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exit 1\necho "{have}"\n')
        old.chmod(0o755)
    done = subprocess.run(
        ["/bin/bash", "-c", ". scripts/_env.sh; make_env"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"Debattarkivet needs Python 3.11 or newer; found: {have or 'none'}"
    ]


def test_environment_that_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    """A stand-in for Python tells what it was asked; pip is missing at first."""
    (tmp_path / "scripts").mkdir()
    for name in ("scripts/_env.sh", "scripts/constraints.txt", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    python = tmp_path / "python3"
    python.write_text(
        '#!/bin/sh\necho "$@" >>asked\n'
        'case "$*" in\n'
        '  "-m venv .venv") mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;\n'
        '  "-m pip --version") [ ! -e .venv/cut-short ] ;;\n'
        "esac\n"
    )
    python.chmod(0o755)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(python)
    (tmp_path / ".venv" / "cut-short").touch()

    def made() -> list[str]:
        (tmp_path / "asked").write_text("")
        subprocess.run(
            ["/bin/bash", "-c", ". scripts/_env.sh; make_env test"],
            cwd=tmp_path,
            env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
            check=True,
        )
        return (tmp_path / "asked").read_text().splitlines()

    asked = made()
    assert "-m venv .venv" in asked
    assert any("--constraint" in line and ".[test]" in line for line in asked)
    assert not (tmp_path / ".venv" / "cut-short").exists()
    assert not [line for line in made() if "pip" in line or "venv" in line]
