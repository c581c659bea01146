"""A folder that is there whole or not at all.

Everything is written into a hidden, unfinished folder beside it, brought to the disk,
summed, and then renamed.  What a killed process leaves behind is hidden and named
unfinished, and the next one to write there clears it away.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from scraper.errors import ArchiveError, InputError
from scraper.pseudonyms.key import SUMS


@contextlib.contextmanager
def whole_folder(target: Path, *, private: bool = False) -> Iterator[Path]:
    """A folder to fill, which becomes ``target`` when the block ends well.

    Args:
        private: Only its owner may look into it.

    Raises:
        InputError: ``target`` exists and is not an empty folder.
        ArchiveError: the disk is full, or the place cannot be written.
    """
    target = Path(os.path.abspath(target))
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise InputError(f"{target}: expected a new folder, it is there already")
    with disk_errors(target):
        made = _make(target.parent)
        _clear(target)
        try:
            work = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
        except OSError:
            _unmake(made)
            raise
        lock = os.open(work, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield work
            _finish(work, target, private=private)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            _unmake(made)
            raise
        finally:
            os.close(lock)


@contextlib.contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turns a full disk and the like into one line.

    Raises:
        ArchiveError: what the system said, and what to do.
    """
    try:
        yield
    except OSError as exc:
        full = exc.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        advice = "; free some space and run again: nothing is half-written"
        said = exc.strerror or str(exc)
        raise ArchiveError(f"{path}: {said}{advice if full else ''}") from exc


def _make(folder: Path) -> list[Path]:
    """Make a folder and those above it; those that were made, the lowest first."""
    made = []
    above = folder
    while not above.exists():
        made.append(above)
        above = above.parent
    folder.mkdir(parents=True, exist_ok=True)
    return made


def _unmake(made: list[Path]) -> None:
    """Take away the folders that were made for nothing; others write into them too."""
    for folder in made:
        try:
            folder.rmdir()
        except OSError:
            return  # somebody else put something there


def _prefix(target: Path) -> str:
    return f".{target.name}.unfinished-"


def _clear(target: Path) -> None:
    """Remove what killed processes left; one that is being written is locked."""
    for left in target.parent.glob(f"{_prefix(target)}*"):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            else:
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(handle)


def _finish(work: Path, target: Path, *, private: bool) -> None:
    (work / SUMS).write_text(_sums(work), "utf-8")
    if not private:  # as mkdtemp made it
        mask = os.umask(0)
        os.umask(mask)
        work.chmod(0o777 & ~mask)
    for path in sorted(work.rglob("*"), reverse=True):
        sync(path)
    sync(work)
    work.rename(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Make sure that a file or folder survives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal; read once while it does not change."""
    state = path.stat()
    return _digest(path, state.st_ino, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=256)
def _digest(path: Path, *state: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sums(folder: Path) -> str:
    """What ``sha256sum --check SHA256SUMS`` reads."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return "".join(
        f"{digest_of_file(path)}  {path.relative_to(folder).as_posix()}\n"
        for path in paths
    )
