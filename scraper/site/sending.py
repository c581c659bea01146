"""A download, sent part by part."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from scraper.site.guard import Send

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
}


class Sending:
    """One download; ``start``, any number of ``part``, ``end``."""

    def __init__(self, request: Any, send: Send, kind: str, about: str) -> None:
        """Prepare one.

        Args:
            kind: Key of ``TYPES``, and the end of the file's name.
            about: What was asked; a plain form of it becomes part of the name.
        """
        self.head = request.method == "HEAD"
        """Only the headers are wanted."""
        self._send = send
        self._kind = kind
        self._name = file_name(about, kind)

    async def start(self, first: str) -> None:
        """Send the headers and the first characters."""
        headers = [
            (b"content-type", TYPES[self._kind].encode()),
            (b"content-disposition", f'attachment; filename="{self._name}"'.encode()),
            (b"cache-control", b"no-store"),
            (b"x-robots-tag", b"noindex, nofollow"),
        ]
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        await self._send(start)
        await self.part(first)

    async def part(self, text: str) -> None:
        """Send some more; waits for a slow reader."""
        body = b"" if self.head else text.encode("utf-8", "replace")
        message = {"type": "http.response.body", "body": body, "more_body": True}
        await self._send(message)

    async def end(self) -> None:
        """Say that it is whole."""
        await self._send({"type": "http.response.body", "body": b""})


async def in_thread(datasette: Any, function: Callable[..., Any], *args: object) -> Any:
    """What ``function`` gives, called where it does not hold up other readers."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(datasette.executor, function, *args)


def file_name(about: str, kind: str) -> str:
    """``debattarkivet-namnd-2021-11-23.csv``: ASCII, from what was asked."""
    plain = about.lower().translate(str.maketrans("åäöé", "aaoe"))
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    day = datetime.now(UTC).date().isoformat()
    return f"debattarkivet-{slug + '-' if slug else ''}{day}.{kind}"


def csv_line(values: Iterable[object]) -> str:
    """A line of CSV (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out).writerow([harmless(value) for value in values])
    return out.getvalue()


def harmless(value: object) -> object:
    """A value that a spreadsheet takes for text, not for a formula.

    Words from strangers may begin as formulas do; they get an apostrophe, as OWASP
    advises.  A dash before a space begins a list, never a formula.

    >>> harmless("=1+1"), harmless("- punkt"), harmless(-3)
    ("'=1+1", '- punkt', -3)
    """
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return value if value[:2] == "- " else "'" + value
    return value
