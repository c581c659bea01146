"""Every place where a query matches, in its context (KWIC)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from scraper.search.marked import Marked, read_in_order
from scraper.search.select import Selection
from scraper.search.snippet import squeezed

Sort = Literal["newest", "left", "right"]

CONTEXT = 60
"""Characters on either side of the match."""
SORTED = 10_000
"""Lines that are sorted by their context: those of the newest documents."""
_CHUNK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One match in a title or text, and the words around; white space is squeezed."""

    left: str
    match: str
    right: str
    item: str
    """Id of the post or comment."""
    kind: str
    source: str
    author: str | None
    date: str | None
    """Local day."""
    url: str | None
    """On the blog."""


def concordance(
    db: sqlite3.Connection,
    selection: Selection,
    *,
    sort: Sort = "newest",
    context: int = CONTEXT,
) -> Iterator[Line]:
    """Lines of every document found, without a limit; newest first as they come.

    Args:
        sort: ``left``: by the words before the match, the nearest first; ``right``:
            by those after it.  Then at most ``SORTED`` lines.
        context: Characters on either side.
    """
    lines = _lines(db, selection, context)
    if sort == "newest":
        return lines
    some = [line for line, _ in zip(lines, range(SORTED), strict=False)]
    return iter(sorted(some, key=_by_left if sort == "left" else _by_right))


def _by_left(line: Line) -> tuple[list[str], str]:
    return (line.left.casefold().split()[::-1], line.match.casefold())


def _by_right(line: Line) -> tuple[list[str], str]:
    return (line.right.casefold().split(), line.match.casefold())


def _lines(
    db: sqlite3.Connection, selection: Selection, context: int
) -> Iterator[Line]:
    for words in chunks(db, selection):
        rows = {
            row[0]: row[1:] for row in db.execute(_ROWS, (json.dumps(list(words)),))
        }
        for id_, found in words.items():
            item, kind, source, author, date, url = rows[id_]
            for text, start, end in _places(found):
                yield Line(
                    left=_before(text, start, context),
                    match=squeezed(text[start:end]),
                    right=_after(text, end, context),
                    item=item,
                    kind=kind,
                    source=source,
                    author=author,
                    date=date,
                    url=url,
                )


def _places(found: Marked) -> Iterator[tuple[str, int, int]]:
    """Text, beginning and end of each match, those of the title first."""
    for start, end in found.in_title:
        yield found.title, start, end
    for start, end in found.in_text:
        yield found.text, start, end


_ROWS = """
    select d.id, d.item, d.kind, d.source, d.author, d.date,
           coalesce(p.url, c.url, t.url)
    from json_each(?) j cross join docs d on d.id = j.value
    left join posts p on p.doc = d.id
    left join comments c on c.doc = d.id
    left join posts t on t.id = c.post"""


def chunks(db: sqlite3.Connection, selection: Selection) -> Iterator[dict[int, Marked]]:
    """The words of all documents found, newest first, some hundred at a time."""
    if not selection.has_words:
        return
    found = read_in_order(db, selection, "order by docs_fts.rowid desc", {})
    while chunk := dict(islice(found, _CHUNK)):
        yield chunk


def _before(text: str, start: int, context: int) -> str:
    low = max(0, start - context)
    part = text[low:start]
    if low:  # begin with a whole word
        part = part.partition(" ")[2] if " " in part else part
    return squeezed(part)


def _after(text: str, end: int, context: int) -> str:
    part = text[end : end + context]
    if end + context < len(text) and " " in part:
        part = part.rpartition(" ")[0]
    return squeezed(part)
