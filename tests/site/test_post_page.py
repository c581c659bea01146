"""The post page: thread, marks, sentences, ledger, citation, removed words."""

from __future__ import annotations

import re
from urllib.parse import unquote

from tests.site.conftest import Site


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_thread_is_nested_and_deep_replies_say_whom_they_answer(site: Site) -> None:
    page = site.get("/inlagg/anna-7").text
    order = re.findall(r'<article class="comment[^"]*" id="(c\d+)"', page)
    assert order == ["c1", "c2", "c3", "c6", "c7", "c8", "c4"]
    assert re.search(r'Svarar <a href="[^"]*#c7"><bdi>Ulla</bdi>', page)
    assert 'class="comment comment--author" id="c2"' in page


def test_words_of_a_search_are_marked_and_numbered(site: Site) -> None:
    page = site.get("/inlagg/anna-7?q=visselblås*").text
    assert '<mark id="stalle-1">Visselblåsaren</mark>' in page
    assert 'href="#stalle-1"' in page


def test_link_to_a_sentence_marks_it_and_follows_it_when_moved(site: Site) -> None:
    listed = site.get("/inlagg/anna-7?meningar=ja").text
    found = re.search(
        r'href="([^"]*mening=3-[0-9a-f]{4}#mening):~:text=([^"]+)">([^<]+)', listed
    )
    assert found is not None
    assert unquote(found[2]) == found[3]
    address = found[1].replace("&amp;", "&")
    page = site.get(address).text
    assert f'<span class="sentence" id="mening">{found[3]}</span>' in page
    moved = site.get(address.replace("mening=3-", "mening=1-")).text
    assert f'<span class="sentence" id="mening">{found[3]}</span>' in moved


def test_next_hit_is_one_click_away(site: Site) -> None:
    first = site.get("/inlagg/anna-9?q=hot&k=c1229&traff=1&ordning=nyast").text
    after = re.search(r'rel="next" href="([^"]+)">Nästa träff', first)
    assert after is not None
    assert "Föregående träff" not in first
    assert "k=c1228" in after[1]
    assert "traff=2" in after[1]
    second = site.get(after[1].replace("&amp;", "&")).text
    assert "Till sökningen</a>, träff 2" in second
    before = re.search(r'rel="prev" href="([^"]+)">Föregående träff', second)
    assert before is not None
    assert "k=c1229" in before[1]
    last = site.get("/inlagg/anna-9?q=hot&k=c1000&traff=230&ordning=nyast").text
    assert "Nästa träff" not in last
    assert "sida=12" in last  # the page of the search it came from


def test_sentence_edited_away_is_told_with_the_nearest_one_left(site: Site) -> None:
    from scraper.site.sentences import digest_of

    old = digest_of("Nämnden har haft nio möten om saken.")
    page = site.get(f"/inlagg/anna-7?mening=2-{old}").text
    assert 'id="mening">Nämnden har haft åtta möten om saken.</span>' in page
    assert "Meningen är ändrad sedan länken gjordes" in page


def test_ledger_adds_up(site: Site) -> None:
    page = text_of(site.get("/inlagg/anna-7").text)
    assert "Sidan uppger 9, vi har 6." in page
    assert "Förklarade 1" in page
    assert "Saknas 2" in page


def test_removed_comment_shows_the_fact_and_no_words(site: Site) -> None:
    answers = [
        site.get(path).text
        for path in (
            "/inlagg/anna-7",
            "/inlagg/anna-7?k=c4",
            "/historik/anna-c4",
            "/historik",
            "/sok?q=snälla",
            "/sok.csv?q=snälla",
            "/sok.atom",
            "/inlagg/anna-7.atom",
            "/konkordans?q=snälla",
            "/corpus/comments/anna-c4",
            "/corpus/comments.json?_shape=array",
        )
    ]
    assert 'class="comment comment--gone" id="c4"' in answers[0]
    assert "Orden visas inte här." in answers[0]
    for answer in answers:
        assert "Skriv inte var jag jobbar" not in answer


def test_earlier_words_of_an_edited_comment_are_nowhere(site: Site) -> None:
    for path in ("/historik/anna-c3", "/inlagg/anna-7", "/forst?q=nio", "/sok?q=nio"):
        assert "Det var nio personer" not in site.get(path).text
    assert "2 lydelser" in site.get("/historik/anna-c3").text


def test_difference_of_two_wordings_reads_without_colour(site: Site) -> None:
    page = site.get("/historik/anna-7?fran=1&till=2").text
    assert '<del><span class="vh">struket: </span>nio</del>' in page
    assert '<ins><span class="vh">tillagt: </span>åtta</ins>' in page
    assert re.search(r"<td>nio</td><td>åtta</td>", page)


def test_permanent_link_of_a_comment_opens_its_page_of_a_long_thread(
    site: Site,
) -> None:
    answer = site.get("/kommentar/anna-c1205")
    assert answer.status_code == 302
    assert answer.headers["location"] == "/inlagg/anna-9?k=c1205#c1205"
    page = site.get(answer.headers["location"]).text
    assert 'id="c1205"' in page
    assert 'id="c1000"' not in page


def test_citation_names_wording_and_permanent_address(site: Site) -> None:
    page = text_of(site.get("/inlagg/anna-7").text)
    assert "Ask, A. (2024, 10 februari). Varför ligger snön kvar?" in page
    assert "[Blogginlägg, lydelse 3]. blogg.example/anna." in page
    bib = site.get("/inlagg/anna-7.bib?k=c1").text
    assert bib.startswith("@online{anna-c1,")
    assert "http://arkivet.example/inlagg/anna-7#c1" in bib


def test_same_post_elsewhere_is_linked_both_ways(site: Site) -> None:
    assert 'href="/inlagg/bladet-31"' in site.get("/inlagg/anna-7").text
    assert 'href="/inlagg/anna-7"' in site.get("/inlagg/bladet-31").text
