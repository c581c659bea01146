from collections.abc import Iterator
from dataclasses import astuple

import pytest

from scraper.search import (
    Vocabulary,
    appearances,
    collocates,
    concordance,
    describe,
    facets,
    parse,
    select,
    suggest,
    trend,
)
from tests.small_corpus import Corpus, small_corpus


@pytest.fixture
def small() -> Iterator[Corpus]:
    corpus = small_corpus()
    yield corpus
    corpus.close()


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("nämnd skola", "former av nämnd och former av skola"),
        ("IVO:s", "former av IVO"),
        ('"tyst kultur" -*hot', "exakt ”tyst kultur” men inte ord som slutar på hot"),
        (
            "a*b ce* *de*",
            "ord som passar a*b och ord som börjar med ce och ord som innehåller de",
        ),
        ("*nämnd*{a,b}", "ord som innehåller nämnd (valda: a, b)"),
        ("hot NEAR/3 jobb", "former av hot och jobb med högst 3 ord emellan"),
        ("(a b) OR c", "(former av a och former av b eller former av c)"),
        ("-skola typ:inlägg", "inte former av skola · bara inlägg"),
        ("i:lundgren ämne:ivo till:2023-02", "i lundgren · om ivo · till 2023-02-28"),
        ("*a", "former av a"),
        ("", ""),
    ],
)
def test_a_reader_is_told_how_a_query_was_read(text: str, reading: str) -> None:
    assert describe(parse(text)) == reading


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("socialnämdnen", ["socialnämnden"]),
        ("skolla -nämnd", ["skola -nämnd"]),
        ("anmälningsplikten", ["anmälningarna"]),
        ("ivo far", ["far", "ivo"]),
        ("ivo OCH far", ["far", "ivo"]),
        ("ivo && far && nämnd", ["far && nämnd", "ivo && nämnd", "ivo && far"]),
        ("ivo NEAR/3 far", ["far", "ivo"]),
        ('ivo "far"', ['"far"', "ivo"]),
        ("från:2021-13-45 ivo", ["ivo", "från:2021-13-45"]),
        ("nämnd", []),
        ("xyzzy", []),
        ('"nämnderna möts"', ["nämnderna möts"]),
        ('"socialnämnden möta"', ['"socialnämnden möts"', "socialnämnden möta"]),
        ("NEAR(socialnämnden skolla)", ["NEAR(socialnämnden skola)"]),
        ("anmälnigsplikt" + "x" * 1500, ["anmälningarna"]),
        ("*" + "å" * 900 + "*", []),
    ],
)
def test_a_query_that_finds_nothing_is_met_with_others(
    small: Corpus, text: str, offered: list[str]
) -> None:
    db = small.db.conn
    selection = select(db, text)
    if small.found(text):
        assert selection.match.missing == ()
        return
    assert [one.text for one in suggest(db, selection)] == offered


def test_a_truncation_is_met_in_order_and_at_both_ends(small: Corpus) -> None:
    small.comment("b-c9", "b-1", "å" * 150 + "ä" * 150)
    words = Vocabulary(small.db.conn)
    for pattern, count in {
        "n*nden": 0,
        "*nämn*en": 1,
        "soc*nämn*": 1,
        "soc*n*n*n": 1,
        "*n*soc*": 0,
        "*" + "å" * 149 + "*": 1,
        "*åäää*": 1,
        "å*" + "ä" * 151: 0,
    }.items():
        assert len(words.fitting(pattern)) == count, pattern


def test_counts_are_of_what_was_found(small: Corpus) -> None:
    small.db.table("topics").insert(
        {"id": "skolan", "kind": "topic", "title": "Skolan", "rule": "[]"}
    )
    small.db.table("item_topics").insert(
        {"item": "b-1", "topic": "skolan", "matched": "skola"}
    )
    found = facets(small.db.conn, select(small.db.conn, "skola OR far OR bra"))
    assert (found.counted, found.complete) == (4, True)
    assert found.sources == (("b", 4),)
    assert dict(found.kinds) == {"post": 2, "comment": 2}
    assert dict(found.authors) == {"Åsa Berg": 2, "Bo Ek": 2}
    assert found.years == (("2023", 1), ("2022", 2))
    assert found.topics == (("skolan", 1),)
    assert small.found("ämne:skolan") == ["b-1"]


def test_a_truncation_lists_its_words_with_counts(small: Corpus) -> None:
    forms = small.search("*nämnd*").expansions["*nämnd*"]
    assert [(form.word, form.count) for form in forms] == [
        ("nämnderna", 1),
        ("socialnämnden", 1),
    ]


