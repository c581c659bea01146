import sqlite3
from collections.abc import Iterable

import pytest

from scraper.swedish.tokens import SEPARATORS, TOKENIZE, tokens


def as_sqlite_splits(texts: Iterable[str]) -> list[list[str]]:
    db = sqlite3.connect(":memory:")
    db.execute(f'create virtual table t using fts5(x, tokenize="{TOKENIZE}")')
    db.execute("create virtual table v using fts5vocab(t, 'instance')")
    rows = list(texts)
    db.executemany("insert into t(rowid, x) values (?, ?)", enumerate(rows))
    found: list[list[str]] = [[] for _ in rows]
    for doc, term in db.execute("select doc, term from v order by doc, offset"):
        found[doc].append(term)
    return found


def probes(plane: int) -> Iterable[str]:
    """Texts with every character of a plane: alone, inside and after a word."""
    for start in range(plane << 16, (plane + 1) << 16, 2048):
        chars = [chr(c) for c in range(start, start + 2048)]
        yield " ".join(
            f"q{c}q {c} {c}q" for c in chars if not "\ud800" <= c <= "\udfff"
        )


PLANES = (0, 1, 14)
"""Those with assigned characters that are no ideographs."""


@pytest.mark.parametrize(
    "plane",
    [p if p in PLANES else pytest.param(p, marks=pytest.mark.slow) for p in range(17)],
)
def test_words_begin_and_end_where_sqlite_says(plane: int) -> None:
    texts = list(probes(plane))
    for text, expected in zip(texts, as_sqlite_splits(texts), strict=True):
        ours = tokens(text)
        assert len(ours) == len(expected)
        # SQLite's own case folding differs in a few hundred characters
        assert [len(t) for t in ours] == [len(t) for t in expected]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bra🤔", ["bra"]),
        ("🫡bra🥹🥹bra", ["bra", "bra"]),
        ("individ- och familjenämnden", ["individ", "och", "familjenämnden"]),
        ("snake_case", ["snake", "case"]),
        ("Fa\u030ar e\u0301n", ["Fa\u030ar", "e\u0301n"]),
        ("\u0301ab", ["ab"]),
        ("a\0b\u2066c\u2069", ["a", "b", "c"]),
        ("§ 3, 10:30", ["3", "10", "30"]),
        ("", []),
        ("…", []),
    ],
)
def test_symbols_end_a_word(text: str, words: list[str]) -> None:
    assert tokens(text) == words
    assert [len(t) for t in as_sqlite_splits([text])[0]] == [len(w) for w in words]


def test_the_tokenizer_option_holds_no_quote_that_would_end_it() -> None:
    assert not set(SEPARATORS) & set("'\"")
