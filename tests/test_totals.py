"""Finding by totals alone where a blog and its archive disagree."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

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
