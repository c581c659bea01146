"""A text with the names in it replaced; what is doubtful stays and is listed.

================  ======================================  =======================
a word is         because                                 it is replaced
================  ======================================  =======================
a name            nothing else is written like it         wherever it has a capital
a weak name       the dictionary has it (*Berg*, *Liv*)   inside a sentence, or
                                                          where someone is addressed
a common word     the texts mostly have it in lower case  where someone is addressed
================  ======================================  =======================

Names of several words are replaced unless they are common words in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from scraper.pseudonyms.names import WORD, Names, Words

UNCLEAR = "[namn]"
"""Stands for a name that several commenters have."""

Stand = Callable[[Words], str]
"""Name -> what stands for it."""
Doubt = Callable[[str, str, str], None]
"""Told of each doubtful place: the words, why, and the words around them."""

_ADDRESSED = re.compile(
    r"""(?:^|[\s"”(*_–-])(?:
      hej(?:san)?|hallå|tjena|käre?a?|bästa|
      (?:svar(?:ar|et)?|replik|kommentar(?:en)?)\s+(?:på|till|från|av)
        (?:\s+(?:en\s+)?(?:kommentar(?:en)?|inlägg(?:et)?|fråga(?:n)?)
           \s+(?:från|av|till))?|
      signaturen
    )[\s,:"”*_]*$|@$""",
    re.IGNORECASE | re.VERBOSE,
)
_CALLED = re.compile(r"s?\s*[,!]")
"""What follows a name that a line begins with, when someone is called by it."""
_BETWEEN = re.compile(r"[\s.'’-]{1,3}")
_START = re.compile(r"(?:^|[.!?:…\n])[\s\"”“»«'(*_–-]*$")
_AROUND = 60


@dataclass(frozen=True, slots=True)
class _Found:
    name: Words
    end: int
    """Index after the last word."""
    genitive: bool


def replace_names(text: str, names: Names, *, stand: Stand, doubt: Doubt) -> str:
    """``text`` with commenters' names replaced.

    >>> from scraper.pseudonyms.names import beginnings_of
    >>> by_first = {"anna": (("anna",),)}
    >>> names = Names(
    ...     owners={("anna",): {"anna"}},
    ...     by_first=by_first,
    ...     beginnings=beginnings_of(by_first),
    ... )
    >>> say = {"stand": lambda name: "P1", "doubt": lambda *about: None}
    >>> replace_names("Hej Anna! Annas svar.", names, **say)
    'Hej P1! P1s svar.'
    """
    if names.beginnings.isdisjoint(map(str.casefold, WORD.findall(text))):
        return text
    spans = [match.span() for match in WORD.finditer(text)]
    parts, done, at = [], 0, 0
    while at < len(spans):
        found = _find(text, spans, at, names)
        if found is None:
            at += 1
            continue
        start, end = spans[at][0], spans[found.end - 1][1]
        if found.name in names.public:
            at = found.end
            continue
        verdict = _judge(text, start, end - found.genitive, found.name, names)
        if verdict == "replace":
            parts += [text[done:start], stand(found.name)]
            parts += ["s"] if found.genitive else []
            done = end + _closing(text, end, found.name, names)
        elif verdict:
            around = text[max(0, start - _AROUND) : end + _AROUND]
            doubt(text[start : end - found.genitive], verdict, " ".join(around.split()))
        at = found.end if verdict else at + 1
    return "".join(parts) + text[done:] if parts else text


def _find(
    text: str, spans: list[tuple[int, int]], at: int, names: Names
) -> _Found | None:
    """The longest name whose first word is the one at ``at``."""
    low = text[slice(*spans[at])].casefold()
    firsts = (low, low[:-1]) if low.endswith("s") else (low,)
    for first in firsts:
        for name in names.by_first.get(first, ()):
            end = at + len(name)
            if end > len(spans):
                continue
            words = [text[slice(*span)].casefold() for span in spans[at:end]]
            genitive = words[-1] != name[-1] and words[-1] == f"{name[-1]}s"
            if genitive:
                words[-1] = name[-1]
            if tuple(words) == name and _together(text, spans[at:end], name, names):
                return _Found(name, end, genitive)
    return None


def _together(
    text: str, spans: list[tuple[int, int]], name: Words, names: Names
) -> bool:
    """Whether only what may stand inside a name stands between its words."""
    if text[spans[0][0] : spans[-1][1]] in names.cores.get(name, ()):
        return True
    gaps = pairwise(spans)
    return all(_BETWEEN.fullmatch(text[a[1] : b[0]]) for a, b in gaps)


def _closing(text: str, end: int, name: Words, names: Names) -> int:
    """How many signs after a name belong to it, as in "Lisa (mamma)"."""
    for printed in names.written.get(name, ()):
        signs = re.search(r"\W*$", printed.strip())
        if signs and signs[0] and text.startswith(signs[0], end):
            return len(signs[0])
    return 0


def _judge(text: str, start: int, end: int, name: Words, names: Names) -> str:
    """``replace``; or why it is doubtful; or nothing if it is no name at all."""
    segment = text[start:end]
    written = segment in names.cores.get(name, ())
    capital = segment[0].isupper() or segment[0].isdigit()
    common = all(word in names.common or len(word) < 2 for word in name)
    before = text[max(0, start - 80) : start]
    addressed = bool(_ADDRESSED.search(before)) or (
        capital and bool(_CALLED.match(text, end)) and not before.rpartition("\n")[2]
    )
    if len(name) > 1:
        if common and not capital and not (written and addressed):
            return "ordinary words" if written else ""
        return "replace"
    if not (capital or written):
        return ""
    if names.inside_public(name):
        return "also part of a name that stays"
    if addressed:
        return "replace"
    if name[0].isdecimal():
        return "a number"
    if common:
        return "an ordinary word"
    inside = capital and len(name[0]) > 2 and not _START.search(before)
    if inside or not names.is_weak(name[0]):
        return "replace"
    return "may be an ordinary word"
