"""Files from a person -> captures -> corpus.db, by the same road as a fetched page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scraper.apply.applier import Applier, Outcome
from scraper.captures import Captures
from scraper.config import Config
from scraper.discover.mementos import Memento, Shelf
from scraper.discover.scope import belongs
from scraper.errors import InputError
from scraper.hosts import host_key
from scraper.model import Capture, Source
from scraper.run.archive import Archive, RunReport
from scraper.run.archived import read_thread
from scraper.run.clock import Clock
from scraper.run.visit import SourceReport
from scraper.warc.files import is_warc, require_library

MAX_BYTES = 64 * 1024 * 1024


def import_files(
    archive: Archive,
    config: Config,
    source: Source,
    files: Sequence[Path],
    *,
    url: str | None = None,
) -> RunReport:
    """Read files of any kind that is known; one that cannot be used stops no other.

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
        importing = _Importing(archive.captures, applier, source, report.run, of_source)
        for path in files:
            try:
                if is_warc(path):
                    importing.warc(path)
                else:
                    importing.apply(_capture(path, source, url, clock), path)
            except InputError as exc:
                of_source.counts["failed"] += 1
                of_source.problems.append(str(exc))
                applier.issue(source, str(exc), level="error")
            else:
                of_source.counts["files"] += 1
    return report


@dataclass(frozen=True, slots=True)
class _Importing:
    """One import under way."""

    captures: Captures
    applier: Applier
    source: Source
    run: int
    report: SourceReport

    def apply(
        self, capture: Capture, path: Path, *, optional: bool = False
    ) -> Outcome | None:
        """Store and apply a capture; ``None`` if it was of no use."""
        stored = self.captures.add(capture, run=self.run)
        outcome = self.applier.apply(stored, optional=optional)
        self.report.counts += outcome.counts
        if outcome.problem is None:
            return outcome
        if not optional:
            self.report.problems.append(f"{path}: {outcome.problem}")
        return None

    def warc(self, path: Path) -> None:
        """Read the newest page of every post in a WARC file, its thread, and REST.

        Raises:
            InputError: the file is damaged, or holds nothing of the source.
        """
        require_library()
        from scraper.warc.read import Answer, answer_of, capture_at, contents

        pages: list[Memento] = []
        answers: list[Answer] = []
        for found in contents(path):
            if isinstance(found, Answer):
                answers += [found] if _is_rest_of(found.url, self.source) else []
            elif belongs(found.url, self.source):
                pages.append(found)
        shelf = Shelf(pages, self.source)
        posts = shelf.posts()
        if not posts and not answers:
            raise InputError(
                f"{path}: expected pages of posts of {self.source.home}, got "
                f"{len(pages)} pages below it and none that can be a post"
            )

        def read(memento: Memento) -> Outcome | None:
            self.report.counts["pages"] += 1
            capture = capture_at(path, memento, self.source)
            return self.apply(capture, path, optional=True)

        for answer in answers:
            self.report.counts["answers"] += 1
            self.apply(answer_of(path, answer, self.source), path, optional=True)
        for post in posts:
            read_thread(post, shelf, read)


def _is_rest_of(url: str, source: Source) -> bool:
    """Whether an answer by REST is of the blog; that of a section, of its site."""
    if host_key(url) != host_key(source.home):
        return False
    return source.include is not None or belongs(url, source)


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
