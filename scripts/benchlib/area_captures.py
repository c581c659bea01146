"""Goal 14: what the pages of one blog take on disk, beside WARC.gz."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchlib.pages import SOURCE, Made, pages
from benchlib.report import Result
from benchlib.scratch import scratch
from scraper.captures import Captures

DOCUMENTS = 50_000
"""2,000 pages."""

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def run(folder: Path, count: int) -> Iterator[Result]:
    """400 to 2,000 pages, fetched once each: a dictionary is made of some."""
    with scratch(folder) as place:
        yield from _measured(place, max(400, min(2_000, count // 25)))


def _measured(folder: Path, number: int) -> Iterator[Result]:
    plain = 0
    path, warc = folder / "captures.db", folder / "captures.warc.gz"
    with Captures(path) as captures, warc.open("wb") as out:
        run = captures.begin_run(
            command="scrape", sources=[SOURCE], parser="1", started=NOW
        )
        writer = WARCWriter(out, gzip=True)
        for made in pages(number):
            plain += len(made.html.encode())
            captures.add(made.capture(), run=run)
            _write(writer, made)
        captures.finish_run(run, verdict="done", finished=NOW)
        captures.connection.execute("pragma wal_checkpoint(truncate)")
    ours, peer = path.stat().st_size, warc.stat().st_size
    yield Result(
        goal="14",
        what=f"{number} pages of one blog on disk, {plain / 1e6:.0f} MB of HTML",
        ours=ours / 1e6,
        unit="MB",
        limit=peer / 2e6,
        peer=peer / 1e6,
        peer_name="WARC.gz by warcio",
    )


def _write(writer: WARCWriter, made: Made) -> None:
    headers = StatusAndHeaders(
        "200 OK", [("Content-Type", "text/html; charset=UTF-8")], protocol="HTTP/1.1"
    )
    body = BytesIO(made.html.encode())
    record = writer.create_warc_record(
        made.url, "response", payload=body, http_headers=headers
    )
    writer.write_record(record)
