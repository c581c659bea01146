"""What exists on a blog: its sitemap, feeds and listings, followed as far as needed."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property

from scraper.discover import Index as Listing
from scraper.discover import Lead, address_key, read_index
from scraper.discover.comments import comment_feed, read_new_comments
from scraper.discover.scope import page_number
from scraper.errors import FetchError, ParseError
from scraper.model import Capture, PostRef
from scraper.platforms.wordpress_rest_urls import FEED_PAGES
from scraper.run.plan import why_read
from scraper.run.visit import HOME_AGE, Visit
from scraper.store.corpus import find_post, utc

SETTLING = timedelta(days=7)
"""How long something missing is looked for in every run; then the patrol does."""

LACKING = timedelta(days=91)
"""How long a list that was never there is not asked for again."""

_LAST = """
    select counters from runs where outcome <> 'interrupted' and counters is not null
    order by id desc"""
_UNSETTLED = """
    select id from posts where source = :source
      and missing_since > :since and withdrawn_at is null
    union select post from comments where source = :source
      and missing_since > :since and withdrawn_at is null"""


class Lists(Visit):
    """Reads what lists posts, and finds those with news."""

    def _discover(self, home: Listing) -> tuple[dict[str, PostRef], bool]:
        """Posts that exist, newest first as far as the lists tell; and whether all.

        The sitemap names all; the feed adds counts and what is newest.  Where the
        sitemap is missing or does not hold what the feed holds, the feed is read
        to its end, and where there is no feed, the listings; in a refresh as far as
        they have news.
        """
        leads = home.more
        feed = self._given(leads, "feed")[:1]
        newest = self._follow(feed, limit=1, conditional=True)
        mapped = self._follow(self._maps(leads))
        if mapped and not newest.keys() <= mapped.keys():
            mapped |= self._follow(self._given(leads, "sitemap"))  # a part was added
        if mapped and not newest.keys() <= mapped.keys():
            newest = self._follow(feed, limit=1)  # 304 is silent on a post taken away
        whole = bool(mapped) and newest.keys() <= mapped.keys()
        if not whole and self._goes_on(newest):
            newest |= self._follow(feed, news=True)
        if not whole and not newest:
            newest = self._by_listings(home)
        refs = dict(newest)
        for key, ref in (
            self._commented(home) | dict(reversed(mapped.items()))
        ).items():
            refs.setdefault(key, ref)
        return refs, whole

    def _by_listings(self, home: Listing) -> dict[str, PostRef]:
        """Posts that the front page and its further pages or months name."""
        if not self._home_is_new:
            outcome = self.read(Lead(url=self.source.home, purpose="home", why="page"))
            home = outcome.listing if outcome else home
        refs = by_key(home.refs)
        pages = of(home.more, "page")
        if not self.listed_whole:
            return refs | self._follow((*of(home.more, "month"), *pages))
        if self._goes_on(refs):
            refs |= self._follow(pages[:1], news=True)
        return refs

    def _goes_on(self, refs: Mapping[str, PostRef]) -> bool:
        """Whether the page of a list after one that names these is to be read."""
        return not self.listed_whole or any(
            why_read(
                ref,
                find_post(self.db, self.source, ref.url, ref.native_id),
                now=self.now,
            )
            not in (None, "patrol")
            for ref in refs.values()
        )

    def _given(self, leads: Iterable[Lead], why: str) -> tuple[Lead, ...]:
        """Those of the leads given for one reason, but what was never there."""
        since = self.now - LACKING
        return tuple(
            lead
            for lead in of(leads, why)
            if not (self.refreshing and self.captures.lacks(lead.url, since=since))
        )

    def _claims(self, home: Listing, *, refreshed: bool) -> dict[str, PostRef]:
        """Posts of the feed, which alone tells by REST how many comments a blog claims.

        A long one is read a part in each run, as far as the budget of the patrol
        allows; the next run goes on where this one ended.

        Args:
            refreshed: The posts were there before this run; of others it may have told
                before they were stored.
        """
        feed, name = of(home.more, "feed")[:1], self.source.name
        if self.full:
            return self._follow(feed, conditional=True)
        pages = FEED_PAGES if self.budget is None else min(FEED_PAGES, self.budget)
        if refreshed and self.captures.met_end(name, "feed"):
            pages = 0
        if not pages or not refreshed:
            return self._follow(feed, limit=1 + pages, conditional=not pages)
        last = max(self.captures.answered(name, "feed"), key=page_number, default="")
        if page_number(last) == 1:
            return self._follow(feed, limit=1 + pages)
        # that page again: after a removal it holds what was on the next one
        lead = Lead(url=last, purpose="feed", why="page", certain=False)
        refs = self._follow(feed, limit=1, conditional=True)
        return self._follow([lead], limit=pages) | refs

    def holds(self, capture: Capture) -> bool:
        """Whether the addresses that a front page or an index named will still do.

        They are looked at again when something failed, at most once a week.
        """
        if not self.refreshing:
            return False
        recent = self.now - capture.fetched_at < HOME_AGE
        return recent or next(self._sound_runs(), None) is not None

    @cached_property
    def listed_whole(self) -> bool:
        """Whether the lists were once read to their end, and nothing failed since."""
        runs = self._sound_runs() if self.refreshing else ()
        return any(run.get("lists_read_to_their_end") for run in runs)

    def _sound_runs(self) -> Iterator[dict[str, int]]:
        """Counters of the last runs over the source, back to one with a failure."""
        for (counters,) in self.db.execute(_LAST):
            found = json.loads(counters).get(self.source.name)
            if found is not None:
                if found.get("failed") or found.get("drift"):
                    return
                yield found

    def _maps(self, leads: Iterable[Lead]) -> tuple[Lead, ...]:
        """Sitemaps; in place of an index that still holds, what it named."""
        found: list[Lead] = []
        for lead in self._given(leads, "sitemap"):
            last = self.captures.latest(lead.url)
            if last and last.status == 200 and self.holds(last):
                with contextlib.suppress(FetchError, ParseError):
                    parts = read_index(last, self.source)
                    if parts.more and not parts.refs:
                        found += parts.more
                        continue
            found.append(lead)
        return tuple(found)

    def _commented(self, home: Listing) -> dict[str, PostRef]:
        """Known posts with a comment among the newest that the archive lacks."""
        feeds = [lead.url for lead in self._given(home.more, "feed")]
        url = comment_feed(min(feeds, key=len)) if feeds else None  # of the whole site
        if self.report.stopped or url is None:
            return {}
        lead = Lead(url=url, purpose="comment-feed", why="feed", certain=False)
        capture = self.fetch(lead, optional=True, conditional=True)
        if capture is None or capture.status != 200:
            return {}
        try:
            newest = read_new_comments(capture, self.source)
        except ParseError as exc:
            self.applier.issue(self.source, str(exc), url=capture.url)
            return {}
        unknown = [url for url, number in newest if not self.has_comment(number)]
        found = by_key(PostRef(url=url) for url in unknown)
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
        news: bool = False,
    ) -> dict[str, PostRef]:
        """Posts of some lists and of the lists they lead to, each list once.

        Args:
            limit: Lists to read at most; ``None`` for all.
            news: In a refresh, read on only after a page with news.
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
            found = by_key(outcome.listing.refs)
            fresh = found.keys() - refs.keys()
            refs = {**found, **refs}
            more = [m for m in outcome.listing.more if m.purpose == lead.purpose]
            if news and self.listed_whole:
                queue += more[:1] if self._goes_on(found) else []
            elif fresh or lead.purpose == "sitemap":
                queue += more
        return refs


def of(leads: Iterable[Lead], why: str) -> tuple[Lead, ...]:
    """Those of the leads that were given for one reason."""
    return tuple(lead for lead in leads if lead.why == why)


def by_key(refs: Iterable[PostRef]) -> dict[str, PostRef]:
    """Posts by address, however it is spelled."""
    return {address_key(ref.url): ref for ref in refs}
