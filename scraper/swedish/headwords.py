"""Headwords: what the dictionary says of a word, corrected by rules and lists.

The dictionary (simplemma's) knows one headword for each form, and often the rarer one:
*nämnd* is a form of *nämna* to it, *mild* of *milda*.  It is therefore asked about the
other forms of the word too: what has a definite form is a noun, what has a comparative
an adjective, what has a past tense a verb.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import Stemmer
from simplemma.strategies import DefaultDictionaryFactory

from scraper.swedish.exceptions import (
    ENDINGS,
    FIXED,
    HEADWORDS,
    IRREGULAR,
    PREFIXES,
)

LONGEST = 80
"""Letters; what is longer is no word, and the time for a compound grows with their
square."""


def headword(term: str) -> str:
    """The headword of any word, or else its stem.

    Args:
        term: Folded.
    """
    if term in HEADWORDS:
        return HEADWORDS[term]
    if not 3 <= len(term) <= LONGEST or not term.isalpha() or term in FIXED:
        return term
    if term.endswith("s") and term[:-1] in FIXED and _lemma(term) is None:
        return term[:-1]
    return _known(term) or _compound(term) or _stem(term)


def _known(term: str) -> str | None:
    """The headword of a word that the dictionary holds, or that is listed."""
    if term in HEADWORDS:
        return HEADWORDS[term]
    if prefixed := _prefixed(term):
        return prefixed
    lemma = _lemma(term)
    if lemma is None:
        return None
    lemma = _noun(term, lemma) or _verb(term, lemma) or _plain(term, lemma)
    return HEADWORDS.get(lemma) or _one_ending(lemma)


def _prefixed(term: str) -> str | None:
    """The verb of an irregular form behind a prefix: *avgjorde*, *utsatte*."""
    for cut in range(1, min(len(term) - 1, 7)):
        verb = IRREGULAR.get(term[cut:]) if term[:cut] in PREFIXES else None
        if verb:
            return term[:cut] + verb if _lemma(term[:cut] + verb) else None
    return None


def _noun(term: str, lemma: str) -> str | None:
    """The noun of a form that the dictionary gives to another word."""
    if term.endswith("ar") and lemma in (term + "e", term[:-1]):
        return _plural(term)
    if term.endswith("arna") and lemma.endswith("are"):
        return _one_way(term)
    for ending in ("ets", "et", "en"):
        bare = term.removesuffix(ending)
        if bare != term and lemma not in (bare, bare + "e") and _is_neuter(bare):
            return bare
    if term.endswith("en") and lemma == term[:-2] + "a":
        return term[:-2] if _lemma(term[:-2] + "ar") == term[:-2] else None
    return None


def _verb(term: str, lemma: str) -> str | None:
    """The verb of a form that the dictionary gives to a rarer word."""
    if term.endswith("ar") and (
        lemma == term + "e" or (lemma == term[:-2] and _is_neuter(lemma))
    ):
        return term[:-1]
    if term.endswith("as") and _lemma(term[:-1] + "des") == term:
        return term
    verb = term[:-2] + "a"
    if term.endswith("er") and lemma in (term, verb):
        past = (_lemma(term[:-2] + "te"), _lemma(term[:-2] + "de"))
        return verb if _lemma(verb) == verb in past else None
    if term.endswith(("de", "te")) and not _is_noun(term):
        return verb if _lemma(verb) == _lemma(term[:-2] + "er") == verb else None
    if term.endswith("a") and _lemma(term + "r") == term:
        other = lemma.endswith("a") or lemma == term[:-1] or _is_noun(lemma)
        return term if other and not _is_adjective(lemma) else None
    return None


def _plain(term: str, lemma: str) -> str:
    """The word itself where the dictionary has it as a form of another."""
    if _is_noun(term) and term.removeprefix(lemma) not in _DEFINITE:
        return term
    base = _lemma(lemma + "are") == lemma or lemma.endswith("en")
    if base and lemma != term:
        return _plain(lemma, _lemma(lemma) or lemma)
    if (lemma.endswith("a") and _is_adjective(term)) or _lemma(term + "are") == term:
        return term if _participle(term) != lemma else lemma
    if _is_noun(lemma):
        return lemma
    return _participle(lemma) or _neuter(lemma) or lemma


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
    elif term.endswith(("m", "n")):
        endings += (term[-1] + "en", term[-1] + "et")
    return any(_lemma(term + ending) == term for ending in endings)


def _is_neuter(term: str) -> bool:
    """Whether it is a noun whose plural has no ending: *slag*, *slaget*."""
    definite = _lemma(term + "et")
    return definite == term or (
        definite == term + "en" and _lemma(term) == _lemma(term + "en") == term
    )


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
    if lemma.endswith("ad") and stem in (_lemma(stem), _lemma(stem + "r")):
        return stem
    if lemma.endswith(("d", "t")):
        for doubled in (stem, stem + stem[-1:]):
            verb = doubled + "a"
            present = stem if stem.endswith("r") else doubled + "er"
            if _lemma(present) == _lemma(verb) == verb:
                return verb
    return None


def _neuter(lemma: str) -> str | None:
    """The adjective of an adverb: *snabbt*, *viktigt*."""
    bare = lemma[:-1]
    if lemma.endswith("t") and (_is_adjective(bare) or _lemma(bare) == bare):
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
    return lemma and lemma.casefold()


@cache
def _dictionary() -> Mapping[str, str]:
    return DefaultDictionaryFactory().get_dictionary("sv")


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("swedish", maxCacheSize=0)
