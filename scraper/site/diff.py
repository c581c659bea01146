"""What two wordings differ in, word for word and paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]
Piece = tuple[Kind, str]

MOST_CHANGES = 300
"""Changes listed one by one."""
_LONG = 20_000
"""Words of a paragraph; longer ones are compared as a whole."""
_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
_BLOCKS = re.compile(r"\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One place where the wordings differ."""

    where: int
    """Paragraph, from 1; 0 is the title."""
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph in pieces, or a run of paragraphs that are the same."""

    pieces: tuple[Piece, ...]
    same: tuple[str, ...] = ()
    """Unchanged paragraphs; then there are no pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """Two wordings side by side."""

    title: tuple[Piece, ...]
    blocks: tuple[Block, ...]
    changes: tuple[Change, ...]
    """Up to ``MOST_CHANGES``, in reading order."""
    gone: int
    new: int
    """Words."""

    @property
    def equal(self) -> bool:
        """No difference at all."""
        return not self.changes


def compare(
    before: str, after: str, *, title_before: str = "", title_after: str = ""
) -> Diff:
    """What changed from one wording to another; moved text is gone and new."""
    title = tuple(_words(title_before, title_after))
    blocks: list[Block] = []
    changes = list(_changes(0, title))
    number = 0
    for old, new in _paired(_paragraphs(before), _paragraphs(after)):
        if old == new:
            number += len(new)
            blocks.append(Block(pieces=(), same=tuple(new)))
            continue
        for index in range(max(len(old), len(new))):
            left = old[index] if index < len(old) else ""
            right = new[index] if index < len(new) else ""
            number += bool(right)
            pieces = tuple(_words(left, right))
            blocks.append(Block(pieces=pieces))
            changes += _changes(number, pieces)
    every = [piece for block in blocks for piece in block.pieces] + list(title)
    return Diff(
        title=title,
        blocks=tuple(blocks),
        changes=tuple(changes[:MOST_CHANGES]),
        gone=_count(every, "gone"),
        new=_count(every, "new"),
    )


def _paragraphs(text: str) -> list[str]:
    return [block for block in _BLOCKS.split(text.strip()) if block.strip()]


def _paired(
    old: list[str], new: list[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        yield old[a:b], new[c:d]


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if before == after:
        if after:
            yield "same", after
        return
    if len(old) > _LONG or len(new) > _LONG:
        yield from _both(before, after)
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.quick_ratio() < 0.3:  # hardly anything in common: one after the other
        yield from _both(before, after)
        return
    for tag, a, b, c, d in _smoothed(matcher.get_opcodes(), old):
        if tag == "equal":
            yield "same", "".join(new[c:d])
            continue
        if a < b:
            yield "gone", "".join(old[a:b])
        if c < d:
            yield "new", "".join(new[c:d])


def _both(before: str, after: str) -> list[Piece]:
    pieces: list[Piece] = [("gone", before), ("new", after)]
    return [piece for piece in pieces if piece[1]]


Code = tuple[str, int, int, int, int]


def _smoothed(codes: Sequence[Code], old: Sequence[str]) -> list[Code]:
    """Changes with nothing but a space between them are one change."""
    found: list[Code] = []
    for index, (tag, a, b, c, d) in enumerate(codes):
        inside = 0 < index < len(codes) - 1
        blank = tag == "equal" and inside and not "".join(old[a:b]).strip()
        joins = found and found[-1][0] == "change"
        if blank or (tag != "equal" and joins):
            last = found[-1]
            found[-1] = ("change", last[1], b, last[3], d)
        else:
            found.append(("equal" if tag == "equal" else "change", a, b, c, d))
    return found


def _changes(where: int, pieces: Sequence[Piece]) -> Iterator[Change]:
    """Neighbouring words gone and new, as one change each."""
    before = after = ""
    for kind, text in (*pieces, ("same", "")):
        if kind == "gone":
            before += text
        elif kind == "new":
            after += text
        elif before or after:
            yield Change(where=where, before=before.strip(), after=after.strip())
            before = after = ""


def _count(pieces: Sequence[Piece], kind: Kind) -> int:
    return sum(len(re.findall(r"\w+", text)) for k, text in pieces if k == kind)
