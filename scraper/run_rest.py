"""The REST route of a run: which lists to ask for, and in which order.

First time, or in full: names, then posts a hundred at a time with their comments.
A refresh: the newest posts and comments, each one answer that holds the news and the
total; then only what is new, changed or due.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scraper.apply_rest import names_leads
from scraper.discover import Lead
from scraper.errors import FetchError, ParseError
from scraper.model import Capture, PostRef
from scraper.plan import Reason, why_read
from scraper.platforms.wordpress_rest import PER_PAGE, RestBase
from scraper.platforms.wordpress_rest_json import number, read_answer
from scraper.platforms.wordpress_rest_news import read_news

if TYPE_CHECKING:  # run imports this module
    from scraper.run import SourceRun


class RestRoute:
    """Reads one source by REST; says when pages must do the rest.

    Args:
        likely: The blog says that it has the interface.
    """

    def __init__(self, run: SourceRun, base: RestBase, *, likely: bool) -> None:
        self.run, self.base, self.likely = run, base, likely
        self.refreshed = run.known() and not run.full
        self.comments_shut = False

    def open(self) -> bool:
        """Whether the interface answers, by its root; a refresh trusts the last run."""
        if self.refreshed and self.run.captures.last(self.run.source.name, "rest-root"):
            return True
        lead = Lead(url=self.base.root(), purpose="rest-root", why="page")
        if self.run.read(lead, optional=True) is not None:
            return True
        self.run.chose("by pages: REST does not answer")
        return False

    def read(self, *, dry: bool) -> bool:
        """Read what is due; ``False`` if no list of posts could be read."""
        if not self.refreshed and not dry:
            return self._read_all()
        plan = self._news()
        if plan is None:
            return False
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
            row = self._row(id_)
            if row and row["last_seen"] and row["last_seen"] < self.run.applier.started:
                url = self.base.post(id_, post_type)
                self.run.read(Lead(url=url, purpose="rest-post", why="page"))

    def _read_names(self) -> None:
        for lead in names_leads(self.base):
            self._follow(lead, optional=True)

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
        for id_ in self._posts_with_new_comments():
            due.setdefault(id_, (PostRef(url="", native_id=id_), "changed"))
        for row in self._patrol()[: self.run.budget]:
            ref = PostRef(url=row["url"], native_id=row["native_id"])
            due.setdefault(row["native_id"], (ref, "patrol"))
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
        """The lists of posts, newest change first; ``None`` if one cannot be read."""
        page: int | None = 1
        while page is not None:
            capture = self._list(what, page)
            if capture is None:
                yield None
                return
            try:
                yield read_news(capture, self.run.source)
                pages = read_answer(capture).pages
            except (FetchError, ParseError) as exc:
                self.run.failed(exc)
                yield None
                return
            page = page + 1 if pages and page < pages else None

    def _posts_with_new_comments(self) -> list[int]:
        """Stored posts with a comment among the newest that the archive lacks."""
        found: list[int] = []
        page = 1
        while page:
            capture = self._list("comments", page)
            if capture is None:
                return found
            try:
                answer = read_answer(capture)
                new = [number(r, "post") for r in answer.rows if self._is_new(r)]
            except (FetchError, ParseError) as exc:
                self.run.failed(exc)
                return found
            found += new
            more = answer.pages is not None and page < answer.pages
            page = page + 1 if more and len(new) == len(answer.rows) else 0
        return [post for post in dict.fromkeys(found) if self._row(post)]

    def _is_new(self, row: Mapping[str, object]) -> bool:
        id_ = f"{self.run.source.name}-c{number(row, 'id')}"
        sql = "select 1 from comments where id = ?"
        return not self.run.db.execute(sql, [id_]).fetchone()

    def _list(self, what: str, page: int) -> Capture | None:
        url = self.base.news(what, page=page)
        return self.run.fetch(Lead(url=url, purpose="rest-news", why="page"))

    def _follow(self, first: Lead, *, optional: bool = False) -> bool:
        """Read a list and what it leads to: comments before more posts.

        Returns:
            Whether its first page could be used.
        """
        waiting, used = [first], False
        while waiting and not self.run.report.stopped:
            lead = waiting.pop(0)
            of_comments = lead.purpose == "rest-comments"
            if of_comments and self.comments_shut:
                continue
            outcome = self.run.read(lead, optional=optional or of_comments)
            if outcome is not None:
                used = True
                waiting = [*outcome.pages, *waiting]
            elif of_comments:
                self.comments_shut = True
                self.run.chose("comments by pages: REST does not give them")
        return used
