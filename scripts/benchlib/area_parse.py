"""Goals 1 to 3: post pages parsed with all their fields, beside trafilatura."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import trafilatura

from benchlib.pages import SOURCE, Made, page
from benchlib.report import Result, beside, middle, spread
from scraper.platforms import PLATFORMS

DOCUMENTS = 2_000
"""Its two pages are the same at any size."""

_PAGES = (("1", 12, 10, 15), ("2", 600, 8, 5))
"""Goal, comments on the page, how many times faster than the peer, rounds."""


def run(folder: Path, count: int) -> Iterator[Result]:
    """Each page by both, in turns, and how much of it was recovered."""
    parse = PLATFORMS["wordpress"]
    for goal, comments, times, rounds in _PAGES:
        made = page(comments)
        capture = made.capture()
        ours, peer = beside(
            lambda capture=capture: parse(capture, SOURCE),
            lambda made=made: _trafilatura(made.html),
            rounds=rounds,
        )
        yield Result(
            goal=goal,
            what=f"a page of {comments} comments ({len(capture.body) // 1000} KB)",
            ours=middle(ours),
            unit="ms",
            limit=middle(peer) / times,
            peer=middle(peer),
            peer_name="trafilatura favor_recall, text only",
            spread=spread(ours),
        )
        yield Result(
            goal="3",
            what=f"fields of {comments} comments that are not as written",
            ours=_wrong(made),
            unit="%",
            limit=0,
            peer=_unseen(made),
            peer_name="trafilatura gives no ids, parents, authors, dates",
        )


def _trafilatura(html: str) -> str:
    return trafilatura.extract(html, favor_recall=True) or ""


def _wrong(made: Made) -> float:
    """Share of ids, parents, authors, dates and texts that were not recovered."""
    thread = PLATFORMS["wordpress"](made.capture(), SOURCE)
    found = {c.native_id: c for c in thread.comments}
    wrong = 0
    for said in made.comments:
        comment = found.get(said.number)
        if comment is None:
            wrong += 5
            continue
        shown = comment.parent
        parent = found[said.parent].id if said.parent else None
        is_deepest = comment.depth >= 5 and parent is not None  # the page cannot tell
        wrong += sum(
            (
                comment.id != f"{SOURCE.name}-c{said.number}",
                shown != parent and not is_deepest,
                comment.author != said.author,
                comment.published != said.published,
                comment.text != said.text,
            )
        )
    return 100 * wrong / (5 * len(made.comments))


def _unseen(made: Made) -> float:
    """The same of trafilatura, which gives texts only."""
    text = " ".join(_trafilatura(made.html).split())
    unseen = sum(said.text not in text for said in made.comments)
    return 20 * (4 + unseen / len(made.comments))
