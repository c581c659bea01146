"""Paragraphs, sentences and tokens of a Swedish text, for corpus tools; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""
    https?://[^\s<>"”]+[\w/]
    | \[\w+\]
    | (?:t\.ex|bl\.a|s\.k|d\.v\.s|m\.m|f\.d|o\.s\.v|t\.o\.m|p\.g\.a|e\.d|m\.fl
        |fr\.o\.m)\.?
    | (?:dvs|kl|nr|ca|osv|mfl|etc|tex|jfr|resp|tel|ang|inkl|exkl|st|kr)\.
        (?=\s+[a-zåäö0-9])
    | \d+(?:[.,:]\d+)+
    | \w+(?:[-'’:]\w+)*-?
    | \.{2,} | [^\w\s]
    """,
    re.VERBOSE | re.IGNORECASE,
)
_END = frozenset({".", "!", "?", "…"})
_AFTER_END = frozenset({'"', "”", "»", ")", "]", "’", "'"})


def paragraphs(text: str) -> Iterator[str]:
    """Its lines that hold anything; the archive ends paragraphs with line breaks."""
    return (line for line in text.splitlines() if line.strip())


def sentences(paragraph: str) -> Iterator[tuple[str, ...]]:
    """The sentences of a paragraph as tokens; nothing but spaces is lost.

    >>> list(sentences("Hej, t.ex. du! Vi ses kl. 7."))
    [('Hej', ',', 't.ex.', 'du', '!'), ('Vi', 'ses', 'kl.', '7', '.')]
    """
    sentence: list[str] = []
    ended = False
    for token in _TOKEN.findall(paragraph):
        mark = token in _END or token.startswith("..")
        if ended and not mark and token not in _AFTER_END:
            if not token[0].islower():
                yield tuple(sentence)
                sentence = []
            ended = False
        sentence.append(token)
        ended = ended or mark
    if sentence:
        yield tuple(sentence)
