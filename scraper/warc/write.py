"""captures.db as standard WARC: a folder that pywb takes for a collection.

    DIR/archive/<source>.warc.gz    request and response records, revisits
    DIR/indexes/index.cdxj          where each answer lies

What the archive never kept is not made up: of a request its address and time, of an
answer the headers that are kept.  Bodies are as they were after decoding.
"""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from http.client import responses
from pathlib import Path
from urllib.parse import urlsplit

from cdxj_indexer.main import CDXJIndexer  # type: ignore[import-untyped]  # no stubs
from warcio.statusandheaders import (  # type: ignore[import-untyped]  # as above
    StatusAndHeaders,
)
from warcio.utils import Digester  # type: ignore[import-untyped]  # as above
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]  # as above

from scraper import __version__
from scraper.captures import Captures
from scraper.export.folder import whole_folder
from scraper.model import Capture
from scraper.warc.scrub import scrub

Progress = Callable[[int, int], None]
"""Told of (captures written, captures in all)."""


def write_warc(
    captures: Captures,
    target: Path,
    *,
    sources: Iterable[str],
    as_received: bool,
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> Counter[str]:
    """Write the captures of some sources into the new folder ``target``.

    Args:
        as_received: Do not take out what is private.
        now: When it is made (aware).

    Returns:
        How many ``captures``, ``revisits`` and ``files`` (imports, which have no
        address on the web, are left out as ``no_address``).

    Raises:
        InputError: the folder is there already.
        ArchiveError: captures.db is damaged, or the disk is full.
    """
    counts: Counter[str] = Counter()
    with whole_folder(target, private=True) as work:
        (work / "archive").mkdir(mode=0o700)
        (work / "indexes").mkdir(mode=0o700)
        total = sum(captures.counts().values())
        for source in sources:
            path = work / "archive" / f"{source}.warc.gz"
            with _private(path) as file:
                writer = _Writer(file, path.name, source, as_received=as_received)
                writer.begin(now)
                for capture in captures.of_source(source):
                    counts[writer.add(capture)] += 1
                    progress(counts.total(), total)
            counts["files"] += 1
        with _private(work / "indexes" / "index.cdxj") as file:
            _index(work / "archive", file)
    return counts


class _Writer:
    """Writes one file."""

    def __init__(
        self, file: io.BufferedWriter, name: str, source: str, *, as_received: bool
    ) -> None:
        self._warc = WARCWriter(file, gzip=True)
        self._name, self._source, self._as_received = name, source, as_received
        self._seen: dict[str, tuple[str, str]] = {}
        """Digest of a payload -> address and date of the record that has it."""

    def begin(self, now: datetime) -> None:
        """Say what made the file, and what is missing in it."""
        what = "as received" if self._as_received else "scrubbed of personal data"
        about = {
            "software": f"debattarkiv/{__version__}",
            "format": "WARC File Format 1.1",
            "isPartOf": self._source,
            "description": f"Captures of Debattarkivet, {what}. Bodies are decoded; "
            "headers are those that the archive keeps; of requests it keeps the "
            "address only.",
        }
        record = self._warc.create_warcinfo_record(self._name, about)
        record.rec_headers.replace_header("WARC-Date", _date(now))
        self._warc.write_record(record)

    def add(self, capture: Capture) -> str:
        """Write a capture; what it became."""
        if not capture.final_url.startswith(("http://", "https://")):
            return "no_address"
        body = capture.body if self._as_received else scrub(capture)
        url, date = capture.final_url, _date(capture.fetched_at)
        extra = {"WARC-Date": date, "Debattarkiv-Purpose": capture.purpose}
        if self._as_received:  # the digest by which rows of corpus.db name it
            extra["Debattarkiv-Digest"] = capture.digest
        digest = _digest(body)
        earlier = self._seen.setdefault(digest, (url, date))
        if capture.status == 304 or earlier != (url, date):
            answer = self._warc.create_revisit_record(
                url,
                digest,
                *earlier,
                http_headers=_head(capture, len(body)),
                warc_headers_dict=extra,
            )
        else:
            answer = self._warc.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=_head(capture, len(body)),
                warc_headers_dict={**extra, "WARC-Payload-Digest": digest},
            )
        self._warc.write_request_response_pair(self._request(url, date), answer)
        return "captures" if answer.rec_type == "response" else "revisits"

    def _request(self, url: str, date: str) -> object:
        parts = urlsplit(url)
        path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        head = StatusAndHeaders(
            f"GET {path} HTTP/1.1", [("Host", parts.netloc)], is_http_request=True
        )
        return self._warc.create_warc_record(
            url, "request", http_headers=head, warc_headers_dict={"WARC-Date": date}
        )


def _head(capture: Capture, size: int) -> StatusAndHeaders:
    status = 200 if capture.status == 304 else capture.status
    headers: Mapping[str, str] = {**capture.headers, "content-length": str(size)}
    return StatusAndHeaders(
        f"{status} {responses.get(status, 'Unknown')}",
        [(name.title(), value) for name, value in headers.items()],
        protocol="HTTP/1.1",
    )


def _digest(body: bytes) -> str:
    digester = Digester("sha1")
    digester.update(body)
    return str(digester)


def _date(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _private(path: Path) -> io.BufferedWriter:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(handle, "wb")


def _index(folder: Path, file: io.BufferedWriter) -> None:
    """The index, sorted as its readers expect."""
    text = io.TextIOWrapper(file, "utf-8", newline="\n")
    CDXJIndexer(text, [str(folder)], sort=True).process_all()
    text.flush()
    text.detach()
