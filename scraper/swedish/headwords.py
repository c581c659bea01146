"""Headwords: what the dictionary says of a word, corrected by rules and lists.

The dictionary (simplemma's) knows one headword for each form, and often the rarer one:
*nämnd* is a form of *nämna* to it, *mild* of *milda*.  It is therefore asked about the
other forms of the word too: what has a definite form is a noun, what has a comparative
an adjective, what has a past tense a verb.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

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
    return _known(term) or _genitive(term) or _compound(term) or _stem(term)


def _known(term: str) -> str | None:
    """The headword of a word that the dictionary holds, or that is listed."""
    if term in HEADWORDS:
        return HEADWORDS[term]
    if found := _derived(term) or _prefixed(term) or _strong(term):
        return found
    lemma = _lemma(term)
    if lemma is None:
        return None
    if lemma == term + "a" and _in_ade(lemma):
        # no imperative, which such a verb has with its a: *mjölk*, *vänt*
        return (term.endswith("nt") and _participle(term)) or term
    lemma = (
        _derived(term)
        or _noun(term, lemma)
        or _verb(term, lemma)
        or _plain(term, lemma)
    )
    return HEADWORDS.get(lemma) or _one_ending(lemma)


def _genitive(term: str) -> str | None:
    """The headword of a genitive that the dictionary lacks: *nyanländas*."""
    return _known(term[:-1]) if term.endswith("s") and _lemma(term) is None else None


def _strong(term: str) -> str | None:
    """The verb of the participle of a strong verb: *sliten*, *avskrivna*."""
    if not term.endswith(("en", "et", "na")):
        return None
    supine = term[:-2] + "it"
    verb = IRREGULAR.get(supine) or _prefixed(supine)
    return verb if verb and not _is_noun(term[:-2]) else None


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
        return term[:-1] if _lemma(term[:-1]) else None
    if _deponent(term):
        return term
    if term.endswith("ades") and _lemma(term[:-3] + "s") == term[:-3] + "s":
        return term[:-3] + "s"  # *åldrades*
    verb = term[:-2] + "a"
    if term.endswith("er") and lemma in (term, verb):
        past = (_lemma(term[:-2] + "te"), _lemma(term[:-2] + "de"))
        return verb if _lemma(verb) == verb in past else None
    if term.endswith(("de", "te")) and not _is_noun(term):
        present = term[:-2] if term.endswith("rde") else term[:-2] + "er"
        leads = verb in (_lemma(present), _present_in_r(present))
        return verb if leads and _lemma(verb) == verb else None
    if present_of := _present_in_r(term):
        return present_of
    if term.endswith("a") and _lemma(term + "r") == term:
        other = lemma.endswith("a") or lemma == term[:-1] or _is_noun(lemma)
        return term if other and not _is_adjective(lemma) else None
    return None


def _in_ade(verb: str) -> bool:
    """Whether it is a verb like *besvära*, *besvärade*."""
    return _lemma(verb + "de") == verb != _lemma(verb[:-1] + "er")


def _deponent(term: str) -> bool:
    """Whether it is a verb of its own for all its s: *hämnas*, *hämnades*."""
    return term.endswith("as") and _lemma(term[:-1] + "des") == term


def _present_in_r(term: str) -> str | None:
    """The verb of a present without an ending: *lär*, *stör*."""
    verb = term + "a"
    if not term.endswith("r") or _is_noun(term) or _lemma(verb) != verb:
        return None
    return verb if verb in (_lemma(term), _lemma(term + "t")) else None


def _plain(term: str, lemma: str) -> str:
    """The word itself where the dictionary has it as a form of another."""
    if lemma.endswith("as") and _lemma(lemma) == lemma[:-1] and not _deponent(lemma):
        lemma = lemma[:-1]  # *tycks*, *behövdes*: the passive is a form of the verb
    if (
        term.endswith("tt") and lemma == term + "a" and not _is_noun(term)
    ):  # *vitt*, *rått*, *rött*
        bases = (term[:-1], term[:-2], term[:-2] + "d")
        return next((base for base in bases if _is_adjective(base)), lemma)
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
    if term.endswith(("e", "i", "o", "u", "y", "å", "ä", "ö")):
        endings = ("n", "t") if term.endswith("e") else ("n", "t", "en", "et")
    elif term.endswith(("er", "el", "or")):
        endings = ("n", "et") if term.endswith("el") else ("n",)
        if _lemma(_short(term) + "et") == term:  # *fönster*, *skvaller*
            return True
    elif term.endswith(("m", "n")):
        endings += (term[-1] + "en", term[-1] + "et")
    return any(_lemma(term + ending) == term for ending in endings)


def _derived(term: str) -> str | None:
    """The adjective of a form whose ending only adjectives have: *hemlösa*."""
    base = term[:-1]
    if term.endswith(("a", "t")) and base.endswith(_ADJECTIVES):
        return base if _lemma(base) == base and not _is_noun(base) else None
    return None


_ADJECTIVES = ("lös", "sam", "bar", "full", "lig", "isk")


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
    verb = stem + "da"
    if lemma.endswith("nt") and _lemma(stem + "der") == _lemma(verb) == verb:
        return verb  # *vänt*, *sänt*
    if lemma.endswith(("dd", "tt")) and _lemma(lemma[:-2] + "r") == lemma[:-2]:
        return lemma[:-2]
    return None


def _neuter(lemma: str) -> str | None:
    """The adjective of an adverb: *snabbt*, *viktigt*."""
    bare = lemma[:-1]
    if lemma.endswith(("nt", "mt")) and _is_adjective(bare + bare[-1]):
        return bare + bare[-1]
    if lemma.endswith("t") and (_is_adjective(bare) or _lemma(bare) == bare):
        return bare if _lemma(bare + "a") in (bare, None) else None
    return None


def _compound(term: str) -> str | None:
    """First part as it is, last part by its headword: *social|nämnderna*.

    The first part stays whole, so that where it is cut makes no difference.
    """
    for form in (term, term.removesuffix("s")):
        for cut in range(_FIRST_PART, len(form) - _LAST_PART + 1):
            if head := _part(form[cut:]):
                return form[:cut] + head
    return None


@lru_cache(maxsize=1 << 16)
def _part(part: str) -> str | None:
    """The headword of a last part; words end alike, so it is remembered."""
    return _known(part) if part in HEADWORDS or _dictionary().get(part) else None


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


@lru_cache(maxsize=1 << 14)
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
