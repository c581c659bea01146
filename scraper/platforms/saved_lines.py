"""The lines of a page saved as text: where the thread is and which comment each is in.

What is drawn in ``saved_text`` is told apart here by how far a line is moved in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEADING = re.compile(
    r"(?:\d{1,3}(?:[\s.]\d{3})+|\d+)\s+kommentar(?:er|\(er\))?"
    r"|(?:\d+|ett) svar (?:till|på) .+|(?:\d+ reaktioner|en reaktion) på .+",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"lämna (?:ett svar|en kommentar|svar)(?: avbryt svar)?|kommentera"
    r"|skriv en kommentar"
    r"|kommentarer inaktiverade\.?|kommentarer är stängda\.?"
    r"|kommentarer kan inte lämnas på detta inlägg\.?",
    re.IGNORECASE,
)
_FORM_NOTE = re.compile(
    r"e-postadressen publiceras inte\b.*|din e-postadress kommer inte publiceras\..*"
    r"|ägaren av bloggen kan dock se\b.*|obligatoriska fält är märkta.*"
    r"|(?:kommentar|namn|e-postadress|webbplats)(?: \*)?|avbryt svar"
    r"|skicka kommentar|publicera kommentar",
    re.IGNORECASE,
)
_NUMBER = re.compile(r" {0,1}(?P<number>[0-9]{1,4})\.(?: +\S.*)?")
_BULLET = re.compile(r"(?P<indent> {2,20})[•◦▪] +(?P<name>\S.*)")


@dataclass(slots=True)
class Entry:
    """A comment as it stands in the text."""

    name: str
    indent: int
    """Spaces before its number or dot."""
    parent: int | None
    """Index of the entry it is nested under."""
    at: int = 0
    """Index of its first line."""
    lines: list[str] = field(default_factory=list)


def lines_of(text: str) -> list[str]:
    """The lines of a text, without spaces at their ends."""
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    return [line.expandtabs(4).rstrip() for line in lines]


def thread_start(lines: list[str]) -> int | None:
    """The line that opens the thread: the last heading that a comment follows.

    A post may itself say "3 kommentarer"; comments are moved in and cannot.
    """
    for at in range(len(lines) - 1, 0, -1):
        if _HEADING.fullmatch(lines[at]):
            after = next((line for line in lines[at + 1 :] if line), "")
            if _NUMBER.fullmatch(after) or _BULLET.fullmatch(after):
                return at
            if _FORM.fullmatch(after):
                return at  # all that is counted is hidden: pings, lost replies
    return None


def form_start(lines: list[str], thread: int | None) -> int | None:
    """The heading of the comment form; ``None`` without one.

    Below a thread it is the first such line.  Without a thread it is the last, and
    only where nothing else follows, since a post may hold the same words.
    """
    found = [at for at in range(thread or 1, len(lines)) if _FORM.fullmatch(lines[at])]
    if not found:
        return None
    if thread is not None:
        return found[0]
    rest = [line for line in lines[found[-1] + 1 :] if line]
    known = [line for line in rest if _FORM_NOTE.fullmatch(line.strip())]
    return found[-1] if known or not rest else None


def entries_of(lines: list[str], problems: list[str]) -> list[Entry]:
    """The comments of a thread in the order of the text.

    Args:
        lines: Those between the heading and the form.
        problems: Gets a sentence for each thing that is not where it should be.
    """
    entries: list[Entry] = []
    open_: list[int] = []  # the entry at hand and those it is nested under
    numbered = 0
    for at, line in enumerate(lines):
        indent = len(line) - len(line.lstrip(" "))
        if (number := _number(line, numbered)) is not None:
            if number != numbered + 1:
                problems.append(f"expected comment {numbered + 1}, got {number}")
            numbered, open_ = number, []
            name = line.partition(".")[2].strip()
            entries.append(Entry(name=name, indent=1, parent=None, at=at))
        elif (reply := _reply(lines, at, entries, open_)) is not None:
            while open_ and entries[open_[-1]].indent >= indent:
                open_.pop()
            if not open_:
                problems.append(
                    f"comment {len(entries) + 1} in the text is a reply to a comment "
                    "that is not there: kept without a parent"
                )
            parent = open_[-1] if open_ else None
            entries.append(Entry(name=reply, indent=indent, parent=parent, at=at))
        else:
            _take(line, indent, entries, problems)
            continue
        open_.append(len(entries) - 1)
    return entries


def _number(line: str, last: int) -> int | None:
    """The number, if a line opens a top-level comment.

    Numbers of two digits may be moved out by one, so that the points stand in line;
    only the next number is believed there.
    """
    found = _NUMBER.fullmatch(line)
    if found is None:
        return None
    number = int(found["number"])
    return number if line.startswith(" ") or number == last + 1 > 9 else None


def _reply(
    lines: list[str], at: int, entries: list[Entry], open_: list[int]
) -> str | None:
    """The name, if a line opens a reply: a dot alone between blank lines, as far in
    as the words of the comment above, and the words after it one further."""
    found = _BULLET.fullmatch(lines[at])
    if found is None or (at and lines[at - 1].strip()):
        return None
    indent = len(found["indent"])
    above = entries[open_[-1]].indent if open_ else 1
    after = lines[at + 1 : at + 2]
    words = next((line for line in lines[at + 1 :] if line.strip()), "")
    deeper = len(words) - len(words.lstrip(" ")) > indent
    if indent > above + 1 or any(line.strip() for line in after) or not deeper:
        return None
    return found["name"]


def _take(line: str, indent: int, entries: list[Entry], problems: list[str]) -> None:
    """Add a line to the comment it stands in."""
    if not entries:
        if line.strip():
            problems.append(f"expected a comment, got {line.strip()[:60]!r}")
        return
    if line.strip() and indent <= entries[-1].indent:
        problems.append(
            f"expected words {entries[-1].indent + 1} spaces in, got {indent}: "
            f"kept with comment {len(entries)} in the text"
        )
    entries[-1].lines.append(line)


def report_rest(lines: list[str], problems: list[str]) -> None:
    """Say how many lines below the heading of the form are none of the form's."""
    rest = [
        line
        for line in lines
        if line.strip() and not _FORM_NOTE.fullmatch(line.strip())
    ]
    if rest:
        problems.append(f"{len(rest)} lines after the comment form were not read")
