"""Which changes of a whole blog are believed, and which call for a person."""

from __future__ import annotations

import pytest

from scraper.apply.drift import (
    Tally,
    doubt_lists,
    doubt_readings,
    doubt_shares,
    doubt_strangers,
    doubt_total,
)


@pytest.mark.parametrize(
    ("known", "listed", "recognised", "whole", "doubted"),
    [
        (0, 0, 0, True, False),  # the first run
        (1, 0, 0, True, True),  # an empty list
        (100, 100, 100, True, False),
        (100, 51, 51, True, False),
        (100, 49, 49, True, True),
        (100, 90, 0, True, True),  # another blog's sitemap
        (4, 3, 1, True, False),  # a small blog may lose half
        (100, 10, 10, False, False),  # a feed names the newest only
        (100, 10, 0, False, True),
        (100, 3, 0, False, False),
    ],
)
def test_lists(
    known: int, listed: int, recognised: int, whole: bool, doubted: bool
) -> None:
    assert bool(doubt_lists(known, listed, recognised, whole=whole)) is doubted


@pytest.mark.parametrize(
    ("known", "total", "min_posts", "doubted"),
    [
        (0, 0, 0, False),
        (1, 0, 0, True),
        (100, None, 50, False),
        (100, 49, 0, True),
        (100, 60, 0, False),
        (0, 9, 10, True),
        (4, 1, 0, False),
    ],
)
def test_totals(known: int, total: int | None, min_posts: int, doubted: bool) -> None:
    assert bool(doubt_total(known, total, min_posts)) is doubted


def test_strangers() -> None:
    assert doubt_strangers(10, 6)
    assert not doubt_strangers(10, 5)
    assert not doubt_strangers(2, 2)


@pytest.mark.parametrize(
    ("tally", "word"),
    [
        (Tally(known=100, unreadable=5), "something else"),
        (Tally(known=100, unreadable=5, posts=5), None),
        (Tally(known=100, gone=11), "gone"),
        (Tally(known=100, gone=10), None),
        (Tally(known=6, gone=5), None),
        (Tally(known=100, posts=9, posts_edited=5), "changed"),
        (Tally(known=100, posts=10, posts_edited=5), None),
        (Tally(known=100, posts=4, posts_edited=4), None),
        (Tally(known=9, posts=3, comments=19, comments_lost=10), "absent"),
        (Tally(known=9, posts=3, comments=20, comments_lost=10), None),
    ],
)
def test_readings(tally: Tally, word: str | None) -> None:
    found = doubt_readings(tally)
    assert (word is None) is (found is None)
    assert word is None or word in (found or "")


def run_of(read: int, **shares: float) -> dict[str, int]:
    facts = {"author": 1.0, "date": 1.0, "text": 1.0, "comments": 0.4, **shares}
    counts = {f"{fact}_html": round(read * share) for fact, share in facts.items()}
    return {"read_html": read, **counts}


USUAL = [run_of(100), run_of(40), run_of(20)]


@pytest.mark.parametrize("fact", ["author", "date", "text"])
def test_lost_share_is_named(fact: str) -> None:
    found = doubt_shares(run_of(30, **{fact: 0.5}), USUAL, "html")
    assert found == f"50% of 30 posts read have {fact}, usually 100%"


def test_posts_without_any_comment_are_doubted_in_numbers_only() -> None:
    assert doubt_shares(run_of(30, comments=0.0), USUAL, "html")
    assert not doubt_shares(run_of(15, comments=0.0), USUAL, "html")
    assert not doubt_shares(run_of(30, comments=0.2), USUAL, "html")


def test_few_posts_no_history_or_another_route_prove_nothing() -> None:
    bad = run_of(30, author=0.0)
    assert doubt_shares(bad, USUAL, "html")
    assert not doubt_shares(run_of(9, author=0.0), USUAL, "html")
    assert not doubt_shares(bad, [], "html")
    assert not doubt_shares(bad, [run_of(9)], "html")
    assert not doubt_shares(bad, USUAL, "rest")


def test_blog_that_never_had_authors_is_not_asked_for_them() -> None:
    without = [run_of(50, author=0.0)] * 3
    assert not doubt_shares(run_of(30, author=0.0), without, "html")


def test_only_the_last_five_good_runs_count() -> None:
    old = [run_of(50, author=0.0)] * 20
    assert doubt_shares(run_of(30, author=0.0), [*[run_of(50)] * 5, *old], "html")
