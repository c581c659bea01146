"""The secret that pseudonyms hang on: whoever has it can test a name against them."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

from scraper.errors import ArchiveError, InputError

SUMS = "SHA256SUMS"
"""A folder with this file is a package or a snapshot."""
_BYTES = 32
_SHOWN = 12
"""Hexadecimal digits of a pseudonym: 48 bits, so that 100,000 names hardly meet."""


def load_key(path: Path, *, outside: Path) -> bytes:
    """The key in a file, which is made for its owner only if it is not there.

    Args:
        outside: The package's folder; a key in it would go with it.

    Raises:
        InputError: inside the package or another one, open to others, or no key.
        ArchiveError: it cannot be written or read.
    """
    if path.resolve().is_relative_to(outside.resolve()):
        raise InputError(f"{path}: expected a key outside the package {outside}")
    for folder in path.resolve().parents:
        if (folder / SUMS).exists():  # it is handed on
            raise InputError(
                f"{path}: expected a key outside packages and snapshots, {folder} is "
                "one; give another place with --key"
            )
    try:
        if not path.exists():
            _make(path)
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text("ascii").strip()
        key = bytes.fromhex(text)
    except OSError as exc:
        raise ArchiveError(f"{path}: {exc.strerror}") from exc
    except ValueError as exc:
        raise InputError(f"{path}: expected {_BYTES} bytes in hexadecimal") from exc
    if mode & 0o077:
        raise InputError(
            f"{path}: expected a key that only its owner can read, its mode is "
            f"{mode:04o}; chmod 600 {path}"
        )
    if len(key) < _BYTES:
        raise InputError(f"{path}: expected {_BYTES} bytes in hexadecimal")
    return key


def _make(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_BYTES) + "\n")


def keyed(key: bytes, what: str, value: str) -> str:
    """The keyed hash of a value, as pseudonyms show it.

    Args:
        what: Keeps hashes of different things apart.
    """
    message = f"{what}\0{value}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:_SHOWN]
