"""A fetch that is ordered in one place and made in another.

Who orders holds the archive and decides what is asked; who makes the fetch holds the
connections and the politeness, and knows no archive.  An order and what came of it
are plain data, which travel between threads and between machines:

    Order ──> HostFetcher.make ──> Made: every attempt, and how it ended
"""

from __future__ import annotations

from dataclasses import dataclass

from scraper.captures.attempt import Attempt
from scraper.errors import FetchError
from scraper.fetch.fetcher import Fetcher
from scraper.fetch.lease import Leases
from scraper.fetch.transport import Limits
from scraper.model import Capture, Purpose, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One address to fetch, as for ``Fetcher.fetch``."""

    url: str
    source: Source
    purpose: Purpose
    validators: Capture | None
    """An earlier capture, without its body: only its headers are sent."""
    html_end: bool
    """Whether the source's earlier pages all closed ``</html>``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of an order."""

    attempts: tuple[Attempt, ...]
    """Every request, in order; the last holds the capture, if there is one."""
    requests: int
    """How many of them were sent."""
    error: FetchError | None
    """Why there is no capture."""


class HostFetcher:
    """Makes the fetches of one host, one after another.

    Args:
        As for ``Fetcher``.
    """

    def __init__(
        self,
        contact: str | None,
        *,
        leases: Leases | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._attempts: list[Attempt] = []
        self._html_end: dict[str, bool] = {}
        self._fetcher = Fetcher(
            contact,
            record=self._record,
            leases=leases,
            limits=limits,
            expects_html_end=self._html_end.__getitem__,
        )

    def make(self, order: Order) -> Made:
        """Fetch, and tell all that happened; an error of the host is told too."""
        self._html_end[order.source.name] = order.html_end
        self._attempts.clear()
        before, error = self._fetcher.requests, None
        try:
            self._fetcher.fetch(
                order.url,
                source=order.source,
                purpose=order.purpose,
                validators=order.validators,
            )
        except FetchError as exc:
            error = exc.with_traceback(None)
        return Made(
            attempts=tuple(self._attempts),
            requests=self._fetcher.requests - before,
            error=error,
        )

    def close(self) -> None:
        """Closes the connections."""
        self._fetcher.close()

    def _record(self, attempt: Attempt) -> None:
        self._attempts.append(attempt)
