"""Permissions that bind the tests even when they run as root (Linux)."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

OVERRIDES = 0b110
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: by them root may do everything."""
VERSION_3 = 0x20080522
"""``_LINUX_CAPABILITY_VERSION_3`` of linux/capability.h."""


@contextmanager
def obeying() -> Iterator[None]:
    """Permissions bind this thread while the block runs."""
    if os.geteuid():
        yield
        return
    was = _capabilities()
    changed = type(was).from_buffer_copy(was)
    changed[0] &= ~OVERRIDES
    _set(changed)
    try:
        yield
    finally:
        _set(was)


_Sets = ctypes.c_uint32 * 6
"""Effective, permitted, inheritable: the lower 32 bits, then the upper."""
_libc = ctypes.CDLL(None, use_errno=True)
_header = (ctypes.c_uint32 * 2)(VERSION_3, 0)


def _capabilities() -> ctypes.Array[ctypes.c_uint32]:
    sets = _Sets()
    if _libc.capget(_header, sets):
        raise OSError(ctypes.get_errno(), "capget")
    return sets


def _set(sets: ctypes.Array[ctypes.c_uint32]) -> None:
    if _libc.capset(_header, sets):
        raise OSError(ctypes.get_errno(), "capset")
