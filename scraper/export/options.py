"""What a person asks of an export, checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scraper.errors import InputError

TABULAR = ("csv", "jsonl", "parquet")
"""Formats that hold every table."""
FORMATS = (*TABULAR, "vrt", "tei", "network")
"""All formats, in the order they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Which rows, in which formats, how anonymous."""

    formats: tuple[str, ...] = ("csv", "jsonl")
    query: str | None = None
    """In the language of the search; ``None``: all."""
    sources: tuple[str, ...] = ()
    """Names of sources; empty: all."""
    topics: tuple[str, ...] = ()
    """Ids of topics or persons; empty: all."""
    since: str | None = None
    """First local day, ``YYYY-MM-DD``."""
    until: str | None = None
    """Last local day, ``YYYY-MM-DD``."""
    excel: bool = False
    """CSV as a Swedish Excel opens it: BOM, semicolons."""
    no_text: bool = False
    key: Path | None = None
    """Key of the pseudonyms; ``None``: names stay."""
    keep: tuple[str, ...] = ()
    """Words that are never taken for a commenter's name."""

    def __post_init__(self) -> None:
        unknown = [name for name in self.formats if name not in FORMATS]
        if unknown or not self.formats:
            got = repr(unknown[0]) if unknown else "none"
            raise InputError(
                f"--format: expected some of {', '.join(FORMATS)}, got {got}"
            )
        wordy = [name for name in self.formats if name in ("vrt", "tei")]
        if self.no_text and wordy:
            raise InputError(f"--no-text leaves nothing for {wordy[0]}; drop one")
        if self.excel and "csv" not in self.formats:
            raise InputError("--excel: expected the format csv among --format")

    @property
    def is_subset(self) -> bool:
        """Whether some rows are left out."""
        return bool(
            self.query or self.sources or self.topics or self.since or self.until
        )
