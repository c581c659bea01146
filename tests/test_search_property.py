"""The search against a slow one that only reads texts, and against nonsense."""

from __future__ import annotations

import os
import random
import re
import time
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from scraper.search import concordance, register_functions, select
from scraper.search.nodes import All, Any, Near, Node, Pattern, Phrase, Without, Word
from scraper.search.query import parse
from scraper.store.reindex import check_index
from scraper.swedish.keys import fold, fold_dots, key_of
from scraper.swedish.tokens import tokens
from tests.small_corpus import Corpus

_WORDS = """
nämnd nämnden nämnderna socialnämnden anmälan anmälningar skola skolan får far IVO ivos
SoL bra bra🤔 🤔 idé idéer ½ İ ẞ weiß individ- familje_hem LVU:s 2023 “citat” slut.
kommun kommunen hot hotet lag lagar armén arme nämner nämnde fa\u030ar q\u0303x
"""
WORDS = _WORDS.split()
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(
    lambda words: unicodedata.normalize("NFC", " ".join(words))
)
"""As the store keeps texts: composed.  Queries are not."""


class Item:
    """What the slow search knows of a document: words and keys, field by field."""

    def __init__(self, id_: str, title: str, text: str) -> None:
        self.id = id_
        self.fields = [tokens(title), tokens(text)]
        self.folded = [[fold(word) for word in row] for row in self.fields]
        self.keys = [[key_of(word) for word in row] for row in self.fields]


@lru_cache(maxsize=4096)
def key(word: str) -> str:
    return key_of(word)


