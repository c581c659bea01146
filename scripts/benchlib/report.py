"""Results of a benchmark: measured beside a peer in the same run, told as a ratio."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the report."""

    goal: str
    """Number of the goal in docs, or ``-``."""
    what: str
    ours: float
    """In ``unit``."""
    unit: str
    limit: float | None = None
    """Ours must not be more."""
    peer: float | None = None
    """The same work by the peer, in ``unit``."""
    peer_name: str = ""
    spread: float | None = None
    """Of ours, where it was measured several times: the half between the quartiles,
    as a share of the median."""

    @property
    def holds(self) -> bool:
        """Whether the goal is met."""
        return self.limit is None or self.ours <= self.limit

    def __str__(self) -> str:
        parts = [
            f"{'ok  ' if self.holds else 'MISS'} goal {self.goal:>3}  {self.what}:"
        ]
        parts.append(f"{self.ours:.2f} {self.unit}")
        if self.spread is not None:
            parts.append(f"± {self.spread:.0%}")
        if self.limit is not None:
            parts.append(f"(at most {self.limit:g})")
        if self.peer is not None:
            ratio = self.peer / self.ours if self.ours else float("inf")
            parts.append(f"| {self.peer_name}: {self.peer:.2f}, {ratio:.1f} x ours")
        return " ".join(parts)


def milliseconds(calls: Iterable[Callable[[], object]]) -> list[float]:
    """CPU time of each call, in milliseconds."""
    found = []
    for call in calls:
        start = time.process_time()
        call()
        found.append((time.process_time() - start) * 1000)
    return found


def beside(
    ours: Callable[[], object], peer: Callable[[], object], *, rounds: int
) -> tuple[list[float], list[float]]:
    """CPU time of both in milliseconds, measured by turns after one warm-up each."""
    ours(), peer()
    found: tuple[list[float], list[float]] = [], []
    for _ in range(rounds):
        for times, call in zip(found, (ours, peer), strict=True):
            gc.collect()  # else one pays for what the other left behind
            times += milliseconds([call])
    return found


def spread(times: list[float]) -> float:
    """Half of what lies between the quartiles, as a share of the median."""
    if len(times) < 2:
        return 0.0
    low, mid, high = quantiles(times, n=4)
    return (high - low) / 2 / mid


def p95(times: list[float]) -> float:
    """The time that nineteen of twenty calls stay within."""
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def middle(times: list[float]) -> float:
    """The median."""
    return median(times)
