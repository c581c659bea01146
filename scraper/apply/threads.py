"""Threads of one run until they are whole, and the writing of them.

A thread is written when its last page has been read; one whose pages did not all
come is written as far as it was read, and said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlite_utils import Database

from scraper.apply.crosspost import link_crossposts
from scraper.apply.divided import completed
from scraper.apply.gone import mark_post_gone
from scraper.apply.hidden import Hidden
from scraper.apply.losses import losses_of
from scraper.apply.reading import Reading
from scraper.apply.rest import RestThreads, Told
from scraper.apply.save import save_reading
from scraper.apply.topics import TopicRules
from scraper.apply.trust import Trust
from scraper.apply.unchanged import is_stored
from scraper.captures import HiddenItem
from scraper.config import Topic
from scraper.discover import Index as Listing
from scraper.discover import Lead, address_key
from scraper.model import Capture, Source, Thread
from scraper.privacy.masking import mask_thread
from scraper.store.corpus import Level, Row, add_issue, begin_run, find, utc
from scraper.store.index import Index
from scraper.thread import merge

TRUSTING = "--trust"
"""In the command of a run: a person has looked, nothing is doubted."""

MAX_PAGES = 500
"""Pages of one thread; more is a loop, not a debate."""

GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a capture told the run: what exists, and what to read next."""

    listing: Listing = field(default_factory=Listing)
    """Posts and further addresses that a listing, feed or sitemap named."""
    pages: tuple[Lead, ...] = ()
    """Pages of the same thread that are still unread."""
    counts: Counter[str] = field(default_factory=Counter)
    """What was written, by kind (see ``save.save_reading``)."""
    total: int | None = None
    """How many there are in all, where a list by REST says it."""
    pages_in_all: int = 0
    """Of a list by REST; 0 where it does not say."""
    comments: tuple[tuple[int, int], ...] = ()
    """(number of the post, number of the comment) of the newest comments."""
    problem: str | None = None
    """Why the capture could not be used; an issue was written."""


@dataclass(slots=True)
class Unfinished:
    """A thread whose pages are not all read yet."""

    pages: dict[str, Thread] = field(default_factory=dict)
    wanted: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    guessed: set[str] = field(default_factory=set)
    """Addresses of pages that no page links, and that need not be there."""
    seen_at: datetime | None = None

    def add(self, capture: Capture, thread: Thread) -> None:
        """What one of its pages shows."""
        self.pages[address_key(capture.url)] = thread
        self.pages[address_key(capture.final_url)] = thread
        self.wanted |= {address_key(url): url for url in thread.pages}
        self.shown |= {c.id: capture.digest for c in thread.comments}
        self.shown.setdefault(thread.post.id, capture.digest)
        self.seen_at = capture.fetched_at

    def threads(self) -> list[Thread]:
        """The pages that were read, each once."""
        return list({id(thread): thread for thread in self.pages.values()}.values())

    def guess(self, url: str | None) -> tuple[str, ...]:
        """Want a page that no page links, if it was not asked for yet."""
        if url is None or address_key(url) in self.pages.keys() | self.guessed:
            return ()
        self.guessed.add(address_key(url))
        self.wanted[address_key(url)] = url
        return (url,)

    def lacks(self, url: str) -> bool:
        """Whether a page was only guessed; then it is wanted no more."""
        if address_key(url) not in self.guessed:
            return False
        return self.wanted.pop(address_key(url), None) is not None

    def missing(self) -> tuple[str, ...]:
        """Addresses of pages that were linked and not read."""
        return tuple(u for key, u in self.wanted.items() if key not in self.pages)


