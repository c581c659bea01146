import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.search.snippet import (
    CLOSE,
    OPEN,
    Span,
    merged,
    pieces,
    read_marks,
    snippet,
)

LONG = (
    "Första meningen är helt utan betydelse för saken. Den andra handlar om nämnden, "
    "som möttes i går. Den tredje är lång " + "och lång " * 40 + "och slut. Sedan kom "
    "en fjärde om nämnden! Och en femte."
)


def marks(text: str, word: str) -> list[Span]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append((at, at + len(word)))
        at = text.find(word, at + 1)
    return found


def plain(found: tuple[tuple[str, bool], ...]) -> str:
    return "".join(part for part, _ in found)


@pytest.mark.parametrize(
    ("text", "word", "length", "expected"),
    [
        ("Kort om nämnden.", "nämnden", 240, "Kort om nämnden."),
        (LONG, "nämnden", 100, "Den andra handlar om nämnden, som möttes i går."),
        (LONG, "fjärde", 100, "Sedan kom en fjärde om nämnden! Och en femte."),
        (
            LONG,
            "tredje",
            60,
            "Den tredje är lång och lång och lång och lång och lång och …",
        ),
        ("a b\n\nc  d\u00a0e", "c", 240, "a b c d e"),
        ("", "x", 240, ""),
        (LONG, "saknas", 60, "Första meningen är helt utan betydelse för saken."),
        ("x" * 500, "saknas", 60, "x" * 60 + " …"),
        ("kl. 10.30 och bl.a. nämnden", "nämnden", 240, "kl. 10.30 och bl.a. nämnden"),
    ],
)
def test_a_snippet_is_cut_at_sentences(
    text: str, word: str, length: int, expected: str
) -> None:
    assert plain(snippet(text, marks(text, word), length)) == expected


def test_the_fullest_stretch_is_shown() -> None:
    text = "Nämnden. " + "fyllnad " * 60 + "Nämnden och nämnden och nämnden. Slut."
    found = snippet(text, marks(text.lower(), "nämnden"), 120)
    assert [part for part, on in found if on] == ["Nämnden", "nämnden", "nämnden"]


def test_marks_are_counted_without_themselves() -> None:
    text = f"a {OPEN}bc{CLOSE}d {OPEN}e{CLOSE}"
    assert read_marks(text) == ("a bcd e", [(2, 4), (6, 7)])
    assert merged([(5, 7), (1, 3), (2, 4)]) == [(1, 4), (5, 7)]


SPANS = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 9)), max_size=6)


@given(st.text(max_size=300), SPANS, st.integers(20, 300))
def test_no_letter_is_lost_or_marked_wrongly(
    text: str, raw: list[tuple[int, int]], length: int
) -> None:
    spans = merged([(a, a + n) for a, n in raw if a + n <= len(text)])
    whole = pieces(text, spans)
    assert plain(whole) == text
    assert [part for part, on in whole if on] == [text[a:b] for a, b in spans]
    found = snippet(text, spans, length)
    squeezed = " ".join(text.split())
    inner = plain(found).removeprefix("… ").removesuffix(" …")
    assert " ".join(inner.split()) in squeezed
    if spans:
        assert any(on for _, on in found)
