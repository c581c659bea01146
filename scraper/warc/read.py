"""Pages and REST answers of a WARC file: where they lie, then each as a capture.

REST answers are taken from our own files only: their records say for what they were
asked (``Debattarkiv-Purpose``) and stand in the order in which they mean something.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast

from warcio.archiveiterator import (  # type: ignore[import-untyped]  # no stubs
    ArchiveIterator,
)
from warcio.exceptions import (  # type: ignore[import-untyped]  # as above
    ArchiveLoadFailed,
)

from scraper.captures.attempt import kept
from scraper.discover.mementos import Memento
from scraper.errors import InputError
from scraper.model import Capture, Source

MAX_BYTES = 64 * 1024 * 1024
"""Of one page; more is no page."""
_DAMAGE = (ArchiveLoadFailed, AttributeError, EOFError, ValueError, zlib.error)
"""What warcio raises over what is no record; ``AttributeError`` over half a head."""
_PAGES = ("text/html", "application/xhtml+xml")
Purpose = Literal["rest-terms", "rest-posts", "rest-comments"]
_REST = frozenset({"rest-terms", "rest-posts", "rest-comments"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer by REST, or the note that the same bytes came once more."""

    url: str
    purpose: Purpose
    moment: datetime
    headers: Mapping[str, str]
    place: str
    """Offset of the record that has its body."""


def contents(path: Path) -> Iterator[Memento | Answer]:
    """Every page and REST answer that came whole; ``place`` is an offset in the file.

    Raises:
        InputError: the file is damaged; what stands before that was given.
    """
    _check_end(path)
    bodies: dict[str, str] = {}
    for record, records in _records(path):
        fine = record.rec_type in ("response", "revisit") and _is_fine(record)
        head = record.rec_headers
        purpose = head.get_header("Debattarkiv-Purpose")
        is_page = fine and record.rec_type == "response" and _is_page(record)
        place = str(records.get_record_offset())  # reads the record to its end
        _check(record, path)
        url, digest = (head.get_header(f"WARC-{n}") for n in _NAMED)
        if fine and purpose in _REST:
            yield Answer(
                url=url,
                purpose=cast(Purpose, purpose),
                moment=_moment(record),
                headers=kept(dict(record.http_headers.headers)),
                place=bodies.setdefault(digest, place),
            )
        elif is_page:
            yield Memento(url=url, moment=_moment(record), place=place)


_NAMED = ("Target-URI", "Payload-Digest")


def answer_of(path: Path, answer: Answer, source: Source) -> Capture:
    """One of the REST answers, as a capture.

    Raises:
        InputError: the file is damaged, or the answer too large.
    """
    found = Memento(url=answer.url, moment=answer.moment, place=answer.place)
    capture = capture_at(path, found, source)
    return replace(capture, purpose=answer.purpose, headers=answer.headers)


def capture_at(path: Path, memento: Memento, source: Source) -> Capture:
    """One of the pages, as the capture that its record holds.

    Raises:
        InputError: the file is damaged, or the page too large.
    """
    for record, _ in _records(path, int(memento.place)):
        body = record.content_stream().read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            raise InputError(
                f"{path}: expected pages of {MAX_BYTES} bytes at most, "
                f"{memento.url} has more"
            )
        return Capture(
            source=source.name,
            purpose="post",
            url=memento.url,
            final_url=memento.url,
            fetched_at=memento.moment,
            status=200,
            headers=kept(dict(record.http_headers.headers)),
            body=body,
        )
    raise InputError(f"{path}: expected a record at {memento.place}, there is none")


def _records(path: Path, start: int = 0) -> Iterator[tuple[Any, ArchiveIterator]]:
    """The records of a file from a place on, each with what read it."""
    try:
        with path.open("rb") as file:
            file.seek(start)
            records = ArchiveIterator(file, check_digests=True)
            for record in records:
                yield record, records
    except OSError as exc:
        raise InputError(f"{path}: {exc.strerror or exc}") from exc
    except _DAMAGE as exc:
        raise InputError(f"{path}: expected a WARC file, it is damaged: {exc}") from exc


def _check_end(path: Path) -> None:
    """Make sure that a file is whole: warcio stops where it is cut off."""
    end = b""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as unpacked:
            while part := unpacked.read(1 << 20):
                end = (end + part)[-4:]
    except (OSError, EOFError, zlib.error) as exc:
        raise InputError(f"{path}: expected a WARC file, it is damaged: {exc}") from exc
    if end != b"\r\n\r\n":
        raise InputError(f"{path}: expected a WARC file, it is damaged: it is cut off")


def _check(record: Any, path: Path) -> None:
    """Make sure that a record is what its digests say."""
    if record.digest_checker.problems:
        said = "; ".join(record.digest_checker.problems)
        raise InputError(f"{path}: expected a WARC file, it is damaged: {said}")


def _is_fine(record: Any) -> bool:
    headers = record.http_headers
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    return (
        headers is not None
        and headers.get_statuscode() == "200"
        and url.startswith(("http://", "https://"))
    )


def _is_page(record: Any) -> bool:
    kind = (record.http_headers.get_header("Content-Type") or "").lower()
    return bool(kind.startswith(_PAGES))


def _moment(record: Any) -> datetime:
    found = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    return found.astimezone(UTC).replace(microsecond=0)
