"""Files from a person -> captures -> corpus.db, by the same road as a fetched page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scraper.config import Config
from scraper.errors import InputError
from scraper.model import Capture, Source
from scraper.run.archive import Archive, RunReport
from scraper.run.clock import Clock
from scraper.run.visit import SourceReport

MAX_BYTES = 64 * 1024 * 1024


def import_files(
    archive: Archive,
    config: Config,
    source: Source,
    files: Sequence[Path],
    *,
    url: str | None = None,
) -> RunReport:
    """Read saved texts and saved pages; a file that cannot be used stops no other.

    Args:
        url: Address of the post, for a single saved page that does not say it.

    Returns:
        Counts per kind; ``problems`` has one line per file that was refused.
    """
    if url is not None and len(files) > 1:
        raise InputError(f"--url names one page, {len(files)} files were given")
    clock = archive.clock()
    with archive.begin([source], config.topics, command="import", clock=clock) as (
        applier,
        report,
    ):
        of_source = report.sources[source.name] = SourceReport()
        for path in files:
            try:
                capture = _capture(path, source, url, clock)
            except InputError as exc:
                of_source.counts["failed"] += 1
                of_source.problems.append(str(exc))
                applier.issue(source, str(exc), level="error")
                continue
            stored = archive.captures.add(capture, run=report.run)
            outcome = applier.apply(stored)
            of_source.counts += outcome.counts
            of_source.counts["files"] += 1
            if outcome.problem:
                of_source.problems.append(f"{path}: {outcome.problem}")
    return report


def _capture(path: Path, source: Source, url: str | None, clock: Clock) -> Capture:
    """The file as a capture.

    Raises:
        InputError: not readable, not a file, or too large to be a page.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(f"{path}: expected at most {MAX_BYTES} bytes, got {size}")
        body = path.read_bytes()
    except OSError as exc:
        raise InputError(f"{path}: {exc.strerror}") from exc
    return Capture(
        source=source.name,
        purpose="import",
        url=url or path.name,  # the folder is nobody's business
        final_url=url or "",
        fetched_at=clock(),
        status=200,
        body=body,
    )
