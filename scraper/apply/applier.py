"""apply(capture): the only road into corpus.db, shared by live run and replay.

corpus.db is a fold over captures.db: what is written depends on the captures in
the order they arrived, on the run's recorded source table, and on nothing else.
A thread is written when its last page has been read, in one transaction with its
search index, so that readers see whole threads only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from scraper import marks
from scraper.apply.divided import next_part
from scraper.apply.merge import DIGEST_VERSION
from scraper.apply.reading import Reading
from scraper.apply.rest_answers import RestAnswers
from scraper.apply.revisions import learn_listed
from scraper.apply.threads import (
    GONE,
    MAX_PAGES,
    TRUSTING,
    Outcome,
    Unfinished,
)
from scraper.apply.trust import Trust
from scraper.captures import HiddenItem
from scraper.config import Topic
from scraper.discover import Lead, address_key, read_index
from scraper.discover.mementos import as_received
from scraper.errors import FetchError, NotAPost, ParseError, Protected
from scraper.model import Capture, Comment, Post, PostRef, Source, Thread
from scraper.platforms import PLATFORMS
from scraper.platforms.imported import parse_imports
from scraper.privacy.masking import mask_thread
from scraper.store.corpus import Level, find, find_post, utc

__all__ = ["GONE", "PARSER", "TRUSTING", "Applier", "Outcome"]

PARSER = f"1.{DIGEST_VERSION}"
"""Version of what reads captures, and of the content digests it makes; another one
means that a replay is needed."""

UNMASKED = (
    "[sources.{}] mask = false: e-mail addresses, personal numbers and telephone "
    "numbers in texts are stored as they are, and published with corpus.db"
)
"""The warning in every run over a source that is not masked."""


class Applier(RestAnswers):
    """Applies the captures of one run, in order of arrival.

    It remembers nothing from one run to the next; what it holds between two
    captures is a thread whose further pages are still to come.
    """

    def __init__(
        self,
        db: Database,
        run: int,
        sources: Mapping[str, Source],
        *,
        topics: Sequence[Topic] = (),
        started: datetime,
        command: str,
        hidden: Iterable[HiddenItem] = (),
    ) -> None:
        super().__init__(
            db,
            run,
            sources,
            topics=topics,
            started=started,
            command=command,
            hidden=hidden,
        )
        self._handlers: dict[str, Callable[[Capture, Source], Outcome]] = {
            "home": self._listing,
            "sitemap": self._listing,
            "feed": self._listing,
            "listing": self._listing,
            "post": self._post,
            "import": self._import,
            "rest-root": self._rest_root,
            "rest-news": self._rest_news,
            "rest-terms": self._rest_terms,
            "rest-posts": self._rest_posts,
            "rest-post": self._rest_post,
            "rest-comments": self._rest_comments,
        }
        for source in self.sources.values():
            if not source.mask:
                self.issue(source, UNMASKED.format(source.name))

    def apply(self, capture: Capture, *, optional: bool = False) -> Outcome:
        """Read a capture and write what it says, in one transaction.

        Args:
            optional: Doing without it is no failure; the issue is only a warning.
        """
        source = self.sources[capture.source]
        handler = self._handlers.get(capture.purpose)
        if handler is None or capture.body == marks.BODY:
            return Outcome()  # robots.txt is evidence, what was erased is nothing
        trust = self.trust[source.name]
        if capture.purpose == "post":
            trust.lists_done()
        if trust.doubt is not None and capture.purpose != "import":
            return Outcome(problem=trust.doubt)
        with self.db.atomic(), self.index:
            try:
                outcome = handler(capture, source)
            except (FetchError, ParseError) as exc:
                mild = optional or isinstance(exc, NotAPost)
                level: Level = "warning" if mild else "error"
                self.issue(source, str(exc), url=capture.url, level=level)
                kind = _kind_of(exc, capture, optional=optional)
                counts = Counter({kind: 1}) if kind else Counter[str]()
                outcome = Outcome(problem=str(exc), counts=counts)
                self._unusable(capture, exc, trust)
            self.counts[source.name] += outcome.counts
        return outcome

    def close(self) -> None:
        """Write what is left: unfinished threads, and what was held back.

        Of a source that is not believed nothing of that is written.
        """
        for source in self.sources.values():
            trust = self.trust[source.name]
            facts = self.facts[source.name]
            if trust.doubt is None:
                facts += self._leave_unfinished(source)
            for held in trust.settle():
                with self.db.atomic(), self.index:
                    facts += held()
            if trust.doubt is not None:
                self.issue(source, trust.doubt, level="drift")
            self.counts[source.name] += facts
            facts += trust.facts
            facts += trust.totals_now()

    @staticmethod
    def _unusable(capture: Capture, exc: Exception, trust: Trust) -> None:
        if capture.purpose in {"feed", "sitemap", "listing"}:
            trust.lists((), whole=False)
        elif capture.purpose == "home":
            trust.no_blog()
        elif capture.purpose == "post" and not isinstance(exc, Protected):
            trust.unreadable(capture.url)

    def _listing(self, capture: Capture, source: Source) -> Outcome:
        trust = self.trust[source.name]
        unchanged = capture.status == 304  # its body is that of the capture before
        if capture.status in GONE:
            return Outcome()
        listing = read_index(
            replace(capture, status=200) if unchanged else capture, source
        )
        if capture.purpose != "home":
            whole = capture.purpose == "sitemap" and bool(listing.refs)
            trust.lists(listing.refs, whole=whole)
        elif not listing.signs:
            trust.no_blog()
        for problem in listing.problems:
            self.issue(source, problem, url=capture.url)
        for ref in listing.refs:
            if ref.comments_claimed is not None:
                for key in _ref_keys(ref, source):
                    self._listed[key] = ref.comments_claimed
        if source.name in self._rest:  # REST tells no count and maybe no author
            self._leave_unfinished(source)
        learn_listed(
            self.db,
            source,
            listing.refs,
            utc(capture.fetched_at),
            only_unknown=source.name not in self._rest or unchanged,
            read_since=self.started,
        )
        return Outcome(listing=listing)

    def _post(self, capture: Capture, source: Source) -> Outcome:
        if source.archive is not None:
            if capture.status in GONE:  # from the archive, which says nothing of it
                return Outcome()
            capture = as_received(capture, source)
        waiting, counts = self._unfinished[source.name], Counter[str]()
        if capture.status in GONE:
            wants = (p for p, r in waiting.items() if r.lacks(capture.url))
            post = next(wants, None)
            if post is None:
                return self._gone(capture, source)
        else:
            thread, masked = mask_thread(
                PLATFORMS[source.platform](capture, source), source
            )
            post, counts = thread.post.id, Counter(masked=masked)
            counts += self._leave_unfinished(source, but=post)
            waiting.setdefault(post, Unfinished()).add(capture, thread)
        reading = waiting[post]
        known = find(self.db, "posts", post)
        missing = reading.missing() or reading.guess(
            next_part(known, reading.threads())
        )
        if missing and len(reading.pages) < MAX_PAGES:
            leads = tuple(Lead(url=u, purpose="post", why="page") for u in missing)
            return Outcome(pages=leads, counts=counts)
        del waiting[post]
        return Outcome(counts=counts + self._save(reading, source))

    def _import(self, capture: Capture, source: Source) -> Outcome:
        counts: Counter[str] = Counter()
        for thread in parse_imports(capture, source):
            counts += self._save_file(thread, capture, source)
        return Outcome(counts=counts)

    def _save_file(
        self, thread: Thread, capture: Capture, source: Source
    ) -> Counter[str]:
        for problem in thread.problems:
            self.issue(source, f"{capture.url}: {problem}", url=thread.post.url)
        thread, masked = mask_thread(thread, source)
        items: tuple[Post | Comment, ...] = (thread.post, *thread.comments)
        reading = Reading(
            thread=thread,
            seen_at=capture.fetched_at,
            captures={item.id: capture.digest for item in items},
            whole=True,
            sound=not thread.doubtful,
            route="file",
            run_started=self.started,
        )
        return Counter(masked=masked) + self.save(source, reading)

    def _gone(self, capture: Capture, source: Source) -> Outcome:
        row = find_post(self.db, source, capture.url)
        if row is None:
            problem = f"HTTP {capture.status}, expected a post"
            self.issue(source, problem, url=capture.url)
            return Outcome(problem=problem, counts=Counter(failed=1))
        return self._mark_gone(row, capture, source)


def _kind_of(exc: Exception, capture: Capture, *, optional: bool) -> str | None:
    """As what an answer that was of no use is counted, if at all."""
    if isinstance(exc, Protected):
        return "protected"
    if optional and capture.purpose == "post":  # it only might have been one
        return "no_post" if isinstance(exc, NotAPost) else "failed"
    return None if optional else "failed"


def _ref_keys(ref: PostRef, source: Source) -> tuple[str, ...]:
    """Address and, where the list tells it, id: a feed may keep the guid of old."""
    by_address = address_key(ref.url)
    return (
        (by_address, f"{source.name}-{ref.native_id}")
        if ref.native_id
        else (by_address,)
    )
