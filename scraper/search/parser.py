"""The words and signs of a query, read from left to right; see ``query``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.search.fields import Filters, read_field
from scraper.search.nodes import All, Any, Near, Node, Pattern, Phrase, Without, Word
from scraper.search.saying import Note
from scraper.swedish.tokens import tokens

MAX_LENGTH = 2000
"""Characters read of a query."""
MAX_LEAVES = 64
"""Words, phrases and truncations read of a query."""
MAX_PATTERNS = 8
"""Truncations read of a query; each has at least two letters."""
_MAX_DEPTH = 8

_ITEM = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<open>[-−]?\()
    | (?P<close>\))
    | (?P<quoted>(?P<head>[-−]?(?:[^\W\d_]+:)?)["“”„«»](?P<inside>[^"“”„«»]*)["“”„«»])
    | (?P<bar>\|+)
    | (?P<bare>[^\s()"“”„«»|]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OR = frozenset({"OR", "ELLER"})
_AND = frozenset({"AND", "OCH", "&&", "&", "+"})
_NOT = frozenset({"NOT", "INTE"})
_NEAR = re.compile(r"(?:NEAR|NÄRA)(?:/(\d{1,3}))?")
_STAR = re.compile(r"([^{}]*\*[^{}]*)(?:\{([^{}]*)\})?")
_GENITIVE = re.compile(r"(?<=\w)[:'’]s$", re.IGNORECASE)


@dataclass(slots=True)
class _Item:
    kind: str
    text: str
    head: str | None
    """Before a quotation mark: a minus, a field, both or nothing."""


class Parser:
    """One reading of a query from left to right; ``group`` gives what it means."""

    def __init__(self, text: str, fields: bool) -> None:
        self.fields = fields
        self.items = [
            _Item(m.lastgroup or "", m["inside"] if m["quoted"] else m[0], m["head"])
            for m in _ITEM.finditer(text)
            if not m["space"]
        ]
        self.at = 0
        self.leaves = self.patterns = 0
        self.filters = Filters()
        self.notes: list[Note] = []

    def note(self, message: str, **values: object) -> None:
        """Say what was not understood; see ``Note``."""
        self.notes.append(Note(message, **values))

    def group(self, depth: int) -> Node | None:
        """Everything up to a closing parenthesis, or to the end."""
        wanted: list[Node] = []
        unwanted: list[Node] = []
        joint = negate = False
        near: int | None = None
        while self.at < len(self.items):
            item = self.items[self.at]
            self.at += 1
            if item.kind == "close":
                if depth:
                    break
                continue
            word = item.text if item.kind in ("bare", "bar") else ""
            if word in _OR or item.kind == "bar":
                joint = bool(wanted)
            elif word in _AND:
                pass
            elif word in _NOT:
                negate = True
            elif match := _NEAR.fullmatch(word):
                near = int(match[1] or 10)
            else:
                minus, node = self._term(item, depth)
                if node is None:
                    continue
                if negate or minus:
                    unwanted.append(node)
                elif near is not None and wanted:
                    wanted[-1] = self._near(wanted[-1], node, near)
                elif near is not None and isinstance(node, All):
                    wanted.append(self._near_list(node, near))
                elif joint:
                    wanted[-1] = Any((*_parts(Any, wanted[-1]), *_parts(Any, node)))
                else:
                    wanted.append(node)
                joint = negate = False
                near = None
        return _combine(wanted, unwanted)

    def _term(self, item: _Item, depth: int) -> tuple[bool, Node | None]:
        """Whether the term is unwanted, and what it is."""
        head = item.head or ""
        minus = (head or item.text).startswith(("-", "−"))
        if item.kind == "open":
            if depth >= _MAX_DEPTH:
                self.note(
                    Note("Fler parenteser än som går att läsa; de hoppades över.")
                )
                return minus, None
            group = self.group(depth + 1)
            if isinstance(group, Without) and group.wanted is None:
                return not minus, group.unwanted
            return minus, group
        if item.kind == "quoted":
            return minus, self._quoted(head.lstrip("-−"), item.text, minus)
        if item.kind == "bare":
            return minus, self._bare(item.text.lstrip("-−"), minus)
        return False, None

    def _quoted(self, head: str, inside: str, minus: bool) -> Node | None:
        if head and self._field(head + inside, minus):
            return None
        return self._leaf(Phrase(tuple(tokens(inside))), head + inside)

    def _bare(self, text: str, minus: bool) -> Node | None:
        if ":" in text:
            following = self.items[self.at] if self.at < len(self.items) else None
            if text.endswith(":") and following and following.kind != "close":
                joined = text + following.text
                if self._field(joined, minus):
                    self.at += 1
                    return None
            elif self._field(text, minus):
                return None
        if "*" in text and (match := _STAR.fullmatch(text)):
            return self._pattern(match[1], match[2] or "")
        words = tokens(_GENITIVE.sub("", text))
        return self._leaf(Word(tuple(words)), text)

    def _field(self, text: str, minus: bool) -> bool:
        if minus or not self.fields:
            return False
        filters, note = read_field(self.filters, text)
        if note:
            self.notes.append(note)
        if filters is None:
            return False
        self.filters = filters
        return True

    def _pattern(self, text: str, chosen: str) -> Node | None:
        pieces = [tokens(piece) for piece in text.split("*")]
        if sum(map(len, pieces)) == 0:
            return self._leaf(Word(()), text)
        if any(len(piece) > 1 for piece in pieces):
            self.note("”%(text)s” lästes som ord: * fungerar inuti ett ord.", text=text)
            return self._leaf(Word(tuple(tokens(text))), text)
        joined = "*".join(piece[0] if piece else "" for piece in pieces)
        self.patterns += 1
        if len(joined.replace("*", "")) < 2 or self.patterns > MAX_PATTERNS:
            self.note(
                "”%(text)s” lästes utan *: för kort, eller för många sådana.", text=text
            )
            return self._leaf(Word(tuple(tokens(text))), text)
        picks = tuple(word for part in chosen.split(",") for word in tokens(part))
        return self._leaf(Pattern(re.sub(r"\*+", "*", joined), picks), text)

    def _leaf(self, leaf: Word | Phrase | Pattern, text: str) -> Node | None:
        if not isinstance(leaf, Pattern) and not leaf.words:
            if text.strip():
                self.note("”%(text)s” är inget ord och hoppades över.", text=text)
            return None
        self.leaves += 1
        if self.leaves > MAX_LEAVES:
            self.note("Bara de första %(n)s orden lästes.", n=MAX_LEAVES)
            return None
        return leaf

    def _near(self, left: Node, right: Node, distance: int) -> Node:
        first = left.parts if isinstance(left, Near) else (left,)
        words = tuple(part for part in (*first, right) if isinstance(part, Word))
        if len(words) < len(first) + 1:
            self.note("NEAR fungerar mellan ord; här lästes det som ”båda”.")
            return All((left, right))
        return Near(words, distance)

    def _near_list(self, node: All, distance: int) -> Node:
        """``NEAR(a b, 5)``, as SQLite writes it."""
        found = [part for part in node.parts if isinstance(part, Word)]
        if len(found) < len(node.parts):
            self.note("NEAR fungerar mellan ord; här lästes det som ”båda”.")
            return node
        *words, last = found
        if len(words) > 1 and last.words[0].isdecimal():
            return Near(tuple(words), min(int(last.words[0]), 999))
        return Near((*words, last), distance)


def _parts(kind: type[Any] | type[All], node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, kind) else (node,)


def _combine(wanted: list[Node], unwanted: list[Node]) -> Node | None:
    node = None if not wanted else wanted[0] if len(wanted) == 1 else All(tuple(wanted))
    if not unwanted:
        return node
    return Without(node, unwanted[0] if len(unwanted) == 1 else Any(tuple(unwanted)))
