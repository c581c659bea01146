"""The REST route of a run: which lists to ask for, and in which order.

First time, or in full: names, then posts a hundred at a time with their comments.
A refresh: the newest posts and comments, each one answer that holds the news and the
total; then only what is new, changed or due.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scraper.apply_rest import is_some, names_leads, page_of
from scraper.discover import Lead
from scraper.errors import FetchError, ParseError, Refused
from scraper.model import Capture, PostRef
from scraper.plan import Reason, why_read
from scraper.platforms.wordpress_rest import PER_PAGE, RestBase
from scraper.platforms.wordpress_rest_json import number, read_answer
from scraper.platforms.wordpress_rest_news import read_news

if TYPE_CHECKING:  # run imports this module
    from scraper.apply import Outcome
    from scraper.run import SourceRun

SHUT = frozenset({400, 401, 403, 404, 405, 410, 451, 501})
"""Statuses by which a blog says that it does not give this by REST."""


class MayPass(Exception):
    """REST failed as it may fail for a while only: nothing is concluded from it."""


class RestRoute:
    """Reads one source by REST; says when pages must do the rest.

    Pages do where the blog says no, and where REST failed in two runs before too.
    """

    def __init__(self, run: SourceRun, base: RestBase) -> None:
        self.run, self.base = run, base
        self.refreshed = not run.full and run.known() and self._was_read_whole()
        self.comments_shut = False
        self.due: list[PostRef] = []
        """What a refresh found new, changed or due."""
        self._listed: set[int] = set()

    def open(self) -> bool:
        """Whether the interface answers, by its root; a refresh trusts the last run.

        Raises:
            MayPass: it failed, for the first time.
        """
        if self.refreshed:
            return True
        lead = Lead(url=self.base.root(), purpose="rest-root", why="page")
        if self._read(lead) is not None:
            return True
        self.run.chose("by pages: REST does not answer")
        return False

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
        try:
            plan = self._news()
        except ParseError as exc:
            self.run.failed(exc)
            raise MayPass(str(exc)) from exc
        if plan is None:
            return False
        self.due = [ref for ref, _ in plan.values() if ref.url]
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
        return self._follow(Lead(url=url, purpose="rest-posts", why="page"))

    def _read_some(self, ids: Sequence[int]) -> None:
        """These posts with their comments; one left out is asked for by itself."""
        self._read_names()
        post_type = self.run.source.post_type
        for start in range(0, len(ids), PER_PAGE):
            some = ids[start : start + PER_PAGE]
            url = self.base.posts_among(some, post_type)
            self._follow(Lead(url=url, purpose="rest-posts", why="page"))
        for id_ in ids:
            if id_ not in self._listed and self._row(id_):
                url = self.base.post(id_, post_type)
                self.run.read(Lead(url=url, purpose="rest-post", why="page"))

    def _read_names(self) -> None:
        for lead in names_leads(self.base):
            self._follow(lead)

    def _news(self) -> dict[int, tuple[PostRef, Reason]] | None:
        """Native id -> what is new, changed or due; ``None`` if nothing is listed."""
        due: dict[int, tuple[PostRef, Reason]] = {}
        for refs in self._pages(self.run.source.post_type):
            if refs is None:
                return None
            fresh = {
                ref.native_id or 0: (ref, why)
                for ref in refs
                if (why := self._why(ref))
            }
            due |= fresh
            if len(fresh) < len(refs):
                break  # the newest change first: the rest was seen before
        for row in self._posts_with_new_comments():
            ref = PostRef(url=row["url"], native_id=row["native_id"])
            due.setdefault(row["native_id"], (ref, "changed"))
        for old in self._patrol()[: self.run.budget]:
            ref = PostRef(url=old["url"], native_id=old["native_id"])
            due.setdefault(old["native_id"], (ref, "patrol"))
        return due

    def _why(self, ref: PostRef) -> Reason | None:
        why = why_read(ref, self._row(ref.native_id or 0), now=self.run.now)
        return None if why == "patrol" else why

    def _patrol(self) -> list[Mapping[str, Any]]:
        sql = """select * from posts where source = ? and withdrawn_at is null
            and native_id is not null order by last_seen, id"""
        rows = self.run.db.query(sql, [self.run.source.name])
        return [row for row in rows if self._is_due(row)]

    def _is_due(self, row: Mapping[str, Any]) -> bool:
        return why_read(PostRef(url=""), row, now=self.run.now) is not None

    def _row(self, native_id: int) -> dict[str, Any] | None:
        sql = "select * from posts where id = ?"
        rows = self.run.db.query(sql, [f"{self.run.source.name}-{native_id}"])
        return next(rows, None)

    def _pages(self, what: str) -> Iterator[tuple[PostRef, ...] | None]:
        """The lists of posts, newest change first; ``None`` if there is none.

        Raises:
            MayPass: a list failed, for the first time.
        """
        page: int | None = 1
        while page is not None:
            capture = self._list(what, page)
            yield None if capture is None else read_news(capture, self.run.source)
            pages = read_answer(capture).pages if capture else None
            page = page + 1 if pages and page < pages else None

    def _posts_with_new_comments(self) -> list[dict[str, Any]]:
        """Stored posts with a comment among the newest that the archive lacks."""
        found: list[int] = []
        page = 1
        while page:
            capture = self._list("comments", page)
            if capture is None:
                self._shut_comments()
                break
            answer = read_answer(capture)
            new = [number(row, "post") for row in answer.rows if self._is_new(row)]
            found += new
            more = answer.pages is not None and page < answer.pages
            page = page + 1 if more and len(new) == len(answer.rows) else 0
        rows = [self._row(post) for post in dict.fromkeys(found)]
        return [row for row in rows if row]

    def _is_new(self, row: Mapping[str, object]) -> bool:
        id_ = f"{self.run.source.name}-c{number(row, 'id')}"
        sql = "select 1 from comments where id = ?"
        return not self.run.db.execute(sql, [id_]).fetchone()

    def _list(self, what: str, page: int) -> Capture | None:
        """The newest of posts or comments; ``None`` if the blog does not give them.

        Raises:
            MayPass: it failed, for the first time; counted and recorded.
        """
        lead = Lead(
            url=self.base.news(what, page=page), purpose="rest-news", why="page"
        )
        again = self.run.failed_before(lead)
        try:
            capture = self.run.ask(lead)
            read_answer(capture)
        except (FetchError, ParseError) as exc:
            if again or _is_shut(exc):
                return None
            self.run.failed(exc)
            raise MayPass(str(exc)) from exc
        return capture

    def _follow(self, first: Lead) -> bool:
        """Read a list and what it leads to: comments before more posts.

        Returns:
            Whether its first page could be used.

        Raises:
            MayPass: a page failed, for the first time; comments are left for later.
        """
        waiting, used = [first], False
        while waiting and not self.run.report.stopped:
            lead = waiting.pop(0)
            of_comments = lead.purpose == "rest-comments"
            if of_comments and self.comments_shut:
                continue
            try:
                outcome = self._read(lead)
            except MayPass:
                if of_comments:
                    continue  # these threads stay unfinished, others may do
                raise
            if outcome is not None:
                used = True
                waiting = [*outcome.pages, *waiting]
            elif of_comments:
                self._shut_comments()
        return used

    def _shut_comments(self) -> None:
        self.comments_shut = True
        self.run.chose("comments by pages: REST does not give them")

    def _read(self, lead: Lead) -> Outcome | None:
        """Fetch and apply an address; ``None`` if the blog does not give it.

        Raises:
            MayPass: it failed, for the first time; counted and recorded.
        """
        again = self.run.failed_before(lead)
        try:
            capture = self.run.ask(lead)
        except FetchError as exc:
            if again or _is_shut(exc):
                return None
            self.run.failed(exc)
            raise MayPass(str(exc)) from exc
        shut = again or capture.status in SHUT
        outcome = self.run.apply(capture, optional=shut)
        if outcome is None and not shut:
            raise MayPass(self.run.report.problems[-1])
        if outcome is not None and lead.purpose == "rest-posts":
            self._listed |= {number(row, "id") for row in read_answer(capture).rows}
        return outcome


def _is_shut(exc: FetchError | ParseError) -> bool:
    """Whether the blog, or its robots.txt, says that it does not give this."""
    if not isinstance(exc, FetchError):
        return False
    return exc.status in SHUT or (isinstance(exc, Refused) and exc.status is None)
