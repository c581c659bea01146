from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from scraper.errors import ArchiveError, Locked
from scraper.fetch.lease import ENV, Leases, NotYet, archive_lock
from scraper.hosts import host_key
from tests.faulty import reply, serve
from tests.visiting import Clock

ROOT = Path(__file__).parent.parent
HOST = "blogg.vk.se"


def leases(folder: Path, clock: Clock) -> Leases:
    return Leases(folder, clock=clock, sleep=clock.sleep)


def ask(held: Leases, *, delay: float = 2.0, took: float = 0.0) -> None:
    with held.hold(HOST, delay=delay, patience=300):
        if took:
            held._sleep(took)


def test_the_first_to_ask_a_host_does_not_wait(tmp_path: Path) -> None:
    clock = Clock()
    ask(leases(tmp_path, clock))
    assert clock.slept == []


def test_the_delay_counts_from_the_end_of_the_last_request(tmp_path: Path) -> None:
    clock = Clock()
    held = leases(tmp_path, clock)
    ask(held, took=5.0)
    clock.time += 0.5
    ask(held)
    assert clock.slept == [5.0, 1.5]
    clock.time += 99
    ask(held)
    assert clock.slept == [5.0, 1.5]


def test_two_archives_keep_one_delay_between_them(tmp_path: Path) -> None:
    clock = Clock()
    one, two = leases(tmp_path, clock), leases(tmp_path, clock)
    for each in (one, two, one, two):
        ask(each)
    assert clock.slept == [2.0, 2.0, 2.0]


def test_hosts_do_not_wait_for_each_other(tmp_path: Path) -> None:
    clock = Clock()
    held = leases(tmp_path, clock)
    for host in (HOST, "veckansnyheter.se", "127.0.0.1:8001", "[::1]:80"):
        with held.hold(host, delay=2.0, patience=300):
            pass
    assert clock.slept == []


def test_a_deferred_host_is_deferred_for_all(tmp_path: Path) -> None:
    clock = Clock()
    one, two = leases(tmp_path, clock), leases(tmp_path, clock)
    with one.hold(HOST, delay=2.0, patience=300) as lease:
        lease.defer(120)
        lease.defer(60)
    ask(two)
    assert clock.slept == [120.0]


def test_a_wait_beyond_patience_is_refused_with_its_length(tmp_path: Path) -> None:
    clock = Clock()
    held = leases(tmp_path, clock)
    with held.hold(HOST, delay=2.0, patience=300) as lease:
        lease.defer(3600)
    clock.time += 600
    with pytest.raises(NotYet) as caught:
        ask(held)
    assert caught.value.seconds == 3000
    assert clock.slept == []


def test_a_delay_beyond_patience_is_waited(tmp_path: Path) -> None:
    clock = Clock()
    held = leases(tmp_path, clock)
    ask(held, delay=600)
    ask(held, delay=600)
    assert clock.slept == [600.0]


@pytest.mark.parametrize(
    "record",
    [
        {"last": 9e9, "ready": 9e9},
        {"last": 1000.0, "ready": 9e9},
        {"last": 999.0, "ready": 2000.0, "boot": "another"},
        {"last": "x"},
        [1],
        None,
    ],
)
def test_a_clock_that_jumped_or_a_torn_file_costs_one_delay(
    tmp_path: Path, record: object
) -> None:
    clock = Clock()
    held = leases(tmp_path, clock)
    ask(held)
    file = tmp_path / HOST
    known = json.loads(file.read_text())
    changed = {**known, **record} if isinstance(record, dict) else record
    file.write_text(json.dumps(changed) if record is not None else '{"last": 10')
    ask(held)
    assert clock.slept == [2.0]
    ask(held)
    assert clock.slept == [2.0, 2.0]


def test_a_failed_request_counts_like_any_other(tmp_path: Path) -> None:
    clock = Clock()
    held = leases(tmp_path, clock)
    with (
        pytest.raises(KeyboardInterrupt),
        held.hold(HOST, delay=2.0, patience=300),
    ):
        raise KeyboardInterrupt
    ask(held)
    assert clock.slept == [2.0]


HOLD = """
import sys, time
from pathlib import Path
from scraper.fetch.lease import Leases, archive_lock
if sys.argv[1] == "lease":
    held = Leases(Path(sys.argv[2])).hold("blogg.vk.se", delay=0.05, patience=300)
else:
    held = archive_lock(Path(sys.argv[2]) / "corpus.db")
with held:
    print("held", flush=True)
    time.sleep(30)
"""


