"""A text cut into marks that remember where they came from; private to this package.

Spaces in a row count as one, invisible characters as none, so that nobody hides a
number with them and markup gives the same finds as the text that it shows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.privacy.find import Kind, find

PLACEHOLDERS: dict[Kind, str] = {
    "email": "[e-postadress]",
    "personal_number": "[personnummer]",
    "phone": "[telefonnummer]",
}
"""What stands in a text for what was masked; Swedish, as the texts are."""

# Those that html.text_of leaves out, and the joiners.
_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1f\x7f-\x9f"
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
_MARKS = re.compile(rf"[{_INVISIBLE}]+|[^\S\n]*\n\s*|[^\S\n]+|.", re.DOTALL)


@dataclass(slots=True)
class Mark:
    """A piece of a text: usually one character."""

    shown: str
    """What it counts as when looking; "" for what nobody sees."""
    raw: str
    """What stands in the text for it."""
    owner: int = 0
    """Which piece of markup it came from; -1 for a break between blocks."""


def marks_of(text: str, *, owner: int = 0, keep_lines: bool = True) -> Iterator[Mark]:
    """The marks of a text.

    Args:
        keep_lines: Line breaks are breaks; in markup they are, but in ``pre``, spaces.
    """
    for found in _MARKS.finditer(text):
        raw = found[0]
        if _UNSEEN.match(raw):
            yield Mark("", raw, owner)
        elif raw.isspace():
            yield Mark("\n" if keep_lines and "\n" in raw else " ", raw, owner)
        else:
            yield Mark(raw, raw, owner)


def mask_marks(marks: list[Mark]) -> tuple[list[Mark], Counter[Kind]]:
    """The marks with placeholders, and how many of each kind.

    Looks again until nothing is found: a placeholder may free what stood beside it,
    and masking a masked text must change nothing.
    """
    counts: Counter[Kind] = Counter()
    marks = list(_without_double_spaces(marks))
    while True:
        places = [at for at, mark in enumerate(marks) for _ in mark.shown]
        spans = find("".join(mark.shown for mark in marks))
        if not spans:
            return marks, counts
        for span in reversed(spans):
            first, last = places[span.start], places[span.end - 1]
            counts[span.kind] += 1
            holder = PLACEHOLDERS[span.kind]
            owner = next(m.owner for m in marks[first : last + 1] if m.owner >= 0)
            marks[first : last + 1] = [Mark(holder, holder, owner)]


def _without_double_spaces(marks: list[Mark]) -> Iterator[Mark]:
    """Of spaces and breaks that follow each other only one counts, a break if any."""
    space: Mark | None = None
    for mark in marks:
        if mark.shown in {" ", "\n"}:
            if space is None:
                space = mark
            else:
                if mark.shown == "\n":
                    space.shown = "\n"
                mark.shown = ""
        elif mark.shown:
            space = None
        yield mark