class Slow:
    """Obviously right: looks at every word of every text."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self.vocabulary = {
            term: key_of(term) for item in items for row in item.folded for term in row
        }

    def found(self, node: Node | None) -> set[str]:
        everything = {item.id for item in self.items}
        match node:
            case None:
                return set()
            case Word(words):
                return self._word(words)
            case Phrase(words):
                wanted = [fold(word) for word in words]
                return self._with(lambda item: item.folded, [wanted])
            case Pattern(text, chosen):
                return self._pattern(text, chosen)
            case Near(parts, distance):
                return self._near([list(map(key, p.words)) for p in parts], distance)
            case All(parts):
                return everything.intersection(*map(self.found, parts))
            case Any(parts):
                return set().union(*map(self.found, parts))
            case Without(wanted, unwanted):
                left = everything if wanted is None else self.found(wanted)
                return left - self.found(unwanted)
        raise TypeError(node)

    def _word(self, words: tuple[str, ...]) -> set[str]:
        keys = [list(map(key, words))]
        if len(words) == 1 and keys[0][0] not in self.vocabulary.values():
            bare = fold_dots(fold(words[0]))
            same = {k for t, k in self.vocabulary.items() if fold_dots(t) == bare}
            keys = [[k] for k in same] or keys
        return self._with(lambda item: item.keys, keys)

    def _pattern(self, text: str, chosen: tuple[str, ...]) -> set[str]:
        pieces = fold(text).split("*")
        fitting = {t for t in self.vocabulary if fits(t, pieces)}
        if text.find("*") == len(text) - 1 and not chosen:
            return self._with(lambda item: item.folded, [[term] for term in fitting])
        keys = {self.vocabulary[term] for term in fitting}
        if chosen:
            keys &= {key(word) for word in chosen}
            return self._with(lambda item: item.keys, [[k] for k in keys])
        odd = {t for t in fitting if not re.fullmatch("[a-zåäö0-9]+", t)}
        whole = {k for k in keys if fits(k, pieces)}
        whole |= {self.vocabulary[t] for t in odd}
        return self._with(lambda item: item.keys, [[k] for k in whole]) | self._with(
            lambda item: item.folded, [[t] for t in fitting - odd]
        )

    def _with(
        self, rows: Callable[[Item], list[list[str]]], phrases: list[list[str]]
    ) -> set[str]:
        return {
            item.id
            for item in self.items
            for row in rows(item)
            for phrase in phrases
            if any(row[i : i + len(phrase)] == phrase for i in range(len(row)))
        }

    def _near(self, phrases: list[list[str]], distance: int) -> set[str]:
        return {
            item.id
            for item in self.items
            for row in item.keys
            if near(row, phrases, distance)
        }


def fits(term: str, pieces: list[str]) -> bool:
    if not (term.startswith(pieces[0]) and term.endswith(pieces[-1])):
        return False
    at, end = len(pieces[0]), len(term) - len(pieces[-1])
    for piece in pieces[1:-1]:
        found = term.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at <= end


def near(row: list[str], phrases: list[list[str]], distance: int) -> bool:
    """At most ``distance`` words between the first and the last phrase of a clump."""
    places = [
        [i for i in range(len(row)) if row[i : i + len(phrase)] == phrase]
        for phrase in phrases
    ]
    for starts in product(*places):
        first = min(range(len(starts)), key=lambda n: starts[n])
        between = max(starts) - starts[first] - len(phrases[first])
        if between <= distance:
            return True
    return False


def build(texts: list[tuple[str, str]]) -> tuple[Corpus, Slow]:
    corpus = Corpus(Database(memory=True))
    items = []
    for number, (title, text) in enumerate(texts):
        corpus.post(f"b-{number}", title, text)
        items.append(Item(f"b-{number}", title, text))
    return corpus, Slow(items)


LEAVES = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(
        lambda words: '"' + " ".join(words) + '"'
    ),
    st.sampled_from(
        ["näm*", "*nämnd*", "*n", "s*n", "*nämnd*{nämnd}", "socialnamnden", "arende"]
    ),
    st.tuples(st.sampled_from(WORDS), st.integers(0, 6), st.sampled_from(WORDS)).map(
        lambda t: f"{t[0]} NEAR/{t[1]} {t[2]}"
    ),
)
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) -({pair[1]})"),
    ),
    max_leaves=6,
)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6), st.lists(QUERIES, max_size=6))
def test_the_search_finds_what_a_slow_one_finds_and_nothing_else(
    texts: list[tuple[str, str]], queries: list[str]
) -> None:
    corpus, slow = build(texts)
    for query in queries:
        expected = slow.found(parse(query).root)
        for order in ("relevance", "newest", "oldest"):
            found = {hit.item for hit in corpus.search(query, order=order).hits}
            assert found == expected, query
    corpus.close()


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6))
def test_an_index_changed_step_by_step_equals_one_made_anew(
    texts: list[tuple[str, str]],
) -> None:
    corpus, _ = build([("Rubrik", text) for text, _ in texts])
    for number, (_, text) in enumerate(texts):
        old = corpus.doc(f"b-{number}")
        with corpus.db.atomic(), corpus.index:
            corpus.index.replace(old, corpus.changed(old, text=text))
    assert check_index(corpus.db) == ()
    corpus.close()


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from(WORDS))
def test_marks_fall_on_the_words_that_match(text: str, word: str) -> None:
    corpus, _ = build([("", text)])
    root = parse(word).root
    if root is None:  # no word at all
        return
    assert isinstance(root, Word | Phrase)
    wanted = [key_of(part) for part in root.words]
    db = corpus.db.conn
    for line in concordance(db, select(db, word), context=1000):
        keys = [key_of(part) for part in tokens(line.match)]
        assert keys == wanted * (len(keys) // len(wanted))
        assert line.left + line.match + line.right == " ".join(text.split())
    corpus.close()


def seeds() -> list[tuple[str, str]]:
    folder = os.environ.get("DEBATTARKIV_SEEDS")
    if not folder:
        pytest.skip("DEBATTARKIV_SEEDS is not set")
    texts = [path.read_text("utf-8") for path in sorted(Path(folder).glob("*.txt"))]
    blocks = [block for text in texts for block in text.split("\n\n")]
    return [("", unicodedata.normalize("NFC", block)) for block in blocks]


@pytest.mark.slow
def test_real_texts_are_searched_like_a_slow_search_does() -> None:
    corpus, slow = build(seeds())
    words = sorted({word for item in slow.items for word in item.fields[1]})
    rng = random.Random(1)
    for _ in range(200):
        a, b, c = rng.sample(words, 3)
        shapes = [a, f"{a} {b}", f"{a} OR {b} -{c}", f'"{a}"', f"{a[:4]}*"]
        shapes += [f"*{a[:5]}*", f"{a} NEAR/9 {b}", f"({a} OR {b}) {c}", fold_dots(a)]
        text = rng.choice(shapes)
        hits = corpus.search(text, limit=200)
        if not any("vanligaste" in note for note in hits.notes):  # of too many words
            found = {hit.item for hit in hits.hits}
            assert found == slow.found(parse(text).root), text
    corpus.close()


_SYNTAX = """
" ( ) * - OR AND NOT NEAR NEAR/3 NÄRA { } : av: typ: från: till: i: ämne: ” | + ^ ' ;--
select body_key: *nämnd* {title} å\u0301 \u0301 a*b … \\ % _ , / \0 \ud7ff \ufdd0
9999-99-99 från:0000 till:9999 *{ *{a,} NEAR(a 1e5 \u2028
"""
NONSENSE = [*WORDS, *_SYNTAX.split(), "\n"]


def nonsense(rng: random.Random) -> str:
    if rng.random() < 0.3:
        ranges = [(1, 0x250), (0x300, 0x370), (0x2000, 0x3000), (0x1F300, 0x1FB00)]
        spans = rng.choices(ranges, k=rng.randrange(30))
        return "".join(chr(rng.randrange(*span)) for span in spans)
    parts = rng.choices(NONSENSE, k=rng.randrange(1, 14))
    return rng.choice(("", " ")).join(parts)


@pytest.mark.parametrize("count", [2_000, pytest.param(60_000, marks=pytest.mark.slow)])
def test_no_text_is_an_error_or_takes_long(count: int) -> None:
    rng = random.Random(count)
    corpus, _ = build(
        [(" ".join(rng.choices(WORDS, k=3)), " ".join(rng.choices(WORDS, k=30)))] * 100
    )
    register_functions(corpus.db.conn)
    box = "select count(*) from docs_fts where docs_fts match escape_fts(?)"
    worst = 0.0
    for _ in range(count):
        text = nonsense(rng)
        start = time.process_time()
        corpus.search(text, order=rng.choice(("relevance", "newest", "oldest")))
        corpus.db.execute(box, [text]).fetchone()
        worst = max(worst, time.process_time() - start)
    assert worst < 1
    corpus.close()
