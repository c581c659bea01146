"""What a query is made of: words, phrases, and how they are joined."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms; several if it was written with marks inside."""

    words: tuple[str, ...]
    """As written; found beside each other, in this order."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Exactly these words in this order, but for case."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that fit, ``*`` standing for any letters or none."""

    text: str
    """Letters, digits and ``*``; at least one of both."""
    chosen: tuple[str, ...] = ()
    """If any: only the forms of these words, of those that fit."""


@dataclass(frozen=True, slots=True)
class Near:
    """Words in any form, at most ``distance`` words between the outermost two."""

    parts: tuple[Word, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class All:
    """Every part must be there."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part must be there."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The first must be there, the second must not."""

    wanted: Node | None
    """``None``, at the root only: everything that the filters let through."""
    unwanted: Node


Leaf = Word | Phrase | Pattern | Near
Node = Leaf | All | Any | Without
