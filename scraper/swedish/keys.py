"""One search key per word, so that *nämnd*, *nämnden* and *nämndernas* meet.

A key is the word's headword by simplemma's dictionary, then its Snowball stem; a
written list corrects the dictionary, and acronyms are left alone.  The key depends
on the folded word only, never on its neighbours.  The language model (110 MB, about
a second) is loaded when the first unknown word is asked for.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from scraper.swedish.exceptions import VERSION
from scraper.swedish.headwords import headword
from scraper.swedish.tokens import tokens

KEY_VERSION = VERSION
"""Changes whenever any word may get another key; an index made with another
version must be made anew, because its entries could not be taken back."""

_KEPT = frozenset("åäöÅÄÖ")


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """The word as ``vocab.term`` has it: composed, without case.

    >>> fold("Fa\u030aR")
    'får'
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).casefold())


def fold_accents(word: str) -> str:
    """Without accents, but å, ä and ö are letters of their own.

    >>> fold_accents("idé på kafé å über")
    'ide på kafe å uber'
    """
    if word.isascii():
        return word
    return "".join(c if c in _KEPT else _base(c) for c in word)


def fold_dots(word: str) -> str:
    """As typed on a foreign keyboard: å, ä and ö lose their dots too.

    >>> fold_dots("socialnämnden")
    'socialnamnden'
    """
    return word if word.isascii() else "".join(map(_base, word))


@lru_cache(maxsize=4096)
def _base(char: str) -> str:
    parts = unicodedata.normalize("NFD", char)
    bare = "".join(c for c in parts if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare) or char


def keys_of(text: str) -> str:
    """The keys of a text, one per word, in the order of the words.

    Args:
        text: As stored (NFC); words begin and end where the index says.

    >>> keys_of("Nämnderna, IVO och barnen")
    'nämnd ivo och barn'
    """
    return " ".join(map(key_of, tokens(text)))


@lru_cache(maxsize=1 << 17)
def key_of(word: str) -> str:
    """The key of one word, as written in a text or by a reader.

    Always exactly one word in the eyes of the index.
    """
    return _key(fold(word))


@lru_cache(maxsize=1 << 17)
def _key(term: str) -> str:
    key = fold_accents(headword(term))
    return key if tokens(key) == [key] else term
