"""Answers that are kept for some seconds, so that a crowd costs as much as one reader.

A search that a newspaper links to is asked for by thousands at once.  What is kept is
at most as old as ``KEPT_S``, less than what every answer allows a browser to keep it;
when something was erased or hidden, nothing from before is kept.
"""

from __future__ import annotations

import sqlite3
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from scraper.site.ask import Answer

KEPT_S = 20.0
MOST = 200
"""Answers; a large page has some 200 KB."""


class Kept:
    """A few answers, the oldest thrown out first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._answers: OrderedDict[Hashable, tuple[float, Answer]] = OrderedDict()

    def get(self, key: Hashable) -> Answer | None:
        """What was answered a moment ago."""
        made, answer = self._answers.get(key, (float("-inf"), None))
        return answer if self._clock() - made < KEPT_S else None

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer, if it is a page and no refusal, and not kept already."""
        if answer.status == 200 and self.get(key) is None:
            self._answers.pop(key, None)
            self._answers[key] = (self._clock(), answer)
            if len(self._answers) > MOST:
                self._answers.popitem(last=False)


def erased(conn: sqlite3.Connection) -> tuple[tuple[str, str], ...]:
    """What changes when something is erased, hidden or shown again."""
    return tuple(conn.execute("select key, value from meta order by key"))
