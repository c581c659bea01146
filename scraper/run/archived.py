"""Blogs that are gone: their pages from a web archive, the newest of each.

A page that an archive received never changes, so each is asked for once.  Gaps of the
archive are gaps of the thread: it then counts as not read whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from scraper.apply.applier import Outcome
from scraper.discover import Lead, address_key
from scraper.discover.mementos import (
    Memento,
    Shelf,
    as_received,
    index_url,
    read_cdx,
)
from scraper.errors import FetchError, ParseError
from scraper.hosts import host_of, is_loopback
from scraper.platforms import PLATFORMS

if TYPE_CHECKING:  # which imports this module
    from scraper.run.source import SourceRun

DELAY_S = 2.5
"""Seconds between two requests to a web archive: 24 a minute at most."""


def read_thread(
    first: Memento, shelf: Shelf, read: Callable[[Memento], Outcome | None]
) -> None:
    """Read a post and the further pages of its thread that lie nearest in time.

    Args:
        read: Gets a page and applies it; ``None`` if it was of no use.
    """
    queue, seen = [first], {address_key(first.url)}
    while queue:
        outcome = read(queue.pop(0))
        for lead in outcome.pages if outcome else ():
            key = address_key(lead.url)
            memento = None if key in seen else shelf.nearest(lead.url, first.moment)
            seen.add(key)
            if memento is not None:
                queue.append(memento)


def read_wayback(run: SourceRun, *, dry: bool) -> None:
    """Read what the archive of a source has and the run's own archive has not.

    Args:
        dry: Say which posts it would ask for.
    """
    source = run.source
    archive = source.archive or ""
    local = is_loopback(host_of(archive))
    delay = source.delay if local else max(source.delay, DELAY_S)
    run.host = replace(source, home=archive, delay=delay)
    run.chose(f"from {archive}")
    mementos = _listed(run)
    if mementos is None:
        return
    shelf = Shelf(mementos, source)
    posts = shelf.posts()
    run.report.counts["posts_listed"] = len(posts)
    due = [post for post in posts if run.full or not _has(run, post, shelf)]
    run.report.planned = [(post.url, "new") for post in due]
    if dry:
        return

    def read(memento: Memento) -> Outcome | None:
        if run.report.stopped:
            return None
        capture = run.fetch(Lead(url=memento.place, purpose="post", why="page"))
        return None if capture is None else run.apply(capture, optional=True)

    for done, post in enumerate(due):
        run.progress(done, len(due))
        read_thread(post, shelf, read)
    run.progress(len(due), len(due))


def _listed(run: SourceRun) -> Iterable[Memento] | None:
    """What the index lists; ``None``, with the reason on record, if it cannot be had.

    ``cdx`` captures are evidence of what was asked; rows rest on the pages only.
    """
    try:
        lead = Lead(url=index_url(run.source), purpose="cdx", why="page")
        return read_cdx(run.ask(lead), run.source)
    except (FetchError, ParseError) as exc:
        run.failed(exc, stop=True)
        return None


def _has(run: SourceRun, post: Memento, shelf: Shelf) -> bool:
    """Whether a page was read before, with what the archive has of its thread."""
    last = run.captures.latest(post.place)
    if last is None:
        return False
    try:
        page = as_received(last, run.source)
        pages = PLATFORMS[run.source.platform](page, run.source).pages
    except ParseError:
        return True  # no post, and never will be
    wanted = [shelf.nearest(url, post.moment) for url in pages]
    return all(m is None or run.captures.latest(m.place) for m in wanted)
