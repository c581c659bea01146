"""What a reader typed -> what is meant: the query language, pure.

    nämnd anmälan          both words, in any form
    "tystnad på jobbet"    exactly these words in this order
    -skola                 without
    nämnd OR utskott       either (also ELLER, |); binds the two neighbours
    (a b) OR c             parentheses
    social*  *nämnd*       words that begin with, contain, end with
    *nämnd*{a,b}           of those words, only the forms of a and b
    a NEAR b, a NEAR/5 b   at most 10 (5) words between, in any order (also NÄRA);
                           also NEAR(a b, 5)
    av: i: typ: ämne: från: till:
                           author, source, kind, topic or person, first and last day

No input is an error.  What cannot be understood is searched as words, and
``Query.notes`` says so.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from scraper.search.fields import Filters
from scraper.search.nodes import Node
from scraper.search.parser import MAX_LENGTH, Parser
from scraper.search.saying import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query as understood."""

    text: str
    """As typed, composed (NFC), without surrounding space."""
    root: Node | None
    """``None``: no words asked for; the filters alone decide."""
    filters: Filters = field(default_factory=Filters)
    notes: tuple[Note, ...] = ()
    """What was not understood, and what was done instead."""

    @property
    def empty(self) -> bool:
        """Nothing was asked for; nothing is found."""
        return self.root is None and self.filters == Filters()


@lru_cache(maxsize=1024)
def parse(text: str, *, fields: bool = True) -> Query:
    """The query that ``text`` means; never an error.

    Args:
        fields: Read ``av:`` and the like; otherwise they are words.

    >>> parse('nämnd -skola av:hanna').root
    Without(wanted=Word(words=('nämnd',)), unwanted=Word(words=('skola',)))
    """
    text = unicodedata.normalize("NFC", text.strip())  # as texts are stored
    parser = Parser(text[:MAX_LENGTH], fields)
    if len(text) > MAX_LENGTH:
        parser.note("Bara de första %(n)s tecknen lästes.", n=MAX_LENGTH)
    root = parser.group(0)
    return Query(
        text=text,
        root=root,
        filters=parser.filters,
        notes=tuple(dict.fromkeys(parser.notes)),
    )
