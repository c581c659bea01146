"""Sentences of a text, numbered, so that a link can lead to one of them.

A link carries the number and four hexadecimal digits of the sentence's digest; when
the text has changed since, the digest finds the sentence where it stands now.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import quote

Span = tuple[int, int]

_END = re.compile(
    r"(?<=[.!?…])([\"”’»)\]]*)[^\S\n]+(?=[\"”’»(\[–-]*[A-ZÅÄÖÉÜ0-9])|\s*\n\s*"
)
_ABBREVIATED = re.compile(
    r"\b(?:[A-ZÅÄÖ]|bl\.a|t\.ex|s\.k|dvs|ca|kl|nr|st|jfr|m\.fl|resp)\.$"
)
_ENDS = 5
"""Words at each end of a long sentence that a text fragment names."""
_MARK = re.compile(r"(\d{1,5})(?:-([0-9a-f]{4}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence."""

    number: int
    """From 1."""
    span: Span
    """Where it stands in the text."""
    digest: str
    """Four hexadecimal digits."""

    @property
    def mark(self) -> str:
        """What a link says: ``19-5f3a``."""
        return f"{self.number}-{self.digest}"


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, in order; white space belongs to none.

    >>> [s.span for s in sentences("Ett möte, kl. 19. Sedan kaffe!\\nHej då")]
    [(0, 17), (18, 30), (31, 37)]
    """
    return tuple(
        Sentence(number=number, span=span, digest=digest_of(text[slice(*span)]))
        for number, span in enumerate(_spans(text), start=1)
    )


def _spans(text: str) -> Iterator[Span]:
    for span in _all_spans(text):
        if any(c.isalnum() for c in text[slice(*span)]):
            yield span


def _all_spans(text: str) -> Iterator[Span]:
    start = 0
    for match in _END.finditer(text):
        if match[1] is not None and _ABBREVIATED.search(text, start, match.start()):
            continue
        yield start, match.start() if match[1] is None else match.end(1)
        start = match.end()
    yield start, len(text)


def digest_of(sentence: str) -> str:
    """Four hexadecimal digits that tell one sentence from another."""
    squeezed = " ".join(sentence.split())
    return hashlib.sha256(squeezed.encode("utf-8")).hexdigest()[:4]


def text_fragment(sentence: str) -> str:
    """What makes a browser find a sentence by its words, to put after ``#mening``.

    The server marks the sentence as well, for browsers that cannot, and for when it was
    edited since (https://wicg.github.io/scroll-to-text-fragment/).

    >>> text_fragment("- Ett möte, kl. 19.")
    ':~:text=Ett%20m%C3%B6te%2C%20kl.%2019.'
    """
    words = sentence.removeprefix("- ").split()
    ends = [words]
    if len(words) > 2 * _ENDS:
        ends = [words[:_ENDS], words[-_ENDS:]]
    coded = (quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    return ":~:text=" + ",".join(coded)


def sentence_at(text: str, position: int) -> Sentence | None:
    """The sentence that holds a position of the text."""
    for number, span in enumerate(_spans(text), start=1):
        if span[0] <= position < span[1]:
            digest = digest_of(text[slice(*span)])
            return Sentence(number=number, span=span, digest=digest)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The sentence a link asked for."""

    sentence: Sentence
    exact: bool
    """It reads as it did when the link was made."""
    revision: int | None = None
    """Id of the superseded state in which it stood, if it does not any more."""


def find_sentence(
    text: str, wanted: str, earlier: tuple[tuple[int, str], ...] = ()
) -> Found | None:
    """The sentence of a link, or the nearest there is now; ``None`` without any.

    Args:
        wanted: ``number`` or ``number-digest``.
        earlier: Superseded texts with their ids, newest first.
    """
    match = _MARK.fullmatch(wanted)
    here = sentences(text)
    if match is None or not here:
        return None
    number, digest = int(match[1]), match[2]
    nearest = here[min(max(number, 1), len(here)) - 1]
    if digest is None or nearest.digest == digest:
        return Found(sentence=nearest, exact=nearest.number == number)
    for sentence in here:
        if sentence.digest == digest:
            return Found(sentence=sentence, exact=True)
    for revision, old in earlier:
        for sentence in sentences(old):
            if sentence.digest == digest:
                words = {text[slice(*s.span)]: s for s in here}
                stood = old[slice(*sentence.span)]
                close = get_close_matches(stood, list(words), 1, 0.4)
                now = words[close[0]] if close else nearest
                return Found(sentence=now, exact=False, revision=revision)
    return Found(sentence=nearest, exact=False)
