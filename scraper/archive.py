"""The archive as a whole: corpus.db, captures.db, one run at a time.

corpus.db follows from captures.db: what an interrupted run stored and did not
apply is applied before anything new is fetched.
"""

from __future__ import annotations

import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from scraper.apply import PARSER, Applier
from scraper.captures import Captures, Run, chain
from scraper.config import Config, Topic
from scraper.fetch import Fetcher
from scraper.fetch.lease import Leases, archive_lock
from scraper.model import Source
from scraper.run import Progress, SourceReport, SourceRun
from scraper.store import finish_run, open_corpus, save_sources, sqlite_errors
from scraper.fetch.transport import Limits

log = logging.getLogger(__name__)

OUTCOMES = {0: "done", 3: "failures", 4: "drift", 5: "refused", 130: "interrupted"}
"""Exit code of a run -> ``runs.outcome``."""

PRECEDENCE = (130, 1, 6, 4, 5, 3)
"""Of several exit codes the first of these wins."""

Clock = Callable[[], datetime]


@dataclass(slots=True)
class RunReport:
    """What one run did, for people (``lines``) and machines (``asdict``)."""

    run: int
    sources: dict[str, SourceReport] = field(default_factory=dict)
    exit_code: int = 0


class Archive:
    """Both files of an archive, open and locked against a second run."""

    def __init__(self, db: Database, captures: Captures, path: Path) -> None:
        self.db, self.captures, self.path = db, captures, path

    def catch_up(self) -> None:
        """Apply what earlier runs stored and did not apply whole.

        With an empty corpus.db that is all of captures.db.
        """
        sql = "select id from runs where outcome is not null"
        applied = {row["id"] for row in self.db.query(sql)}
        for run in self.captures.runs():
            if run.id in applied:
                continue
            log.info("run %d was not applied whole: applying its captures", run.id)
            self._apply_again(run)

    def _apply_again(self, run: Run) -> None:
        sources = {source.name: source for source in run.sources}
        with self.db.atomic():
            save_sources(self.db, sources.values())
        applier = Applier(
            self.db,
            run.id,
            sources,
            topics=run.topics,
            started=run.started,
            command=run.command,
        )
        last = run.started
        for capture in self.captures.of_run(run.id):
            applier.apply(capture)
            last = capture.fetched_at
        applier.close()
        code = next((c for c, v in OUTCOMES.items() if v == run.verdict), 130)
        self._finish(run.id, applier.counts, code, finished=run.finished or last)

    @contextlib.contextmanager
    def begin(
        self,
        sources: Sequence[Source],
        topics: Sequence[Topic],
        *,
        command: str,
        clock: Clock | None = None,
    ) -> Iterator[tuple[Applier, RunReport]]:
        """One run: opens its log, and closes it when the block is done.

        An error leaves the run open, and the next one first applies what it has
        stored.  So does Ctrl-C, which may come in the middle of a capture.

        Args:
            clock: Gives the time, aware, UTC, whole seconds; ``None``: ``now``.
        """
        clock = clock or now
        started = clock()
        with self.db.atomic():
            save_sources(self.db, sources)
        run = self.captures.begin_run(
            command=command,
            sources=sources,
            topics=topics,
            parser=PARSER,
            started=started,
        )
        applier = Applier(
            self.db,
            run,
            {source.name: source for source in sources},
            topics=topics,
            started=started,
            command=command,
        )
        report = RunReport(run)
        try:
            yield applier, report
        except KeyboardInterrupt:
            report.exit_code = 130
            self.captures.finish_run(run, verdict=OUTCOMES[130], finished=clock())
            return
        applier.close()
        code = worst([s.exit_code() for s in report.sources.values()])
        report.exit_code = code
        finished = clock()
        self.captures.finish_run(run, verdict=OUTCOMES[code], finished=finished)
        counts = {name: s.counts for name, s in report.sources.items()}
        self._finish(run, counts, code, finished=finished)

    def _finish(
        self,
        run: int,
        counters: Mapping[str, Counter[str]],
        code: int,
        *,
        finished: datetime,
    ) -> None:
        sql = "select chain from runs where id < ? order by id desc limit 1"
        previous = self.db.execute(sql, [run]).fetchone()
        finish_run(
            self.db,
            run,
            finished=finished,
            outcome=OUTCOMES[code],
            exit_code=code,
            counters=counters,
            chain=chain(previous[0] if previous else None, self.captures.digests(run)),
        )


@contextlib.contextmanager
def open_archive(db_path: Path, captures_path: Path) -> Iterator[Archive]:
    """Both files, locked, brought up to date with each other.

    Raises:
        Locked: another run holds the archive.
        ArchiveError: a file is foreign, newer, read-only, or the disk is full.
    """
    with (
        archive_lock(db_path, captures_path),
        sqlite_errors(db_path),
        contextlib.closing(open_corpus(db_path)) as db,
        Captures(captures_path) as captures,
    ):
        archive = Archive(db, captures, db_path)
        archive.catch_up()
        yield archive


def scrape(
    archive: Archive,
    config: Config,
    sources: Sequence[Source],
    *,
    full: bool = False,
    budget: int | None = None,
    dry: bool = False,
    progress: Progress = lambda source, done, total: None,
    leases: Leases | None = None,
    limits: Limits | None = None,
    clock: Clock | None = None,
) -> RunReport:
    """One polite run over ``sources``, in order.

    Args:
        full: Read every post that exists, due or not.
        budget: Posts that the patrol may re-read per source; ``None``: all due.
        dry: Fetch lists and say what would be read; fetch no post.
        leases: Wait between requests; ``None``: those of the user.
        limits: What one request may take; ``None``: the usual.
        clock: As for ``Archive.begin``.
    """
    captures, clock = archive.captures, clock or now
    begun = archive.begin(sources, config.topics, command="scrape", clock=clock)
    with (
        begun as (applier, report),
        Fetcher(
            config.contact,
            record=lambda attempt: captures.record(attempt, run=report.run),
            leases=leases,
            limits=limits,
            expects_html_end=captures.expects_html_end,
            now=clock,
        ) as fetcher,
    ):
        for source in sources:
            run = SourceRun(
                source,
                fetcher=fetcher,
                applier=applier,
                captures=captures,
                now=clock(),
                full=full,
                budget=budget,
                progress=progress,
            )
            report.sources[source.name] = run.report
            run.run(dry=dry)
    return report


def worst(codes: Sequence[int]) -> int:
    """The exit code that wins among several.

    >>> worst([0, 3, 5])
    5
    """
    return next((code for code in PRECEDENCE if code in codes), 0)


def now() -> datetime:
    """The time, aware, UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)
