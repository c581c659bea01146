"""Answers of the REST interface: status, JSON, totals, fields that must be there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from scraper import marks
from scraper.errors import FetchError, ParseError, Refused
from scraper.model import Capture

_PAST_THE_END = re.compile(r"rest_\w+_invalid_page_number")
_GONE = re.compile(r"rest_forbidden|rest_cannot_read|rest_\w+_invalid_id")
_TITLE = re.compile(r"<title[^>]*>([^<]{0,200})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A list that WordPress gave, before its rows are read."""

    rows: tuple[Mapping[str, object], ...]
    total: int | None
    """X-WP-Total: how many there are, those it leaves out included; ``None`` where a
    host has taken the header away."""
    pages: int | None
    """X-WP-TotalPages."""
    ended: bool = False
    """The page asked for is past the last one; WordPress said so."""
    holes: int = 0
    """Rows that were cut out on request."""


def error_code(capture: Capture) -> str | None:
    """WordPress' own code of an error, e.g. ``"rest_post_invalid_id"``."""
    try:
        found = json.loads(capture.body)
    except ValueError:
        return None
    code = found.get("code") if isinstance(found, dict) else None
    return code if isinstance(code, str) else None


def refusal_of(capture: Capture) -> str:
    """In few words, what came in place of a list or root: ``HTTP 404``, a page."""
    if capture.status == 200:
        return "HTTP 200, no JSON as expected"
    return f"HTTP {capture.status} {error_code(capture) or ''}".strip()


def is_gone(capture: Capture) -> bool:
    """Whether the address of one post or comment says that nobody may read it.

    Trashed things answer 401, deleted ones 404, each with a code of its own; any
    other 401 or 404 says something about the interface and nothing about the thing.
    """
    code = error_code(capture)
    return capture.status == 410 or (code is not None and bool(_GONE.fullmatch(code)))


def read_answer(capture: Capture) -> Answer:
    """A page of a list.

    Raises:
        Refused: 401, 403 or 429.
        FetchError: any other status than 200, but for "past the last page".
        ParseError: no list in JSON.
    """
    if capture.status == 400 and _PAST_THE_END.fullmatch(error_code(capture) or ""):
        return Answer(rows=(), total=None, pages=None, ended=True)
    found = read_json(capture, "a list in JSON")
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ParseError(f"expected a list in JSON, got {_shape(found)}")
    rows = tuple(row for row in found if marks.KEY not in row)
    return Answer(
        rows=rows,
        holes=len(found) - len(rows),
        total=_number(capture.headers.get("x-wp-total")),
        pages=_number(capture.headers.get("x-wp-totalpages")),
    )


def read_json(capture: Capture, expected: str) -> object:
    """What an answer of status 200 holds.

    Raises:
        Refused: 401, 403 or 429.
        FetchError: any other status than 200.
        ParseError: no JSON, e.g. a page or a warning of PHP.
    """
    if capture.status != 200:
        said = refusal_of(capture)
        kind = Refused if capture.status in {401, 403, 429} else FetchError
        raise kind(said, url=capture.url, status=capture.status)
    try:
        return json.loads(capture.body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as exc:
        text = capture.body[:4096].decode("utf-8", "replace").lstrip()
        title = _TITLE.search(text)
        seen = f"a page titled {title[1].strip()!r}" if title else repr(text[:60])
        raise ParseError(f"expected {expected}, got {seen}") from exc


def number(row: Mapping[str, object], name: str) -> int:
    """A field that is a whole number, 0 or more.

    Raises:
        ParseError: it is missing or something else.
    """
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ParseError(_said(row, name, "a number"))
    return value


def string(row: Mapping[str, object], name: str) -> str:
    """A field that is a string.

    Raises:
        ParseError: it is missing or something else.
    """
    value = row.get(name)
    if not isinstance(value, str):
        raise ParseError(_said(row, name, "a string"))
    return value


def numbers(row: Mapping[str, object], name: str) -> tuple[int, ...]:
    """A field that is a list of numbers; none where it is missing (post types vary).

    Raises:
        ParseError: it is something else.
    """
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(n, int) for n in value):
        raise ParseError(_said(row, name, "a list of numbers"))
    return tuple(value)


def rendered(row: Mapping[str, object], name: str) -> str:
    """The markup of a field that has ``rendered``.

    Raises:
        ParseError: it is missing or something else.
    """
    value = row.get(name)
    if not isinstance(value, dict) or not isinstance(value.get("rendered"), str):
        raise ParseError(_said(row, name, "an object with 'rendered'"))
    return str(value["rendered"])


def _said(row: Mapping[str, object], name: str, expected: str) -> str:
    return (
        f"id {row.get('id')!r}: expected {expected} in {name!r}, "
        f"got {_shape(row.get(name))}"
    )


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return f"an object with {', '.join(map(repr, [*value][:5])) or 'nothing'}"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "nothing" if value is None else repr(value)[:60]


def _number(header: str | None) -> int | None:
    return int(header) if header and re.fullmatch("[0-9]{1,12}", header) else None
