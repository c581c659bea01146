"""Every kind of page: accessible, inside the screen, harmless."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
PAGES = (
    *("/", "/sok", "/sok?q=hot", "/sok?q=*blås*", "/sok?q=finnsinte"),
    *("/trend?q=hot&q=snö", "/konkordans?q=hot", "/forst?q=visselblås*"),
    *("/grannord?q=hot", "/inlagg/anna-7?meningar=ja", "/inlagg/anna-9?sida=2"),
    *("/inlagg/anna-7?q=visselblås*&k=c3", "/inlagg/anna-9", "/historik"),
    *("/historik/anna-7?fran=1&till=3", "/historik/anna-c4", "/personer", "/skick"),
    *("/om", "/metod", "/borttagning", "/kodbok", "/sql", "/corpus", "/nej"),
    *("/corpus/posts", "/corpus/posts/anna-7", "/corpus?sql=select+*+from+posts"),
)
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RULES = """
options => axe.run(document, {resultTypes: ['violations'], ...options}).then(found =>
  found.violations.map(
    v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')))
"""
COLOURS = {"runOnly": ["color-contrast"]}
"""The rules that may answer otherwise in the dark."""


BROKEN = """[...document.querySelectorAll('td.n')].flatMap(cell => {
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT)
  const found = []
  while (texts.nextNode()) {
    const range = document.createRange()
    range.selectNodeContents(texts.currentNode)
    const hidden = texts.currentNode.parentElement.closest('.vh')
    if (!hidden && new Set([...range.getClientRects()].map(r => r.top)).size > 1)
      found.push(cell.textContent)
  }
  return found
})"""
"""Numbers of a table that do not stand on one line."""


def check(page: Any, axe: str) -> None:
    """Axe finds nothing, in light or dark, and nothing reaches outside the screen."""
    page.evaluate(axe)
    assert page.evaluate(RULES, {}) == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(RULES, COLOURS) == []
    for width in (1280, 900, 375, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(BEYOND) <= 0, width
        assert page.evaluate(BROKEN) == [], width


@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_fits_every_screen(
    edited: str, open_page: Open, axe: str, path: str
) -> None:
    check(open_page(edited + path), axe)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", ["/", "/sok?q=nämnd", "/personer/tranvik", "/skick"])
def test_page_of_the_sample_is_accessible_and_fits_every_screen(
    sample: str, open_page: Open, axe: str, path: str, prefix: str
) -> None:
    check(open_page(sample + prefix + path, size="phone"), axe)


@pytest.mark.parametrize("size", ["desktop", "narrow"])
@pytest.mark.parametrize(
    "path", ["/", "/inlagg/anna-7", "/sok?q=alert", "/historik/anna-7", "/corpus/posts"]
)
def test_hostile_words_run_nothing_and_move_nothing(
    hostile: str, open_page: Open, path: str, size: str
) -> None:
    page = open_page("about:blank")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(hostile + path)
    assert page.locator("main").is_visible()
    checked = open_page(hostile + path, size=size)
    assert checked.evaluate(BEYOND) <= 0
    assert checked.evaluate("document.scripts.length") == 0


def test_page_is_readable_on_paper(edited: str, open_page: Open) -> None:
    page = open_page(f"{edited}/inlagg/anna-7")
    page.emulate_media(media="print")
    assert not page.locator(".menu").is_visible()
    assert page.locator(".post-body").is_visible()
