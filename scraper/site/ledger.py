"""The ledger of one thread: claimed, found, explained, missing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

MOST_SQUARES = 60
STEP = 21
"""Pixels from one square to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What a page says about its comments, and what we have."""

    claimed: int | None
    """``None``: the page says nothing."""
    found: int | None
    """``None``: the thread was never read whole."""
    explained: int
    """Pings, which the page counts too."""

    @property
    def missing(self) -> int:
        """Counted by the page and not found; 0 if the page counts fewer than we."""
        if self.claimed is None or self.found is None:
            return 0
        return max(0, self.claimed - self.found - self.explained)

    @property
    def surplus(self) -> int:
        """Found although the page does not count them."""
        if self.claimed is None or self.found is None:
            return 0
        return max(0, self.found - self.claimed)

    @property
    def squares(self) -> tuple[tuple[str, int], ...]:
        """Class and x of a square each, pixels; empty when there are too many."""
        total = (self.found or 0) + self.explained + self.missing
        if self.claimed is None or not 0 < total <= MOST_SQUARES:
            return ()
        kinds = (
            ["found"] * (self.found or 0)
            + ["explained"] * self.explained
            + ["missing"] * self.missing
        )
        return tuple((kind, n * STEP) for n, kind in enumerate(kinds))

    @property
    def shares(self) -> tuple[tuple[str, float, float], ...]:
        """Class, x and width of a bar, per cent, for a thread too long for squares."""
        total = (self.found or 0) + self.explained + self.missing
        if self.claimed is None or total <= MOST_SQUARES:
            return ()
        x, parts = 0.0, []
        for kind, n in (
            ("found", self.found or 0),
            ("explained", self.explained),
            ("missing", self.missing),
        ):
            if n:
                parts.append((kind, x, 100 * n / total))
                x += 100 * n / total
        return tuple(parts)


def ledger_of(post: sqlite3.Row) -> Ledger:
    """The ledger of a row of ``posts``."""
    return Ledger(
        claimed=post["comments_claimed"],
        found=post["comments_found"],
        explained=post["comments_explained"] or 0,
    )
