"""Which posts it is about when a blog counts otherwise than the archive.

It is asked by time, which takes few questions however big the blog; or by groups of
posts where that cannot tell, as with comments that are counted and shown to nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from scraper.apply.spans import Item, Span, counted, differing_spans, held
from scraper.apply.totals import differing, usual_surplus
from scraper.discover import Lead
from scraper.errors import FetchError, ParseError
from scraper.platforms.wordpress_rest_json import Answer, number, read_answer
from scraper.run.plan import Reason
from scraper.run.rest_asks import RestAsks


class Totals:
    """What one blog counts, ``posts`` or ``comments``, beside what is here."""

    def __init__(self, asks: RestAsks, what: str) -> None:
        self.asks, self.what = asks, what
        self.route = asks.run.source.post_type if what == "posts" else what
        """REST base, see ``Source.post_type``."""

    def differing(self, total: int, new: int, due: Mapping[int, Reason]) -> list[int]:
        """Native ids of the posts to read besides those that are due.

        Args:
            total: How many the blog counts in all.
            new: Of these, how many are known to be new.
            due: Native id of a post -> why it is read.
        """
        db, name = self.asks.run.db, self.asks.run.source.name
        surplus = usual_surplus(db, name, self.what)
        expected = total - new - surplus
        if expected == counted(db, name, self.what):
            return []
        gone = {id_ for id_, why in due.items() if why == "missing"}
        here = held(db, name, self.what)
        there = [item for item in here if item.post not in gone]
        if expected == len(there):
            return []  # they went with their posts
        found = None
        if not surplus:
            news = [Item(0, 0, self.asks.run.now)] * new
            found = self._by_time([*there, *news], total)
        if found is None:
            found = self._by_posts(there, due.keys())
        return [id_ for id_ in found if id_ not in due]

    def _by_time(self, here: Sequence[Item], total: int) -> list[int] | None:
        """Posts, also unknown ones; ``None`` if time alone does not tell."""
        found: set[int] = set()
        for span in differing_spans(here, total, self._count_before):
            theirs = self._listed(span)
            if theirs is None:
                return None
            ours = {item.id: item.post for item in span.items if item.id}
            found |= {post for _, post in ours.items() ^ theirs.items()}
        return sorted(found)

    def _by_posts(self, here: Sequence[Item], due: Collection[int]) -> list[int]:
        counts = Counter(item.post for item in here)
        listed = held(self.asks.run.db, self.asks.run.source.name, "posts")
        posts = sorted((item.id for item in listed), reverse=True)
        open_ends = {id_: counts[id_] for id_ in posts if id_ not in due}
        return differing(open_ends, self._count_among)

    def _count_among(self, ids: Sequence[int]) -> int | None:
        answer = self._answer(self.asks.base.total(self.route, ids))
        return answer.total if answer else None

    def _count_before(self, moment: datetime) -> int | None:
        answer = self._answer(self.asks.base.counted_before(self.route, moment))
        return answer.total if answer else None

    def _listed(self, span: Span) -> dict[int, int] | None:
        """Number -> post of what the blog has in a span; ``None``: not all of it."""
        url = self.asks.base.within(self.route, span.after, span.before)
        answer = self._answer(url)
        if answer is None or answer.total != len(answer.rows):
            return None
        of = "post" if self.what == "comments" else "id"
        return {number(row, "id"): number(row, of) for row in answer.rows}

    def _answer(self, url: str) -> Answer | None:
        """A list; ``None`` if there is none: the patrol will come by."""
        lead = Lead(url=url, purpose="rest-total", why="page")
        capture = self.asks.run.fetch(lead, optional=True)
        if capture is None:
            return None
        try:
            return read_answer(capture)
        except (FetchError, ParseError):
            return None
