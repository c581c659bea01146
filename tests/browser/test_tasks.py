"""What people come to do, done in a browser: by mouse, by keyboard, without scripts."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
LOOKS = [
    pytest.param({"size": size, "dark": dark, "scripts": scripts}, id=name)
    for name, size, dark, scripts in (
        ("desktop", "desktop", False, True),
        ("desktop-dark", "desktop", True, False),
        ("phone", "phone", False, False),
        ("phone-dark", "phone", True, True),
    )
]
"""Each size and colour, half of them without scripts: there are none on the site, which
``test_pages`` sees to, so that the other half would be the same pages again."""


@pytest.mark.parametrize("look", LOOKS)
def test_find_whistle_blowers_before_2022_and_cite_one_comment(
    sample: str, open_page: Open, look: dict[str, Any]
) -> None:
    page = open_page(sample + "/", **look)
    page.get_by_label("Sök i 4").fill("visselblås* typ:kommentar till:2021")
    page.get_by_role("button", name="Sök").click()
    dates = page.locator(".hit__when time").all()
    assert dates
    assert all((d.get_attribute("datetime") or "") < "2022" for d in dates)
    page.locator(".hit__title a").first.click()
    comment = page.locator(".comment--arrived")
    assert comment.locator("mark").first.is_visible()
    comment.get_by_role("link", name="Citera").click()
    cited = page.locator(".cite").inner_text()
    assert "[Kommentar" in cited
    assert "Debattarkivet" in cited


@pytest.mark.parametrize("look", LOOKS)
def test_follow_a_link_to_a_sentence(
    sample: str, open_page: Open, look: dict[str, Any]
) -> None:
    page = open_page(f"{sample}/sok?q=visselblåsare", **look)
    page.get_by_role("link", name="Länk till meningen").first.click()
    sentence = page.locator("#mening")
    assert sentence.is_visible()
    assert "visselblås" in sentence.inner_text().lower()
    assert page.evaluate("location.hash") == "#mening"  # the text fragment is hidden


@pytest.mark.parametrize("look", LOOKS)
def test_see_what_changed_in_an_edited_post(
    edited: str, open_page: Open, look: dict[str, Any]
) -> None:
    page = open_page(f"{edited}/inlagg/anna-7", **look)
    page.get_by_role("link", name="redigerat, 3 lydelser").click()
    page.get_by_label("från lydelse 1").check()
    page.get_by_label("till lydelse 2").check()
    page.get_by_role("button", name="Jämför").click()
    assert "nio" in page.locator("del").nth(1).inner_text()
    assert page.get_by_role("cell", name="åtta").is_visible()


@pytest.mark.parametrize("look", LOOKS)
def test_find_a_removed_comment(
    edited: str, open_page: Open, look: dict[str, Any]
) -> None:
    page = open_page(f"{edited}/historik", **look)
    page.get_by_role("link", name="Avpublicerat").click()
    page.locator(".event__title a").first.click()
    page.get_by_role("link", name="Till kommentarens plats i tråden").click()
    gone = page.locator(".comment--gone")
    assert "borta för andra gången" in gone.inner_text()
    assert "Skriv inte" not in page.content()


@pytest.mark.parametrize("look", LOOKS)
def test_download_all_hits(
    many: str, open_page: Open, tmp_path: Path, look: dict[str, Any]
) -> None:
    page = open_page(f"{many}/sok?q=hot", **look)
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").click()
    started.value.save_as(tmp_path / "hot.csv")
    with (tmp_path / "hot.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 1300


@pytest.mark.parametrize("look", LOOKS)
def test_subscribe_to_a_search(
    many: str, open_page: Open, look: dict[str, Any]
) -> None:
    page = open_page(f"{many}/sok?q=hot", **look)
    feed = page.get_by_role("link", name="Atom").first.get_attribute("href")
    answer = page.request.get(many + str(feed))
    assert answer.headers["content-type"].startswith("application/atom+xml")


@pytest.mark.parametrize("look", LOOKS)
def test_run_sql_from_a_search(
    sample: str, open_page: Open, look: dict[str, Any]
) -> None:
    page = open_page(f"{sample}/sok?q=nämnd", **look)
    page.locator(".exports").get_by_role("link", name="SQL").click()
    assert page.locator("tbody tr").count() > 5


@pytest.mark.parametrize("look", LOOKS)
def test_read_on_from_hit_to_hit(
    sample: str, open_page: Open, look: dict[str, Any]
) -> None:
    page = open_page(f"{sample}/sok?q=nämnd&ordning=nyast", **look)
    titles = page.locator(".hit__title").all_inner_texts()
    page.locator(".hit__title a").first.click()
    page.get_by_role("link", name="Nästa träff").click()
    assert page.locator("h1").inner_text().replace("\u00ad", "") == titles[1]
    page.get_by_role("link", name="Till sökningen").click()
    assert page.locator(".hit__title").first.inner_text() == titles[0]


def test_run_a_worked_question(sample: str, open_page: Open) -> None:
    page = open_page(f"{sample}/sql")
    page.get_by_role("button", name="Kör").first.click()
    assert page.locator("tbody tr").count() == 20


@pytest.mark.parametrize("look", LOOKS)
def test_switch_to_english_and_back_keeping_the_search(
    sample: str, open_page: Open, look: dict[str, Any]
) -> None:
    page = open_page(f"{sample}/sok?q=nämnd+typ:inlägg&ordning=aldst", **look)
    title = page.locator(".hit__title").first.inner_text()
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator(".hit__title").first.inner_text() == title
    page.get_by_role("link", name="Svenska").click()
    query = parse_qs(urlsplit(page.url).query)
    assert query == {"q": ["nämnd typ:inlägg"], "ordning": ["aldst"]}


@pytest.mark.parametrize("look", LOOKS)
def test_choose_among_compounds(
    sample: str, open_page: Open, look: dict[str, Any]
) -> None:
    page = open_page(f"{sample}/sok?q=*nämnd*", **look)
    page.get_by_role("link", name="Välj inga").click()
    boxes = page.locator(".words input:visible")
    assert page.locator(".words input:checked").count() == 0
    boxes.nth(1).check()
    word = boxes.nth(1).get_attribute("value")
    page.get_by_role("button", name="Sök på valda").click()
    assert page.locator("#q").input_value() == f"*nämnd*{{{word}}}"
    assert page.locator(".hits > li").count() >= 1


def test_keyboard_alone_finds_and_opens_a_text(sample: str, open_page: Open) -> None:
    page = open_page(sample + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("visselblåsare")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sok?**")
    for _ in range(80):
        page.keyboard.press("Tab")
        inside = "document.activeElement.closest('.hit__title') !== null"
        if page.evaluate(inside):
            break
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/inlagg/**")


def test_keyboard_alone_compares_two_wordings(edited: str, open_page: Open) -> None:
    page = open_page(f"{edited}/historik/anna-7?fran=2&till=3")

    def tab_to(what: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches('{what}')"):
                return
        pytest.fail(f"no way to {what} by the keyboard")

    tab_to("[name=fran]")
    page.keyboard.press("ArrowDown")  # from wording 2 to 1, which stands below
    tab_to("form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**fran=1**")
    assert "Lydelse 1 jämförd med lydelse 3" in page.locator("main").inner_text()
