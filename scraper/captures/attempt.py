"""One HTTP request as the fetch log has it, and which headers it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from scraper.model import Capture, Purpose

KEPT_HEADERS = frozenset(
    {
        "cf-mitigated",
        "content-language",
        "content-type",
        "date",
        "etag",
        "last-modified",
        "link",
        "location",
        "retry-after",
        "server",
        "tdm-policy",
        "tdm-reservation",
        "x-pingback",
        "x-redirect-by",
        "x-robots-tag",
        "x-wp-total",
        "x-wp-totalpages",
    }
)
"""Response headers that are kept, in lower case; never cookies."""

RobotsVerdict = Literal["allowed", "absent", "disallowed", "unreachable", "exempt"]
"""What robots.txt said: a rule or none against it, no such file, a rule against it,
an answer that forbids all for now, or nobody asked (robots.txt itself, a file)."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One HTTP request and what came of it."""

    source: str
    purpose: Purpose
    url: str
    """As this request had it: of a chain of redirects, one link."""
    fetched_at: datetime
    """Aware, UTC."""
    ms: int
    """Milliseconds from sending to the last byte, or to giving up."""
    robots: RobotsVerdict
    status: int | None = None
    """``None`` if no response came, or none was asked for."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    size: int = 0
    """Bytes of the body as they came over the wire."""
    error: str | None = None
    """Why this is no capture."""
    body: bytes | None = None
    """Of a response that is an error and came whole; kept to look into."""
    capture: Capture | None = None
    """The capture, if it became one."""


def kept(headers: Mapping[str, str]) -> dict[str, str]:
    """Those of the headers that are kept, by name in lower case."""
    return {
        name: value
        for name, value in sorted((k.lower(), v) for k, v in headers.items())
        if name in KEPT_HEADERS
    }
