"""What exists on a blog: its sitemap, feeds and listings, followed as far as needed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import timedelta

from scraper.discover import Index as Listing
from scraper.discover import Lead, address_key, read_index
from scraper.discover.comments import comment_feed, read_new_comments
from scraper.errors import FetchError, ParseError
from scraper.model import PostRef
from scraper.run.visit import HOME_AGE, Visit
from scraper.store.corpus import utc

SETTLING = timedelta(days=7)
"""How long something missing is looked for in every run; then the patrol does."""

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
        to its end, and where there is no feed, the listings.
        """
        leads = home.more
        newest = self._follow(of(leads, "feed")[:1], limit=1, conditional=True)
        mapped = self._follow(self._maps(leads))
        whole = bool(mapped) and newest.keys() <= mapped.keys()
        if not whole:
            newest |= self._follow(of(leads, "feed")[:1])
        if not whole and not newest:
            newest = by_key(home.refs)
            newest |= self._follow((*of(leads, "month"), *of(leads, "page")))
        refs = dict(newest)
        for key, ref in (
            self._commented(home) | dict(reversed(mapped.items()))
        ).items():
            refs.setdefault(key, ref)
        return refs, whole

    def _maps(self, leads: Iterable[Lead]) -> tuple[Lead, ...]:
        """Sitemaps; in place of an index read in the last days, what it named."""
        found: list[Lead] = []
        for lead in of(leads, "sitemap"):
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
        feeds = [comment_feed(lead.url) for lead in of(home.more, "feed")[:1]]
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
            found = by_key(outcome.listing.refs)
            fresh = found.keys() - refs.keys()
            refs = {**found, **refs}
            if fresh or lead.purpose == "sitemap":
                queue += [m for m in outcome.listing.more if m.purpose == lead.purpose]
        return refs


def of(leads: Iterable[Lead], why: str) -> tuple[Lead, ...]:
    """Those of the leads that were given for one reason."""
    return tuple(lead for lead in leads if lead.why == why)


def by_key(refs: Iterable[PostRef]) -> dict[str, PostRef]:
    """Posts by address, however it is spelled."""
    return {address_key(ref.url): ref for ref in refs}
