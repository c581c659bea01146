"""A folder for what one measurement makes, of its own and gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A new folder in ``folder``: two measurements at once do not meet."""
    with tempfile.TemporaryDirectory(prefix="part-", dir=folder) as place:
        yield Path(place)
