"""Every page answers, in both languages, with what it promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from scraper.search.rank import Bounds
from scraper.site import views_search
from scraper.store.corpus import open_corpus
from tests.site.conftest import Site

PAGES = (
    *("/", "/sok", "/sok?q=hot", "/sok?q=finnsinte", "/sok?q=*blås*"),
    *("/konkordans?q=hot", "/sok?q=hot&matt=permiljon", "/trend?q=hot&enhet=manad"),
    *("/grannord?q=hot", "/grannord?q=hot&fonster=2", "/grannord"),
    *("/konkordans?q=hot&ordning=fore", "/trend?q=hot&q=snö", "/forst?q=nio"),
    *("/inlagg/anna-7", "/inlagg/anna-7?q=visselblås*", "/inlagg/anna-9?sida=2"),
    *("/inlagg/anna-7?meningar=ja", "/inlagg/anna-7?k=c4", "/historik"),
    *("/historik/anna-7", "/historik/anna-c3", "/historik/anna-c4", "/personer"),
    *("/skick", "/om", "/metod", "/borttagning", "/kodbok", "/sql", "/corpus"),
    *("/corpus/posts", "/corpus/posts/anna-7", "/corpus?sql=select+1"),
    *("/corpus/sok?q=hot", "/corpus/comments?_search=hot"),
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_page_answers_in_both_languages(site: Site, path: str) -> None:
    swedish, english = site.get(path), site.get("/en" + path)
    assert (swedish.status_code, english.status_code) == (200, 200)
    assert '<html lang="sv">' in swedish.text
    assert '<html lang="en">' in english.text
    for page in (swedish.text, english.text):
        assert page.count("<h1") == 1
        assert 'href="#innehall"' in page
        assert "<script" not in page
        assert not re.search(r"<[^>]+\sstyle=", page)


def test_language_link_keeps_the_whole_query(site: Site) -> None:
    page = site.get("/sok?q=hot+typ%3Akommentar&ordning=nyast").text
    other = re.search(r'class="lang" href="([^"]+)"', page)
    assert other is not None
    address = other[1].replace("&amp;", "&")
    assert address == "/en/sok?q=hot+typ%3Akommentar&ordning=nyast"
    english = site.get(address).text
    assert 'href="/sok?q=hot+typ%3Akommentar&amp;ordning=nyast"' in english
    assert "230 hits" in english


def test_start_page_says_what_the_archive_holds(site: Site) -> None:
    page = site.get("/").text
    assert re.search(r"<dt>inlägg</dt><dd>3</dd>", page)
    assert re.search(r"<dt>kommentarer</dt><dd>236</dd>", page)
    assert "Februari 2024 – februari 2024" in page
    assert "Rubriken löd förut ”Snön ligger kvar”" in page


def test_empty_archive_has_a_front_page(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    open_corpus(path).close()
    empty = Site(path)
    for page in (
        "/",
        "/sok",
        "/sok?q=hot",
        "/skick",
        "/historik",
        "/sok.atom",
        "/trend?q=a",
    ):
        assert empty.get(page).status_code == 200, page
    assert "Ingen körning ännu" in empty.get("/").text
    empty.close()


@pytest.mark.parametrize(
    "path",
    ["/inlagg/anna-404", "/finns/inte", "/kommentar/anna-c404", "/personer/anna"],
)
def test_missing_page_says_so_kindly(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "Här finns ingen sida." in answer.text


def test_addresses_stay_inside_the_language(site: Site) -> None:
    page = site.get("/en/inlagg/anna-7?q=hot").text
    own = set(re.findall(r'href="(/[^"]*)"', page))
    swedish = {a for a in own if not a.startswith(("/en/", "/-/"))}
    assert swedish == {"/inlagg/anna-7?q=hot"}  # the link to the other language


def test_settings_name_the_place_and_the_contact(
    site_with: Callable[..., Site],
) -> None:
    site = site_with(place="Vinterby kommun", contact="arkivet@vinterby.se")
    assert "Vinterby kommun" in site.get("/").text
    assert "arkivet@vinterby.se" in site.get("/borttagning").text


def test_concordance_points_out_the_word_it_is_sorted_by(site: Site) -> None:
    after = site.get("/konkordans?q=nämnden&ordning=efter").text
    assert re.search(r"</mark></td><td[^>]*> <span class=\"by\">har</span> haft", after)
    before = site.get("/konkordans?q=haft&ordning=fore").text
    assert re.search(r"Nämnden <span class=\"by\">har</span></span></td>", before)


def test_redirects_of_datasette_stay_in_english(site: Site) -> None:
    filtered = "_filter_column=source&_filter_op=exact&_filter_value=anna"
    answer = site.get(f"/en/corpus/posts?{filtered}")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/en/corpus/posts?")


def test_search_without_hits_shows_ways_on(site: Site) -> None:
    page = site.get("/sok?q=hot+av:ingen").text
    assert re.search(r'href="/sok\?q=hot">Sök utan filter: hot</a>', page)
    assert "/forst?q=hot" in page


@pytest.mark.parametrize(
    ("path", "one", "many"),
    [("/sok?q=sagt", "1 träff", "1 träffar"), ("/en/sok?q=sagt", "1 hit", "1 hits")],
)
def test_one_hit_is_spoken_of_as_one(
    site: Site, path: str, one: str, many: str
) -> None:
    text = re.sub(r"<[^>]+>", "", site.get(path).text)
    assert text.count(one) > 5  # title, heading, each filter
    assert many not in text


def test_ledger_is_drawn_to_scale(site: Site) -> None:
    page = site.get("/skick").text
    assert "full bredd är 5,2 procent av de uppgivna" in page  # 1 + 12 of 249
    assert re.search(r'class="b3" x="7\.69%" y="0\.75" width="92\.31%"', page)


def test_hits_are_counted_further_than_they_are_ranked(
    many: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = Bounds(every=10, some=10, newest=10, entries=1)
    ranked_less = partial(views_search.search, bounds=bounds)
    monkeypatch.setattr(views_search, "search", ranked_less)
    page = many.get("/sok?q=hot&matt=permiljon").text
    assert "Relevansen är räknad bland de 10 nyaste." in page
    assert '<h2 id="traffar">1\u00a0300 träffar</h2>' in page
