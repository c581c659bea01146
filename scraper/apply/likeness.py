"""Whether two texts are the same post: for cross-posts and for taking over rows.

Two posts are the same if their titles agree (case, punctuation and space aside)
and at least 80 % of the five-word sequences of the shorter text stand in the
longer one: a reprint with an added motto or postscript matches, two posts under
one heading do not.
"""

from __future__ import annotations

import re

WORDS_IN_SEQUENCE = 5
SAME = 0.8

_WORD = re.compile(r"\w+")


def title_key(title: str) -> str:
    """A title in lower case, without punctuation, single spaces.

    >>> title_key("Vem styr?  Om socialtjänsten – igen")
    'vem styr om socialtjänsten igen'
    """
    return " ".join(_WORD.findall(title.casefold()))


def share(one: str, other: str) -> float:
    """How much of the shorter text stands in the longer one, 0 to 1."""
    a, b = _sequences(one), _sequences(other)
    if not a or not b:
        return float(a == b)
    return len(a & b) / min(len(a), len(b))


def same_text(one: str, other: str) -> bool:
    """Whether two texts are near enough to be one post."""
    return share(one, other) >= SAME


def _sequences(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    n = min(WORDS_IN_SEQUENCE, len(words))
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)} if n else set()
