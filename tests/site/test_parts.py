"""The parts of the site that need no server."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.search import describe, parse
from scraper.site import examples, messages, routes
from scraper.site.ask import KNOWN, Answer, Ask, address
from scraper.site.chart import make_chart
from scraper.site.cite import Cited, apa
from scraper.site.diff import compare
from scraper.site.kept import KEPT_S, MOST, Kept
from scraper.site.language import Translator
from scraper.site.ledger import Ledger
from scraper.site.marks import mark_html, paragraphs
from scraper.site.narrowing import choose, with_field, with_year, without_field
from scraper.site.page import TEMPLATES
from scraper.site.sending import file_name
from scraper.site.sentences import find_sentence, sentences
from scraper.site.words import between, number, short_day
from tests.site.conftest import Site

MARK = ("<mark>", "</mark>")


def test_english_says_everything_that_swedish_says() -> None:
    assert [m.id for m in messages.missing() if m.id] == []


def test_how_a_query_was_read_is_said_in_english() -> None:
    say = Translator("en").text
    query = parse('nämnd OR "hot och våld" -skol* typ:inlägg till:100%')
    assert describe(query, say) == (
        "(forms of nämnd or exactly “hot och våld”) and forms of till 100 next to each"
        " other but not words that begin with skol · only posts"
    )
    assert [note.said(say) for note in query.notes] == [
        "“100%” is no date; “till:100%” was searched for as words."
    ]
    assert query.notes == ("”100%” är inget datum; ”till:100%” söktes som ord.",)


def test_notes_of_a_search_are_in_the_language_of_the_page(site: Site) -> None:
    page = site.get("/en/sok?q=hot+typ:nej").text
    assert "“nej” is no kind of text; “typ:nej” was searched for as words." in page
    assert "Read as: forms of hot" in page
    assert "Läst som" not in page


def test_catalogue_holds_nothing_that_is_not_said() -> None:
    said = {m.id if isinstance(m.id, str) else m.id[0] for m in messages.messages()}
    known = messages.catalogue()
    kept = {m.id if isinstance(m.id, str) else m.id[0] for m in known}
    assert kept - said == set()


def test_translations_have_the_same_values() -> None:
    for message in messages.catalogue():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string
        strings = strings if isinstance(strings, tuple) else (strings,)
        for string in strings:
            wanted = set(re.findall(r"%\(\w+\)s", ids[-1]))
            assert set(re.findall(r"%\(\w+\)s", string)) == wanted, ids


def test_what_is_put_into_a_message_is_escaped() -> None:
    said = Translator("sv").say("Sök: %(query)s", query="<b>")
    assert str(said) == "Sök: &lt;b&gt;"


def test_templates_hold_no_style_and_no_script() -> None:
    for path in TEMPLATES.glob("*.html"):
        text = path.read_text("utf-8")
        assert "<style" not in text, path.name
        assert "<script" not in text, path.name
        assert not re.search(r"\sstyle=|\son[a-z]+=\"", text), path.name


@pytest.mark.parametrize("example", examples.EXAMPLES, ids=lambda e: e.question)
def test_every_example_runs(site: Site, example: examples.Example) -> None:
    answer = site.get("/corpus.json", params={"sql": example.sql, "_shape": "array"})
    assert answer.status_code == 200
    assert isinstance(answer.json(), list)


def test_marks_follow_the_text_through_tags_and_bullets() -> None:
    html = "<p>Ett <b>gott</b> möte</p>\n<ul><li>Nej &amp; jo</li></ul>"
    text = "Ett gott möte\n\n- Nej & jo"
    at = text.index("gott möte")
    marked = mark_html(html, text, [(at, at + 9, *MARK)])
    assert marked == html.replace(
        "<b>gott</b> möte", "<b><mark>gott</mark></b><mark> möte</mark>"
    ).replace("</b><mark> möte", "</b> <mark>möte")
    at = text.index("Nej & jo")
    marked = mark_html(html, text, [(at, at + 8, *MARK)])
    assert "<li><mark>Nej &amp; jo</mark></li>" in marked


def test_sentence_holds_the_marks_inside_it() -> None:
    html, text = "<p>Ett. Två ord här. Tre.</p>", "Ett. Två ord här. Tre."
    span = ('<span id="mening">', "</span>")
    marked = mark_html(html, text, [(5, 17, *span), (9, 12, *MARK)])
    expected = '<p>Ett. <span id="mening">Två <mark>ord</mark> här.</span> Tre.</p>'
    assert marked == expected


def test_plain_text_becomes_paragraphs() -> None:
    assert paragraphs("a < b\nc\n\nd") == "<p>a &lt; b<br>c</p>\n<p>d</p>"


def test_sentences_keep_abbreviations_together() -> None:
    text = "Mötet, t.ex. Annas, började kl. 19. Sedan? ”Nej.” Slut\n- Punkt"
    found = [text[slice(*s.span)] for s in sentences(text)]
    assert found == [
        "Mötet, t.ex. Annas, började kl. 19.", "Sedan?", "”Nej.”", "Slut", "- Punkt",
    ]  # fmt: skip


def test_number_without_digest_leads_to_the_sentence_with_that_number() -> None:
    found = find_sentence("Ett. Två. Tre.", "2")
    assert found is not None
    assert (found.sentence.number, found.exact) == (2, True)
    assert find_sentence("Ett.", "rubbish") is None


def test_difference_counts_words_and_keeps_what_is_the_same() -> None:
    diff = compare("Ett möte om snö.\nSamma.", "Ett möte om is och snö.\nSamma.")
    assert (diff.gone, diff.new) == (0, 2)
    assert [c.after for c in diff.changes] == ["is och"]
    assert diff.blocks[-1].same == ("Samma.",)
    assert compare("Samma.", "Samma.").equal


def test_difference_gives_back_both_wordings() -> None:
    before, after = "Vem gömde rapporten i går?", "Varför fick rapporten ligga?"
    diff = compare(before, after)
    pieces = [piece for block in diff.blocks for piece in block.pieces]
    assert "".join(t for k, t in pieces if k != "new") == before
    assert "".join(t for k, t in pieces if k != "gone") == after


def test_filters_are_words_of_the_query() -> None:
    assert with_field("hot", "authors", "Anna Ask") == 'hot av:"Anna Ask"'
    assert with_field("hot av:Bo", "authors", "Anna") == "hot av:Anna"
    assert without_field('hot av:"Anna Ask" typ:inlägg', "authors") == "hot typ:inlägg"
    assert with_year("hot från:2020", "2022") == "hot från:2022 till:2022"
    assert choose("*blås*{a} x", "*blås*", ()) == "*blås* x"


def test_chart_fills_the_months_between_and_survives_odd_years() -> None:
    chart = make_chart({"2021-11": (1, 2), "2022-02": (0, 1)}, 100)
    assert chart is not None
    assert len(chart.bars) == 24
    assert chart.highest.month == "2021-11"
    odd = make_chart({"0001-01": (1,), "9999-12": (1,)}, 100)
    assert odd is not None
    assert len(odd.bars) <= 61 * 12
    assert make_chart({}, 100) is None


@pytest.mark.parametrize(
    ("claimed", "found", "explained", "missing", "surplus"),
    [(12, 10, 1, 1, 0), (12, 12, 0, 0, 0), (None, 6, 0, 0, 0), (3, 5, 0, 0, 2)],
)
def test_ledger_says_what_is_missing(
    claimed: int | None, found: int, explained: int, missing: int, surplus: int
) -> None:
    ledger = Ledger(claimed=claimed, found=found, explained=explained)
    assert (ledger.missing, ledger.surplus) == (missing, surplus)


@pytest.mark.parametrize(
    ("author", "cited"),
    [
        ("Anna Ask", "Ask, A."), ("Gun-Britt af Tallhällan", "af Tallhällan, G."),
        ("Hasse på hamnen", "Hasse på hamnen"), ("Anonym", "Anonym"), (None, "Anonym"),
    ],
)  # fmt: skip
def test_only_names_are_turned_round(author: str | None, cited: str) -> None:
    made = Cited(
        key="a-1", author=author, date="2021-11-23", title="T", blog="b", url="u",
        original=None, wording=1, wordings=1, digest="sha256:0", comment=False,
    )  # fmt: skip
    text = apa(made, datetime(2024, 3, 4, tzinfo=UTC), "sv")
    assert text.startswith(f"{cited} (2021, 23 november).")


def test_numbers_and_days_are_written_as_in_each_language() -> None:
    assert (number(12306), number(12306, "en")) == ("12\u00a0306", "12,306")
    assert short_day("2021-11-03", "sv") == "3 nov. 2021"
    text = between("2021-12-31T05:00:00Z", "2022-01-01T05:00:00Z", "en")
    assert text == "between 31 Dec. 2021 and 1 Jan. 2022"


def test_change_of_a_parameter_leads_to_page_one() -> None:
    ask = Ask(path="/sok", args=(("q", "hot"), ("sida", "3")), lang="en")
    assert ask.here(ordning="nyast") == "/en/sok?q=hot&ordning=nyast"
    assert ask.here(sida=4) == "/en/sok?q=hot&sida=4"
    assert address("/sok", "a b", {"q": None}) == "/sok#a%20b"


def test_file_name_of_a_download_is_plain() -> None:
    name = file_name('"hot & våld" *nämnd*/../x', "csv")
    assert re.fullmatch(r"debattarkivet-hot-vald-namnd-x-\d{4}-\d\d-\d\d\.csv", name)


def test_glimpse_shows_the_first_change_between_a_few_words(site: Site) -> None:
    page = site.get("/historik").text
    assert "Nämnden har haft <del>" in page
    assert ">nio</del><ins>" in page
    assert "och 1 ställe till" in page
    start = site.get("/").text
    assert "Tillägg: julimötet ställdes in.</ins>" in start


def test_years_of_a_long_chart_are_named_as_far_as_there_is_room() -> None:
    short = make_chart({"2021-11": (1,), "2024-12": (2,)}, 80)
    long = make_chart({"2010-01": (1,), "2024-12": (2,)}, 80)
    assert short is not None
    assert long is not None
    assert short.named == {"2022", "2023", "2024"}  # 2021 has but two months
    assert long.named == {str(year) for year in range(2010, 2023, 2)}


def test_answers_are_kept_for_a_moment_only() -> None:
    now, made = [0.0], []

    async def scenario() -> None:
        kept = Kept(clock=lambda: now[0])

        async def ask(key: object, status: int = 200) -> Answer:
            async def make() -> Answer:
                made.append(key)
                await asyncio.sleep(0)
                return Answer(body=f"{key} {len(made)}", status=status)

            return await kept.answer(key, make)

        first, second = await asyncio.gather(ask("a"), ask("a"))
        assert first is second  # who asks meanwhile waits for the same
        now[0] = KEPT_S / 2 - 1
        assert await ask("a") is first
        await ask("b", 503)
        await ask("b", 503)
        assert made == ["a", "b", "b"]  # a refusal is not kept
        now[0] = KEPT_S - 1
        assert await ask("a") is first  # once more, and is made anew meanwhile
        await asyncio.sleep(0.01)
        assert (await ask("a")).body == "a 4"
        now[0] += KEPT_S
        assert (await ask("a")).body == "a 5"
        for n in range(MOST):
            await ask(n)
        assert (await ask(0)).body == "0 6"
        assert (await ask("a")).body == f"a {MOST + 6}"  # the oldest is thrown out

    asyncio.run(scenario())


def test_an_answer_that_fails_is_made_anew() -> None:
    async def scenario() -> None:
        kept = Kept()

        async def fail() -> Answer:
            raise ValueError("nej")

        async def make() -> Answer:
            return Answer(body="ja")

        for _ in range(2):
            with pytest.raises(ValueError, match="nej"):
                await kept.answer("a", fail)
        assert (await kept.answer("a", make)).body == "ja"

    asyncio.run(scenario())


def test_every_parameter_of_a_page_is_known() -> None:
    folder = Path(routes.__file__).parent
    text = " ".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    read = re.findall(r"ask\.(?:get|all|number)\(\s*[\"'](\w+)", text)
    assert set(read) == KNOWN
    ask = Ask(path="/sok", args=(("q", "hot"), ("fbclid", "x1"))).known()
    assert ask.here(sida=2) == "/sok?q=hot&sida=2"
