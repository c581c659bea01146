from datetime import timedelta
from typing import Any

import pytest

from scraper.model import PostRef
from scraper.run.plan import why_read
from tests.factory import START

REF = PostRef(url="https://blogg.example/anna/7/", comments_claimed=3)


def row(**fields: Any) -> dict[str, Any]:
    defaults = {
        "last_seen": "2024-03-01T04:00:00Z",
        "first_seen": "2024-01-01T04:00:00Z",
        "published": "2024-02-28T04:00:00Z",
        "comments_listed": 3,
        "withdrawn_at": None,
        "comments_claimed": 3,
    }
    return {**defaults, **fields}


def test_unknown_post_is_read() -> None:
    assert why_read(REF, None, now=START) == "new"


def test_post_whose_thread_was_never_read_whole_is_read() -> None:
    assert why_read(REF, row(last_seen=None), now=START) == "unfinished"


def test_changed_count_in_a_list_is_read() -> None:
    assert why_read(REF, row(comments_listed=2), now=START) == "changed"


def test_count_that_was_never_listed_before_is_held_to_what_the_page_claimed() -> None:
    assert why_read(REF, row(comments_listed=None), now=START) is None
    other = row(comments_listed=None, comments_claimed=2)
    assert why_read(REF, other, now=START) == "changed"
    unknown = row(comments_listed=None, comments_claimed=None)
    assert why_read(REF, unknown, now=START) is None


def test_post_saved_since_it_was_read_is_read() -> None:
    ref = PostRef(url=REF.url, modified=START + timedelta(hours=1))
    assert why_read(ref, row(), now=START) == "changed"
    assert why_read(ref, row(last_seen="2024-03-01T05:00:01Z"), now=START) is None


@pytest.mark.parametrize(
    ("age_days", "waited_hours", "due"),
    [
        (2, 20, False),
        (2, 22, True),
        (20, 24, False),
        (20, 7 * 24, True),
        (400, 30 * 24, False),
        (400, 91 * 24, True),
    ],
)
def test_patrol_re_reads_by_age(age_days: int, waited_hours: int, due: bool) -> None:
    now = START + timedelta(hours=waited_hours)
    born = (now - timedelta(days=age_days)).isoformat()
    read = START.isoformat()
    why = why_read(REF, row(published=born, last_seen=read), now=now)
    assert why == ("patrol" if due else None)


def test_full_reads_what_nothing_announces() -> None:
    assert why_read(REF, row(), now=START, full=True) == "full"
