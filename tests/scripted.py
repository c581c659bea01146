"""An archive whose runs are scripted: each is a list of captures, on its own day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from scraper.model import Capture, Source
from scraper.run.archive import Archive, RunReport, open_archive
from scraper.run.visit import SourceReport
from tests.factory import DAY, START, make_source
from tests.test_apply import HOME, capture, page

__all__ = ["DAY", "HOME", "START", "capture", "eventful", "page", "scripted_run"]


class PowerCut(Exception):
    """Raised in a test where a kill is meant: nothing is tidied up."""


def scripted_run(
    folder: Path,
    captures: Iterable[Capture],
    *,
    day: float = 0,
    source: Source | None = None,
    cut: bool = False,
    command: str = "scrape",
    during: Callable[[Archive], AbstractContextManager[None]] | None = None,
) -> RunReport:
    """One run over captures that are already there.

    Args:
        day: Days after ``START``; the captures are made at that time.
        cut: Store the captures and die before they are applied whole.
        during: What befalls the open archive meanwhile.
    """
    source = source or make_source()
    when = START + day * DAY
    with _surviving(), open_archive(*files(folder)) as archive:
        clock = archive.clock(lambda: when)
        run = archive.begin([source], (), command=command, clock=clock)
        befalls = during(archive) if during else nullcontext()
        with run as (applier, report), befalls:
            report.sources[source.name] = SourceReport()
            for one in captures:
                stored = archive.captures.add(_at(one, clock()), run=report.run)
                applier.apply(stored)
            if cut:
                raise PowerCut
    return report


def files(folder: Path) -> tuple[Path, Path]:
    return folder / "corpus.db", folder / "captures.db"


@contextmanager
def _surviving() -> Iterator[None]:
    try:
        yield
    except PowerCut:
        return


def _at(one: Capture, when: datetime) -> Capture:
    return Capture(
        source=one.source,
        purpose=one.purpose,
        url=one.url,
        final_url=one.final_url,
        fetched_at=when,
        status=one.status,
        headers=one.headers,
        body=one.body,
    )


def eventful(folder: Path) -> None:
    """An archive with edits, absences, returns, a cut-off run and an odd page."""
    second = HOME + "2024/02/9/comment-page-1/"
    other = HOME + "2024/02/8/"
    scripted_run(
        folder,
        [
            capture(page(7, comments=(1, 2, 3))),
            capture(page(8, comments=(4,)), other),
        ],
    )
    edited = page(7, comments=(1, 2)).replace(b"Kommentar nummer 1", b"Alldeles annat")
    scripted_run(folder, [capture(edited), capture(b"", other, status=404)], day=1)
    scripted_run(
        folder,
        [
            capture(page(7, comments=(1, 2), title="Ny rubrik")),
            capture(b"", other, status=404),
            capture(page(9, comments=(6,), links=(second,)), HOME + "2024/02/9/"),
        ],
        day=2,
        cut=True,
    )
    challenge = (
        b"<html><head><title>Just a moment...</title></head><body></body></html>"
    )
    scripted_run(
        folder,
        [
            capture(page(7, comments=(1, 2, 3), title="Ny rubrik")),
            capture(page(9, comments=(6,), links=(second,)), HOME + "2024/02/9/"),
            capture(page(9, comments=(5,)), second),
            capture(challenge, other),
        ],
        day=3,
    )
