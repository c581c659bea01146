"""A reading: one sight of a thread, as it reaches the writer of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scraper.model import Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One sight of a thread: what was shown, when, and by which captures."""

    thread: Thread
    seen_at: datetime
    """When its last capture was made (aware, UTC)."""
    captures: Mapping[str, str]
    """Item id -> digest of the capture that shows it."""
    whole: bool
    """Every page of the thread was read, so that the ledger can be written."""
    sound: bool
    """It was read without an issue too: absence means something."""
    route: Literal["rest", "html", "file"]
    run_started: str
    """ISO 8601; absence counts twice only in two runs."""
