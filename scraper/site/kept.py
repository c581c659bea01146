"""Answers that are kept for some seconds, so that a crowd costs as much as one reader.

A search that a newspaper links to is asked for by thousands at once.  What is kept is
at most as old as ``KEPT_S``, less than what every answer allows a browser to keep it,
and the page says of when it is.  When a run ends, or something is erased or hidden,
nothing from before is kept.  Those who ask while an answer is being made wait for it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from scraper.site.ask import Answer

KEPT_S = 20.0
_FRESH_S = KEPT_S / 2
"""An older answer is given once more, and made anew meanwhile."""
MOST = 200
"""Answers; a large page has some 200 KB."""
_TRUSTED_S = 1.0
"""So long an unchanged file is believed to be one; its times are of some ms."""

log = logging.getLogger(__name__)

Make = Callable[[], Awaitable[Answer]]
Marks = tuple[tuple[str, object], ...]
"""What changes when a run ends, or something is erased, hidden or shown again."""


class Kept:
    """A few answers, the oldest thrown out first; for one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._answers: OrderedDict[Hashable, tuple[float, Answer]] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[Answer]] = {}

    async def answer(self, key: Hashable, make: Make) -> Answer:
        """What was answered a moment ago, or else what ``make`` gives."""
        made, answer = self._answers.get(key, (float("-inf"), None))
        age = self._clock() - made
        if answer is not None and age < _FRESH_S:
            return answer
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = asyncio.ensure_future(make())
            making.add_done_callback(lambda made: self._made(key, made))
        if answer is not None and age < KEPT_S:
            return answer  # the next reader gets the new one
        return await asyncio.shield(making)

    def _made(self, key: Hashable, made: asyncio.Task[Answer]) -> None:
        """Keep an answer, if it is a page and no refusal."""
        del self._making[key]
        if made.cancelled():
            return
        if wrong := made.exception():
            log.error("%s", wrong, exc_info=wrong)
        elif made.result().status == 200:
            self._keep(key, made.result())

    def _keep(self, key: Hashable, answer: Answer) -> None:
        self._answers.pop(key, None)
        self._answers[key] = (self._clock(), answer)
        if len(self._answers) > MOST:
            self._answers.popitem(last=False)


class Marked:
    """The marks of databases, read again when a file has changed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, tuple[Hashable, float, Marks]] = {}

    async def of(self, database: Any) -> Marks:
        """The marks of a database of Datasette's."""
        now, stamp = self._clock(), _stamp(database.path)
        seen, at, marks = self._known.get(database.path, (None, 0.0, ()))
        if stamp is None or stamp != seen or now - at > _TRUSTED_S:
            marks = await database.execute_fn(read_marks)
            self._known[database.path] = (stamp, now, marks)
        return marks


def _stamp(path: str) -> Hashable:
    """What changes with every writing to a database; ``None``: it cannot be told."""
    found: list[tuple[int, int, int] | None] = []
    for name in (path, path + "-wal"):
        try:
            stat = os.stat(name)
        except FileNotFoundError:
            found.append(None)
        except OSError:
            return None
        else:
            found.append((stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return tuple(found)


def read_marks(conn: sqlite3.Connection) -> Marks:
    """The marks of an archive as it is now."""
    rows = conn.execute("select key, value from meta order by key").fetchall()
    run = conn.execute("select id, finished from runs order by id desc limit 1")
    return (*rows, *run.fetchall())
