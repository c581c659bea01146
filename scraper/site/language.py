"""The site in two languages: Swedish as written, English by a gettext catalogue.

The catalogue is ``locale/en/LC_MESSAGES/site.po``; it is compiled when first needed,
so that no binary file has to be kept in step with it.
"""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup

from scraper.site.ask import Lang
from scraper.site.words import number

LOCALE = Path(__file__).with_name("locale")


@cache
def catalogue(lang: Lang) -> gettext.NullTranslations:
    """The translations into ``lang``; for Swedish every message is itself."""
    if lang == "sv":
        return gettext.NullTranslations()
    path = LOCALE / lang / "LC_MESSAGES" / "site.po"
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=lang))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Translator:
    """Says messages in one language; what is put into them is escaped."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._catalogue = catalogue(lang)
        self._said: dict[str, Markup] = {}

    def say(self, message: str, **values: object) -> Markup:
        """A message, with ``%(name)s`` replaced."""
        text = self._said.get(message)
        if text is None:
            text = self._said[message] = Markup(self._catalogue.gettext(message))
        return text % self._shown(values) if values else text

    def text(self, message: str, **values: object) -> str:
        """A message as plain text, with ``%(name)s`` replaced as it is."""
        return self._catalogue.gettext(message) % self._shown(values)

    def count(self, one: str, many: str, n: int, **values: object) -> Markup:
        """A message about ``n`` things, with ``%(n)s`` replaced by the number."""
        text = Markup(self._catalogue.ngettext(one, many, n))
        return text % {**self._shown(values), "n": number(n, self.lang)}

    def _shown(self, values: dict[str, object]) -> dict[str, object]:
        return {
            name: number(value, self.lang) if type(value) is int else value
            for name, value in values.items()
        }


@cache
def translator(lang: Lang) -> Translator:
    """The translator of a language; it remembers its messages."""
    return Translator(lang)
