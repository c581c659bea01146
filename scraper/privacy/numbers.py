"""Which runs of digits are Swedish personal identity numbers or telephone numbers.

Personal identity numbers: Skatteverket, SKV 704 (date, serial number, check digit by
the Luhn algorithm; coordination numbers have 60 added to the day; ``+`` from the year
a person turns 100).  Area codes: the Swedish numbering plan (PTS).
"""

from __future__ import annotations

import re
from datetime import date

from scraper.html.junk import words

_THREE_DIGIT_AREAS = words(
    "010 011 013 016 018 019 020 021 023 026 031 033 035 036 040 042 044 046 054 060",
    "063 090",
)
_LENGTHS = {2: {6, 7, 8}, 3: {5, 6, 7}, 4: {5, 6}}
"""Digits of an area code, with its 0 -> digits of the numbers in it."""


def is_personal_number(digits: str) -> bool:
    """Whether 10 or 12 digits are a date and a serial number with its check digit.

    >>> is_personal_number("8112189876"), is_personal_number("8112189875")
    (True, False)
    """
    return is_birth_date(digits[:-4]) and _luhn(digits[-10:])


def is_birth_date(digits: str) -> bool:
    """Whether 6 or 8 digits are a day that exists; also day + 60.

    >>> is_birth_date("811218"), is_birth_date("811278"), is_birth_date("811318")
    (True, True, False)
    """
    if len(digits) == 6:
        return is_birth_date("19" + digits) or is_birth_date("20" + digits)
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        date(year, month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return 1840 <= year < 2100


def is_phone_number(groups: list[str], *, slashed: bool) -> bool:
    """Whether groups of digits, the first beginning with 0, are a Swedish number.

    Args:
        groups: As written: ``["090", "16", "10", "00"]`` or ``["0701234567"]``.
        slashed: A slash stands after the first; then it may be a date.

    >>> is_phone_number(["090", "16", "10", "00"], slashed=False)
    True
    >>> is_phone_number(["08", "12", "2021"], slashed=True)
    False
    """
    digits = "".join(groups)
    first, rest = groups[0], groups[1:]
    if re.match("07[02369]", first):
        return len(digits) == 10
    area = _area(digits)
    if len(rest) > 1 and re.fullmatch(r"(?:19|20)\d\d", rest[-1]):
        return False  # 08-12 2021 is a day
    if not rest:  # without any mark, only what cannot be much else
        return area in _THREE_DIGIT_AREAS and len(digits) in {9, 10}
    if first != area or (len(area) == 2 and slashed):
        return False
    return len(digits) - len(area) in _LENGTHS[len(area)]


def is_foreign_number(groups: list[str]) -> bool:
    """Whether groups of digits after ``+`` are an international number.

    Thousands (``+15 000 000 000``) are not, but for Sweden, whose numbers are known.

    >>> is_foreign_number(["46", "70", "123", "45", "67"])
    True
    >>> is_foreign_number(["15", "000", "000"])
    False
    """
    digits = "".join(groups)
    if digits.startswith("46"):
        national = digits[2:].removeprefix("0")
        return 7 <= len(national) <= 9 and national[0] != "0"
    thousands = len(groups) > 1 and all(len(group) == 3 for group in groups[1:])
    return 10 <= len(digits) <= 15 and not thousands


def _area(digits: str) -> str:
    if digits.startswith("08"):
        return "08"
    return digits[: 3 if digits[:3] in _THREE_DIGIT_AREAS else 4]


def _luhn(digits: str) -> bool:
    doubled = (
        int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(digits)
    )
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0
