"""The secret key of an archive's tombstones, and what is hashed with it.

Without the key nobody can ask a tombstone whether it stands for a certain comment or
a certain sentence.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path

from scraper.discover import address_key
from scraper.errors import ArchiveError

NAME = "forget.key"
_BYTES = 32
_KNOWN = 1 << 16


class Key:
    """Keyed hashes of ids, addresses, names and words: 16 hex digits each."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        # the frame of a blog's pages is the same on each: its windows are known
        self._window = lru_cache(maxsize=_KNOWN)(partial(self._hash, "window"))

    def item(self, id_: str) -> str:
        """Of the id of a post or comment."""
        return self._hash("item", id_)

    def url(self, url: str) -> str:
        """Of an address, blind to its spelling."""
        return self._hash("url", address_key(url))

    def author(self, name: str, source: str | None) -> str:
        """Of a name, on one blog or (``None``) on all."""
        return self._hash("author", source or "*", plain_name(name))

    def same(self, source: str, author: str | None, words: Sequence[str]) -> str:
        """Of a comment's writer and words, for captures that show no number."""
        return self._hash("same", source, plain_name(author or ""), *words)

    def word(self, word: str) -> str:
        """Of one normalised word."""
        return self._hash("word", word)

    def windows(self, words: Sequence[str], size: int) -> Iterator[str]:
        """Of every run of ``size`` normalised words, in order."""
        for start in range(len(words) - size + 1):
            yield self._window(*words[start : start + size])

    def line(self, text: str) -> str:
        """Of a line of the file, so that a damaged one is seen."""
        return self._hash("line", text)

    def _hash(self, kind: str, *parts: str) -> str:
        message = "\0".join((kind, *parts)).encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, message, "sha256")[:8].hex()


def plain_name(name: str) -> str:
    """A name without capitals and needless spaces."""
    return " ".join(name.split()).casefold()


def open_key(path: Path, *, create: bool = False) -> Key:
    """The key in a file of mode 0600.

    Raises:
        ArchiveError: it is missing, open to others, or no key.
    """
    if create and not path.exists():
        new = path.with_name(f"{path.name}.new")
        new.unlink(missing_ok=True)
        file = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            os.write(file, secrets.token_hex(_BYTES).encode() + b"\n")
            os.fsync(file)
        finally:
            os.close(file)
        os.replace(new, path)
    try:
        text = path.read_text("ascii").strip()
        mode = path.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as exc:
        raise ArchiveError(
            f"{path}: expected the key of this archive's erasures: {exc}; put it back "
            "from where you keep it"
        ) from exc
    if mode:
        raise ArchiveError(f"{path}: expected mode 0600; run: chmod 600 {path}")
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) != _BYTES:
        raise ArchiveError(f"{path}: expected a key of {2 * _BYTES} hex digits")
    return Key(secret)
