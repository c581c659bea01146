"""forgotten.jsonl: what was erased, one line each, never changed, only added to.

A line is written before anything is erased, so that what was begun is finished
whatever happens in between (see ``forget.carry_out``).
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.tombstones.key import NAME as KEY_NAME
from scraper.tombstones.key import Key, open_key

NAME = "forgotten.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """One erasure: hashes of what must not come back, and when, how many, why."""

    at: str
    """ISO 8601 UTC."""
    kind: str
    """``comment``, ``post``, ``author``, ``url`` or ``text``."""
    count: int
    """How many posts, comments or places."""
    reason: str | None = None
    items: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    windows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Number of words -> the hashes of all such runs."""
    words: tuple[str, ...] = ()
    """Words that stood nowhere else; they are cut out of messages only."""
    posts: dict[str, int] = field(default_factory=dict)
    """Source -> how many posts, so that its lists may be so much shorter."""


@dataclass(slots=True)
class Tombstones:
    """All erasures of an archive, ready to be asked."""

    key: Key
    count: int = 0
    items: set[str] = field(default_factory=set)
    urls: set[str] = field(default_factory=set)
    authors: set[str] = field(default_factory=set)
    same: set[str] = field(default_factory=set)
    windows: dict[int, set[str]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    posts: Counter[str] = field(default_factory=Counter)
    all: list[Tombstone] = field(default_factory=list)

    def add(self, stone: Tombstone) -> None:
        """Obey one more."""
        self.count += 1
        self.all.append(stone)
        self.items |= set(stone.items)
        self.urls |= set(stone.urls)
        self.authors |= set(stone.authors)
        self.same |= set(stone.same)
        self.words |= set(stone.words)
        self.posts.update(stone.posts)
        for size, hashes in stone.windows.items():
            self.windows.setdefault(int(size), set()).update(hashes)


def beside(captures: Path) -> tuple[Path, Path]:
    """Where the file and its key lie: in the folder of captures.db."""
    return captures.with_name(NAME), captures.with_name(KEY_NAME)


def read_tombstones(captures: Path) -> Tombstones | None:
    """The erasures of an archive; ``None`` if there never was one.

    Raises:
        ArchiveError: file or key is missing or damaged.
    """
    path, key_path = beside(captures)
    if not path.exists():
        return None
    key = open_key(key_path)
    found = Tombstones(key)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise ArchiveError(f"{path}: cannot be read: {exc}") from exc
    for number, line in enumerate(text.split("\n")[:-1], start=1):
        found.add(_read(line, key, f"{path}: line {number}"))
    return found


def append(captures: Path, stone: Tombstone) -> None:
    """Write an erasure, on disk when this returns.

    A last line without its end was cut short in writing; nothing was done by it.
    """
    path, key_path = beside(captures)
    key = open_key(key_path, create=not path.exists())
    record = json.dumps(asdict(stone), ensure_ascii=False, sort_keys=True)
    line = json.dumps({"mac": key.line(record), "erased": record}, ensure_ascii=False)
    file = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        size = os.fstat(file).st_size
        end = os.pread(file, size, 0).rfind(b"\n") + 1
        os.ftruncate(file, end)
        os.pwrite(file, line.encode() + b"\n", end)
        os.fsync(file)
    finally:
        os.close(file)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(line: str, key: Key, where: str) -> Tombstone:
    try:
        found = json.loads(line)
        record, mac = found["erased"], found["mac"]
        fields = json.loads(record)
    except (ValueError, KeyError, TypeError) as exc:
        raise ArchiveError(f"{where}: damaged; put back the newest copy") from exc
    if key.line(record) != mac:
        raise ArchiveError(f"{where}: damaged, or of another key; put back both files")
    for name in ("items", "urls", "authors", "same", "words"):
        fields[name] = tuple(fields[name])
    fields["windows"] = {n: tuple(h) for n, h in fields["windows"].items()}
    return Tombstone(**fields)


def sorted_hashes(hashes: Iterable[str]) -> tuple[str, ...]:
    """Each once, in an order that tells nothing of the text."""
    return tuple(sorted(set(hashes)))
