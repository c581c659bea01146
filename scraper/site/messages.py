"""Every message of the site, read from templates and code; for the catalogue's test.

python -m scraper.site.messages     prints those that English lacks, as .po entries
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from scraper.site.examples import EXAMPLES
from scraper.site.language import LOCALE

HERE = Path(__file__).parent
SEARCH = HERE.parent / "search"
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "say": None,
    "n_": (1, 2),
    "count": (1, 2),
    "Note": None,
    "note": None,
}
_METHODS = [
    ("templates/**.html", "jinja2.ext:babel_extract"),
    ("views_*.py", "python"),
    ("page.py", "python"),
]
_READING = [("*.py", "python")]
"""How search says that it has read a query."""


def messages() -> Catalog:
    """What the site says, in Swedish, without translations."""
    found = Catalog(locale="en", fuzzy=False)
    for _, _, message, _, _ in extract_from_dir(HERE, _METHODS, keywords=_KEYWORDS):
        found.add(message)
    for _, _, message, _, _ in extract_from_dir(SEARCH, _READING, keywords=_KEYWORDS):
        found.add(message)
    for example in EXAMPLES:
        found.add(example.question)
        found.add(example.lesson)
    return found


def catalogue() -> Catalog:
    """The English catalogue."""
    with (LOCALE / "en" / "LC_MESSAGES" / "site.po").open("rb") as file:
        return read_po(file, locale="en")


def missing() -> Catalog:
    """Messages that English lacks."""
    have = catalogue()
    lacking = Catalog(locale="en", fuzzy=False)
    for message in messages():
        known = have.get(message.id) if message.id else None
        if message.id and (known is None or not known.string):
            lacking.add(message.id)
    return lacking


if __name__ == "__main__":
    write_po(sys.stdout.buffer, missing(), omit_header=True, no_location=True, width=0)
