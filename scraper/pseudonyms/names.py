"""Whose names are replaced, whose stay, and which words only might be names.

A commenter's name is looked for whole and, where it reads like a person's
("Anna Berg"), by its parts.  Names of the posts' authors, of the blogs' owners and of
the listed office holders stay, also when they comment.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from scraper.swedish.words import is_ordinary

Words = tuple[str, ...]
"""A name as its words, without case."""

WORD = re.compile(r"\w+")
_PERSON = re.compile(r"[^\W\d_][^\W\d_]+(?:[-\s]+[^\W\d_][^\W\d_]+){1,3}")
_LINKING = frozenset({"af", "av", "da", "de", "del", "den", "der", "di", "van", "von"})


def words_of(name: str) -> Words:
    """The words of a name; none if it is all signs."""
    return tuple(word.casefold() for word in WORD.findall(name))


def core_of(name: str) -> str:
    """A printed name without the signs around it.

    >>> core_of("~ Lisa (mamma)")
    'Lisa (mamma'
    """
    spans = [match.span() for match in WORD.finditer(name)]
    return name[spans[0][0] : spans[-1][1]]


def normal(name: str) -> str:
    """What makes two printed names the same: not case, not spaces."""
    return " ".join(name.casefold().split())


@dataclass(slots=True)
class Names:
    """The names of an archive, for looking them up by their first word."""

    owners: dict[Words, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Name or part of one -> the commenters (``normal``) it may mean."""
    written: dict[Words, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Whole name -> as printed."""
    cores: dict[Words, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Whole name -> as printed, from its first word to its last."""
    public: frozenset[Words] = frozenset()
    """Names that stay."""
    by_first: dict[str, tuple[Words, ...]] = field(default_factory=dict)
    """First word -> names that begin with it, longest first; public ones too."""
    beginnings: frozenset[str] = frozenset()
    """All words that a text must have one of to hold a name, genitives too."""
    common: set[str] = field(default_factory=set)
    """Words of names that this corpus writes in lower case more often than not."""
    keep: frozenset[str] = frozenset()

    def is_public(self, name: str) -> bool:
        """Whether a printed name is one that stays."""
        return words_of(name) in self.public

    def inside_public(self, name: Words) -> bool:
        """Whether a name is also a part of one that stays."""
        return any(
            public[at : at + len(name)] == name
            for public in self.public
            for at in range(len(public) - len(name) + 1)
        )

    def is_weak(self, word: str) -> bool:
        """An ordinary word too: a capital at the start of a sentence proves nothing."""
        return len(word) < 3 or word.isdecimal() or is_ordinary(word)


def collect(
    db: sqlite3.Connection, *, people: Iterable[str], keep: Iterable[str] = ()
) -> Names:
    """The names of an archive, without what its texts tell (see ``weigh``).

    Args:
        people: Office holders listed in sources.toml, with their spellings.
        keep: Words that are never taken for a commenter's name.
    """
    public = {words_of(name) for name in (*people, *_public(db))} - {()}
    names = Names(
        public=frozenset(public), keep=frozenset(word.casefold() for word in keep)
    )
    for (author,) in db.execute(
        "select distinct author from comments where author is not null"
    ):
        words = words_of(author)
        if not words or words in names.public or set(words) <= names.keep:
            continue
        names.owners[words].add(normal(author))
        names.written[words].add(author)
        names.cores[words].add(core_of(author))
        for part in _parts(author):
            if part not in names.keep:
                names.owners[(part,)].add(normal(author))
    by_first: dict[str, set[Words]] = defaultdict(set)
    for words in (*names.owners, *names.public):
        by_first[words[0]].add(words)
    names.by_first = {
        first: tuple(sorted(found, key=len, reverse=True))
        for first, found in by_first.items()
    }
    names.beginnings = beginnings_of(by_first)
    return names


def beginnings_of(by_first: Iterable[str]) -> frozenset[str]:
    """The first words of names, as they are and in the genitive."""
    return frozenset(form for word in by_first for form in (word, f"{word}s"))


def weigh(names: Names, texts: Iterable[str]) -> None:
    """Learn from the texts which words of names are common words here."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(WORD.findall(text))
    balance: Counter[str] = Counter()
    for word, count in counts.items():
        balance[word.casefold()] += -count if word[0].isupper() else count
    parts = {word for words in names.owners for word in words}
    names.common = {word for word in parts if balance[word] > 0}


def _public(db: sqlite3.Connection) -> list[str]:
    found = [
        row[0]
        for sql in (
            "select distinct author from posts where author is not null",
            "select owner from sources where owner is not null",
            "select distinct author from comments"
            " where is_post_author and author is not null",
            "select distinct r.author from revisions r join posts p on p.id = r.item"
            " where r.author is not null",
            "select title from topics where kind = 'person' and title is not null",
        )
        for row in db.execute(sql)
    ]
    rules = "select rule from topics where kind = 'person' and rule is not null"
    for (rule,) in db.execute(rules):
        found += re.findall(r'"([^"]+)"', rule)
    return found


def _parts(author: str) -> list[str]:
    """The words of a name that reads like a person's: "Anna Berg", "ANNA BERG"."""
    if not _PERSON.fullmatch(author.strip()):
        return []
    words = WORD.findall(author)
    proper = [word for word in words if word.casefold() not in _LINKING]
    if not all(word[0].isupper() for word in proper):
        return []
    return [word.casefold() for word in proper]
