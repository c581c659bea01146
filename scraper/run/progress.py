"""How far a run has come, in a line that is written over itself."""

from __future__ import annotations

from collections.abc import Callable

MINUTE = 60.0


class Bar:
    """Says posts done, requests, rate and time left of one source after another.

    Args:
        write: Gets a line that begins with a carriage return, the last of a source
            ends with a line break.
        clock: Seconds, monotonic.
    """

    def __init__(
        self, write: Callable[[str], None], *, clock: Callable[[], float]
    ) -> None:
        self._write, self._clock = write, clock
        self._began: dict[str, float] = {}
        self._width = 0

    def __call__(self, source: str, done: int, total: int, requests: int) -> None:
        """Show that ``done`` of ``total`` posts of ``source`` are read."""
        began = self._began.setdefault(source, self._clock())
        passed = self._clock() - began
        parts = [f"{source}: {done} of {total} posts", f"{requests} requests"]
        if done and passed > 0:
            parts.append(f"{done / passed:.1f} posts/s")
            if done < total:
                parts.append(f"{_said(passed / done * (total - done))} left")
        line = ", ".join(parts)
        ended = done >= total
        self._write(f"\r{line.ljust(self._width)}" + ("\n" if ended else ""))
        self._width = 0 if ended else len(line)


def silent(source: str, done: int, total: int, requests: int) -> None:
    """No progress where nobody watches."""


def _said(seconds: float) -> str:
    """
    >>> _said(59.6), _said(95.0), _said(7200.0)
    ('1 min', '2 min', '2 h 0 min')
    """
    minutes = max(1, round(seconds / MINUTE))
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{minutes} min"
