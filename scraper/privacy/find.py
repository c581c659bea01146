"""Where a text names an e-mail address, a personal or a telephone number; pure.

Decided, since no rule is right always:

* ``@namn``, ``@namn@server.se`` and ``https://x.com/@namn`` are handles that people
  publish under, no e-mail addresses, and stay.  An e-mail address inside a web
  address does not.
* Numbers inside a web address stay: articles have numbers of every length.
* A personal number needs a day that exists and its check digit; where a word says
  that it is one ("personnummer"), the day is enough.
* Numbers that a word calls something else ("dnr", "bankgiro") stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from scraper.privacy.numbers import (
    is_birth_date,
    is_foreign_number,
    is_personal_number,
    is_phone_number,
)

Kind = Literal["email", "personal_number", "phone"]


class Span(NamedTuple):
    """A place in a text that is to be masked."""

    start: int
    end: int
    kind: Kind


_LOCAL = r"(?<![\w@.+-])[^\W_][\w.%+'\u0300-\u036f-]{0,63}"
_LABEL = r"[^\W_](?:[\w\u0300-\u036f-]{0,62})"
_AT_SIGN = r"(?:@|＠|%40| @ )"
_AT_WORD = (
    r"(?: ?[(\[{<] ?(?:at|@|snabel-?a|alfakrull|kanelbulle) ?[)\]}>] ?"
    r"|[(\[{]a[)\]}]| snabel-?a )"
)
_DOT_WORD = r"(?: ?[(\[{<] ?(?:dot|punkt|\.) ?[)\]}>] ?| (?:dot|punkt) )"
_FILE = r"(?!(?:png|jpe?g|gif|webp|svg|avif|ico|css|js|pdf)\b)"
_TOP = rf"{_FILE}[a-zA-Z]{{2,24}}(?![\w@]|-\w)"
_EMAIL = re.compile(
    # anna@exempel.se; anna (at) exempel.se; anna snabel-a exempel punkt se
    rf"{_LOCAL}(?:{_AT_SIGN}|{_AT_WORD})(?:{_LABEL}(?:\.|{_DOT_WORD})){{1,5}}{_TOP}"
    # anna at exempel dot se: only with both words, "look at x.se" is English
    rf"|{_LOCAL} at (?:{_LABEL}{_DOT_WORD}){{1,5}}{_TOP}",
    re.IGNORECASE,
)
_WEB = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"”]+", re.IGNORECASE)
# No digit, and no digit with a joint, stands before; none follows.
_BEFORE = r"(?<![\w§])(?<!\d[./,:–-])(?<!§ )"
_AFTER = r"(?!\w|[/.,:–-]\d)"
_JOINED = re.compile(r"\w|[/.,:–-]\d")
_PERSONAL = re.compile(
    rf"{_BEFORE}(?P<day>(?:18|19|20)?\d{{6}})"
    rf"(?P<joint> ?[‑–+-] ?| )?(?P<serial>\d{{4}}){_AFTER}"
)
_PHONE = re.compile(
    rf"{_BEFORE}\(?(?P<first>0[1-9]\d{{0,9}})\)?"
    r"(?P<rest>(?: ?[‑–/-] ?| )\d{2,8}(?:[ ‑–-]\d{2,4}){0,5})?"
)
_FOREIGN = re.compile(
    r"(?<![\w+])(?:\+|00(?=46[ ‑–-]?[1-9(]))(?P<digits>[1-9]\d{0,14}"
    r"(?:[ ‑–-]?\(0\) ?\d{1,8})?(?:[ ‑–-]\d{1,8}){0,6})(?!\w)"
)
_CALLED_PERSONAL = re.compile(
    r"(?<!\[)(?:person(?:nummer|nr)|pers\.? ?nr|pnr)\W{0,3}$", re.I
)
_CALLED_ELSE = re.compile(
    r"(?:\bdnr|diarie(?:nr|nummer)|ärende(?:nr|nummer)?|mål(?:nr|nummer)?|beslut(?:snr)?"
    r"|bankgiro|plusgiro|postgiro|\b[bp]g|konto(?:nr|nummer)?|org\.? ?(?:nr|nummer)"
    r"|organisationsnummer|ocr|isbn|issn|faktura(?:nr|nummer)?|artikel(?:nr|nummer)?)"
    r"(?: ?(?:nr|nummer))?[.: ]{0,3}$",
    re.IGNORECASE,
)
_UNIT = re.compile(r" ?(?:kr\b|kronor|procent|%|miljoner|miljarder|mkr|tkr|:-)", re.I)


def find(text: str) -> list[Span]:
    """The places to mask in ``text``, in order, none within another.

    Args:
        text: With every run of spaces as one space; lines are looked at apart.
    """
    found: list[Span] = []
    taken = [span.span() for span in _WEB.finditer(text)]
    for match in _EMAIL.finditer(text):
        _add(found, Span(match.start(), match.end(), "email"))
    numbers = [*_personal(text), *_foreign(text), *_phones(text)]
    for span in numbers:
        if not any(start < span.end and span.start < end for start, end in taken):
            _add(found, span)
    return sorted(found)


def _add(found: list[Span], span: Span) -> None:
    if not any(old.start < span.end and span.start < old.end for old in found):
        found.append(span)


def _personal(text: str) -> Iterator[Span]:
    for match in _PERSONAL.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        digits = match["day"] + match["serial"]
        called = _CALLED_PERSONAL.search(before) and is_birth_date(match["day"])
        is_mobile = match["joint"] is None and re.fullmatch(r"07[02369]\d{7}", digits)
        if called or (
            is_personal_number(digits)
            and not is_mobile
            and not _CALLED_ELSE.search(before)
        ):
            yield Span(match.start(), match.end(), "personal_number")


def _phones(text: str) -> Iterator[Span]:
    for match in _PHONE.finditer(text):
        rest = match["rest"] or ""
        start, after = match.span("first")
        if match[0].startswith("(") and text[after : after + 1] == ")":
            start -= 1  # (090) 16 10 00; else the bracket is the sentence's
        if _CALLED_ELSE.search(text[max(0, match.start() - 24) : match.start()]):
            continue
        # "090-16 10 00 12 personer": the longest that is a number
        for end in reversed([0, *(m.end() for m in re.finditer(r"\d+", rest))]):
            stop = match.start("rest") + end if end else after
            groups = [match["first"], *re.findall(r"\d+", rest[:end])]
            slashed = "/" in rest[:end]
            if is_phone_number(groups, slashed=slashed) and not _joined(text, stop):
                yield Span(start, stop, "phone")
                break


def _foreign(text: str) -> Iterator[Span]:
    for match in _FOREIGN.finditer(text):
        digits = match["digits"]
        for end in reversed([m.end() for m in re.finditer(r"\d+\)?", digits)]):
            stop = match.start("digits") + end
            groups = re.findall(r"\d+", digits[:end].replace("(0)", " "))
            is_sum = _joined(text, stop) or _UNIT.match(text, stop)
            if not is_sum and is_foreign_number(groups):
                yield Span(match.start(), stop, "phone")
                break


def _joined(text: str, at: int) -> bool:
    """Whether what ends at ``at`` goes on: a longer number, a date, a word."""
    return _JOINED.match(text, at) is not None
