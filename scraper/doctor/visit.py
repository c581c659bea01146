"""A few polite requests: never more than the limit, each an answer or why not."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from scraper.captures.attempt import Attempt
from scraper.doctor.findings import Answer
from scraper.errors import FetchError
from scraper.fetch import Fetcher
from scraper.fetch.lease import Leases
from scraper.fetch.robots import Robots
from scraper.fetch.transport import Limits
from scraper.hosts import origin
from scraper.model import Capture, Purpose, Source

LIMIT = 15
"""HTTP requests of one visit: robots.txt, redirects and repeated tries included."""
LEAST = 7
"""Requests that answer the main question, however long the pauses."""
LONGEST_S = 300.0
"""What a visit to a host with long pauses is cut down to, in seconds."""

Progress = Callable[[str], None]
"""Called with each address that is asked for."""


class _Spent(Exception):
    """The next request would be one too many."""


class Visit:
    """Asks one host; keeps nothing but what robots.txt said and how long it took.

    Args:
        contact: Goes into the user agent; ``None`` only for this machine.
        leases: Keeps the delay; ``None``: those of the user.
        limits: What one request may take; ``None``: the usual.
    """

    def __init__(
        self,
        contact: str | None,
        *,
        leases: Leases | None = None,
        limits: Limits | None = None,
        progress: Progress = lambda url: None,
    ) -> None:
        self._fetcher = Fetcher(
            contact, record=self._record, leases=leases, limits=limits
        )
        self._progress = progress
        self._limit = LIMIT
        self._robots_of: dict[str, str] = {}
        self._ms: list[int] = []

    def __enter__(self) -> Visit:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._fetcher.close()

    @property
    def requests(self) -> int:
        """HTTP requests sent."""
        return self._fetcher.requests

    @property
    def answer_s(self) -> float:
        """Mean time that an answer took, in seconds; 0.0 before the first."""
        return sum(self._ms) / len(self._ms) / 1000 if self._ms else 0.0

    def pace(self, delay: float) -> None:
        """Ask less of a host that wants a long pause between two requests.

        Args:
            delay: What its robots.txt asks for, in seconds.
        """
        if delay > 0:
            self._limit = min(LIMIT, max(LEAST, int(LONGEST_S // delay)))

    def ask(self, url: str, source: Source, purpose: Purpose) -> Answer:
        """The answer of an address, or why there is none."""
        self._progress(url)
        try:
            if self.requests >= self._limit:
                raise _Spent
            return self._fetcher.fetch(url, source=source, purpose=purpose)
        except _Spent:
            return FetchError(f"not asked: {self._limit} requests are enough", url=url)
        except FetchError as exc:
            return exc

    def robots(self, source: Source) -> tuple[Robots | FetchError, str]:
        """What robots.txt says about the blog, as rules and as text."""
        url = source.home
        self._progress(url)
        try:
            robots = self._fetcher.robots(url, source=source)
        except FetchError as exc:
            return exc, ""
        return robots, "" if robots.absent else self._robots_of.get(origin(url), "")

    def _record(self, attempt: Attempt) -> Capture | None:
        """Called after each request; ends the visit where another would follow."""
        if attempt.status is not None:
            self._ms.append(attempt.ms)
        capture = attempt.capture
        of_robots = attempt.purpose == "robots"
        if of_robots and capture is not None:
            text = capture.body.decode("utf-8", "replace")
            # A redirect may have led elsewhere: the text speaks for whom it was asked.
            self._robots_of[origin(capture.url)] = text
        ended = attempt.robots in ("disallowed", "unreachable")
        wanted = ended or (capture is not None and not of_robots)
        if self.requests >= self._limit and not wanted:
            raise _Spent
        return capture
