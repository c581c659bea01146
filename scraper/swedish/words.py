"""Which words are in the Swedish dictionary as ordinary words."""

from __future__ import annotations

from functools import cache, lru_cache

from simplemma.strategies import DefaultDictionaryFactory

from scraper.swedish.keys import fold


@lru_cache(maxsize=1 << 16)
def is_ordinary(word: str) -> bool:
    """Whether the dictionary has the word in lower case: *berg*, not *anna*.

    >>> is_ordinary("Berg"), is_ordinary("Anna")
    (True, False)
    """
    return fold(word) in _dictionary()


@cache
def _dictionary() -> frozenset[str]:
    words = DefaultDictionaryFactory().get_dictionary("sv")
    return frozenset(word for word in words if word[:1].islower())
