"""Every saved page is read to the thread beside it, or refused with the reason.

A case is a directory under ``tests/pages/<platform>/``: ``page.html`` and either
``thread.json`` (fields at their default are left out) or ``refused.txt``; what is
special about its capture stands in ``capture.json``.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import NotAPost
from scraper.model import Capture, Source, Thread
from scraper.platforms import PLATFORMS

PAGES = Path(__file__).parent / "pages"
CASES = sorted(page.parent for page in PAGES.glob("*/*/page.html"))
URL = "https://blogg.example/kvarnbro/2022/01/07/adress/"
SOURCE = Source(
    name="kvarnbro", platform="wordpress", home="https://blogg.example/kvarnbro/"
)


def make_capture(body: bytes, **special: Any) -> Capture:
    values = {
        "source": "kvarnbro",
        "purpose": "post",
        "url": URL,
        "fetched_at": datetime(2024, 1, 1, tzinfo=UTC),
        "status": 200,
        "headers": {"content-type": "text/html; charset=UTF-8"},
        "body": body,
        **special,
    }
    return Capture(**{"final_url": values["url"], **values})


def read(case: Path) -> Thread:
    special = case / "capture.json"
    named = json.loads(special.read_text("utf-8")) if special.exists() else {}
    capture = make_capture((case / "page.html").read_bytes(), **named)
    return PLATFORMS[case.parent.name](capture, SOURCE)


def shown(value: Any) -> Any:
    """A noun as JSON, without what is at its default."""
    if is_dataclass(value):
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        return {
            field.name: shown(item)
            for field, item in pairs
            if field.default is MISSING or item != field.default
        }
    if isinstance(value, tuple):
        return [shown(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize(
    "case", [c for c in CASES if (c / "thread.json").exists()], ids=lambda c: c.name
)
def test_a_page_is_read_to_its_thread(case: Path) -> None:
    expected = json.loads((case / "thread.json").read_text("utf-8"))

    assert shown(read(case)) == expected


@pytest.mark.parametrize(
    "case", [c for c in CASES if (c / "refused.txt").exists()], ids=lambda c: c.name
)
def test_a_page_that_is_no_post_is_refused_with_the_reason(case: Path) -> None:
    with pytest.raises(NotAPost) as refusal:
        read(case)

    assert str(refusal.value) == (case / "refused.txt").read_text("utf-8").strip()


def test_every_case_says_what_is_expected() -> None:
    told = {"thread.json", "refused.txt"}

    assert CASES
    for case in CASES:
        assert len(told & {file.name for file in case.iterdir()}) == 1, case
