import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.swedish.keys import fold, fold_accents, fold_dots, key_of, keys_of
from scraper.swedish.tokens import tokens


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
    ],
)
def test_key_of(word: str, key: str) -> None:
    assert key_of(word) == key


def test_accents_go_and_swedish_letters_stay() -> None:
    assert fold_accents("idé über Ålön") == "ide uber Ålön"
    assert fold_dots("ÅÄÖåäöé") == "AAOaaoe"
    assert len({key_of("får"), key_of("far"), key_of("fär")}) == 3
