"""What every tabular format is to the export."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from scraper.export.rows import Batch


class Writer(Protocol):
    """Takes the rows of one table."""

    def write(self, batch: Batch) -> None:
        """Append rows, in the order of the resource's fields."""

    def close(self) -> tuple[Path, ...]:
        """Finish; the files written, in order."""
