"""Rows of captures.db <-> captures and runs.  Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from scraper.captures.attempt import Attempt, kept
from scraper.config import Topic, from_record, topic_from_record
from scraper.model import Capture, Source

RUN_COLUMNS = "id, started, finished, command, sources, topics, parser, verdict"
REQUEST_COLUMNS = (
    "id, run, source, purpose, url, final_url, fetched_at, status, headers, digest, "
    "bytes, ms, robots, error"
)


@dataclass(frozen=True, slots=True)
class HiddenItem:
    """A post or comment that is out of corpus.db while a request is looked into."""

    item: str
    at: str
    """ISO 8601 UTC."""
    reason: str | None
    author: str | None
    words: str
    """Title and text, squashed: in a capture without numbers it is known by them."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run, as recorded here; what replay needs beside the captures."""

    id: int
    started: datetime
    finished: datetime | None
    """``None``: still running, or killed."""
    command: str
    """Arguments as given."""
    sources: tuple[Source, ...]
    """As they were declared then, in file order."""
    topics: tuple[Topic, ...]
    parser: str
    """Version of the parsers that read the captures."""
    verdict: str | None
    """What the run decided at its end, as ``finish_run`` got it."""


def to_row(
    item: Capture | Attempt, *, run: int, ms: int, robots: str, size: int
) -> dict[str, Any]:
    """The columns that every request has."""
    return {
        "run": run,
        "source": item.source,
        "purpose": item.purpose,
        "url": item.url,
        "fetched_at": to_text(item.fetched_at),
        "status": item.status,
        "headers": json.dumps(kept(item.headers), ensure_ascii=False),
        "bytes": size,
        "ms": ms,
        "robots": robots,
    }


def to_capture(row: Mapping[str, Any], body: bytes) -> Capture:
    """The capture that a row of ``requests`` and its body are."""
    return Capture(
        source=row["source"],
        purpose=row["purpose"],
        url=row["url"],
        final_url=row["final_url"],
        fetched_at=datetime.fromisoformat(row["fetched_at"]),
        status=row["status"],
        headers=json.loads(row["headers"]),
        body=body,
        id=row["id"],
    )


def stored(capture: Capture, id: int) -> Capture:
    """The capture as it is read back: whole seconds, kept headers, its id."""
    return replace(
        capture,
        fetched_at=_whole(capture.fetched_at),
        headers=kept(capture.headers),
        id=id,
    )


def to_run(row: tuple[Any, ...]) -> Run:
    """A run from the columns ``RUN_COLUMNS``."""
    id, started, finished, command, sources, topics, parser, verdict = row
    return Run(
        id=id,
        started=datetime.fromisoformat(started),
        finished=datetime.fromisoformat(finished) if finished else None,
        command=command,
        sources=tuple(from_record(each) for each in json.loads(sources)),
        topics=tuple(topic_from_record(each) for each in json.loads(topics)),
        parser=parser,
        verdict=verdict,
    )


def to_text(moment: datetime) -> str:
    """ISO 8601, UTC, whole seconds, with ``Z``."""
    return _whole(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def _whole(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"expected a time with a zone, got {moment!r}")
    return moment.astimezone(UTC).replace(microsecond=0)
