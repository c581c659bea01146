import sys
import unicodedata
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.swedish.keys import fold, fold_accents, fold_dots, key_of, keys_of
from scraper.swedish.tokens import tokens

RecordProperty = Callable[[str, object], None]


def test_every_character_that_can_be_a_word_has_a_key_of_one_word() -> None:
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if unicodedata.category(char) in ("Cn", "Co", "Cs", "Lo"):
            continue
        for word in tokens(f"{char} x{char}"):
            assert tokens(key_of(word)) == [key_of(word)], repr(word)
            key_of.cache_clear() if code % 10_000 == 0 else None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_a_text_has_as_many_keys_as_words(text: str) -> None:
    assert len(tokens(keys_of(text))) == len(tokens(text))


@given(st.text(st.characters(max_codepoint=0x24F), max_size=20))
def test_case_and_composition_make_no_difference(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert keys_of(composed) == keys_of(composed.lower()) or "İ" in composed
    for word in tokens(composed):
        assert fold(unicodedata.normalize("NFD", word)) == fold(word)


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("NÄMNDERNA", "nämnd"),
        ("IVO", "ivo"),
        ("IVOs", "ivo"),
        ("SoL", "sol"),
        ("LVU", "lvu"),
        ("2024", "2024"),
        ("3a", "3a"),
        ("½", "½"),
        ("ab" * 500_000, "ab" * 500_000),
    ],
)
def test_key_of(word: str, key: str) -> None:
    assert key_of(word) == key


def test_accents_go_and_swedish_letters_stay() -> None:
    assert fold_accents("idé über Ålön") == "ide uber Ålön"
    assert fold_dots("ÅÄÖåäöé") == "AAOaaoe"
    assert len({key_of("får"), key_of("far"), key_of("fär")}) == 3


FAMILIES = Path(__file__).parent / "families"


def lines(name: str) -> list[list[str]]:
    rows = (FAMILIES / f"{name}.txt").read_text("utf-8").splitlines()
    return [row.split() for row in rows if row and not row.startswith("#")]


def unjoined(families: list[list[str]]) -> list[tuple[str, str]]:
    """Pairs of forms of one word that have different keys."""
    pairs = (pair for family in families for pair in combinations(family, 2))
    return [(a, b) for a, b in pairs if key_of(a) != key_of(b)]


def merged(families: list[list[str]]) -> dict[str, set[str]]:
    """Keys that several words have, with their headwords."""
    heads: dict[str, set[str]] = {}
    for family in families:
        for form in family:
            heads.setdefault(key_of(form), set()).add(family[0])
    return {key: words for key, words in heads.items() if len(words) > 1}


def test_every_form_of_a_tuned_word_finds_every_other() -> None:
    families = lines("tuned")
    assert len(families) >= 500
    assert unjoined(families) == []


def test_no_two_tuned_words_are_one() -> None:
    assert merged(lines("tuned")) == {}
    together = [pair for pair in lines("apart") if key_of(pair[0]) == key_of(pair[1])]
    assert together == []


@pytest.mark.parametrize(
    ("name", "least"),
    [("held_out", 0.99), ("fresh", 0.99), ("unseen", 0.985), ("fourth", 0.99)],
)
def test_words_nobody_tuned_to_meet_too(
    name: str, least: float, record_property: RecordProperty
) -> None:
    families = lines(name)
    pairs = sum(len(family) * (len(family) - 1) // 2 for family in families)
    joined = 1 - len(unjoined(families)) / pairs
    record_property("joined", f"{joined:.2%} of {pairs}")
    assert joined > least
    assert merged(families) == {}


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("held_out_apart", 1),
        ("fresh_apart", 0),
        ("unseen_apart", 0),
        ("fourth_apart", 0),
    ],
)
def test_words_nobody_tuned_to_stay_apart(
    name: str, most: int, record_property: RecordProperty
) -> None:
    pairs = lines(name)
    wrong = sum(key_of(a) == key_of(b) for a, b in pairs)
    record_property("merged", f"{wrong} of {len(pairs)}")
    assert wrong <= most
