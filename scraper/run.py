"""One run over the sources: what to fetch next, and what an error means.

Decides, fetches and hands every capture to ``apply``; writes nothing itself but the
log of the run.  Only errors that concern a single page are caught here.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from scraper.apply import GONE, Applier, Outcome, find_post
from scraper.discover import Lead, address_key
from scraper.errors import FetchError, ParseError, Refused
from scraper.fetch import Fetcher
from scraper.model import Capture, PostRef, Source
from scraper.plan import Reason, why_read

log = logging.getLogger(__name__)

PATIENCE = 8
"""Pages in a row that may fail before the rest of a source is left for later."""

Progress = Callable[[str, int, int], None]
"""Called with source, posts done, posts to do."""


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
    stopped: str | None = None
    """Why the rest of the source was left for a later run."""

    def exit_code(self) -> int:
        """0 done, 3 some pages failed, 4 drift, 5 refused (see README)."""
        if self.drift:
            return 4
        if self.refused:
            return 5
        return 3 if self.counts["failed"] else 0


class SourceRun:
    """Reads one source: discovers, plans, fetches threads."""

    def __init__(
        self,
        source: Source,
        *,
        fetcher: Fetcher,
        applier: Applier,
        db: Database,
        now: datetime,
        full: bool = False,
        budget: int | None = None,
        progress: Progress = lambda source, done, total: None,
    ) -> None:
        self.source, self.db, self.now = source, db, now
        self.fetcher, self.applier = fetcher, applier
        self.full, self.budget, self.progress = full, budget, progress
        self.report = SourceReport()
        self._failures = 0

    def run(self, *, dry: bool = False) -> SourceReport:
        """Read what is due.

        Args:
            dry: Discover and plan only; posts are not fetched.
        """
        refs = self._discover()
        self._expect(refs)
        plan = self._plan(refs)
        self.report.planned = [(ref.url, why) for ref, why in plan]
        if dry or self.report.stopped:
            return self.report
        for done, (ref, _) in enumerate(plan):
            self.progress(self.source.name, done, len(plan))
            self._read_thread(ref)
            if self.report.stopped:
                break
        else:
            self.progress(self.source.name, len(plan), len(plan))
        return self.report

    def _discover(self) -> dict[str, PostRef]:
        """Posts that exist, newest first as far as the lists tell.

        The sitemap names all; the feed adds counts and what is newest.  Where the
        sitemap is missing or does not hold what the feed holds, the feed is read
        to its end, and where there is no feed, the listings.
        """
        refs: dict[str, PostRef] = {}
        home = self._read(Lead(url=self.source.home, purpose="home", why="page"))
        if home is None:
            self._stop("its front page could not be read")
            return refs
        if not home.listing.signs:
            self._stop(f"{self.source.home}: nothing shows that WordPress made it")
            self.report.counts["failed"] += 1
            return refs
        leads = home.listing.more
        newest = self._follow(_of(leads, "feed")[:1], limit=1)
        mapped = self._follow(_of(leads, "sitemap"))
        whole = bool(mapped) and newest.keys() <= mapped.keys()
        if not whole:
            newest |= self._follow(_of(leads, "feed")[:1])
        if not whole and not newest:
            newest = _by_key(home.listing.refs)
            newest |= self._follow((*_of(leads, "month"), *_of(leads, "page")))
        for key, ref in (*newest.items(), *reversed(mapped.items())):
            refs.setdefault(key, ref)
        return refs

    def _follow(
        self, leads: Iterable[Lead], *, limit: int | None = None
    ) -> dict[str, PostRef]:
        """Posts of some lists and of the lists they lead to, each list once.

        Args:
            limit: Lists to read at most; ``None`` for all.
        """
        queue = list(leads)
        seen: set[str] = set()
        refs: dict[str, PostRef] = {}
        while queue and (limit is None or len(seen) < limit):
            lead = queue.pop(0)
            if lead.url in seen:
                continue
            seen.add(lead.url)
            outcome = self._read(lead)
            if outcome is None:
                continue
            found = _by_key(outcome.listing.refs)
            fresh = found.keys() - refs.keys()
            refs = {**found, **refs}
            if fresh or lead.purpose == "sitemap":
                queue += [m for m in outcome.listing.more if m.purpose == lead.purpose]
        return refs

    def _expect(self, refs: Mapping[str, PostRef]) -> None:
        """Compare what exists with what sources.toml expects."""
        if self.report.stopped or len(refs) >= self.source.min_posts:
            return
        self.report.drift = (
            f"{self.source.name}: expected at least {self.source.min_posts} posts, "
            f"its lists name {len(refs)}; look at {self.source.home}"
        )
        self.applier.issue(self.source, self.report.drift, level="drift")
        self._stop(self.report.drift)

    def _plan(self, refs: Mapping[str, PostRef]) -> list[tuple[PostRef, Reason]]:
        plan: list[tuple[PostRef, Reason]] = []
        patrol: list[tuple[PostRef, Reason]] = []
        for ref in refs.values():
            row = find_post(self.db, self.source, ref.url, ref.native_id)
            why = why_read(ref, row, now=self.now, full=self.full)
            if why is not None:
                (patrol if why == "patrol" else plan).append((ref, why))
        self.report.counts["posts_listed"] = len(refs)
        return plan + patrol[: self.budget]

    def _read_thread(self, ref: PostRef) -> None:
        """Fetch a post and every page of its thread."""
        queue = [Lead(url=ref.url, purpose="post", why="page")]
        seen: set[str] = set()
        while queue and not self.report.stopped:
            lead = queue.pop(0)
            if address_key(lead.url) in seen:
                continue
            seen.add(address_key(lead.url))
            outcome = self._read(lead)
            if outcome is not None:
                queue += outcome.pages

    def _read(self, lead: Lead) -> Outcome | None:
        """Fetch and apply one address; ``None`` if there was nothing to use."""
        try:
            capture = self.fetcher.fetch(
                lead.url, source=self.source, purpose=lead.purpose
            )
        except Refused as exc:
            self.report.refused = True
            self._failed(exc, stop=lead.purpose == "home")
            return None
        except FetchError as exc:
            self._failed(exc)
            return None
        self.report.counts["fetched"] += 1
        self._failures = 0
        if capture.status in GONE and not lead.certain:
            return None
        return self._apply(capture)

    def _apply(self, capture: Capture) -> Outcome | None:
        outcome = self.applier.apply(capture)
        self.report.counts += outcome.counts
        if outcome.problem:
            self.report.problems.append(f"{capture.url}: {outcome.problem}")
            return None
        return outcome

    def _failed(self, exc: FetchError | ParseError, *, stop: bool = False) -> None:
        log.warning("%s: %s", self.source.name, exc)
        self.applier.issue(self.source, str(exc), level="error")
        self.report.counts["failed"] += 1
        self.report.problems.append(str(exc))
        self._failures += 1
        if stop or self._failures >= PATIENCE:
            self._stop(f"{self._failures} requests in a row failed, last: {exc}")

    def _stop(self, why: str) -> None:
        self.report.stopped = why
        log.warning("%s: left for a later run: %s", self.source.name, why)


def _of(leads: Iterable[Lead], why: str) -> tuple[Lead, ...]:
    return tuple(lead for lead in leads if lead.why == why)


def _by_key(refs: Iterable[PostRef]) -> dict[str, PostRef]:
    return {address_key(ref.url): ref for ref in refs}
