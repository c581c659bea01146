"""Where some words stand in a text: what FTS5 would mark, in a quarter of the time.

``highlight()`` takes every word of a text apart; most words can be passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, product
from operator import itemgetter

from scraper.search.snippet import Span
from scraper.swedish.keys import fold
from scraper.swedish.tokens import token_at, token_spans

_ASCII = re.compile(r"[\x00-\x7f]*")
_ODD = "ſẞŉǰẖẗẘẙẚİŸ\u212a\u212bﬀﬁﬂﬃﬄﬅﬆ"
"""Signs that without case are letters of Latin-1, but none of its capitals is."""
_IN_WORDS = frozenset("abcdefghijklmnopqrstuvwxyzåäöéABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉ")
_BETWEEN = frozenset(" \n.,;:!?-–/()\"'”’»…")
_HEAD = 4
"""Letters that words have in common to be looked for together."""


class Finder:
    """Finds words in one form or another."""

    def __init__(self, forms: Iterable[str]) -> None:
        """Take the forms, as ``vocab.term`` has them."""
        self._forms = frozenset(forms)
        self._heads: list[bytes] | None = None
        if max(map(max, self._forms), default="") < "\u0100":
            self._heads = list(_heads(self._forms))

    def spans(self, text: str) -> list[Span]:
        """Where the words stand, in order.

        Args:
            text: As stored (NFC).

        >>> Finder(["nämnd", "nämnden"]).spans("Nämnden i Nämndö, nämnd.")
        [(0, 7), (18, 23)]
        """
        low = _latin(text)
        if self._heads is None or low is None:
            return self._one_by_one(text)
        found = []
        for head in self._heads:
            at = low.find(head)
            while at >= 0:
                before = text[at - 1] if at else " "
                if before in _BETWEEN:
                    end = token_at(text, at)
                    if fold(text[at:end]) in self._forms:
                        found.append((at, end))
                elif before not in _IN_WORDS:
                    return self._one_by_one(text)
                at = low.find(head, at + 1)
        return found if len(self._heads) == 1 else sorted(set(found))

    def _one_by_one(self, text: str) -> list[Span]:
        """The same of any text, whatever signs stand in it."""
        return [
            (start, end)
            for start, end in token_spans(text)
            if fold(text[start:end]) in self._forms
        ]


def _latin(text: str) -> bytes | None:
    """The text in Latin-1, one byte each, with ASCII in small letters.

    ``None``: signs stand in it whose small letters are others than they seem.
    """
    try:
        latin = text.encode("latin-1")
    except UnicodeEncodeError:
        if any(odd in text for odd in _ODD):
            return None
        latin = text.encode("latin-1", "replace")
    return None if b"\xdf" in latin else latin.lower()  # ß, which is ss


def _heads(forms: Iterable[str]) -> Iterator[bytes]:
    """What forms begin with, in Latin-1, with every case of letters beyond ASCII.

    >>> sorted(head.decode("latin-1") for head in _heads(["bok", "boken", "böcker"]))
    ['bok', 'boken', 'bÖcker', 'böcker']
    >>> [head.decode("latin-1") for head in _heads(["ansvar", "ansvaret", "ansvår"])]
    ['ansv']
    """
    for _, group in groupby(sorted(forms), key=itemgetter(slice(_HEAD))):
        alike = list(group)
        head = _common(alike[0], alike[-1])
        if head.isascii():
            yield head.encode()
            continue
        rest = _ASCII.match(head, _HEAD)
        cases = product(
            *({c, c.upper()} - {"Ÿ"} if c > "\x7f" else c for c in head[:_HEAD]),
            (rest[0] if rest else "",),
        )
        yield from ("".join(case).encode("latin-1") for case in cases)


def _common(a: str, b: str) -> str:
    """What both begin with."""
    for place, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return a[:place]
    return min(a, b, key=len)