class Threads:
    """What a run holds between two captures, and how it reaches corpus.db."""

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
        self.db, self.run, self.sources = db, run, dict(sources)
        self.hidden = Hidden(hidden)
        rules = TopicRules(db, topics)
        self.index = Index(db, on_change=rules.refresh)
        self.started = utc(started)
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.facts: dict[str, Counter[str]] = defaultdict(Counter)
        """What later runs compare with, and what was written at the end."""
        self.trust = {
            name: Trust(
                db, source, run=run, started=self.started, blind=TRUSTING in command
            )
            for name, source in self.sources.items()
        }
        self._unfinished: dict[str, dict[str, Unfinished]] = defaultdict(dict)
        self._listed: dict[str, int] = {}
        self._rest: dict[str, RestThreads] = defaultdict(RestThreads)
        begin_run(db, run, started=started, command=command)
        with db.atomic():
            rules.install()

    def issue(
        self,
        source: Source | None,
        message: str,
        *,
        url: str | None = None,
        level: Level = "warning",
    ) -> None:
        """Record something wrong with one page in this run."""
        add_issue(
            self.db,
            self.run,
            source=source.name if source else None,
            level=level,
            url=url,
            message=message,
        )

    def _save_told(self, told: Told, source: Source) -> Counter[str]:
        counts: Counter[str] = Counter()
        if told.problem:
            self.issue(source, told.problem)
        for thread in told.threads:
            for problem in thread.problems:
                self.issue(source, problem, url=thread.post.url)
            safe, masked = mask_thread(thread, source)
            counts["masked"] += masked
            counts += self.save(
                source,
                Reading(
                    thread=safe,
                    seen_at=told.seen_at,
                    captures=told.captures,
                    whole=told.whole,
                    sound=told.whole,
                    route="rest",
                    run_started=self.started,
                ),
            )
        return counts

    def _leave_unfinished(
        self, source: Source, *, but: str | None = None
    ) -> Counter[str]:
        """Write threads of ``source`` whose further pages did not come."""
        counts: Counter[str] = Counter()
        if source.name in self._rest and (
            told := self._rest[source.name].leave(source)
        ):
            with self.db.atomic(), self.index:
                counts += self._save_told(told, source)
        waiting = self._unfinished[source.name]
        for post in [post for post in waiting if post != but]:
            reading = waiting.pop(post)
            missing = reading.missing()
            with self.db.atomic(), self.index:
                counts += self._save(reading, source)
                self.issue(
                    source,
                    f"{post}: read {len(set(reading.wanted) & set(reading.pages))} of "
                    f"{len(reading.wanted)} linked pages; the thread is not whole",
                    url=missing[0] if missing else None,
                )
        return counts

    def _save(self, reading: Unfinished, source: Source) -> Counter[str]:
        thread = merge(reading.threads(), timezone=source.timezone)
        if reading.missing():
            thread = completed(thread, find(self.db, "posts", thread.post.id))
        if reading.seen_at is None:
            raise LookupError(thread.post.id)
        for problem in thread.problems:
            self.issue(source, problem, url=thread.post.url)
        return self.save(
            source,
            Reading(
                thread=thread,
                seen_at=reading.seen_at,
                captures=reading.shown,
                whole=not reading.missing(),
                sound=not thread.doubtful,
                route="html",
                run_started=self.started,
            ),
        )

    def save(self, source: Source, reading: Reading) -> Counter[str]:
        """Write one reading, and the same post elsewhere; or hold it back."""
        shown = self.hidden.without(reading)
        if shown is None:
            return Counter()
        reading = shown
        post = reading.thread.post
        listed = self._listed.get(post.id)
        if listed is None and post.url:
            listed = self._listed.get(address_key(post.url))
        if post.comments_claimed is None and listed is not None:
            post = replace(post, comments_claimed=listed)
            reading = replace(reading, thread=replace(reading.thread, post=post))
        if reading.route == "file":
            return self._write(source, reading, listed)
        trust = self.trust[source.name]
        same = is_stored(self.db, reading, source)
        losses = losses_of(self.db, reading, source, same=same)
        trust.reading(reading.thread, losses, reading.route)
        if trust.doubt is not None:
            return Counter()
        if losses is not None and losses.any():
            trust.held.append(lambda: self._write(source, reading, listed))
            return Counter()
        return self._write(source, reading, listed, same=same)

    def _write(
        self,
        source: Source,
        reading: Reading,
        listed: int | None,
        *,
        same: bool | None = None,
    ) -> Counter[str]:
        counts = save_reading(self.db, self.index, reading, source, same=same)
        if reading.whole and listed is not None:
            sql = "update posts set comments_listed = :n where id = :id"
            sql += " and comments_listed is not :n"
            self.db.execute(sql, {"n": listed, "id": reading.thread.post.id})
        if counts["new_posts"] or counts["edited_posts"]:
            counts["crossposts"] += link_crossposts(self.db, reading.thread.post.id)
        return counts

    def _mark_gone(self, row: Row, capture: Capture, source: Source) -> Outcome:
        seen = utc(capture.fetched_at)

        def mark() -> Counter[str]:
            now = find(self.db, "posts", row["id"]) or row
            what = mark_post_gone(self.db, now, seen=seen, run_started=self.started)
            return Counter({f"{what}_posts": 1})

        self.trust[source.name].gone()
        self.trust[source.name].held.append(mark)
        return Outcome()
