"""apply(capture): the only road into corpus.db, shared by live run and replay.

corpus.db is a fold over captures.db: what is written depends on the captures in
the order they arrived, on the run's recorded source table, and on nothing else.
A thread is written when its last page has been read, in one transaction with its
search index, so that readers see whole threads only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import unquote

from sqlite_utils import Database

from scraper.apply_rest import RestThreads, Told, last_number
from scraper.config import Topic
from scraper.crosspost import link_crossposts
from scraper.discover import Index as Listing
from scraper.discover import Lead, address_key, read_index
from scraper.errors import FetchError, NotAPost, ParseError, Protected
from scraper.gone import mark_post_gone
from scraper.index import Index
from scraper.losses import losses_of
from scraper.masking import mask_thread
from scraper.model import Capture, Comment, Post, PostRef, Source, Thread
from scraper.platforms import PLATFORMS
from scraper.platforms.imported import parse_import
from scraper.platforms.wordpress_rest import is_gone, read_posts, read_root
from scraper.platforms.wordpress_rest_json import number, read_answer
from scraper.platforms.wordpress_rest_news import read_news
from scraper.save import Reading, learn_listed, save_reading
from scraper.store import Level, Row, add_issue, begin_run, find, find_post, utc
from scraper.thread import merge
from scraper.topics import TopicRules
from scraper.trust import Trust

PARSER = "1"
"""Version of what reads captures; another one means that a replay is needed."""

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
class _Unfinished:
    """A thread whose pages are not all read yet."""

    pages: dict[str, Thread] = field(default_factory=dict)
    wanted: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    seen_at: datetime | None = None

    def missing(self) -> tuple[str, ...]:
        """Addresses of pages that were linked and not read."""
        return tuple(u for key, u in self.wanted.items() if key not in self.pages)


class Applier:
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
    ) -> None:
        self.db, self.run, self.sources = db, run, dict(sources)
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
        self._unfinished: dict[str, dict[str, _Unfinished]] = defaultdict(dict)
        self._listed: dict[str, int] = {}
        self._rest: dict[str, RestThreads] = defaultdict(RestThreads)
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
        begin_run(db, run, started=started, command=command)
        with db.atomic():
            rules.install()

    def apply(self, capture: Capture, *, optional: bool = False) -> Outcome:
        """Read a capture and write what it says, in one transaction.

        Args:
            optional: Doing without it is no failure; the issue is only a warning.
        """
        source = self.sources[capture.source]
        handler = self._handlers.get(capture.purpose)
        if handler is None:  # robots.txt is evidence, not content
            return Outcome()
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
                kept_out = optional or isinstance(exc, Protected)
                counts = Counter(protected=1) if kept_out else Counter(failed=1)
                outcome = Outcome(problem=str(exc), counts=counts)
                self._unusable(capture, exc, trust)
            self.counts[source.name] += outcome.counts
        return outcome

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
        if capture.status in GONE:
            return self._gone(capture, source)
        thread, masked = mask_thread(
            PLATFORMS[source.platform](capture, source), source
        )
        counts = Counter(masked=masked)
        counts += self._leave_unfinished(source, but=thread.post.id)
        reading = self._unfinished[source.name].setdefault(
            thread.post.id, _Unfinished()
        )
        reading.pages[address_key(capture.url)] = thread
        reading.pages[address_key(capture.final_url)] = thread
        reading.wanted |= {address_key(url): url for url in thread.pages}
        reading.shown |= {c.id: capture.digest for c in thread.comments}
        reading.shown.setdefault(thread.post.id, capture.digest)
        reading.seen_at = capture.fetched_at
        missing = reading.missing()
        if missing and len(reading.pages) < MAX_PAGES:
            leads = tuple(Lead(url=u, purpose="post", why="page") for u in missing)
            return Outcome(pages=leads, counts=counts)
        del self._unfinished[source.name][thread.post.id]
        return Outcome(counts=counts + self._save(reading, source))

    def _rest_root(self, capture: Capture, source: Source) -> Outcome:
        root = read_root(capture)
        if not root.has_content:
            raise ParseError("expected wp/v2 among the namespaces of REST")
        if root.timezone and root.timezone != source.timezone:
            self.issue(
                source,
                f"expected the time zone {source.timezone} of sources.toml, "
                f"the blog says {root.timezone}, which is used",
                url=capture.url,
            )
            self.sources[source.name] = replace(source, timezone=root.timezone)
            self.db.table("sources").update(source.name, {"timezone": root.timezone})
        return Outcome()

    def _rest_news(self, capture: Capture, source: Source) -> Outcome:
        """The newest posts or comments; what they say of the whole is kept."""
        trust, answer = self.trust[source.name], read_answer(capture)
        total, pages = answer.total, answer.pages or 0
        if "/wp/v2/comments" in unquote(capture.url):
            rows = tuple((number(r, "post"), number(r, "id")) for r in answer.rows)
            trust.total_comments(total)
            return Outcome(total=total, pages_in_all=pages, comments=rows)
        refs = read_news(capture, source)
        listed = [(ref.native_id or 0, ref.url, ref.published) for ref in refs]
        trust.rest_list(listed, total)
        return Outcome(listing=Listing(refs=refs), total=total, pages_in_all=pages)

    def _rest_terms(self, capture: Capture, source: Source) -> Outcome:
        lead = self._rest[source.name].add_names(capture, source)
        return Outcome(pages=(lead,) if lead else ())

    def _rest_posts(self, capture: Capture, source: Source) -> Outcome:
        counts = self._leave_unfinished(source)
        posts = read_posts(capture, source)
        self.trust[source.name].rest_list(
            [
                (p.post.native_id or 0, p.post.url or "", p.post.published)
                for p in posts.items
            ],
            None if "include=" in capture.url else posts.total,
        )
        if self.trust[source.name].doubt is not None:
            return Outcome(counts=counts)
        leads = self._rest[source.name].add_posts(capture, posts)
        return Outcome(pages=leads, counts=counts)

    def _rest_comments(self, capture: Capture, source: Source) -> Outcome:
        pages, told = self._rest[source.name].add_comments(capture, source)
        counts = self._save_told(told, source) if told else Counter[str]()
        return Outcome(pages=pages, counts=counts)

    def _rest_post(self, capture: Capture, source: Source) -> Outcome:
        row = find(self.db, "posts", f"{source.name}-{last_number(capture)}")
        if row is None or not is_gone(capture):
            return Outcome()
        return self._mark_gone(row, capture, source)

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

    def _save(self, reading: _Unfinished, source: Source) -> Counter[str]:
        threads = list({id(t): t for t in reading.pages.values()}.values())
        thread = merge(threads, timezone=source.timezone)
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
        losses = losses_of(self.db, reading, source)
        trust.reading(reading.thread, losses, reading.route)
        if trust.doubt is not None:
            return Counter()
        if losses is not None and losses.any():
            trust.held.append(lambda: self._write(source, reading, listed))
            return Counter()
        return self._write(source, reading, listed)

    def _write(
        self, source: Source, reading: Reading, listed: int | None
    ) -> Counter[str]:
        counts = save_reading(self.db, self.index, reading, source)
        if reading.whole and listed is not None:
            sql = "update posts set comments_listed = :n where id = :id"
            sql += " and comments_listed is not :n"
            self.db.execute(sql, {"n": listed, "id": reading.thread.post.id})
        if counts["new_posts"] or counts["edited_posts"]:
            counts["crossposts"] += link_crossposts(self.db, reading.thread.post.id)
        return counts

    def _import(self, capture: Capture, source: Source) -> Outcome:
        thread, masked = mask_thread(parse_import(capture, source), source)
        for problem in thread.problems:
            self.issue(source, f"{capture.url}: {problem}", url=thread.post.url)
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
        return Outcome(counts=Counter(masked=masked) + self.save(source, reading))

    def _gone(self, capture: Capture, source: Source) -> Outcome:
        row = find_post(self.db, source, capture.url)
        if row is None:
            problem = f"HTTP {capture.status}, expected a post"
            self.issue(source, problem, url=capture.url)
            return Outcome(problem=problem, counts=Counter(failed=1))
        return self._mark_gone(row, capture, source)

    def _mark_gone(self, row: Row, capture: Capture, source: Source) -> Outcome:
        seen = utc(capture.fetched_at)

        def mark() -> Counter[str]:
            now = find(self.db, "posts", row["id"]) or row
            what = mark_post_gone(self.db, now, seen=seen, run_started=self.started)
            return Counter({f"{what}_posts": 1})

        self.trust[source.name].gone()
        self.trust[source.name].held.append(mark)
        return Outcome()


def _ref_keys(ref: PostRef, source: Source) -> tuple[str, ...]:
    """Address and, where the list tells it, id: a feed may keep the guid of old."""
    by_address = address_key(ref.url)
    return (
        (by_address, f"{source.name}-{ref.native_id}")
        if ref.native_id
        else (by_address,)
    )