def holder(kind: str, folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, kind, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_killed_process_leaves_no_host_stuck(tmp_path: Path) -> None:
    with holder("lease", tmp_path) as process:
        clock = Clock()
        waiting = leases(tmp_path, clock)
        with pytest.raises(Locked, match=r"another process has held blogg\.vk\.se"):
            ask(waiting)
        process.send_signal(signal.SIGKILL)
        process.wait()
    slept: list[float] = []
    with Leases(tmp_path, sleep=slept.append).hold(HOST, delay=60, patience=300):
        pass
    assert 50 < slept[0] <= 60  # it may have asked before it was killed


@pytest.mark.slow
def test_four_processes_keep_the_delay_by_the_hosts_own_log(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from scraper.fetch import Fetcher
from scraper.fetch.lease import Leases
from scraper.model import Source
source = Source(name="a", platform="wordpress", home=sys.argv[1], delay=0.06)
with Fetcher(None, leases=Leases(Path(sys.argv[2]))) as fetcher:
    for _ in range(4):
        fetcher.fetch(sys.argv[1] + "1/", source=source, purpose="post")
"""
    with serve({"/1/": reply()}) as server:
        command = [sys.executable, "-c", program, server.url("/"), str(tmp_path)]
        processes = [subprocess.Popen(command, cwd=ROOT) for _ in range(4)]
        assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
        times = [asked.at for asked in server.asked]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(times) == 4 * 5
    assert min(gaps) >= 0.06


def test_the_folder_comes_from_the_environment_or_the_state_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setenv(ENV, str(tmp_path / "a" / "b"))
    ask(Leases(clock=clock, sleep=clock.sleep))
    assert (tmp_path / "a" / "b" / HOST).exists()
    monkeypatch.delenv(ENV)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    ask(Leases(clock=clock, sleep=clock.sleep))
    assert (tmp_path / "state" / "debattarkiv" / "leases" / HOST).exists()


def test_a_home_that_cannot_be_written_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.delenv(ENV, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    clock = Clock()
    ask(Leases(clock=clock, sleep=clock.sleep))
    assert (tmp_path / f"debattarkiv-leases-{os.getuid()}" / HOST).exists()


def test_a_second_run_is_told_who_holds_the_archive(tmp_path: Path) -> None:
    started = datetime(2024, 5, 1, 12, tzinfo=UTC)
    paths = (tmp_path / "corpus.db", tmp_path / "captures.db")
    with archive_lock(*paths, started=started):
        with pytest.raises(Locked) as caught, archive_lock(paths[1]):
            pass
        assert str(caught.value) == (
            f"{paths[1]}: process {os.getpid()} has worked on the archive since "
            f"2024-05-01T12:00:00+00:00; wait for it, or stop it with: "
            f"kill {os.getpid()}"
        )
        assert caught.value.exit_code == 6
    with archive_lock(*paths):
        pass


def test_one_archive_under_two_names_is_one_archive(tmp_path: Path) -> None:
    (tmp_path / "corpus.db").touch()
    (tmp_path / "link.db").symlink_to(tmp_path / "corpus.db")
    with (
        archive_lock(tmp_path / "corpus.db"),
        pytest.raises(Locked),
        archive_lock(tmp_path / "link.db"),
    ):
        pass


def test_a_killed_run_leaves_the_archive_free(tmp_path: Path) -> None:
    with holder("archive", tmp_path) as process:
        with (
            pytest.raises(Locked, match=f"process {process.pid} "),
            archive_lock(tmp_path / "corpus.db"),
        ):
            pass
        process.kill()
        process.wait()
        with archive_lock(tmp_path / "corpus.db"):
            pass


def test_a_lock_file_with_nonsense_in_it_still_locks(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    with archive_lock(path):
        (tmp_path / "corpus.db.lock").write_text("?")
        with (
            pytest.raises(Locked, match="another run holds the archive"),
            archive_lock(path),
        ):
            pass


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x" / "corpus.db"
    with (
        pytest.raises(ArchiveError, match=r"x/corpus\.db: expected to write in its"),
        archive_lock(path),
    ):
        pass


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.se/", "https://www.a.se/x", True),
        ("http://a.se:80/", "http://A.SE./", True),
        ("http://a.se:8080/", "http://a.se/", False),
        ("http://a.se:443/", "https://a.se/", False),
        ("http://b.a.se/", "http://a.se/", False),
        ("http://[::1]:8000/", "http://[::1]:8001/", False),
    ],
)
def test_scheme_and_www_do_not_make_another_host(
    one: str, other: str, same: bool
) -> None:
    assert (host_key(one) == host_key(other)) is same
