"""Other queries to offer when one finds nothing, or little."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scraper.search.nodes import All, Near, Phrase, Without, Word
from scraper.search.rank import count
from scraper.search.select import Selection, select
from scraper.search.vocabulary import Form

COUNTED = 1000

Reason = Literal["spelling", "related", "loose", "fewer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A query to offer in place of another."""

    text: str
    """The whole query, to search for as it is."""
    word: str
    """The word that it brings in; of ``fewer``, the word it leaves out; of ``loose``,
    the whole query."""
    reason: Reason
    """``spelling``: one or two letters differ; ``related``: begins or ends alike;
    ``loose``: the words of a phrase in any form and order."""
    count: int | None
    """Documents that hold the word in any form, or that ``loose`` finds, the latter
    counted up to ``COUNTED``; ``None`` for ``fewer``."""


def suggest(db: sqlite3.Connection, selection: Selection) -> tuple[Suggestion, ...]:
    """Queries to offer for one that found nothing, the likeliest first.

    Words that the corpus lacks are replaced by similar ones, or else by related
    ones; if it holds every word, but never together, one is left out in turn.
    """
    words = selection.words
    text = selection.query.text
    found: list[Suggestion] = []
    for missing in selection.match.missing:
        bare = missing.strip("*")
        if bare.isdecimal():
            continue
        forms: tuple[Form, ...] = words.similar(bare)
        reason: Reason = "spelling"
        if not forms:
            forms, reason = words.related(bare), "related"
        found += (
            Suggestion(
                text=_replaced(text, missing, form.word),
                word=form.word,
                reason=reason,
                count=form.count,
            )
            for form in forms
        )
    found += _loose(db, text)
    return tuple(found) or tuple(_fewer(selection))


def _loose(db: sqlite3.Connection, text: str) -> Iterator[Suggestion]:
    loose = " ".join(_QUOTES.sub(r"\1", _anywhere(text)).split())
    if loose != text and (hits := count(db, select(db, loose), COUNTED)):
        yield Suggestion(text=loose, word=loose, reason="loose", count=hits)


def _anywhere(text: str) -> str:
    """Without what words have to be near."""
    return _NEAR.sub(" ", _NEAR_LIST.sub(r"\1", text))


_QUOTES = re.compile('(?<!:)["“”„«»](.*?)["“”„«»]')
_NEAR_LIST = re.compile(r"\b(?:NEAR|NÄRA) *\(([^()]*?)(?:, *\d+ *)?\)")
_NEAR = re.compile(r"(?<!\S)(?:NEAR|NÄRA)(?:/\d+)?(?!\S)")
_AND = r"(?:AND|OCH|&&?|\+)"
_LOOSE_AND = re.compile(rf"^{_AND}\s+|\s+{_AND}$|(?<=\s){_AND}\s+(?={_AND}\s)")
"""What joins nothing, where a word was left out."""


def _fewer(selection: Selection) -> Iterator[Suggestion]:
    root, whole = selection.query.root, selection.query.text
    if isinstance(root, Without):
        root = root.wanted
    if isinstance(root, Near):
        root, whole = All(root.parts), _anywhere(whole)
    if not isinstance(root, All):
        return
    for part in root.parts:
        if isinstance(part, Word | Phrase):
            word = " ".join(part.words)
            text = _replaced(whole, word, "", quoted=isinstance(part, Phrase))
            text = _LOOSE_AND.sub("", text)
            if text != whole:
                yield Suggestion(text=text, word=word, reason="fewer", count=None)


def _replaced(text: str, word: str, instead: str, *, quoted: bool = False) -> str:
    """``text`` with other words in the place of the first that are ``word``."""
    written = r"[^\w\s]+".join(map(re.escape, word.split()))
    if quoted:
        inside = r"\W+".join(map(re.escape, word.split()))
        written = rf'["“”„«»]\W*{inside}\W*["“”„«»]'
    found = re.sub(
        rf"(?<!\w){written}(?!\w)",
        lambda _: instead,
        text,
        count=1,
        flags=re.IGNORECASE,
    )
    return " ".join(found.split())
