"""A query as understood -> an expression for FTS5, with the words of the corpus.

Bare words look in the columns of keys, quoted words in those of the text.  Every
word is written as a quoted string, so that nothing a reader types is ever syntax.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scraper.search.nodes import All, Any, Near, Node, Pattern, Phrase, Without, Word
from scraper.search.query import Query
from scraper.search.saying import Note
from scraper.search.vocabulary import Form, Vocabulary, is_plain

NOTHING = '""'
"""An expression that matches no document."""
MAX_FORMS = 200
"""Words that the truncations of a query may stand for; the most frequent first."""
KEYS = "{title_key body_key} : "
TEXT = "{title body} : "


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A query made ready for one corpus."""

    wanted: str | None
    """FTS5 expression; ``None``: every document."""
    found: str | None
    """Finds the same documents of ``docs_fts`` in half the time: columns are not named
    where they make no difference.  Not for ranking."""
    keys: tuple[str, ...] | None = None
    """If it asks for single words only, in letters that the index and ``fold`` read
    alike: their keys."""
    unwanted: str | None = None
    """FTS5 expression of what to leave out; only when ``wanted`` is ``None``."""
    expansions: dict[str, tuple[Form, ...]] = field(default_factory=dict)
    """Truncation, as read -> the words it stands for, most frequent first."""
    missing: tuple[str, ...] = ()
    """Words that the corpus does not hold, in any form or in that of a phrase."""
    notes: tuple[Note, ...] = ()
    """What was searched instead of what was typed."""


def compile_query(query: Query, words: Vocabulary) -> Match:
    """The expression that finds what ``query`` means."""
    compiler = _Compiler(words)
    root = query.root
    unwanted = None
    if isinstance(root, Without) and root.wanted is None:
        wanted, unwanted = None, compiler.node(root.unwanted)
    elif root is None:
        wanted = NOTHING if query.empty else None
    else:
        wanted = compiler.node(root)
    return Match(
        wanted=wanted,
        found=compiler.in_any_column(wanted) if wanted else wanted,
        keys=compiler.only_words,
        unwanted=unwanted,
        expansions=compiler.expansions,
        missing=tuple(compiler.missing),
        notes=tuple(compiler.notes),
    )


class _Compiler:
    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._left = MAX_FORMS
        self.expansions: dict[str, tuple[Form, ...]] = {}
        self.missing: list[str] = []
        self.notes: list[Note] = []
        self._only_keys: set[str] = set()
        self._keys: list[str] = []
        self._other = False

    @property
    def only_words(self) -> tuple[str, ...] | None:
        """See ``Match.keys``."""
        plain = not self._other and all(map(is_plain, self._keys))
        return tuple(self._keys) if plain else None

    def in_any_column(self, expression: str) -> str:
        """Without the columns of words that are written like no word but their own."""
        for string in self._only_keys:
            expression = expression.replace(KEYS + string, string)
        return expression

    def node(self, node: Node) -> str:
        """The expression of one node; in parentheses where it needs them."""
        self._other |= isinstance(node, Phrase | Pattern | Near)
        match node:
            case Word(words):
                return self._word(words)
            case Phrase(words):
                self.missing += (word for word in words if not self._words.holds(word))
                return f"{TEXT}{_string(words)}"
            case Pattern():
                return self._pattern(node)
            case Near(parts, distance):
                keys = " ".join(_string(self._known(part.words)) for part in parts)
                return f"{KEYS}NEAR({keys}, {distance})"
            case All(parts):
                return _joined("AND", (self.node(part) for part in parts))
            case Any(parts):
                return _joined("OR", (self.node(part) for part in parts))
            case Without(wanted, unwanted):
                left = NOTHING if wanted is None else self.node(wanted)
                return f"({left} NOT {self.node(unwanted)})"

    def _word(self, words: tuple[str, ...]) -> str:
        if len(words) > 1:
            self._other = True
            return f"{KEYS}{_string(self._known(words))}"
        (word,) = words
        found = self._words.look_up(word)
        if not found.known:
            forms = self._words.without_dots(word)
            if forms:
                names = ", ".join(form.word for form in forms)
                self.notes.append(
                    Note(
                        "”%(word)s” finns inte; visar träffar för %(names)s.",
                        word=word,
                        names=names,
                    )
                )
                self._keys += (form.key for form in forms)
                return _either(form.key for form in forms)
            self.missing.append(word)
        self._keys.append(found.key)
        string = _string((found.key,))
        if found.only_key:
            self._only_keys.add(string)
        return KEYS + string

    def _known(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Keys of words that are not looked for without dots."""
        found = {word: self._words.look_up(word) for word in words}
        self.missing += (word for word in found if not found[word].known)
        return tuple(found[word].key for word in words)

    def _pattern(self, pattern: Pattern) -> str:
        text = pattern.text
        if text.find("*") == len(text) - 1 and not pattern.chosen:
            return f"{TEXT}{_string((text[:-1],))} *"
        forms = self._words.fitting(text)
        self.expansions[text] = forms
        if pattern.chosen:
            chosen = {self._words.key(word) for word in pattern.chosen}
            forms = tuple(form for form in forms if form.key in chosen)
        if len(forms) > self._left:
            self.notes.append(
                Note(
                    "”%(text)s” står för %(n)s ord; de %(m)s vanligaste söktes.",
                    text=text,
                    n=len(forms),
                    m=self._left,
                )
            )
            forms = forms[: self._left]
        self._left -= len(forms)
        if not forms:
            self.missing.append(text)
            return NOTHING
        if pattern.chosen:
            return _either(form.key for form in forms)
        only = [term for form in forms for term in form.only]
        keys = [form.key for form in forms if not form.only]
        parts = [_either(keys)] if keys else []
        parts += [_either(only, TEXT)] if only else []
        return parts[0] if len(parts) == 1 else _joined("OR", parts)


def _either(words: Iterable[str], columns: str = KEYS) -> str:
    strings = " OR ".join(_string((word,)) for word in words)
    return f"{columns}({strings})"


def _joined(operator: str, parts: Iterable[str]) -> str:
    return "(" + f" {operator} ".join(parts) + ")"


def _string(words: Iterable[str]) -> str:
    return '"' + " ".join(word.replace('"', '""') for word in words) + '"'
