"""Word boundaries exactly as the search index draws them.

FTS5's ``unicode61`` knows Unicode 6.1 only: a character that is newer belongs to a
word, so that an emoji of 2015 would glue itself to the word before it.  The newer
symbols are therefore listed as separators in the tokenizer's own options, which any
SQLite can read.  ``tests/test_tokens.py`` holds this module to the running SQLite.

Source: https://sqlite.org/fts5.html#unicode61_tokenizer
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_NOT_IN_WORDS = (
    "0.30 a.7 1a.6 1a.2f 1.7 2.1 1.3 2.1 3.1 17.1 1f.1 1ca.4 c.e 5.7 1.1 1.11 5.1 7.2 "
    "1.1 1.9 1.7 6.4 2.1 2.3e 5.1 8.1 5.2 1.1 6e.1 8b.8 d0.6 29.2 4.1 1.37 2b.2 b.5 "
    "1.16 2.2 2b.15 a.4 2.1 63.1 1.f 2.7 f.2 1.e 1.1 1.1 1e.1b 5b.b 3a.9 2.4 1c.4 1.9 "
    "1.3 1.5 2.f 1a.3 2.1 85.1b 1.4 36.3 1.12 1.7 a.4 a.1 10.3 38.1 1.7 2.2 2.3 9.1 "
    "a.2 e.2 6.2 5.3 38.1 1.5 4.2 2.3 3.1 1e.2 3.1 b.3 38.1 1.8 1.3 1.3 14.2 c.2 f.3 "
    "38.1 1.7 2.2 2.3 8.2 a.2 c.1 11.1 3b.5 3.3 1.4 9.1 1b.8 6.3 3a.7 1.3 1.4 7.2 b.2 "
    "1b.1 2.2 38.1 1.7 1.3 1.4 7.2 b.2 1e.2 3a.7 1.3 1.4 9.1 a.2 15.1 8.2 46.1 4.6 "
    "1.1 1.8 12.3 3c.1 2.7 4.1 7.9 a.2 55.1 2.6 1.2 b.6 33.1f 14.c 31.17 5.b 1.24 1.f "
    "1.d 50.14 b.6 6.4 4.3 1.3 2.7 3.4 d.c 1.1 a.6 5b.1 261.c 27.a 66.1 26c.2 11.1 "
    "1a.2 4e.3 24.3 1d.5 1b.2 1e.2 40.23 1.4 1.1 22.f 9a.1 76.c 4.c 4.1 3.2 6a.11 7.2 "
    "14.22 17.5 2.2 35.a 1.1d 2.1 20.7 1.6 52.5 2f.11 15.23 3.3 1e.d 38.e 8.4 24.14 "
    "3.5 3e.2 40.8 8.19 4.1 4.3 cb.27 15.4 1bd.1 1.3 b.3 d.3 d.3 d.2 1.65 5.6 a.5 b.5 "
    "11.1a 16.21 f.2 1.4 1.2 a.1 1.3 5.6 1.1 1.1 1.1 4.1 b.2 4.5 5.4 1.1 40.264 c.27 "
    "19.b 51.4e 16.200 1.75 1e.3b9 3.a 18b.6 4.3 7.4 1.2 70.1 e.1 60.4f 1.c 44.1a "
    "1.59 c.d6 1a.c 4.5 3.19 9.7 5.2 5.3 59.4 3.1 5a.1 94.2 4.a 20.24 1c.1f b.1e 8.1 "
    "f.20 a.27 f.3f 1.100 19c0.40 5690.37 37.2 10d.3 5f.10 20.1 50.8 8.17 9.2 67.2 "
    "77.1 3.1 4.1 17.9 a.4 3a.4 8.2 32.11 9.2 10.12 6.3 2b.a 17.d b.1 20.4 2f.1b 10.2 "
    "49.e c.1 8.2 e.4 17.3 1.1 34.1 1.3 2.2 5.2 1.1 1c.2 b.7 3.2 ec.b 4f30.1 a.1 "
    "88.10 17c.2 bc.2 2.1a 6.7 9.23 1.13 1.4 93.1 1.f a.7 1a.6 1a.b 7a.7 1.7 a.7 "
    "100.3 34.9 39.11 6.c 34.2e 1a1.1 30.1 486.1 c7.1 1f.1 c1.3 1.2 5.4 28.3 4.1 10.9 "
    "26.1 b9.7 4c0.3 35.16 32.3 2d.12 3e.3 24.e b.4 3c.3 30.e 4.4 4e2.d db8.4 4add.2e "
    "10.4 606d.f6 a.27 2.b5 22.46 ba.57 36a.1 19.1 1f.1 19.1 1f.1 19.1 1f.1 19.1 1f.1 "
    "19.1 172c.2 10e.2c 4.64 c.f 2.e 2.f 1.f 30.1f 1.3c 4.2b 4b.1d d.2b 5.9 7.2 ae.21 "
    "f.6 1.46 3.14 c.25 1.5 15.11 f.3f 1.1 1.b6 1.4 3.3e 2.4 c.18 93.46 4.b 30.46 "
    "3a.74 c088d.1 1e.60 80.f0 "
)
"""What unicode61 takes for a separator, planes 0, 1 and 14; hexadecimal pairs of
``skip.length`` counted from the end of the pair before.  Found by asking SQLite."""

_MARKS = frozenset(
    code
    for first, last in (
        (0x300, 0x304),
        (0x306, 0x30C),
        (0x30F, 0x30F),
        (0x311, 0x311),
        (0x31B, 0x31B),
        (0x323, 0x328),
        (0x32D, 0x32E),
        (0x330, 0x331),
    )
    for code in range(first, last + 1)
)
"""Combining marks that continue a word but cannot begin one."""

_NEWER_SYMBOLS = (
    (0x061C, 0x061C),  # direction marks
    (0x2066, 0x2069),
    (0x20BA, 0x20CF),  # currency
    (0x23F4, 0x23FF),
    (0x2700, 0x2700),
    (0x2B4D, 0x2BFF),  # arrows, stars
    (0x2E3C, 0x2E7F),  # punctuation
    (0x1F16C, 0x1F16F),
    (0x1F321, 0x1FAFF),  # emoji, with room for those to come
)


def _codes(pairs: str) -> Iterator[int]:
    end = 0
    for pair in pairs.split():
        skip, length = (int(part, 16) for part in pair.split("."))
        yield from range(end + skip, end + skip + length)
        end += skip + length


_OLD = frozenset(_codes(_NOT_IN_WORDS))
SEPARATORS = "".join(
    chr(code)
    for first, last in _NEWER_SYMBOLS
    for code in range(first, last + 1)
    if code not in _OLD
)
"""Characters newer than Unicode 6.1 that end a word.  Part of the file's schema:
changing it needs a migration."""

TOKENIZE = f"unicode61 remove_diacritics 0 separators '{SEPARATORS}'"
"""The tokenizer of every full-text table of this project."""


def _pattern() -> str:
    """One word.  Plane 0 by bitmap, the rare rest by ranges: a hundred times faster."""
    outside = _OLD | frozenset(map(ord, SEPARATORS))
    inside = [code for code in range(0x10000) if code not in outside]
    begin = _as_set(code for code in inside if code not in _MARKS)
    beyond = r"^\0-\uffff" + _as_set(c for c in sorted(outside) if c > 0xFFFF)
    return f"(?:[{begin}]|[{beyond}])(?:[{_as_set(inside)}]+|[{beyond}])*"


def _as_set(codes: Iterable[int]) -> str:
    spans: list[list[int]] = []
    for code in codes:
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in spans)


_TOKEN = re.compile(_pattern())


def tokens(text: str) -> list[str]:
    """The words of ``text`` in order, as written.

    >>> tokens("Bra\U0001f914 individ- och familjenämnden, LVU § 3")
    ['Bra', 'individ', 'och', 'familjenämnden', 'LVU', '3']
    """
    return _TOKEN.findall(text)


def token_at(text: str, start: int) -> int:
    """Where the word ends that begins there; ``start`` if none does."""
    match = _TOKEN.match(text, start)
    return match.end() if match else start


def token_spans(text: str) -> list[tuple[int, int]]:
    """Where each of ``tokens(text)`` stands: (start, end) in characters."""
    return [match.span() for match in _TOKEN.finditer(text)]
