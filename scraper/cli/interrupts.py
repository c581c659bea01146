"""Ctrl-C that is never lost.

Python raises KeyboardInterrupt wherever the program is at that moment.  Inside a
weakref callback it only prints it and goes on, and the run with it; so there the
signal is noted instead, and looked at before the next post.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

from scraper.run.visit import Progress

WEAKREFS = ("_weakrefset.py", "weakref.py")
"""Files of the standard library that hold such callbacks."""


class Interrupts:
    """Raises KeyboardInterrupt for SIGINT, at once or at the next ``look``."""

    def __init__(self) -> None:
        self._noted = False

    @contextlib.contextmanager
    def caught(self) -> Iterator[None]:
        """Take SIGINT over while the block runs, unless it is being ignored."""
        before = signal.getsignal(signal.SIGINT)
        if before is not signal.default_int_handler:
            yield
            return
        signal.signal(signal.SIGINT, self._note)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def watched(self, progress: Progress) -> Progress:
        """``progress``, and a look for a signal that was only noted."""

        def report(source: str, done: int, total: int, requests: int) -> None:
            self.look()
            progress(source, done, total, requests)

        return report

    def look(self) -> None:
        """Raise for a signal that was only noted."""
        if self._noted:
            raise KeyboardInterrupt

    def _note(self, signum: int, frame: FrameType | None) -> None:
        self._noted = True
        while frame is not None:
            if frame.f_code.co_filename.endswith(WEAKREFS):
                return
            frame = frame.f_back
        raise KeyboardInterrupt
