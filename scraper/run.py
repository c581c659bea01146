"""One run over the sources: what to fetch next, and what an error means.

Decides, fetches and hands every capture to ``apply``; writes nothing itself but the
log of the run.  Only errors that concern a single page are caught here.
"""

from __future__ import annotations

import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urljoin

from scraper.apply import GONE, Applier, Outcome
from scraper.captures import Captures
from scraper.discover import Index as Listing
from scraper.discover import Lead, address_key, read_index
from scraper.discover.comments import comment_feed, read_new_comments
from scraper.errors import FetchError, ParseError, Refused
from scraper.fetch import Fetcher
from scraper.model import Capture, PostRef, Source
from scraper.plan import Reason, why_read
from scraper.platforms.wordpress_rest import RestBase
from scraper.run_rest import MayPass, RestRoute
from scraper.store import find_post, utc

log = logging.getLogger(__name__)

HOME_AGE = timedelta(days=7)
"""How long the links of a front page are relied on between two looks at it."""

SETTLING = timedelta(days=7)
"""How long something missing is looked for in every run; then the patrol does."""

_UNSETTLED = """
    select id from posts where source = :source
      and missing_since > :since and withdrawn_at is null
    union select post from comments where source = :source
      and missing_since > :since and withdrawn_at is null"""

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


