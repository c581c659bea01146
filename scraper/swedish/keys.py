"""One search key per word, so that *nämnd*, *nämnden* and *nämndernas* meet.

A key is the word's headword by simplemma's dictionary, then its Snowball stem; a
written list corrects the dictionary, and acronyms are left alone.  The key depends
on the folded word only, never on its neighbours.  The language model (110 MB, about
a second) is loaded when the first unknown word is asked for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

import Stemmer
from simplemma.strategies import DefaultDictionaryFactory

from scraper.swedish.exceptions import ACRONYMS, HEADWORDS, VERSION
from scraper.swedish.tokens import tokens

KEY_VERSION = VERSION
"""Changes whenever any word may get another key; an index made with another
version must be made anew, because its entries could not be taken back."""

_KEPT = frozenset("åäöÅÄÖ")


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


@lru_cache(maxsize=1 << 18)
def key_of(word: str) -> str:
    """The key of one word, as written in a text or by a reader.

    Always exactly one word in the eyes of the index.
    """
    term = fold(word)
    key = fold_accents(_headword(term))
    return key if len(tokens(key)) == 1 and tokens(key)[0] == key else term


def _headword(term: str) -> str:
    if term in HEADWORDS:
        return HEADWORDS[term]
    if len(term) < 3 or not term.isalpha() or term in ACRONYMS:
        return term
    if term.endswith("s") and term[:-1] in ACRONYMS:
        return term[:-1]
    lemma = _lemma(term).lower()
    return HEADWORDS.get(lemma) or _stemmer().stemWord(lemma)


def _lemma(term: str) -> str:
    words = _dictionary()
    return words.get(term) or words.get(term.capitalize()) or term


@cache
def _dictionary() -> Mapping[str, str]:
    return DefaultDictionaryFactory().get_dictionary("sv")


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("swedish", maxCacheSize=0)
