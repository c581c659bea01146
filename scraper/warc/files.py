"""Whether a file is a WARC file, and whether we can read one; needs no library."""

from __future__ import annotations

import zlib
from importlib.util import find_spec
from pathlib import Path

from scraper.errors import InputError

_MAGIC = b"WARC/"
_GZIP = b"\x1f\x8b"


def is_warc(path: Path) -> bool:
    """Whether a file is a WARC file by its first bytes, plain or compressed.

    Raises:
        InputError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as exc:
        raise InputError(f"{path}: {exc.strerror}") from exc
    if start.startswith(_GZIP):
        try:
            start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start)
        except zlib.error:
            return False
    return start.startswith(_MAGIC)


def require_library() -> None:
    """Make sure that WARC files can be read and written here.

    Raises:
        InputError: the libraries are not installed.
    """
    for name in ("warcio", "cdxj_indexer"):
        if find_spec(name) is None:
            raise InputError(
                f"WARC: expected {name}, it is not installed; "
                "pip install 'debattarkiv[warc]'"
            )
