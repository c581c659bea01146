"""What is marked is what matched: in texts, and in the HTML they came from."""

import random
import re
import unicodedata
from html import escape, unescape

import pytest
from sqlite_utils import Database

from scraper.html import INVISIBLE, fragment, safe_html, text_of
from scraper.search import search, select
from scraper.search.marked import marked
from scraper.site.marks import mark_html
from scraper.swedish.keys import key_of
from scraper.swedish.tokens import tokens
from tests.small_corpus import Corpus

_ODD = """
nämnden nämnderna Na\u0308mnd bra🤔 🤔bra 👩‍🚒nämnd & < > &amp; &lt;b&gt; "nämnd"
’nämnd’ \u00a0 \u200b\u2066nämnd\u2069 e\u0301lev ½nämnd socialnämnd-nämnd §nämnd/bra
a\u0327nämnd <b>nämnd</b> nämnd: näm\u00adnden IVO:s ivo … – slut.
"""


def odd_text(size: int, seed: int) -> str:
    """About so many bytes of what comments hold at their worst."""
    rng = random.Random(seed)
    words = rng.choices(_ODD.split(), k=size // 6)
    return " ".join([*_ODD.split(), *words])


@pytest.mark.parametrize("size", [600, pytest.param(60_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("nämnd", ["nämnd"]),
        ("bra", ["bra"]),
        ("ivo", ["ivo"]),
        ("élev", ["élev"]),
        ('"bra"', ["bra"]),
        ("nämnd OR ivo -saknas", ["nämnd", "ivo"]),
    ],
)
def test_marks_are_exactly_what_matched(
    size: int, query: str, wanted: list[str]
) -> None:
    body = fragment("<p>" + escape(odd_text(size, size)) + "</p>")
    html, text = safe_html(body), unicodedata.normalize("NFC", text_of(body))
    corpus = Corpus(Database(memory=True))
    corpus.post("b-1", "Rubrik", "Text.")
    corpus.comment("b-c1", "b-1", text)
    db = corpus.db.conn
    (doc,) = db.execute("select doc from comments").fetchone()
    spans = marked(db, select(db, query), [doc])[doc].in_text
    inside = [word for a, b in spans for word in tokens(text[a:b])]
    keys = {key_of(word) for word in wanted}
    assert {key_of(word) for word in inside} == keys
    assert len(inside) == sum(key_of(word) in keys for word in tokens(text))

    page = mark_html(html, text, [(a, b, "<mark>", "</mark>") for a, b in spans])
    shown = [unescape(part) for part in re.findall(r"<mark>(.*?)</mark>", page)]
    assert [w for part in shown for w in tokens(part)] == inside
    unmarked = re.sub(r"</?mark>", "", page)
    assert unmarked == INVISIBLE.sub("", unicodedata.normalize("NFC", html))

    (hit,) = search(db, query).hits
    inside_snippet = [part for part, on in hit.snippet if on]
    assert inside_snippet
    assert {key_of(w) for part in inside_snippet for w in tokens(part)} <= keys
    corpus.close()
