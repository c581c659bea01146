"""Five real pages saved as text.  They are other people's words and lie outside the
project: the tests count, and quote nothing.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.model import Capture, Source, Thread
from scraper.platforms.imported import parse_import

SEEDS = os.environ.get("DEBATTARKIV_SEEDS")

pytestmark = pytest.mark.skipif(
    SEEDS is None, reason="DEBATTARKIV_SEEDS does not name the folder of saved pages"
)


@pytest.fixture(scope="module")
def threads() -> list[Thread]:
    source = Source(
        name="janhagglund",
        platform="wordpress",
        home="https://blogg.vk.se/janhagglund/",
        owner="Jan Hägglund",
    )
    files = sorted(Path(SEEDS or "").glob("*.txt"))
    return [
        parse_import(
            Capture(
                source=source.name,
                purpose="import",
                url=path.name,
                final_url=path.name,
                fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
                status=200,
                body=path.read_bytes(),
            ),
            source,
        )
        for path in files
    ]


def test_each_page_gives_its_comments(threads: list[Thread]) -> None:
    assert [len(thread.comments) for thread in threads] == [0, 10, 6, 7, 9]


def test_each_page_gives_what_it_claims(threads: list[Thread]) -> None:
    claimed = [thread.post.comments_claimed for thread in threads]
    assert claimed == [None, 12, 9, 8, 11]


def test_replies_carry_their_parent(threads: list[Thread]) -> None:
    replies = [[c for c in thread.comments if c.parent] for thread in threads]
    assert [len(found) for found in replies] == [0, 2, 3, 1, 2]
    assert {c.depth for found in replies for c in found} == {2}


def test_the_authors_comments_are_marked(threads: list[Thread]) -> None:
    marked = [sum(c.is_post_author for c in thread.comments) for thread in threads]
    assert marked == [0, 0, 2, 1, 1]


def test_the_reply_without_parent_is_kept_and_reported(threads: list[Thread]) -> None:
    assert [len(thread.problems) for thread in threads] == [0, 0, 0, 0, 1]
    assert "kept without a parent" in threads[4].problems[0]
    first = threads[4].comments[0]
    assert (first.parent, first.is_post_author) == (None, True)


def test_ids_are_unique(threads: list[Thread]) -> None:
    ids = [t.post.id for t in threads] + [c.id for t in threads for c in t.comments]
    assert len(ids) == len(set(ids)) == 5 + 32


def test_no_form_and_no_heading_is_left_in_any_text(threads: list[Thread]) -> None:
    texts = [t.post.text for t in threads]
    texts += [c.text for t in threads for c in t.comments]
    assert all(texts)
    for leftover in (
        "Lämna ett svar",
        "Lämna en kommentar",
        "IP-nummer",
        " kommentarer",
    ):
        assert not any(text.endswith(leftover) for text in texts)
