"""What may not be public is masked in texts before they are saved; pure.

E-mail addresses, Swedish personal identity numbers and telephone numbers give way to
a word in brackets, so that a reader sees that something stood there.  Masking twice
is masking once, and a text is the same whether it or its markup was masked:

    mask_text(text_of(fragment(html))).text
        == text_of(fragment(mask_html(html).text))

What counts and what does not is decided in ``find``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scraper.privacy.find import Kind
from scraper.privacy.markup import mask_address, mask_tree
from scraper.privacy.signs import markup_may_be_private, may_be_private
from scraper.privacy.stream import PLACEHOLDERS, marks_of, mask_marks

__all__ = ["PLACEHOLDERS", "Kind", "Masked", "mask_address", "mask_html", "mask_text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A text with placeholders, and what they stand for."""

    text: str
    """The text, or the markup, with placeholders; unchanged if ``counts`` is empty."""
    counts: Mapping[Kind, int]
    """How many were masked of each kind; kinds without any are left out."""


def mask_text(text: str) -> Masked:
    """A plain text with its private parts masked.

    >>> mask_text("Ring 090-16 10 00 eller skriv till anna@exempel.se!").text
    'Ring [telefonnummer] eller skriv till [e-postadress]!'
    """
    if not may_be_private(text):
        return Masked(text=text, counts={})
    marks, counts = mask_marks(list(marks_of(text)))
    if not counts:
        return Masked(text=text, counts={})
    return Masked(text="".join(mark.raw for mark in marks), counts=dict(counts))


def mask_html(html: str) -> Masked:
    """Markup with the private parts of its text masked, also across elements.

    Links that write or call (``mailto:``, ``tel:``) and those whose address holds an
    e-mail address lose their address and keep their words.

    Args:
        html: A piece of markup, as ``html.safe_html`` gives it.

    >>> mask_html('<p><a href="mailto:a@b.se">Skriv</a> <b>a</b>@b.se</p>').text
    '<p><a>Skriv</a> <b>[e-postadress]</b></p>'
    """
    if not markup_may_be_private(html):
        return Masked(text=html, counts={})
    masked, counts = mask_tree(html)
    return Masked(text=masked, counts=dict(counts))
