"""Finding by totals alone where a blog and its archive disagree."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scraper.apply.spans import LISTED, Item, differing_spans
from scraper.apply.totals import FEW, GROUP, differing


class Blog:
    """Counts comments of posts, and how often it was asked."""

    def __init__(self, comments: dict[int, int]) -> None:
        self.comments, self.asked = comments, 0

    def __call__(self, ids: Sequence[int]) -> int:
        assert len(ids) <= GROUP
        self.asked += 1
        return sum(self.comments[id_] for id_ in ids)


def test_equal_totals_cost_one_question_per_hundred_posts() -> None:
    here = dict.fromkeys(range(1, 1501), 7)
    blog = Blog(dict(here))
    assert differing(here, blog) == []
    assert blog.asked == 15


@pytest.mark.parametrize("seed", range(20))
def test_any_one_change_is_found_in_a_few_questions(seed: int) -> None:
    chance = random.Random(seed)
    here = {id_: chance.randrange(12) for id_ in range(1, 1501)}
    blog = Blog(dict(here))
    changed = chance.randrange(1, 1501)
    blog.comments[changed] += chance.choice([1, 2, -1])
    found = differing(here, blog)
    assert changed in found
    assert len(found) <= FEW
    assert blog.asked <= 15 + 6


def test_many_changes_are_all_found() -> None:
    here = dict.fromkeys(range(1, 301), 5)
    blog = Blog(dict(here))
    for id_ in (3, 4, 150, 299):
        blog.comments[id_] -= 1
    assert {3, 4, 150, 299} <= set(differing(here, blog))


def test_silence_finds_nothing() -> None:
    assert differing({1: 2, 2: 3}, lambda ids: None) == []


START = datetime(2021, 3, 1, tzinfo=UTC)


class Clock:
    """Counts comments by its own clock, and how often it was asked."""

    def __init__(self, items: Sequence[Item], *, ahead: timedelta) -> None:
        self.items, self.ahead, self.asked = list(items), ahead, 0

    def __call__(self, moment: datetime) -> int:
        self.asked += 1
        return sum(item.published + self.ahead < moment for item in self.items)


def nights(count: int, *, a_day: int = 10) -> list[Item]:
    """Comments of so many days, a minute to two hours apart, none by night."""
    chance = random.Random(count)
    found: list[Item] = []
    for day in range(-(-count // a_day)):
        at = START + timedelta(days=day, hours=8)
        for _ in range(min(a_day, count - len(found))):
            at += timedelta(minutes=chance.randrange(1, 80))
            found.append(Item(len(found) + 1, day + 1, at))
    return found


@pytest.mark.parametrize("hours", [-2, 0, 2])
@pytest.mark.parametrize("seed", range(8))
def test_a_change_is_found_by_time_whatever_the_clock(seed: int, hours: int) -> None:
    here = nights(20_000)
    blog = Clock(here, ahead=timedelta(hours=hours))
    changed = blog.items.pop(random.Random(seed).randrange(len(here)))
    if seed % 2:
        blog.items += [replace(changed, id=n) for n in (50_000, 50_001)]
    (span,) = differing_spans(here, len(blog.items), blog)
    assert (changed in span.items, len(span.items) <= LISTED) == (True, True)
    assert span.after is None or span.after < changed.published
    assert span.before is None or changed.published < span.before
    assert blog.asked <= 10


def test_several_changes_are_each_found_by_time() -> None:
    here = nights(2_000)
    blog = Clock(here, ahead=timedelta())
    gone = [blog.items.pop(n) for n in (1_999, 1_200, 700, 0)]
    spans = differing_spans(here, len(blog.items), blog)
    assert [len(set(span.items) & set(gone)) for span in spans] == [1, 1, 1, 1]


def test_equal_totals_are_not_asked_about() -> None:
    here = nights(500)
    blog = Clock(here, ahead=timedelta())
    assert differing_spans(here, 500, blog) == []
    assert blog.asked == 0


def test_a_time_without_a_pause_is_left_whole() -> None:
    here = nights(300, a_day=300)
    rushed = [replace(item, published=START) for item in here]
    blog = Clock(rushed, ahead=timedelta())
    (span,) = differing_spans(rushed, 299, blog)
    assert (span.items, blog.asked) == (rushed, 0)


def test_a_silent_blog_leaves_the_time_whole() -> None:
    here = nights(300)
    (span,) = differing_spans(here, 299, lambda moment: None)
    assert list(span.items) == here
