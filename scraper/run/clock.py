"""The time of a run: it never goes back, whoever sets the machine's clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the time: aware, UTC, whole seconds."""


def now() -> datetime:
    """The time, aware, UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def steady(passed: Callable[[], float] | None = None) -> Clock:
    """A clock that reads the machine's once, and then counts what passes.

    A clock that jumps while a run lasts would make what is seen later look older
    than what was seen before.

    Args:
        passed: Seconds, monotonic; by default sleep of the machine counts too.
    """
    passed = passed or _since_boot
    began, start = datetime.now(UTC), passed()

    def read() -> datetime:
        moment = began + timedelta(seconds=passed() - start)
        return moment.replace(microsecond=0)

    return read


def not_before(clock: Clock, moment: datetime) -> Clock:
    """``clock``, standing still at ``moment`` until it has come so far itself."""
    return lambda: max(clock(), moment)


def _since_boot() -> float:
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
