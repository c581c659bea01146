"""The archive as a whole: corpus.db, captures.db, one run at a time.

corpus.db follows from captures.db: what an interrupted run stored and did not
apply is applied before anything new is fetched.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlite_utils import Database

from scraper.apply.applier import PARSER, Applier
from scraper.captures import Captures
from scraper.config import Topic
from scraper.errors import ArchiveError
from scraper.fetch.lease import archive_lock
from scraper.forget.carry_out import eraser_of, obey_in_captures, obey_in_corpus
from scraper.model import Source
from scraper.replay.fold import OUTCOMES, finish
from scraper.replay.rebuild import bring_up
from scraper.run.clock import Clock, not_before, steady
from scraper.run.visit import SourceReport
from scraper.store.corpus import open_corpus, save_sources, sqlite_errors

log = logging.getLogger(__name__)

PRECEDENCE = (130, 1, 6, 4, 5, 3)
"""Of several exit codes the first of these wins."""

CLOCK_SLACK = timedelta(hours=1)
"""A clock may be set back so much without a word."""


@dataclass(slots=True)
class RunReport:
    """What one run did, for people (``lines``) and machines (``asdict``)."""

    run: int
    sources: dict[str, SourceReport] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    """Sources that were left alone -> the day they ended."""
    exit_code: int = 0


class Archive:
    """Both files of an archive, open and locked against a second run."""

    def __init__(self, db: Database, captures: Captures, path: Path) -> None:
        self.db, self.captures, self.path = db, captures, path

    def clock(self, clock: Clock | None = None) -> Clock:
        """The time for the next run: later than all that is stored.

        Else what is seen now would count as older than what was seen before.

        Args:
            clock: Gives the time; ``None`` for that of the machine.

        Raises:
            ArchiveError: it stands long before what is stored.
        """
        clock = clock or steady()
        moment, last = clock(), self.captures.last_moment()
        if last is None:
            return clock
        if last - moment > CLOCK_SLACK:
            raise ArchiveError(
                f"{self.path}: the clock says {moment:%Y-%m-%d %H:%M} UTC, the last "
                f"run saw {last:%Y-%m-%d %H:%M}; set the clock, or if it was wrong "
                "then, put back the two files from before that run"
            )
        # not in the same second: what a run finds known must be older than the run
        return not_before(clock, last + timedelta(seconds=1))

    @contextlib.contextmanager
    def begin(
        self,
        sources: Sequence[Source],
        topics: Sequence[Topic],
        *,
        command: str,
        clock: Clock,
    ) -> Iterator[tuple[Applier, RunReport]]:
        """One run: opens its log, and closes it when the block is done.

        An error leaves the run open, and the next one first applies what it has
        stored.  So does Ctrl-C, which may come in the middle of a capture.

        Args:
            clock: Of the whole run, from ``Archive.clock``.
        """
        started = clock()
        with self.db.atomic():
            save_sources(self.db, sources)
        if self.captures.cut is not None:
            self.captures.cut = eraser_of(self.captures, sources)
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
            hidden=self.captures.hidden(),
        )
        report = RunReport(run)
        try:
            yield applier, report
        except KeyboardInterrupt:
            report.exit_code = 130
            self.captures.finish_run(run, verdict=OUTCOMES[130], finished=clock())
            return
        applier.close()
        for name, of_source in report.sources.items():
            of_source.drift = of_source.drift or applier.trust[name].doubt
            of_source.counts += applier.facts[name]
        code = worst([s.exit_code() for s in report.sources.values()])
        report.exit_code = code
        finished = clock()
        self.captures.finish_run(run, verdict=OUTCOMES[code], finished=finished)
        counts = {name: s.counts for name, s in report.sources.items()}
        routes = {name: s.route for name, s in report.sources.items()}
        finish(
            self.db, self.captures, run, counts, code, finished=finished, routes=routes
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
        obey_in_captures(captures)
        obey_in_corpus(db, captures, db_path)
        bring_up(db, captures, db_path)
        archive = Archive(db, captures, db_path)
        yield archive


def worst(codes: Sequence[int]) -> int:
    """The exit code that wins among several.

    >>> worst([0, 3, 5])
    5
    """
    return next((code for code in PRECEDENCE if code in codes), 0)
