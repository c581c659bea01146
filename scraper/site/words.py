"""Numbers, days and times as this site writes them, in Swedish and English.

Numbers have a no-break space between thousands and, in Swedish, a decimal comma.
Times of the archive are UTC; they are shown by the clock of a time zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from scraper.site.ask import Lang

MONTHS = {
    "sv": (
        *("januari", "februari", "mars", "april", "maj", "juni"),
        *("juli", "augusti", "september", "oktober", "november", "december"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_SHORT = {
    "sv": (
        *("jan.", "feb.", "mars", "april", "maj", "juni"),
        *("juli", "aug.", "sep.", "okt.", "nov.", "dec."),
    ),
    "en": (
        *("Jan.", "Feb.", "March", "April", "May", "June"),
        *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
    ),
}
_DAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": (
        *("Monday", "Tuesday", "Wednesday", "Thursday"),
        *("Friday", "Saturday", "Sunday"),
    ),
}
ZONE = "Europe/Stockholm"
_zone = lru_cache(maxsize=32)(ZoneInfo)


def number(value: int, lang: Lang = "sv") -> str:
    """A whole number with its thousands apart.

    >>> number(12306) == "12\\u00a0306"
    True
    """
    return f"{value:,}".replace(",", "\u00a0" if lang == "sv" else ",")


def decimal(value: float, digits: int, lang: Lang) -> str:
    """A number with some decimals."""
    text = f"{value:,.{digits}f}"
    if lang == "en":
        return text
    return text.replace(",", "\u00a0").replace(".", ",")


def local(moment: str, zone: str | None = None) -> datetime:
    """A time of the archive by the clock of a zone.

    Args:
        moment: ISO 8601 with offset or ``Z``; without, it is UTC.
    """
    parsed = datetime.fromisoformat(moment)
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=UTC)
    return parsed.astimezone(_zone(zone or ZONE))


def short_day(day: str | date, lang: Lang, *, year: bool = True) -> str:
    """``23 nov. 2021``."""
    day = date.fromisoformat(day[:10]) if isinstance(day, str) else day
    text = f"{day.day} {_SHORT[lang][day.month - 1]}"
    return f"{text} {day.year}" if year else text


def long_day(day: str | date, lang: Lang) -> str:
    """``23 november 2021``."""
    day = date.fromisoformat(day[:10]) if isinstance(day, str) else day
    return f"{day.day} {MONTHS[lang][day.month - 1]} {day.year}"


def week_day(day: str | date, lang: Lang) -> str:
    """``tisdag 23 november 2021``."""
    day = date.fromisoformat(day[:10]) if isinstance(day, str) else day
    return f"{_DAYS[lang][day.weekday()]} {long_day(day, lang)}"


def month(text: str, lang: Lang) -> str:
    """``november 2021``, of ``2021-11``."""
    return f"{MONTHS[lang][int(text[5:7]) - 1]} {text[:4]}"


def clock(moment: datetime, lang: Lang, *, seconds: bool = False) -> str:
    """``kl. 17.20``, with a no-break space."""
    if lang == "sv":
        return moment.strftime("kl.\u00a0%H.%M.%S" if seconds else "kl.\u00a0%H.%M")
    return moment.strftime("%H:%M:%S" if seconds else "%H:%M")


def between(first: str, last: str, lang: Lang, zone: str | None = None) -> str:
    """When something happened that was seen not to have, and then to have.

    >>> between("2021-11-19T05:00:00Z", "2021-11-20T05:00:00Z", "sv")
    'mellan 19 och 20 nov. 2021'
    """
    a, b = local(first, zone), local(last, zone)
    if a.date() == b.date():
        return short_day(b, lang)
    start = short_day(a, lang, year=a.year != b.year)
    if (a.year, a.month) == (b.year, b.month):
        start = str(a.day)
    end = short_day(b, lang)
    return f"mellan {start} och {end}" if lang == "sv" else f"between {start} and {end}"
