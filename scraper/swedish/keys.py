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

from scraper.swedish.exceptions import ENDINGS, FIXED, HEADWORDS, VERSION
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
    key = fold_accents(_headword(term))
    return key if tokens(key) == [key] else term


def _headword(term: str) -> str:
    if term in HEADWORDS:
        return HEADWORDS[term]
    if len(term) < 3 or not term.isalpha() or term in FIXED:
        return term
    if term.endswith("s") and term[:-1] in FIXED and _lemma(term) is None:
        return term[:-1]
    return _known(term) or _compound(term) or _stem(term)


def _known(term: str) -> str | None:
    """The headword of a word that the dictionary holds, or that is listed."""
    if term in HEADWORDS:
        return HEADWORDS[term]
    lemma = _lemma(term)
    if lemma is None:
        return None
    if term.endswith("ar") and lemma in (term + "e", term[:-1]):
        lemma = _plural(term) or term[:-1]
    elif term.endswith("arna") and lemma.endswith("are"):
        lemma = _one_way(term) or lemma
    elif (_is_noun(term) and term.removeprefix(lemma) not in _DEFINITE) or (
        lemma.endswith("a") and _is_adjective(term)
    ):
        lemma = term
    elif not _is_noun(lemma):
        lemma = _participle(lemma) or _neuter(lemma) or lemma
    return HEADWORDS.get(lemma) or _one_ending(lemma)


_DEFINITE = ("en", "et", "n", "t", "ens", "ets", "ns", "ts")


def _is_noun(term: str) -> bool:
    """Whether forms that only a noun has lead to it: *nämnden*, *yttrandet*.

    The dictionary gives one headword for each form: *nämnd* that of *nämna*.
    """
    endings: tuple[str, ...] = ("en", "et")
    if term.endswith("e"):
        endings = ("n", "t")
    elif term.endswith(("er", "el", "or")):
        endings = ("n",)
    return any(_lemma(term + ending) == term for ending in endings)


def _is_adjective(term: str) -> bool:
    """Whether its comparative leads to it: *sötare*, *enklare*."""
    if term.endswith(("el", "er", "en")) and _lemma(_short(term) + "are") == term:
        return True
    return _lemma(term + "are") == term


def _short(term: str) -> str:
    """*enkel* as in *enklare*."""
    return term[:-2] + term[-1]


def _plural(term: str) -> str | None:
    """The noun of a form in *-ar* that the dictionary knows as a verb: *lagar*."""
    noun = _lemma(term + "na")
    return None if noun is None or noun.endswith("are") else noun


def _one_way(term: str) -> str | None:
    """*väg* for *vägarna*, where the dictionary has one who weighs."""
    noun = term.removesuffix("arna")
    return noun if _lemma(noun + "ar") == noun else None


def _participle(lemma: str) -> str | None:
    """The verb of a participle that the dictionary keeps apart: *känd*, *köpt*."""
    stem = lemma[:-1]
    if lemma.endswith("ad") and _lemma(stem) == stem:
        return stem
    if lemma.endswith(("d", "t")):
        for doubled in (stem, stem + stem[-1:]):
            if _lemma(doubled + "er") == _lemma(doubled + "a") == doubled + "a":
                return doubled + "a"
    return None


def _neuter(lemma: str) -> str | None:
    """The adjective of an adverb: *snabbt*, *viktigt*."""
    bare = lemma[:-1]
    if lemma.endswith("t") and _lemma(bare) == bare:
        return bare if _lemma(bare + "a") in (bare, None) else None
    return None


def _compound(term: str) -> str | None:
    """First part as it is, last part by its headword: *social|nämnderna*.

    The first part stays whole, so that where it is cut makes no difference.
    """
    for form in (term, term.removesuffix("s")):
        for cut in range(_FIRST_PART, len(form) - _LAST_PART + 1):
            part = form[cut:]
            if (part in HEADWORDS or _dictionary().get(part)) and (
                head := _known(part)
            ):
                return form[:cut] + head
    return None


_FIRST_PART = 2
_LAST_PART = 4
"""Letters that the parts of an unknown compound have at least."""


def _one_ending(lemma: str) -> str:
    """One headword for words that have two, also at the end of compounds."""
    for ending, instead in ENDINGS.items():
        if lemma.endswith(ending):
            return lemma.removesuffix(ending) + instead
    return lemma


def _stem(term: str) -> str:
    return _one_ending(_stemmer().stemWord(term))


def _lemma(term: str) -> str | None:
    words = _dictionary()
    lemma = words.get(term) or words.get(term.capitalize())
    return lemma and fold(lemma)


@cache
def _dictionary() -> Mapping[str, str]:
    return DefaultDictionaryFactory().get_dictionary("sv")


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("swedish", maxCacheSize=0)
