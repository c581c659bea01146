"""Several hosts at once: one thread for each, one at a time at the archive.

Nearly all of a run is waiting, for the delay between two requests and for answers.
A thread holds the baton while it decides, stores or applies, and lays it down while
its fetch is made; so there is one writer, and a capture is applied before another
host's is stored, in the order in which ``replay`` will apply them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Protocol

from scraper.captures import Attempt, Captures
from scraper.errors import FetchError
from scraper.fetch.lease import Leases
from scraper.fetch.orders import HostFetcher, Made, Order
from scraper.fetch.transport import Limits
from scraper.hosts import host_key
from scraper.model import Capture, Purpose, Source
from scraper.run.clock import Clock

Maker = Callable[[Order], Made]


class Stopped(Exception):
    """The run has ended while a thread waited; it has nothing more to do."""


class Workers(Protocol):
    """Where fetches are made: in threads here, or on other machines."""

    def at_once(self, hosts: int) -> int:
        """How many of so many hosts are read at the same time."""

    def host(self, key: str) -> AbstractContextManager[Maker]:
        """What makes the fetches of one host; nobody else asks it meanwhile."""

    def stop(self) -> None:
        """The run has ended: nothing more is asked, nobody waits any longer."""


class Threads:
    """Workers of this process.

    Args:
        number: Of hosts read at the same time.
        leases: As for ``Fetcher``; so are the others.
    """

    def __init__(
        self,
        number: int,
        *,
        contact: str | None,
        leases: Leases | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._number = number
        self._contact, self._limits = contact, limits
        self._over = threading.Event()
        self._leases = leases or Leases(sleep=self._wait)

    def at_once(self, hosts: int) -> int:
        """See ``Workers``."""
        return min(self._number, hosts)

    @contextmanager
    def host(self, key: str) -> Iterator[Maker]:
        """See ``Workers``."""
        fetcher = HostFetcher(self._contact, leases=self._leases, limits=self._limits)
        try:
            yield fetcher.make
        finally:
            fetcher.close()

    def stop(self) -> None:
        """See ``Workers``."""
        self._over.set()

    def _wait(self, seconds: float) -> None:
        if self._over.wait(seconds):
            raise Stopped


class Baton:
    """Held by the one thread that may touch the archive."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Waits for the baton.

        Raises:
            Stopped: the run has ended.
        """
        self._take()
        try:
            yield
        finally:
            self._lock.release()

    @contextmanager
    def laid_down(self) -> Iterator[None]:
        """Lets others go ahead meanwhile.

        Raises:
            Stopped: the run has ended meanwhile.
        """
        self._lock.release()
        try:
            yield
        finally:
            self._lock.acquire()
        self._check()

    def stop(self) -> None:
        """After this no thread touches the archive any more."""
        with self._lock:
            self._stopped = True

    def _take(self) -> None:
        self._lock.acquire()
        try:
            self._check()
        except Stopped:
            self._lock.release()
            raise

    def _check(self) -> None:
        if self._stopped:
            raise Stopped


class OrderingFetcher:
    """Has fetches made elsewhere and stores what came of them; as ``Fetcher``.

    What is stored bears the time of the run, whatever other machines' clocks say.
    """

    def __init__(
        self, make: Maker, baton: Baton, captures: Captures, run: int, clock: Clock
    ) -> None:
        self._make, self._baton, self._clock = make, baton, clock
        self._captures, self._run = captures, run
        self.requests = 0

    def fetch(
        self,
        url: str,
        *,
        source: Source,
        purpose: Purpose,
        validators: Capture | None = None,
    ) -> Capture:
        """See ``Fetcher.fetch``."""
        order = Order(
            url=url,
            source=source,
            purpose=purpose,
            validators=replace(validators, body=b"") if validators else None,
            html_end=self._captures.expects_html_end(source.name),
        )
        with self._baton.laid_down():
            made = self._make(order)
        self.requests += made.requests
        stored = None
        for attempt in made.attempts:
            stored = self._captures.record(self._timed(attempt), run=self._run)
        if made.error is not None:
            raise made.error
        if stored is None:
            raise FetchError("expected a capture or an error, got neither", url=url)
        return stored

    def _timed(self, attempt: Attempt) -> Attempt:
        at, capture = self._clock(), attempt.capture
        if capture is not None:
            capture = replace(capture, fetched_at=at)
        return replace(attempt, fetched_at=at, capture=capture)


def by_host(sources: Iterable[Source]) -> dict[str, list[Source]]:
    """Sources by the host they lie on, in the order given."""
    found: dict[str, list[Source]] = {}
    for source in sources:
        found.setdefault(host_key(source.archive or source.home), []).append(source)
    return found


def side_by_side(jobs: Sequence[Callable[[], None]], number: int, baton: Baton) -> None:
    """Run jobs in threads, so many at a time, each while it holds the baton.

    The first error ends all, and so does Ctrl-C: when this returns or raises, no
    job touches the archive any more, though a request may still be under way.
    """

    def work(job: Callable[[], None]) -> None:
        with baton.held():
            job()

    with_threads = ThreadPoolExecutor(number, thread_name_prefix="host")
    try:
        futures = [with_threads.submit(work, job) for job in jobs]
        for future in as_completed(futures):
            future.result()
    finally:
        baton.stop()
        with_threads.shutdown(wait=False, cancel_futures=True)
