"""Asking a blog by REST: one address, or a list with all that it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.apply.applier import Outcome
from scraper.apply.rest import is_some
from scraper.discover import Lead
from scraper.errors import FetchError, ParseError, Refused
from scraper.model import Capture, PostRef
from scraper.platforms.wordpress_rest import RestBase
from scraper.platforms.wordpress_rest_json import number, read_answer, refusal_of

if TYPE_CHECKING:  # run imports this module
    from scraper.run.source import SourceRun

SHUT = frozenset({400, 401, 403, 404, 405, 410, 451, 501})
"""Statuses by which a blog says that it does not give this by REST."""


class MayPass(Exception):
    """REST failed as it may fail for a while only: nothing is concluded from it."""


class RestAsks:
    """The requests of one source by REST, and what an answer or its lack means."""

    def __init__(self, run: SourceRun, base: RestBase) -> None:
        self.run, self.base = run, base
        self.comments_shut = False
        self.due: list[PostRef] = []
        """Posts that were to be read."""
        self._listed: set[int] = set()
        self.refusal = ""
        """What the blog said when it last gave nothing."""

    def _list(self, what: str, page: int) -> Outcome | None:
        """The newest of posts or comments; ``None`` if the blog does not give them."""
        url = self.base.news(what, page=page)
        return self._read(Lead(url=url, purpose="rest-news", why="page"))

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
            elif of_comments and not self.run.report.stopped:
                self._shut_comments()
        return used

    def _shut_comments(self) -> None:
        self.comments_shut = True
        self.run.chose(f"comments by pages: REST does not give them ({self.refusal})")

    def _read(self, lead: Lead) -> Outcome | None:
        """Fetch and apply an address; ``None`` if the blog does not give it.

        Raises:
            MayPass: it failed, for the first time; counted and recorded.
        """
        again = self.run.failed_before(lead)
        try:
            capture = self.run.ask(lead)
            if lead.purpose == "rest-root" and _is_page(capture):
                # an error page passes; a host that shut REST this way shows it again
                capture = self.run.ask(lead)
                again = again or _is_page(capture)
        except FetchError as exc:
            if again or _is_shut(exc):
                self.refusal = str(exc)
                return None
            self.run.failed(exc)
            raise MayPass(str(exc)) from exc
        shut = again or capture.status in SHUT
        outcome = self.run.apply(capture, optional=shut)
        if outcome is None:
            self.refusal = refusal_of(capture)
        if outcome is None and not shut and not self.run.report.stopped:
            raise MayPass(self.run.report.problems[-1])
        if outcome is not None and lead.purpose == "rest-posts":
            answer = read_answer(capture)
            self._listed |= {number(row, "id") for row in answer.rows}
            total = None if is_some(capture) else answer.total
            self.run.progress(len(self._listed), total or len(self.due))
        return outcome


def _is_page(capture: Capture) -> bool:
    """Whether a whole HTML page came where JSON was asked for."""
    return capture.status == 200 and b"<html" in capture.body[:4096].lower()


def _is_shut(exc: FetchError | ParseError) -> bool:
    """Whether the blog, or its robots.txt, says that it does not give this."""
    if not isinstance(exc, FetchError):
        return False
    return exc.status in SHUT or (isinstance(exc, Refused) and exc.status is None)
