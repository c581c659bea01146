"""Asking one blog for one address after another, and what an error means.

Only errors that concern a single page are caught here; everything else ends the run.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from scraper.apply.applier import GONE, Applier, Outcome
from scraper.captures import Captures
from scraper.discover import Lead
from scraper.errors import FetchError, ParseError, Refused
from scraper.model import Capture, Purpose, Source
from scraper.run.plan import Reason
from scraper.run.progress import silent

log = logging.getLogger(__name__)

HOME_AGE = timedelta(days=7)
"""How long the links of a front page are relied on between two looks at it."""

PATIENCE = 8
"""Pages in a row that may fail before the rest of a source is left for later."""

Progress = Callable[[str, int, int, int], None]
"""Called with source, posts done, posts to do, requests made."""


class Fetches(Protocol):
    """What ``fetch.Fetcher`` does, wherever it is done."""

    @property
    def requests(self) -> int:
        """How many HTTP requests were sent."""

    def fetch(
        self,
        url: str,
        *,
        source: Source,
        purpose: Purpose,
        validators: Capture | None = None,
    ) -> Capture:
        """See ``Fetcher.fetch``."""


@dataclass(slots=True)
class SourceReport:
    """What one run did to one source."""

    counts: Counter[str] = field(default_factory=Counter)
    """What was fetched and written, by kind."""
    planned: list[tuple[str, Reason]] = field(default_factory=list)
    """(address, why) of every post to read."""
    problems: list[str] = field(default_factory=list)
    """One line each, address first."""
    drift: str | None = None
    """The expectation that the source broke."""
    refused: bool = False
    route: list[str] = field(default_factory=list)
    """How the source was read, and why, in the order it was decided."""
    stopped: str | None = None
    """Why the rest of the source was left for a later run."""

    def exit_code(self) -> int:
        """0 done, 3 some pages failed, 4 drift, 5 refused (see README)."""
        if self.drift:
            return 4
        if self.refused:
            return 5
        return 3 if self.counts["failed"] else 0


class Visit:
    """A blog, asked within one run; holds what every step needs."""

    def __init__(
        self,
        source: Source,
        *,
        fetcher: Fetches,
        applier: Applier,
        captures: Captures,
        now: datetime,
        full: bool = False,
        budget: int | None = None,
        progress: Progress = silent,
    ) -> None:
        self.source, self.db, self.now = source, applier.db, now
        self.host = source
        """Whom to ask for it: the source itself, or the archive that has it."""
        self.fetcher, self.applier, self.captures = fetcher, applier, captures
        self.full, self.budget, self._progress = full, budget, progress
        self.report = SourceReport()
        self._failures = 0
        self._asked = fetcher.requests
        self._commented_on: frozenset[str] = frozenset()
        self._home_is_new = False
        self.refreshing = self.known() and not full
        """What is known need not be listed again to its end."""

    def progress(self, done: int, total: int) -> None:
        """Say how many of the posts to read are read."""
        requests = self.fetcher.requests - self._asked
        self._progress(self.source.name, done, total, requests)

    def known(self) -> bool:
        """Whether the archive already holds threads of the source."""
        sql = "select 1 from posts where source = ? and last_seen is not null limit 1"
        return bool(self.db.execute(sql, [self.source.name]).fetchone())

    def read(
        self, lead: Lead, *, optional: bool = False, conditional: bool = False
    ) -> Outcome | None:
        """Fetch and apply one address; ``None`` if there was nothing to use.

        Args:
            optional: Doing without it is no failure of the run.
            conditional: Let the host answer that it has not changed.
        """
        capture = self.fetch(lead, optional=optional, conditional=conditional)
        if capture is None or (capture.status in GONE and not lead.certain):
            return None
        return self.apply(capture, optional=optional)

    def apply(self, capture: Capture, *, optional: bool = False) -> Outcome | None:
        """Apply a capture; ``None`` if it could not be used."""
        outcome = self.applier.apply(capture, optional=optional)
        self.report.counts += outcome.counts
        if self._doubted():
            return None
        if outcome.problem:
            if not optional:
                self.report.problems.append(f"{capture.url}: {outcome.problem}")
            return None
        return outcome

    def fetch(
        self, lead: Lead, *, optional: bool = False, conditional: bool = False
    ) -> Capture | None:
        """Fetch one address; what an error means is decided here."""
        try:
            return self.ask(lead, conditional=conditional)
        except FetchError as exc:
            if not optional:
                self.failed(exc, stop=lead.purpose == "home")
            return None

    def ask(self, lead: Lead, *, conditional: bool = False) -> Capture:
        """Fetch one address.

        Raises:
            FetchError: as ``Fetcher.fetch``.
        """
        known = self.captures.latest(lead.url) if conditional else None
        capture = self.fetcher.fetch(
            lead.url, source=self.host, purpose=lead.purpose, validators=known
        )
        self.report.counts["fetched"] += 1
        self._failures = 0
        return capture

    def failed_before(self, lead: Lead) -> bool:
        """Whether an address gave nothing of use in the two runs that last asked."""
        return self.captures.failures(lead.url, before=self.applier.run) >= 2

    def failed(self, exc: FetchError | ParseError, *, stop: bool = False) -> None:
        """Count and record an error that concerns one page."""
        log.warning("%s: %s", self.source.name, exc)
        self.applier.issue(self.source, str(exc), level="error")
        self.report.refused |= isinstance(exc, Refused)
        self.report.counts["failed"] += 1
        self.report.problems.append(str(exc))
        self._failures += 1
        if stop or self._failures >= PATIENCE:
            self._stop(f"{self._failures} requests in a row failed, last: {exc}")

    def _doubted(self) -> bool:
        """Whether the source broke what was expected of it: then it is left alone."""
        doubt = self.applier.trust[self.source.name].doubt
        if doubt is not None and self.report.drift is None:
            self.report.drift = doubt
            self._stop(doubt)
        return doubt is not None

    def chose(self, route: str) -> None:
        """Record how the source is read, and why."""
        self.report.route.append(route)

    def _stop(self, why: str) -> None:
        self.report.stopped = why
        log.warning("%s: left for a later run: %s", self.source.name, why)
