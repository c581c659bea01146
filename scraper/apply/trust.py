"""Whether a source is believed in this run; what it says meanwhile is held back.

Readings that would take away or change what is known wait until the run ends: only
then do they stand beside all the others.  The decision rests on captures and rows,
so that a replay comes to the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlite_utils import Database

from scraper.apply.drift import (
    FACTS,
    Tally,
    doubt_lists,
    doubt_readings,
    doubt_shares,
    doubt_strangers,
    doubt_total,
)
from scraper.apply.losses import Losses
from scraper.discover import address_key
from scraper.model import PostRef, Source, Thread
from scraper.store.corpus import rows_of, utc

Held = Callable[[], Counter[str]]

_KNOWN = """
    select id, native_id, url, published from posts
    where source = :source and last_seen is not null and first_seen < :started
      and (withdrawn_at is null or withdrawn_at >= :started)"""
_TOTALS = """
    select
      (select count(*) from posts where source = :source and native_id is not null
         and missing_since is null and withdrawn_at is null),
      (select count(*) from comments c join posts p on p.id = c.post
       where c.source = :source and c.kind = 'comment' and c.native_id is not null
         and c.missing_since is null and c.withdrawn_at is null
         and p.missing_since is null and p.withdrawn_at is null)"""
_GOOD = """
    select counters from runs where id < ? and outcome is not null
      and counters is not null order by id desc limit 60"""


def stored_totals(db: Database, source: str) -> tuple[int, int]:
    """How many posts and comments of a source REST should count."""
    posts, comments = db.execute(_TOTALS, {"source": source}).fetchone()
    return posts, comments


class Trust:
    """What one run has seen of one source, and whether it is believed.

    Args:
        started: Of the run, ISO 8601.
        blind: A person has looked and said that it is all true.
    """

    def __init__(
        self, db: Database, source: Source, *, run: int, started: str, blind: bool
    ) -> None:
        self._db, self._source, self._run, self._blind = db, source, run, blind
        values = {"source": source.name, "started": started}
        rows = rows_of(db, _KNOWN, values)
        self._by_key = {address_key(row["url"]): row for row in rows if row["url"]}
        self._by_id = {row["native_id"]: row for row in rows if row["native_id"]}
        self._newest = max((row["published"] or "" for row in rows), default="")
        self.doubt: str | None = None
        """Why the source is not believed; ``None``: it is."""
        self.held: list[Held] = []
        self.facts: Counter[str] = Counter()
        """What is recorded of the run, for later runs to compare with."""
        self.read: set[str] = set()
        """Ids of posts whose thread was read."""
        self._tally = Tally(known=len(rows))
        self._listed: set[str] = set()
        self._totals: dict[str, int | None] = {}
        self._asked_lists = self._whole = self._by_rest = False

    def no_blog(self) -> None:
        """The front page shows nothing of WordPress any more."""
        if self._tally.known:
            self._doubts("nothing on its front page shows that WordPress made it")

    def lists(self, refs: Iterable[PostRef], *, whole: bool) -> None:
        """A feed, sitemap or listing that could be read, or not (then no refs)."""
        self._asked_lists = True
        self._whole |= whole
        for ref in refs:
            row = self._by_id.get(ref.native_id) if ref.native_id else None
            row = row or self._by_key.get(address_key(ref.url))
            self._listed.add(row["id"] if row else ref.url)

    def lists_done(self) -> None:
        """Posts come next, by their pages: do the lists name what they named?"""
        if self._asked_lists and not self._by_rest:
            known = {row["id"] for row in self._by_key.values()}
            self._doubts(
                doubt_lists(
                    len(known),
                    len(self._listed),
                    len(known & self._listed),
                    whole=self._whole,
                )
            )
            self._asked_lists = False

    def rest_list(
        self, rows: Iterable[tuple[int, str, datetime | None]], total: int | None
    ) -> None:
        """A list of posts by REST: (native id, address, published) of each."""
        self._by_rest = True
        if total is not None:
            self._totals["posts_total"] = total
        listed = strangers = 0
        for native_id, url, published in rows:
            listed += 1
            strangers += self._is_strange(native_id, url, published)
        minimum = self._source.min_posts
        self._doubts(doubt_total(self._tally.known, total, minimum))
        if self._tally.known >= 3:
            self._doubts(doubt_strangers(listed, strangers))

    def reading(self, thread: Thread, losses: Losses | None, route: str) -> None:
        """A thread that is about to be written, or held."""
        post = thread.post
        self.read.add(post.id)
        self.facts[f"read_{route}"] += 1
        has = (post.author, post.published, post.text, thread.comments)
        for fact, value in zip(FACTS, has, strict=True):
            self.facts[f"{fact}_{route}"] += bool(value)
        if losses is None:
            return
        self._tally.posts += 1
        self._tally.posts_edited += losses.post_edited
        self._tally.comments += losses.comments
        self._tally.comments_lost += losses.comments_lost
        if self._tally.posts >= 10:
            self._doubts(doubt_readings(self._tally))

    def gone(self) -> None:
        """A known post's own address says that it is gone."""
        self._tally.gone += 1

    def unreadable(self, url: str) -> None:
        """The page of a post is no post."""
        if address_key(url) in self._by_key:
            self._tally.unreadable += 1
            self._doubts(doubt_readings(self._tally))

    def total_comments(self, total: int | None) -> None:
        """How many comments the blog counts, those of other pages included."""
        self._totals["comments_total"] = total

    def totals_now(self) -> Counter[str]:
        """What the blog counts and what is here now, for the next run to compare."""
        found = Counter({k: n for k, n in self._totals.items() if n is not None})
        if found and self.doubt is None:
            posts, comments = stored_totals(self._db, self._source.name)
            found |= Counter(posts_stored=posts, comments_stored=comments)
        return found

    def settle(self) -> tuple[Held, ...]:
        """The end of the run: what was held back, if it is to be believed."""
        self.lists_done()
        self._doubts(doubt_readings(self._tally))
        before = self._good_runs() if self.facts and self._tally.known else []
        for route in ("rest", "html"):
            self._doubts(doubt_shares(self.facts, before, route))
        held, self.held = self.held, []
        if self.doubt is not None:
            self.facts = Counter(drift=1)
            return ()
        return tuple(held)

    def _is_strange(self, native_id: int, url: str, published: datetime | None) -> bool:
        """Not of this blog: another post has its number, or it is old and unknown."""
        when = utc(published) if published else ""
        row = self._by_id.get(native_id)
        if row is not None:
            same_place = address_key(row["url"] or "") == address_key(url)
            return not same_place and row["published"] != when
        return address_key(url) not in self._by_key and "" < when < self._newest

    def _doubts(self, why: str | None) -> None:
        if why and self.doubt is None and not self._blind:
            self.doubt = f"{self._source.name}: {why}; look at {self._source.home}"

    def _good_runs(self) -> list[dict[str, int]]:
        name = self._source.name
        rows = self._db.execute(_GOOD, [self._run])
        found = [json.loads(counters).get(name, {}) for (counters,) in rows]
        return [run for run in found if run and not run.get("drift")]
