"""A scrape: one polite run over some sources, one host after the other or several."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from functools import partial

from scraper.apply.applier import TRUSTING
from scraper.captures import Captures
from scraper.config import Config
from scraper.fetch import Fetcher
from scraper.fetch.lease import Leases
from scraper.fetch.transport import Limits
from scraper.model import Source
from scraper.run.archive import Archive, RunReport
from scraper.run.clock import Clock
from scraper.run.hosts import Baton, OrderingFetcher, Workers, by_host, side_by_side
from scraper.run.progress import silent
from scraper.run.source import SourceRun
from scraper.run.visit import Fetches, Progress, SourceReport


def scrape(
    archive: Archive,
    config: Config,
    sources: Sequence[Source],
    *,
    full: bool = False,
    budget: int | None = None,
    dry: bool = False,
    trust: bool = False,
    progress: Progress = silent,
    leases: Leases | None = None,
    limits: Limits | None = None,
    clock: Clock | None = None,
    workers: Workers | None = None,
) -> RunReport:
    """One polite run over ``sources``, in order.

    Args:
        full: Read every post that exists, due or not.
        budget: Posts that the patrol may re-read per source; ``None``: all due.
        trust: A person has looked: believe a source that broke its expectations.
        dry: Fetch lists and say what would be read; fetch no post.
        leases: Wait between requests; ``None``: those of the user.
        limits: What one request may take; ``None``: the usual.
        clock: As for ``Archive.clock``.
        workers: Make the fetches, several hosts at a time; ``None``: one host after
            the other.  Then ``leases`` and ``limits`` are theirs.
    """
    captures, clock = archive.captures, archive.clock(clock)
    options = {TRUSTING: trust, "--dry-run": dry}
    command = " ".join(["scrape", *(name for name, on in options.items() if on)])
    begun = archive.begin(sources, config.topics, command=command, clock=clock)
    with begun as (applier, report):
        ended = {s.name: str(s.ended) for s in sources if not s.is_fetched}
        report.ended |= ended
        open_ = [source for source in sources if source.name not in ended]
        report.sources |= {source.name: SourceReport() for source in open_}

        def make(source: Source, fetcher: Fetches) -> SourceRun:
            return SourceRun(
                source,
                fetcher=fetcher,
                applier=applier,
                captures=captures,
                now=clock(),
                full=full,
                budget=budget,
                progress=progress,
            )

        read = partial(_read, make=make, report=report, dry=dry)
        if workers is not None:
            _read_at_once(open_, workers, read, captures, report.run, clock)
            return report
        with Fetcher(
            config.contact,
            record=lambda attempt: captures.record(attempt, run=report.run),
            leases=leases,
            limits=limits,
            expects_html_end=captures.expects_html_end,
            now=clock,
        ) as fetcher:
            read(open_, fetcher)
    return report


def _read(
    sources: Sequence[Source],
    fetcher: Fetches,
    *,
    make: Callable[[Source, Fetches], SourceRun],
    report: RunReport,
    dry: bool,
) -> None:
    for source in sources:
        run = make(source, fetcher)
        report.sources[source.name] = run.report
        run.run(dry=dry)


def _read_at_once(
    sources: Sequence[Source],
    workers: Workers,
    read: Callable[[Sequence[Source], Fetches], None],
    captures: Captures,
    run: int,
    clock: Clock,
) -> None:
    """Read each host's sources in order, several hosts at a time."""
    baton = Baton()

    def read_host(key: str, some: Sequence[Source]) -> None:
        with contextlib.ExitStack() as stack:
            with baton.laid_down():
                make = stack.enter_context(workers.host(key))
            read(some, OrderingFetcher(make, baton, captures, run, clock))

    jobs = [partial(read_host, *of_host) for of_host in by_host(sources).items()]
    try:
        side_by_side(jobs, workers.at_once(len(jobs)), baton)
    finally:
        workers.stop()
