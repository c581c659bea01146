"""Runs killed at random moments; scripts/soak does ten times as many."""

from __future__ import annotations

from pathlib import Path

import pytest

from scraper.sample import serve
from tests.soak import Soak


@pytest.mark.slow
@pytest.mark.parametrize("seed", [20241122, 20251122])  # so that two cores share them
def test_killed_scrapes_and_refreshes_end_in_the_undisturbed_archive(
    tmp_path: Path, seed: int
) -> None:
    with serve() as blogs:
        soak = Soak(blogs, tmp_path, seed=seed)
        revisions = soak.expected["refresh"]["revisions"]
        assert len(revisions) >= 2, "the refresh has something to tell"
        for attempt in range(10):
            soak.kill(attempt)
    assert soak.outcome.wrong == []
    assert soak.outcome.kills == {"scrape": 5, "refresh": 5}
