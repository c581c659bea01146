"""Words are found where the index has them, whatever signs a text is made of."""

import random
import unicodedata

import pytest

from scraper.search.finder import Finder
from scraper.swedish.keys import fold
from scraper.swedish.tokens import token_spans

FORMS = ["nämnd", "nämnden", "nämndens", "få", "får", "fick", "åtgärdsförslag", "sköka"]
ODD = """
nämnd Nämnden NÄMND nÄmndens nämnder ÅTGÄRDSFÖRSLAG åtgÄrdsförslag få Får FÅR fåra
\u017fköka SKÖ\u212aA \u212aöka a\u0327nämnd nämnd\u0327 \u0327nämnd nämnd\u2009fick
\u00a0nämnd nämnd\u00a0 🤔nämnd nämnd🤔 ½nämnd ²fick fick² §nämnd _nämnd nämnd_ straße
stra\u1e9ee \ufb01ck fick-nämnd ’nämnd’ nämnd: \u00adnämnd nämnd\u200b \u200bfick Ωnämnd
"""


@pytest.mark.parametrize("forms", [FORMS, ["fick"], ["sköka", "ſik"], ["strasse"]])
def test_words_are_found_as_one_by_one(forms: list[str]) -> None:
    rng = random.Random(3)
    words, finder, found = ODD.split(), Finder(forms), 0
    for _ in range(500):
        text = rng.choice(["", " ", "\n"]).join(rng.choices(words, k=rng.randrange(6)))
        text = unicodedata.normalize("NFC", " ".join([text, *rng.choices(words, k=2)]))
        wanted = [(a, b) for a, b in token_spans(text) if fold(text[a:b]) in set(forms)]
        assert finder.spans(text) == wanted, text
        found += len(wanted)
    assert found > 50


def test_every_sign_is_read_as_one_by_one() -> None:
    """Each is put into a word of the forms that it might be part of."""
    finder, missed = Finder(["kåk", "ssk", "fix", "skåp", "ÿr"]), []
    forms = ("kåk", "ssk", "fix", "skåp", "ÿr")
    for code in range(0x110000):
        sign = chr(code)
        if 0xD800 <= code < 0xE000 or sign.casefold() == sign:
            continue
        for form in forms:
            low = fold(sign)
            if low and low in form:
                text = unicodedata.normalize("NFC", form.replace(low, sign))
                if finder.spans(text) != [(0, len(text))]:
                    missed.append((hex(code), text))
    assert missed == []
