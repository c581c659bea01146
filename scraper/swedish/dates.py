"""Dates as Swedish and English blogs print them; pure.

    2022-01-07T08:02:51+01:00      <time datetime>, second
    7 januari 2022 kl. 08:02       WordPress in Swedish
    9 september 2018 kl 19:05      the same without the full stop
    7 januari, 2022                WordPress before 2018, no time: day
    den 23 nov 2021 · 7/1-22 · 2/1-2023 · 2022-01-07 08:02 · kl 17.20
    January 7, 2022 at 8:02 am · Fri, 07 Jan 2022 07:02:51 +0000

What is not written is never filled in: a date without its year is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from datetime import timezone as timezone_of
from zoneinfo import ZoneInfo

from dateutil import parser as prose

from scraper.errors import ParseError
from scraper.model import TimePrecision

_MONTHS = "jan feb mar apr maj jun jul aug sep okt nov dec".split()  # noqa: SIM905
_MONTH = (
    r"jan(?:uari)?|feb(?:r(?:uari)?)?|mars?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?"
    r"|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAY = (
    r"(?:(?:mån|tis|ons|tors|fre|lör|sön)(?:dag(?:en)?)?\.?,?\s+)?(?:den\s+)?"
    rf"(?P<day>\d{{1,2}})(?::?[ae]|\.)?\s+(?P<month>{_MONTH})\b\.?,?\s+"
    r"(?P<year>\d{4}|['’]\d{2})(?![\d:.]*\d)"
)
_SLASHED = (
    r"(?:den\s+)?(?P<day>\d{1,2})/(?P<number>\d{1,2})"
    r"(?:\s?[-–]\s?|\s(?=\d{4}|['’]))(?P<year>\d{4}|['’]?\d{2})(?![\d/])"
)
_ISO_DAY = r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})(?!\d)"
_CLOCK = (
    r"[\s,|@–-]*(?:\b(?:kl(?:ockan)?\b\.?)\s*)?"
    r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:[.:](?P<second>\d{2}))?(?![\d.:]*\d)"
)
_PRINTED = tuple(
    re.compile(rf"(?<![\w/.:-]){day}(?P<clock>{_CLOCK})?", re.IGNORECASE)
    for day in (_DAY, _SLASHED, _ISO_DAY)
)
_STAMP = re.compile(
    r"\d{4}-\d{2}-\d{2}"
    r"(?:[T ]\d{2}:\d{2}(?P<second>:\d{2}(?:[.,]\d+)?)?"
    r"\s?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
# What dateutil fills in from "today" differs between these, so it shows.
_PROBES = (
    datetime(2000, 1, 1, 1, 1, 1),  # noqa: DTZ001
    datetime(2001, 2, 2, 2, 2, 2),  # noqa: DTZ001
    datetime(2002, 3, 3, 3, 3, 3),  # noqa: DTZ001
)
_ZONES = {"UTC": 0, "GMT": 0, "Z": 0, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2}


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A calendar date inside a text."""

    day: date
    start: int
    """Index of its first character."""
    end: int
    """Index after its last character."""


def parse_datetime(printed: str, *, timezone: str) -> tuple[datetime, TimePrecision]:
    """Read a date and time as printed on a page or in its markup.

    Args:
        printed: e.g. ``"7 januari 2022 kl. 08:02"``, with nothing but the date.
        timezone: IANA zone of the blog, for what is printed without an offset.

    Returns:
        The moment, aware and in UTC, and how exactly it is known.  A date without
        time is midnight in ``timezone``, ``"day"``.  In the hour that comes twice in
        autumn WordPress prints the later offset for both: that one, ``"hour"``.  An
        hour that the clocks skipped in spring counts from before the change, as PHP
        does, ``"hour"``.

    Raises:
        ParseError: not a date, one without its year, or one with two readings.

    >>> parse_datetime("9 september 2018 kl 19:05", timezone="Europe/Stockholm")
    (datetime.datetime(2018, 9, 9, 17, 5, tzinfo=datetime.timezone.utc), 'minute')
    """
    zone = ZoneInfo(timezone)
    stamp = _STAMP.fullmatch(printed)
    text = printed if stamp else " ".join(printed.split())
    stamp = stamp or _STAMP.fullmatch(text)
    try:
        if stamp:
            moment = datetime.fromisoformat(text.replace(" +", "+").replace(",", "."))
            moment = moment.replace(microsecond=0) if moment.microsecond else moment
            return _placed(moment, _stamp_precision(stamp), zone)
        for pattern in _PRINTED:
            if found := pattern.fullmatch(text):
                moment, precision = _swedish(found)
                return _placed(moment, precision, zone)
        moment, precision = _read_prose(text)
        return _placed(moment.replace(microsecond=0), precision, zone)
    except (ValueError, OverflowError, KeyError) as exc:
        raise ParseError(f"not a date: {printed[:80]!r}") from exc


