"""The REST route of a run: which lists to ask for, and in which order.

First time, or in full: names, then posts a hundred at a time with their comments.
A refresh: the newest posts and comments, each one answer that holds the news and the
total; then only what is new, changed or due.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scraper.apply.applier import Outcome
from scraper.apply.rest import is_some, names_leads, page_of
from scraper.discover import Lead
from scraper.errors import FetchError, ParseError
from scraper.model import PostRef
from scraper.platforms.wordpress_rest import PER_PAGE, RestBase
from scraper.platforms.wordpress_rest_json import read_answer
from scraper.run.plan import Reason, why_read
from scraper.run.rest_asks import SHUT, MayPass, RestAsks
from scraper.run.rest_totals import Totals
from scraper.run.visit import HOME_AGE

if TYPE_CHECKING:  # run imports this module
    from scraper.run.source import SourceRun


class RestRoute(RestAsks):
    """Reads one source by REST; says when pages must do the rest.

    Pages do where the blog says no, and where REST failed in two runs before too.
    """

    def __init__(self, run: SourceRun, base: RestBase) -> None:
        super().__init__(run, base)
        self.refreshed = not run.full and run.known() and self._was_read_whole()

    def open(self) -> bool:
        """Whether the interface answers, by its root; a refresh trusts the last run.

        Raises:
            MayPass: it failed, for the first time.
        """
        if self.refreshed:
            return True
        if self.run.source.route == "auto" and self._stays_shut(self.base.root()):
            self.run.chose("by pages: REST is shut")
            return False
        lead = Lead(url=self.base.root(), purpose="rest-root", why="page")
        if self._read(lead) is not None:
            return True
        self.run.chose(f"by pages: REST does not answer ({self.refusal})")
        return False

    def _stays_shut(self, url: str, *, look: bool = False) -> bool:
        """Whether a blog that said no is not asked again in this refresh.

        Args:
            look: There is news anyway: after some days it is asked again.
        """
        last = self.run.captures.last_answer(url) if self.run.refreshing else None
        if last is None:
            return False
        no = last.status in SHUT or (last.status == 200 and last.html)
        return no and not (look and self.run.now - last.at >= HOME_AGE)

    def _was_read_whole(self) -> bool:
        """Whether the last pass over the posts by REST came to the end of the list."""
        last = self.run.captures.last(self.run.source.name, "rest-posts")
        if last is None:
            return False
        try:
            answer = read_answer(last)
        except (FetchError, ParseError):
            return False
        if is_some(last):
            return True
        if answer.pages is None:
            return len(answer.rows) < PER_PAGE
        return page_of(last) >= answer.pages

    def read(self, *, dry: bool) -> bool:
        """Read what is due; ``False`` if the blog gives no list of posts.

        Raises:
            MayPass: a list of posts or names failed, for the first time.
        """
        if not self.refreshed and not dry:
            return self._read_all()
        plan = self._news()
        if plan is None:
            return False
        self.due = [ref for ref, _ in plan.values()]
        self.run.report.planned = [
            (ref.url or f"{self.base.post(id_)}", why)
            for id_, (ref, why) in plan.items()
        ]
        if not dry and plan:
            self._read_some(list(plan))
        return True

    def _read_all(self) -> bool:
        """Every post with its comments."""
        self._read_names()
        url = self.base.posts(self.run.source.post_type)
        used = self._follow(Lead(url=url, purpose="rest-posts", why="page"))
        if used and not self.run.report.stopped:
            with contextlib.suppress(MayPass):
                for what in (self.run.source.post_type, "comments"):
                    self._list(what, 1)  # the next refresh compares its totals
        return used

    def _read_some(self, ids: Sequence[int]) -> None:
        """These posts with their comments; one left out is asked for by itself."""
        self._read_names()
        post_type = self.run.source.post_type
        for start in range(0, len(ids), PER_PAGE):
            some = ids[start : start + PER_PAGE]
            url = self.base.posts_among(some, post_type)
            self._follow(Lead(url=url, purpose="rest-posts", why="page"))
        for id_ in ids:
            left_out = id_ not in self._listed and self._row(id_)
            if left_out and not self.run.report.stopped:
                url = self.base.post(id_, post_type)
                self.run.read(Lead(url=url, purpose="rest-post", why="page"))

    def _read_names(self) -> None:
        for lead in names_leads(self.base):
            self._follow(lead)

    def _news(self) -> dict[int, tuple[PostRef, Reason]] | None:
        """Native id -> what is new, changed or due; ``None`` if nothing is listed."""
        due: dict[int, tuple[PostRef, Reason]] = {}
        total, unsettled = None, self.run.unsettled()
        for outcome in self._pages(self.run.source.post_type):
            if outcome is None:
                return None
            total = outcome.total if total is None else total
            refs = outcome.listing.refs
            fresh = {r.native_id or 0: (r, w) for r in refs if (w := self._why(r))}
            due |= fresh
            if len(fresh) < len(refs):
                break  # the newest change first: the rest was seen before
        new = sum(why == "new" for _, why in due.values())
        self._locate("posts", total, new, due)
        self._add_commented(due)
        budget = self.run.budget
        for row in self._stored():
            ref = PostRef(url=row["url"] or "", native_id=row["native_id"])
            if row["id"] in unsettled:
                due.setdefault(row["native_id"], (ref, "missing"))
            elif budget != 0 and row["native_id"] not in due and self._is_due(row):
                due[row["native_id"]] = (ref, "patrol")
                budget = None if budget is None else budget - 1
        return due

    def _locate(
        self,
        what: str,
        total: int | None,
        new: int,
        due: dict[int, tuple[PostRef, Reason]],
    ) -> None:
        """Add the posts among which the blog counts otherwise than the archive."""
        if total is None or self.run.report.stopped:
            return
        reasons = {id_: why for id_, (_, why) in due.items()}
        for id_ in Totals(self, what).differing(total, new, reasons):
            row = self._row(id_)
            if row or what == "posts":  # or a comment on a page
                url = row["url"] if row else None
                due[id_] = (PostRef(url=url or "", native_id=id_), "missing")

    def _why(self, ref: PostRef) -> Reason | None:
        why = why_read(ref, self._row(ref.native_id or 0), now=self.run.now)
        return None if why == "patrol" else why

    def _stored(self) -> list[dict[str, Any]]:
        """What decides when posts are due; their texts would fill the memory."""
        sql = """select id, native_id, url, published, first_seen, last_seen,
              withdrawn_at, comments_listed, comments_claimed
            from posts where source = ? and withdrawn_at is null
            and native_id is not null order by last_seen, id"""
        return list(self.run.db.query(sql, [self.run.source.name]))

    def _is_due(self, row: Mapping[str, Any]) -> bool:
        return why_read(PostRef(url=""), row, now=self.run.now) is not None

    def _row(self, native_id: int) -> dict[str, Any] | None:
        sql = "select * from posts where id = ?"
        rows = self.run.db.query(sql, [f"{self.run.source.name}-{native_id}"])
        return next(rows, None)

    def _pages(self, what: str) -> Iterator[Outcome | None]:
        """The lists of posts, newest change first; ``None`` if one cannot be read."""
        page: int | None = 1
        while page is not None and not self.run.report.stopped:
            outcome = self._list(what, page)
            yield outcome
            if outcome is None:
                return
            page = page + 1 if outcome.pages_in_all > page else None

    def _add_commented(self, due: dict[int, tuple[PostRef, Reason]]) -> None:
        """Add posts with new comments, or with another number of them than here."""
        if self._stays_shut(self.base.news("comments", page=1), look=bool(due)):
            self._shut_comments()
            return
        total, new, page = None, 0, 1
        while page and not self.run.report.stopped:
            outcome = self._list("comments", page)
            if outcome is None:
                if not self.run.report.stopped:
                    self._shut_comments()
                return
            total = outcome.total if total is None else total
            unknown = [p for p, n in outcome.comments if not self.run.has_comment(n)]
            ours = [post for post in unknown if post in due or self._row(post)]
            new += len(ours)
            for post in ours:
                row = self._row(post)
                ref = PostRef(url=(row and row["url"]) or "", native_id=post)
                due.setdefault(post, (ref, "changed"))
            more = outcome.pages_in_all > page
            page = page + 1 if more and len(unknown) == len(outcome.comments) else 0
        self._locate("comments", total, new, due)