class SourceRun:
    """Reads one source: chooses the route, discovers, plans, fetches threads."""

    def __init__(
        self,
        source: Source,
        *,
        fetcher: Fetcher,
        applier: Applier,
        captures: Captures,
        now: datetime,
        full: bool = False,
        budget: int | None = None,
        progress: Progress = lambda source, done, total: None,
    ) -> None:
        self.source, self.db, self.now = source, applier.db, now
        self.fetcher, self.applier, self.captures = fetcher, applier, captures
        self.full, self.budget, self.progress = full, budget, progress
        self.report = SourceReport()
        self._failures = 0
        self._commented_on: frozenset[str] = frozenset()

    def run(self, *, dry: bool = False) -> SourceReport:
        """Read what is due.

        Args:
            dry: Discover and plan only; posts are not fetched.
        """
        home = self._home()
        if home is None:
            return self.report
        if self.source.route == "html" or not self._by_rest(home, dry=dry):
            self._by_html(home, dry=dry)
        return self.report

    def known(self) -> bool:
        """Whether the archive already holds threads of the source."""
        sql = "select 1 from posts where source = ? and last_seen is not null limit 1"
        return bool(self.db.execute(sql, [self.source.name]).fetchone())

    def _home(self) -> Listing | None:
        """What the front page tells; that of the last days does for a refresh."""
        last = self.captures.last(self.source.name, "home")
        if last and self.known() and self.now - last.fetched_at < HOME_AGE:
            known = read_index(last, self.source)
            if known.signs:  # else it was some error page
                return known
        outcome = self.read(Lead(url=self.source.home, purpose="home", why="page"))
        if outcome is None:
            self._stop("its front page could not be read")
            return None
        if not outcome.listing.signs:
            problem = f"{self.source.home}: nothing shows that WordPress made it"
            if not self._doubted():  # a blog that was never read is no drift
                self.report.counts["failed"] += 1
                self._stop(problem)
            return None
        return outcome.listing

    def _by_rest(self, home: Listing, *, dry: bool) -> bool:
        """Read by REST; ``False`` where pages must do instead."""
        base = RestBase(home.rest or urljoin(self.source.home, "wp-json/"))
        route = RestRoute(self, base)
        try:
            if not route.open():
                if self.source.route == "rest":
                    self._stop(f"{base.root()}: REST is shut, and route is rest")
                    return True
                return False
            self.chose("by REST")
            if not route.read(dry=dry):
                if self._doubted():
                    return True
                if self.source.route == "rest":
                    self._stop(f"{base.root()}: REST gives no posts, and route is rest")
                    return True
                self.chose("by pages: REST gave no posts")
                return False
        except MayPass as exc:
            self.read(Lead(url=self.source.home, purpose="home", why="page"))
            if not self._doubted():
                self._stop(f"REST failed, which may pass: {exc}")
            return True
        if not dry and not self.report.stopped:
            read = self.captures.met_end(self.source.name, "feed")
            limit = 1 if route.refreshed and read else None
            feed = _of(home.more, "feed")[:1]
            refs = self._follow(feed, limit=limit, conditional=True)
            if route.comments_shut:
                self._read_comments_by_pages(home, refs, route.due)
        self._expect(self._stored())
        return True

    def _read_comments_by_pages(
        self, home: Listing, refs: Mapping[str, PostRef], due: Iterable[PostRef]
    ) -> None:
        """The threads that REST does not give: new, changed or due."""
        wanted = [*self._unfinished(), *(ref for ref in due if ref.url)]
        if self.known():
            wanted += [ref for ref, _ in self._plan({**self._commented(home), **refs})]
        self._read_threads(list(_by_key(wanted).values()))

    def _by_html(self, home: Listing, *, dry: bool) -> None:
        refs, whole = self._discover(home)
        self.applier.trust[self.source.name].lists_done()
        if self._doubted():
            return
        self._expect(len(refs))
        plan = self._plan(refs)
        if whole:
            plan += [(ref, "missing") for ref in self._unlisted(refs)]
        self.report.planned = [(ref.url, why) for ref, why in plan]
        if dry or self.report.stopped:
            return
        self._read_threads([ref for ref, _ in plan])
        if any(why == "new" for _, why in plan) and self._claims_unknown():
            self._follow(_of(home.more, "feed")[:1])  # it tells what pages do not

    def _claims_unknown(self) -> bool:
        """Whether pages of the source did not say how many comments they have."""
        sql = "select 1 from posts where source = ? and comments_claimed is null"
        return bool(self.db.execute(sql, [self.source.name]).fetchone())

    def _read_threads(self, refs: Sequence[PostRef]) -> None:
        refs = list(_by_key(refs).values())
        for done, ref in enumerate(refs):
            self.progress(self.source.name, done, len(refs))
            self._read_thread(ref)
            if self.report.stopped:
                return
        self.progress(self.source.name, len(refs), len(refs))

    def _unfinished(self) -> list[PostRef]:
        """Posts whose thread was never read whole."""
        sql = """select url, native_id from posts
            where source = ? and last_seen is null and url is not null"""
        rows = self.db.query(sql, [self.source.name])
        return [PostRef(url=row["url"], native_id=row["native_id"]) for row in rows]

    def _stored(self) -> int:
        sql = "select count(*) from posts where source = ?"
        return int(self.db.execute(sql, [self.source.name]).fetchone()[0])

    def _unlisted(self, refs: Mapping[str, PostRef]) -> list[PostRef]:
        """Known posts that no list names any more: are they gone, or moved?"""
        sql = """select url, native_id from posts where source = ? and url is not null
            and last_seen is not null and withdrawn_at is null order by id"""
        rows = self.db.query(sql, [self.source.name])
        named = {ref.native_id for ref in refs.values() if ref.native_id}
        return [
            PostRef(url=row["url"], native_id=row["native_id"])
            for row in rows
            if address_key(row["url"]) not in refs and row["native_id"] not in named
        ]

    def _discover(self, home: Listing) -> tuple[dict[str, PostRef], bool]:
        """Posts that exist, newest first as far as the lists tell; and whether all.

        The sitemap names all; the feed adds counts and what is newest.  Where the
        sitemap is missing or does not hold what the feed holds, the feed is read
        to its end, and where there is no feed, the listings.
        """
        leads = home.more
        newest = self._follow(_of(leads, "feed")[:1], limit=1, conditional=True)
        mapped = self._follow(self._maps(leads))
        whole = bool(mapped) and newest.keys() <= mapped.keys()
        if not whole:
            newest |= self._follow(_of(leads, "feed")[:1])
        if not whole and not newest:
            newest = _by_key(home.refs)
            newest |= self._follow((*_of(leads, "month"), *_of(leads, "page")))
        refs = dict(newest)
        for key, ref in (
            self._commented(home) | dict(reversed(mapped.items()))
        ).items():
            refs.setdefault(key, ref)
        return refs, whole

    def _maps(self, leads: Iterable[Lead]) -> tuple[Lead, ...]:
        """Sitemaps; in place of an index read in the last days, what it named."""
        found: list[Lead] = []
        for lead in _of(leads, "sitemap"):
            last = self.captures.latest(lead.url) if self.known() else None
            if last and last.status == 200 and self.now - last.fetched_at < HOME_AGE:
                with contextlib.suppress(FetchError, ParseError):
                    parts = read_index(last, self.source)
                    if parts.more and not parts.refs:
                        found += parts.more
                        continue
            found.append(lead)
        return tuple(found)

    def _commented(self, home: Listing) -> dict[str, PostRef]:
        """Known posts with a comment among the newest that the archive lacks."""
        feeds = [comment_feed(lead.url) for lead in _of(home.more, "feed")[:1]]
        if self.report.stopped or not feeds or not feeds[0]:
            return {}
        lead = Lead(url=feeds[0], purpose="comment-feed", why="feed", certain=False)
        capture = self.fetch(lead, optional=True, conditional=True)
        if capture is None or capture.status != 200:
            return {}
        try:
            newest = read_new_comments(capture, self.source)
        except ParseError as exc:
            self.applier.issue(self.source, str(exc), url=capture.url)
            return {}
        unknown = [url for url, number in newest if not self.has_comment(number)]
        found = _by_key(PostRef(url=url) for url in unknown)
        self._commented_on = frozenset(found)
        return found

    def has_comment(self, native_id: int) -> bool:
        """Whether the archive holds a comment as online."""
        sql = """select 1 from comments where id = ?
            and missing_since is null and withdrawn_at is null"""
        found = self.db.execute(sql, [f"{self.source.name}-c{native_id}"])
        return bool(found.fetchone())

    def unsettled(self) -> set[str]:
        """Ids of posts of which something went missing in the last days."""
        since = utc(self.now - SETTLING)
        values = {"source": self.source.name, "since": since}
        return {row["id"] for row in self.db.query(_UNSETTLED, values)}

    def _follow(
        self,
        leads: Iterable[Lead],
        *,
        limit: int | None = None,
        conditional: bool = False,
    ) -> dict[str, PostRef]:
        """Posts of some lists and of the lists they lead to, each list once.

        Args:
            limit: Lists to read at most; ``None`` for all.
            conditional: Let the host answer that a list has not changed.
        """
        queue = list(leads)
        seen: set[str] = set()
        refs: dict[str, PostRef] = {}
        while queue and (limit is None or len(seen) < limit):
            lead = queue.pop(0)
            if lead.url in seen:
                continue
            seen.add(lead.url)
            outcome = self.read(lead, conditional=conditional)
            if outcome is None:
                continue
            found = _by_key(outcome.listing.refs)
            fresh = found.keys() - refs.keys()
            refs = {**found, **refs}
            if fresh or lead.purpose == "sitemap":
                queue += [m for m in outcome.listing.more if m.purpose == lead.purpose]
        return refs

    def _expect(self, posts: int) -> None:
        """Compare what exists with what sources.toml expects."""
        self.report.counts["posts_listed"] = posts
        if self.report.stopped or posts >= self.source.min_posts:
            return
        self.report.drift = (
            f"{self.source.name}: expected at least {self.source.min_posts} posts, "
            f"there are {posts}; look at {self.source.home}"
        )
        self.applier.issue(self.source, self.report.drift, level="drift")
        self._stop(self.report.drift)

    def _plan(self, refs: Mapping[str, PostRef]) -> list[tuple[PostRef, Reason]]:
        plan: list[tuple[PostRef, Reason]] = []
        patrol: list[tuple[PostRef, Reason]] = []
        unsettled = self.unsettled()
        for key, ref in refs.items():
            row = find_post(self.db, self.source, ref.url, ref.native_id)
            open_end = row is not None and row["id"] in unsettled
            why = why_read(ref, row, now=self.now, full=self.full, unsettled=open_end)
            if why in (None, "patrol") and key in self._commented_on:
                why = "changed"
            if why == "new" and not self.full and self._was_no_post(ref):
                why = None
            if why is not None:
                (patrol if why == "patrol" else plan).append((ref, why))
        return plan + patrol[: self.budget]

    def _was_no_post(self, ref: PostRef) -> bool:
        """Whether its page was looked at in the last days and was no post for us.

        Sitemaps list protected posts too.
        """
        last = self.captures.latest(ref.url)
        return last is not None and self.now - last.fetched_at < HOME_AGE

    def _read_thread(self, ref: PostRef) -> None:
        """Fetch a post and every page of its thread."""
        queue = [Lead(url=ref.url, purpose="post", why="page")]
        seen: set[str] = set()
        while queue and not self.report.stopped:
            lead = queue.pop(0)
            if address_key(lead.url) in seen:
                continue
            seen.add(address_key(lead.url))
            outcome = self.read(lead)
            if outcome is not None:
                queue += outcome.pages

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
            lead.url, source=self.source, purpose=lead.purpose, validators=known
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


def _of(leads: Iterable[Lead], why: str) -> tuple[Lead, ...]:
    return tuple(lead for lead in leads if lead.why == why)


def _by_key(refs: Iterable[PostRef]) -> dict[str, PostRef]:
    return {address_key(ref.url): ref for ref in refs}
