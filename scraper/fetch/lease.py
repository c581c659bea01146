"""Who may go ahead: one request at a time per host, one run at a time per archive.

Both are ``flock`` locks on small files, so that a killed process leaves nothing
stuck.  Beside the lock a host's file holds when the host was last asked, so that
all processes of a user on a machine, and all archives, keep one delay between them.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from scraper.errors import ArchiveError, Locked

ENV = "DEBATTARKIV_LEASES"
"""Environment variable: folder of the leases, instead of the user's state folder."""
_POLL_S = 0.05
_STUCK_S = 900.0
"""Longer than any one request takes; a process that holds a host longer is stopped."""
_LONGEST_S = 24 * 3600.0
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class NotYet(Exception):
    """The host wants to be left alone for longer than the caller can wait.

    Attributes:
        seconds: From now.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not for {seconds:.0f} s")
        self.seconds = seconds


class Lease:
    """The right to ask one host now."""

    def __init__(self) -> None:
        self.deferred = 0.0

    def defer(self, seconds: float) -> None:
        """Nobody asks the host for so long after this lease, whatever the delay."""
        self.deferred = max(self.deferred, seconds)


@dataclass(frozen=True)
class _Past:
    last: float = float("-inf")
    ready: float = float("-inf")
    boot: str = ""


class Leases:
    """The leases of one user on one machine.

    Times are of the monotonic clock, which all processes since one boot share and
    which nobody sets; after another boot the full delay is waited.

    Args:
        folder: ``None`` for ``$DEBATTARKIV_LEASES``, or else the state folder.
        clock: Seconds, monotonic over processes.
        sleep: Replaced in tests, which never wait.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder = _made(folder)
        self._clock = clock
        self._sleep = sleep
        self._boot = _BOOT.read_text("ascii").strip() if _BOOT.exists() else "-"

    @contextlib.contextmanager
    def hold(self, host: str, *, delay: float, patience: float) -> Iterator[Lease]:
        """Waits until ``host`` may be asked, and keeps everyone else from asking.

        Args:
            host: As ``hosts.host_key`` gives it.
            delay: Seconds since the end of the last request to the host.
            patience: Longest wait in seconds that is not refused; a longer
                ``delay`` is waited all the same.

        Raises:
            NotYet: somebody deferred the host for longer than ``patience``.
            Locked: another process has held the host for a quarter of an hour.
        """
        path = self._folder / quote(host, safe="")
        with contextlib.closing(_File(path)) as file:
            self._lock(file, host)
            wait = self._wait(file.read(), delay)
            if wait > max(patience, delay):
                raise NotYet(wait)
            if wait > 0:
                self._sleep(wait)
            file.write(_Past(self._clock(), boot=self._boot))
            lease = Lease()
            try:
                yield lease
            finally:
                now = self._clock()
                file.write(_Past(now, now + lease.deferred, self._boot))

    def _lock(self, file: _File, host: str) -> None:
        waited = 0.0
        while not file.lock():
            if waited >= _STUCK_S:
                raise Locked(
                    f"{file.path}: another process has held {host} for "
                    f"{_STUCK_S / 60:.0f} minutes; is one stopped? see: fuser "
                    f"{file.path}"
                )
            self._sleep(_POLL_S)
            waited += _POLL_S

    def _wait(self, past: _Past | None, delay: float) -> float:
        now = self._clock()
        if past is None:
            return 0.0
        wait = max(past.last + delay, past.ready) - now
        sound = past.boot == self._boot and past.last <= now and wait <= _LONGEST_S
        return max(0.0, wait) if sound else delay


@contextlib.contextmanager
def archive_lock(*paths: Path, started: datetime | None = None) -> Iterator[None]:
    """One run at a time per archive: holds ``<path>.lock`` beside each path.

    The lock goes with the process, however it ends; the file stays.

    Args:
        paths: corpus.db and captures.db.
        started: For whoever is turned away; ``None`` for now.

    Raises:
        Locked: at once, with the process that holds it and since when.
        ArchiveError: the folder cannot be written.
    """
    with contextlib.ExitStack() as held:
        for path in paths:
            target = path.resolve()
            lock = target.with_name(target.name + ".lock")
            try:
                file = held.enter_context(contextlib.closing(_File(lock)))
            except OSError as exc:
                raise ArchiveError(
                    f"{path}: expected to write in its folder: {exc.strerror}"
                ) from exc
            if not file.lock():
                raise Locked(f"{path}: {_holder(file)}")
            since = started or datetime.now(UTC)
            file.write_text(
                json.dumps({"pid": os.getpid(), "started": since.isoformat()})
            )
        yield


def _holder(file: _File) -> str:
    try:
        record = json.loads(file.read_text())
        pid, started = int(record["pid"]), str(record["started"])
    except (ValueError, KeyError, TypeError):
        return "another run holds the archive; wait for it"
    return (
        f"process {pid} has worked on the archive since {started}; "
        f"wait for it, or stop it with: kill {pid}"
    )


class _File:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def close(self) -> None:
        os.close(self._fd)  # gives the lock back

    def lock(self) -> bool:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def read_text(self) -> str:
        return os.pread(self._fd, 4096, 0).decode("utf-8", "replace")

    def write_text(self, text: str) -> None:
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, text.encode(), 0)

    def read(self) -> _Past | None:
        """``None`` for a new file; an unreadable one is of no known boot."""
        text = self.read_text()
        if not text:
            return None
        try:
            record = json.loads(text)
            return _Past(
                float(record["last"]), float(record["ready"]), str(record["boot"])
            )
        except (ValueError, KeyError, TypeError):
            return _Past()

    def write(self, past: _Past) -> None:
        ready = max(past.ready, past.last)
        self.write_text(
            json.dumps({"last": past.last, "ready": ready, "boot": past.boot})
        )


def _made(folder: Path | None) -> Path:
    """The folder, made for the user only; a temporary one where home is closed."""
    if folder is None and ENV in os.environ:
        folder = Path(os.environ[ENV])
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    try:
        folder = Path(state).expanduser() / "debattarkiv" / "leases"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        folder = Path(tempfile.gettempdir()) / f"debattarkiv-leases-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.getuid():
            raise ArchiveError(
                f"{folder}: expected a folder of our own; set {ENV} to another"
            ) from None
    return folder