def test_every_match_stands_in_its_context(small: Corpus) -> None:
    db = small.db.conn
    lines = list(concordance(db, select(db, "skola OR får"), context=20))
    assert [(line.left, line.match, line.right) for line in lines] == [
        ("Nämnderna och ", "skolan", ""),
        ("Socialnämnden möts. ", "Får", " kommer fram."),
        ("Utan datum: en ", "skola", "."),
    ]
    by_right = concordance(db, select(db, "skola OR får OR detta"), sort="right")
    assert [line.match for line in by_right] == ["skolan", "skola", "Får", "detta"]
    by_left = concordance(db, select(db, "skola OR får OR detta"), sort="left")
    assert [line.match for line in by_left] == ["detta", "skola", "Får", "skolan"]


def test_a_trend_counts_documents_and_words(small: Corpus) -> None:
    years = trend(small.db.conn, ["skola OR far OR bra", "typ:kommentar"], unit="year")
    assert years.periods == ("2022", "2023")
    words, kinds = years.series
    assert (words.hits, words.words) == ((2, 1), (8, 16))
    assert (kinds.hits, kinds.words) == ((1, 1), (2, 8))
    assert words.per_million == (250_000.0, 62_500.0)
    months = trend(small.db.conn, ["bra"])
    assert len(months.periods) == 17
    assert months.series[0].hits[0] == 1
    assert months.series[0].per_million[1] is None


def test_new_year_is_at_local_midnight(small: Corpus) -> None:
    small.comment("b-c9", "b-1", "nyår", published="2022-12-31T23:30:00Z")
    assert trend(small.db.conn, ["nyår"], unit="year").series[0].hits == (0, 1)


def test_collocates_are_the_words_around(small: Corpus) -> None:
    for n in range(8):
        text = f"den hårda kulturen {n} och annat som en rektor gör på en skola"
        small.comment(f"b-k{n}", "b-1", text)
    db = small.db.conn
    found = collocates(db, select(db, "kultur"), window=2)
    assert (found.read, found.matches) == (8, 8)
    assert {word.key for word in found.words} == {"den", "hård", "och"}
    assert all(word.near == 8 for word in found.words)
    assert found.words[0].likelihood > 10.83


def test_history_tells_when_words_came_and_went(small: Corpus) -> None:
    states = [
        ("2024-01-01T00:00:00Z", "2024-01-05T00:00:00Z", "Vi mörkade inget."),
        ("2024-01-06T00:00:00Z", "2024-01-09T00:00:00Z", "Skandalen är ett faktum."),
    ]
    for since, until, text in states:
        small.db.table("revisions").insert(
            {
                "item": "b-1",
                "seen_from": since,
                "seen_until": until,
                "title": "Nämnderna",
                "text": text,
                "digest": "",
                "changed": "text",
            }
        )
    small.db.table("posts").update("b-1", {"since": "2024-01-10T00:00:00Z"})
    with small.db.atomic(), small.index:
        pass
    db = small.db.conn
    (first,) = appearances(db, select(db, "mörka"))
    assert (first.first, first.last, first.gone) == (
        "2023-05-12T12:00:00Z",
        "2024-01-05T00:00:00Z",
        "2024-01-06T00:00:00Z",
    )
    assert first.since_publication
    (second,) = appearances(db, select(db, "skandal"))
    assert (second.first, second.last, second.gone) == (
        "2024-01-06T00:00:00Z",
        "2024-01-09T00:00:00Z",
        "2024-01-10T00:00:00Z",
    )
    (third,) = appearances(db, select(db, "möts"))
    assert (third.first, third.last, third.states) == (
        "2024-01-10T00:00:00Z",
        None,
        (),
    )
    assert appearances(db, select(db, "skandal typ:kommentar")) == ()
    assert appearances(db, select(db, "skandal av:åsa från:2023")) == (second,)
    assert astuple(second)[0] == "b-1"


def test_a_withdrawn_post_still_tells_its_words(small: Corpus) -> None:
    small.db.table("posts").update("b-2", {"withdrawn_at": "2024-02-01T00:00:00Z"})
    db = small.db.conn
    (found,) = appearances(db, select(db, "gammal"))
    assert found.gone == "2024-02-01T00:00:00Z"
    assert small.search("gammal").hits[0].withdrawn_at == "2024-02-01T00:00:00Z"
