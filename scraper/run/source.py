"""One run over the sources: what to fetch next, and what an error means.

Decides, fetches and hands every capture to ``apply``; writes nothing itself but the
log of the run.  Only errors that concern a single page are caught here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urljoin

from scraper.discover import Index as Listing
from scraper.discover import Lead, address_key, read_index
from scraper.errors import ParseError, Protected
from scraper.model import PostRef
from scraper.platforms import PLATFORMS
from scraper.platforms.wordpress_rest import RestBase
from scraper.run.archived import read_wayback
from scraper.run.lists import Lists, by_key
from scraper.run.plan import Reason, why_read
from scraper.run.rest import RestRoute
from scraper.run.rest_asks import MayPass
from scraper.run.visit import HOME_AGE, SourceReport
from scraper.store.corpus import find_post

log = logging.getLogger(__name__)


class SourceRun(Lists):
    """Reads one source: chooses the route, discovers, plans, fetches threads."""

    def run(self, *, dry: bool = False) -> SourceReport:
        """Read what is due.

        Args:
            dry: Discover and plan only; posts are not fetched.
        """
        if self.source.route == "wayback":
            read_wayback(self, dry=dry)
            return self.report
        home = self._home()
        if home is None:
            return self.report
        if self.source.route == "html":
            self.chose("by pages: route is html")
        if self.source.route == "html" or not self._by_rest(home, dry=dry):
            self._by_html(home, dry=dry)
        return self.report

    def _home(self) -> Listing | None:
        """What the front page tells; an earlier one does for a refresh.

        Not that of a run cut short: it told counts of posts that are still unread.
        """
        last = self.captures.last(self.source.name, "home")
        if last and self.holds(last) and self.captures.of_whole_run(last):
            known = read_index(last, self.source)
            if known.signs:  # else it was some error page
                return known
        outcome = self.read(Lead(url=self.source.home, purpose="home", why="page"))
        self._home_is_new = True
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
        route = RestRoute(self, self._rest(home))
        base = route.base
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
                self.chose(f"by pages: REST gave no posts ({route.refusal})")
                return False
        except MayPass as exc:
            self.read(Lead(url=self.source.home, purpose="home", why="page"))
            if not self._doubted():
                self._stop(f"REST failed, which may pass: {exc}")
            return True
        if not dry and not self.report.stopped:
            refs = self._claims(home, refreshed=route.refreshed)
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
        self._read_threads(list(by_key(wanted).values()))

    def _by_html(self, home: Listing, *, dry: bool) -> None:
        refs, whole = self._discover(home)
        self.applier.trust[self.source.name].lists_done()
        if self._doubted():
            return
        unlisted = self._unlisted(refs)
        if whole:
            plan = self._plan(refs) + [(ref, "missing") for ref in unlisted]
        else:  # the patrol comes by, though no list names them
            plan = self._plan({**refs, **by_key(unlisted)})
        ended = whole or not self.listed_whole
        self._expect(len(refs) + (0 if ended else len(unlisted)))
        self.report.planned = [(ref.url, why) for ref, why in plan]
        if dry or self.report.stopped:
            return
        self._read_threads([ref for ref, _ in plan])
        told = self.captures.met_end(self.source.name, "feed")
        new = any(why == "new" for _, why in plan)
        if (new or not told) and self._claims_unknown():
            feed = self._given(home.more, "feed")[:1]
            self._follow(feed, limit=1 if told else None)  # it tells what pages do not
        if self.report.stopped:
            return
        if ended and not self.listed_whole:
            self.report.counts["lists_read_to_their_end"] = 1
        if any(why != "patrol" for _, why in plan):
            self._look_for_rest(home)

    def _rest(self, home: Listing) -> RestBase:
        return RestBase(home.rest or urljoin(self.source.home, "wp-json/"))

    def _look_for_rest(self, home: Listing) -> None:
        """Ask a blog that said no to REST once more; the next run takes it if open."""
        url = self._rest(home).root()
        last = self.captures.last_answer(url)
        if last and self.source.route == "auto" and self.now - last.at >= HOME_AGE:
            self.read(Lead(url=url, purpose="rest-root", why="page"), optional=True)

    def _claims_unknown(self) -> bool:
        """Whether pages of the source did not say how many comments they have."""
        sql = "select 1 from posts where source = ? and comments_claimed is null"
        return bool(self.db.execute(sql, [self.source.name]).fetchone())

    def _read_threads(self, refs: Sequence[PostRef]) -> None:
        refs = list(by_key(refs).values())
        for done, ref in enumerate(refs):
            self.progress(done, len(refs))
            self._read_thread(ref)
            if self.report.stopped:
                return
        self.progress(len(refs), len(refs))

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

    def _expect(self, posts: int) -> None:
        """Compare what exists with what sources.toml expects."""
        self.report.counts["posts_listed"] = posts
        left_out = self.captures.left_out(self.source.name)
        if self.report.stopped or posts + left_out >= self.source.min_posts:
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
            if why == "new" and not self.full:
                why = self._why_protected(ref)
            if why is not None:
                (patrol if why == "patrol" else plan).append((ref, why))
        return plan + patrol[: self.budget]

    def _why_protected(self, ref: PostRef) -> Reason | None:
        """Why to read an unknown post: the patrol looks at those with a password.

        Sitemaps list protected posts too.  Another page that is no post may have
        been an error that passed.
        """
        last = self.captures.latest(ref.url)
        if last is None:
            return "new"
        try:
            PLATFORMS[self.source.platform](last, self.source)
        except Protected:
            return "patrol" if self.now - last.fetched_at >= HOME_AGE else None
        except ParseError:
            pass
        return "new"

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
