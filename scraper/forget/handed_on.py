"""Snapshots, exports and WARC files made earlier: they are not changed by an erasure.

Each is noted in a file beside corpus.db, so that a takedown can say what to redo.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

log = logging.getLogger(__name__)

NAME = "handed-on.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """A folder that was made of an archive."""

    at: str
    """ISO 8601 UTC."""
    what: str
    """``snapshot``, ``export`` or ``warc``."""
    path: str
    """Absolute."""


def note(corpus: Path, what: str, made: Path, *, at: datetime) -> None:
    """Note that something was made of an archive."""
    moment = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    entry = HandedOn(at=moment, what=what, path=str(made.resolve()))
    try:
        with corpus.with_name(NAME).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
    except OSError as exc:  # an archive that may only be read can be handed on too
        log.warning("%s: not noted as made of %s: %s", made, corpus, exc.strerror)


def handed_on(corpus: Path) -> tuple[HandedOn, ...]:
    """All that was made of an archive, oldest first, each place once."""
    path = corpus.with_name(NAME)
    if not path.exists():
        return ()
    found = [
        HandedOn(**json.loads(line)) for line in path.read_text("utf-8").splitlines()
    ]
    return tuple({entry.path: entry for entry in found}.values())
