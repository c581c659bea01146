from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from scraper.search.rank import Bounds
from scraper.swedish.keys import key_of
from tests.small_corpus import Corpus, small_corpus


@pytest.fixture
def corpus() -> Iterator[Corpus]:
    corpus = Corpus(Database(memory=True))
    yield corpus
    corpus.close()


@pytest.fixture
def small() -> Iterator[Corpus]:
    corpus = small_corpus()
    yield corpus
    corpus.close()


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("nämnd", ["b-1"]),
        ("NÄMNDEN", ["b-1"]),
        ('"nämnden"', []),
        ('"nämnderna och skolan"', ["b-1"]),
        ("får", ["b-1"]),
        ("far", ["b-2"]),
        ('"fa\u030ar"', ["b-1"]),
        ("fa\u030ar*", ["b-1"]),
        ("bra", ["b-c2"]),
        ("skola", ["b-1", "b-c3"]),
        ("skola -nämnd", ["b-c3"]),
        ("skola NOT nämnd", ["b-c3"]),
        ("ivo OR far", ["b-c1", "b-2"]),
        ("ivo ELLER far typ:inlägg", ["b-2"]),
        ("ivo | far", ["b-c1", "b-2"]),
        ("(ivo far) OR bra", ["b-c2"]),
        ("social*", ["b-1"]),
        ("*nämnd*", ["b-1"]),
        ("*nämnd*{socialnämnd}", ["b-1"]),
        ("*nämnd*{hälsonämnd}", []),
        ("socialnamnden", ["b-1"]),
        ("individ- och familje", ["b-c1"]),
        ("IVO:s", ["b-c1"]),
        ("socialnämnden NEAR/2 får", ["b-1"]),
        ("socialnämnden NEAR/0 får", []),
        ("NEAR(socialnämnden får, 2)", ["b-1"]),
        ("av:åsa", ["b-1", "b-2"]),
        ("av:bo i:b", ["b-c1", "b-c2", "b-c3"]),
        ('av:"Bo Ek" från:2023', ["b-c1"]),
        ("author:ek before:2022", ["b-c2"]),
        ("typ:kommentar -ivo", ["b-c2", "b-c3"]),
        ("-ivo typ:comment", ["b-c2", "b-c3"]),
        ("från:2022-01-03 till:2022-01", ["b-c2"]),
        ("typ:skola", []),
        ("", []),
        ("🤔", []),
        ('"', []),
        ("* ** ( ) -", []),
    ],
)
def test_search_finds(small: Corpus, text: str, items: list[str]) -> None:
    assert small.found(text) == items


@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
def test_every_order_finds_the_same(small: Corpus, order: str) -> None:
    assert set(small.found("skola OR far OR ivo", order)) == {
        "b-1",
        "b-2",
        "b-c1",
        "b-c3",
    }


def test_a_word_written_like_the_key_of_another_is_not_that_word(
    corpus: Corpus,
) -> None:
    assert key_of("armén") == "arme" != key_of("arme")
    corpus.post("b-1", "Armén", "Om armén.")
    corpus.post("b-2", "Arme man", "En arme man.")
    for order in ("newest", "relevance"):
        assert [hit.item for hit in corpus.search("armén", order=order).hits] == ["b-1"]


def test_undated_items_come_last_in_either_direction(small: Corpus) -> None:
    assert small.found("skola OR far", "newest") == ["b-1", "b-2", "b-c3"]
    assert small.found("skola OR far", "oldest") == ["b-2", "b-1", "b-c3"]


def test_pages_follow_each_other(small: Corpus) -> None:
    for order in ("relevance", "newest", "oldest"):
        seen: list[str] = []
        offset: int | None = 0
        while offset is not None:
            page = small.search(
                "skola OR far OR ivo", order=order, limit=1, offset=offset
            )
            seen += [hit.item for hit in page.hits]
            offset = page.next
        assert seen == small.found("skola OR far OR ivo", order)


def test_the_match_is_marked_in_the_original(small: Corpus) -> None:
    (hit,) = small.search("nämnd får").hits
    assert hit.title == (("Nämnderna", True), (" och skolan", False))
    assert hit.snippet == (
        ("Socialnämnden möts. ", False),
        ("Får", True),
        (" kommer fram.", False),
    )


def test_what_was_not_taken_as_typed_is_said(small: Corpus) -> None:
    assert small.search("socialnamnden").notes == (
        "”socialnamnden” finns inte; visar träffar för socialnämnden.",
    )
    assert small.search("typ:skola").notes == (
        "”skola” är ingen typ; ”typ:skola” söktes som ord.",
    )


def test_a_crosspost_is_folded_into_its_original(small: Corpus) -> None:
    small.source("v")
    small.post("v-1", "Nämnderna och skolan", "Socialnämnden möts. Extra.")
    small.db.table("posts").update("v-1", {"crosspost_of": "b-1"})
    (hit,) = small.search("nämnd").hits
    assert (hit.item, hit.also) == ("b-1", ("v-1",))
    assert small.found("extra") == ["v-1"]


@pytest.fixture
def common(corpus: Corpus) -> Corpus:
    """Thirty texts with a word in all of them, and a rare one in three."""
    for n in range(30):
        rare = "visselblåsare " * (n % 10 == 4) * (n // 10 + 1)
        corpus.post(
            f"b-{n}",
            "Kommunen" if n in (3, 20) else "Annat",
            f"Kommunen är ett ord. {rare}",
            published=f"2023-01-{n + 1:02}T12:00:00Z",
        )
    return corpus


@pytest.mark.parametrize(
    ("text", "bounds", "best", "ranked"),
    [
        ("kommun", Bounds(), ["b-20", "b-3"], None),
        ("kommun", Bounds(every=10, newest=15), ["b-20"], 15),
        ("kommun", Bounds(entries=10, newest=15), ["b-20", "b-29", "b-28"], 15),
        ("kommun", Bounds(entries=10), ["b-20", "b-3", "b-29"], None),
        ("kommun visselblåsare", Bounds(entries=10), ["b-24", "b-14", "b-4"], None),
        ("kommun visselblåsare", Bounds(entries=10, some=2, newest=2), ["b-24"], 2),
        ("kommun OR ord", Bounds(entries=10), ["b-20", "b-3", "b-29"], None),
        ("kommun -visselblåsare", Bounds(entries=10), ["b-20", "b-3", "b-29"], None),
    ],
)
def test_ranking_is_bounded_and_says_so(
    common: Corpus, text: str, bounds: Bounds, best: list[str], ranked: int | None
) -> None:
    found = common.search(text, bounds=bounds)
    assert [hit.item for hit in found.hits][: len(best)] == best
    assert found.ranked == ranked