def find_date(text: str) -> FoundDate | None:
    """The first date in running Swedish text, or ``None``; times are not read.

    >>> find_date("Svar på kommentar från Lena 7/1-22: Tack!")
    FoundDate(day=datetime.date(2022, 1, 7), start=28, end=34)
    """
    found = min(_found(text), key=lambda found: found.start(), default=None)
    if found is None:
        return None
    clock = found["clock"]
    return FoundDate(_calendar(found), found.start(), found.end() - len(clock or ""))


def find_datetime(text: str, *, timezone: str) -> tuple[datetime, TimePrecision] | None:
    """The first date of a label («Publicerat den 7 januari 2022 kl. 08:02 av …»).

    Args:
        text: A short line around one date, never running text.
        timezone: IANA zone of the blog.

    Returns:
        As ``parse_datetime``; ``None`` where the line holds no date.

    Raises:
        ParseError: a date is there, with an hour that does not exist.
    """
    line = " ".join(text.split())
    found = min(_found(line), key=lambda found: found.start(), default=None)
    return parse_datetime(found[0], timezone=timezone) if found else None


def _found(text: str) -> Iterator[re.Match[str]]:
    for pattern in _PRINTED:
        for match in pattern.finditer(text):
            try:
                _calendar(match)
            except ValueError:  # 31/2-22: no date, perhaps another follows
                continue
            yield match


def _calendar(found: re.Match[str]) -> date:
    parts = found.groupdict()
    year = int(parts["year"].lstrip("'’"))
    month = (
        int(parts["number"])
        if "number" in parts
        else _MONTHS.index(parts["month"][:3].lower()) + 1
    )
    return date(year if year > 99 else 2000 + year, month, int(parts["day"]))


def _swedish(found: re.Match[str]) -> tuple[datetime, TimePrecision]:
    day = _calendar(found)
    if found["hour"] is None:
        return datetime.combine(day, time()), "day"
    clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    return datetime.combine(day, clock), "second" if found["second"] else "minute"


def _stamp_precision(stamp: re.Match[str]) -> TimePrecision:
    if len(stamp[0]) == len("2022-01-07"):
        return "day"
    return "second" if stamp["second"] else "minute"


def _read_prose(text: str) -> tuple[datetime, TimePrecision]:
    """English and other prose, by dateutil, held to what is written.

    dateutil takes what a text leaves out from a default and decides alone between
    day and month; so every reading is made, and they must agree.
    """
    if not re.search(r"\d{4}", text):
        raise ValueError("no year")
    one, other, third = (
        prose.parse(text, default=probe, dayfirst=day_first, tzinfos=_named_zone)
        for probe, day_first in zip(_PROBES, (True, False, True), strict=True)
    )
    if not one.date() == other.date() == third.date():
        raise ValueError("incomplete, or day and month can be either")
    if one.hour != other.hour:
        return one.replace(hour=0, minute=0, second=0, tzinfo=None), "day"
    if one.minute != other.minute:  # "8 am"
        return one.replace(minute=0, second=0), "hour"
    if one.second != other.second:
        return one.replace(second=0), "minute"
    return one, "second"


def _named_zone(name: str | None, seconds: int | None) -> tzinfo | None:
    """Zones by offset or by a name that means one; dateutil ignores other names."""
    if name is None and seconds is None:
        return None
    if seconds is None:
        seconds = _ZONES[name or ""] * 3600
    return timezone_of(timedelta(seconds=seconds))


def _placed(
    moment: datetime, precision: TimePrecision, zone: ZoneInfo
) -> tuple[datetime, TimePrecision]:
    """The moment in UTC; a clock time that the zone has twice or never is an hour."""
    if moment.tzinfo is not None:
        local = moment.astimezone(zone)
        # The second of two equal hours: WordPress prints its offset for both.
        if local.fold and local.utcoffset() == moment.utcoffset():
            precision = "hour"
        return moment.astimezone(UTC), precision
    first = moment.replace(tzinfo=zone, fold=0)
    before, after = first.utcoffset(), first.replace(fold=1).utcoffset()
    if before == after or before is None or after is None:
        return first.astimezone(UTC), precision
    if precision != "day":
        precision = "hour"
    never = before < after  # counts from before the change, as PHP does
    return first.replace(fold=0 if never else 1).astimezone(UTC), precision
