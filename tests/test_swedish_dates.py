"""Dates as blogs print them: read for what they say, never guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import ParseError
from scraper.model import TimePrecision
from scraper.swedish.dates import (
    FoundDate,
    find_date,
    find_datetime,
    parse_datetime,
)

STOCKHOLM = "Europe/Stockholm"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("printed", "moment", "precision"),
    [
        ("2022-01-07T08:02:51+01:00", utc(2022, 1, 7, 7, 2, 51), "second"),
        ("2022-01-07T08:02:51+0100", utc(2022, 1, 7, 7, 2, 51), "second"),
        ("2022-01-07T07:02:51.999Z", utc(2022, 1, 7, 7, 2, 51), "second"),
        ("2022-01-07T08:02:51", utc(2022, 1, 7, 7, 2, 51), "second"),
        ("2022-07-07 08:02", utc(2022, 7, 7, 6, 2), "minute"),
        ("2022-01-07 kl. 08:02", utc(2022, 1, 7, 7, 2), "minute"),
        ("2022-01-07", utc(2022, 1, 6, 23), "day"),
        ("7 januari 2022 kl. 08:02", utc(2022, 1, 7, 7, 2), "minute"),
        ("9 september 2018 kl 19:05", utc(2018, 9, 9, 17, 5), "minute"),
        ("\n 9\xa0september 2018   kl 19:05 ", utc(2018, 9, 9, 17, 5), "minute"),
        ("7 januari, 2022", utc(2022, 1, 6, 23), "day"),
        ("7 januari, 2022 kl. 17:20", utc(2022, 1, 7, 16, 20), "minute"),
        ("7 jan 2022", utc(2022, 1, 6, 23), "day"),
        ("7 jan. 2022 17.20", utc(2022, 1, 7, 16, 20), "minute"),
        ("Den 7:e maj 2022, klockan 8.02", utc(2022, 5, 7, 6, 2), "minute"),
        ("den 23 nov 2021", utc(2021, 11, 22, 23), "day"),
        ("fredag 7 januari 2022 kl. 08:02:51", utc(2022, 1, 7, 7, 2, 51), "second"),
        ("fredagen den 7 januari 2022", utc(2022, 1, 6, 23), "day"),
        ("7/1-22", utc(2022, 1, 6, 23), "day"),
        ("2/1-2023", utc(2023, 1, 1, 23), "day"),
        ("7/1 2022 kl 17.20", utc(2022, 1, 7, 16, 20), "minute"),
        ("January 7, 2022 at 8:02 am", utc(2022, 1, 7, 7, 2), "minute"),
        ("January 7, 2022 8 pm", utc(2022, 1, 7, 19), "hour"),
        ("7 January 2022", utc(2022, 1, 6, 23), "day"),
        ("Fri, 07 Jan 2022 07:02:51 +0000", utc(2022, 1, 7, 7, 2, 51), "second"),
        ("Fri, 07 Jan 2022 07:02:51 GMT", utc(2022, 1, 7, 7, 2, 51), "second"),
        ("Fri, 07 Jan 2022 09:02:51 CEST", utc(2022, 1, 7, 7, 2, 51), "second"),
        ("05/05/2023", utc(2023, 5, 4, 22), "day"),
        ("25/12/2023", utc(2023, 12, 24, 23), "day"),
    ],
)
def test_every_printed_form_is_read(
    printed: str, moment: datetime, precision: TimePrecision
) -> None:
    assert parse_datetime(printed, timezone=STOCKHOLM) == (moment, precision)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "igår",
        "för 3 år sedan",
        "3 dagar sedan",
        "maj 2023",
        "May 2023",
        "2022",
        "7 januari",
        "7/1",
        "17.20",
        "kl. 08:02",
        "fredag",
        "05/12/2023",
        "1 2 2022",
        "31 februari 2022",
        "2022-13-40",
        "7 januari 2022 kl. 25:02",
        "7 januari 2022 kl. 08:61",
        "7 januari 2022 kl. 08:02 ungefär",
        "Fri, 07 Jan 2022 07:02:51 XYZ",
        "0000-00-00 00:00:00",
        "A" * 300,
        "9" * 300,
    ],
)
def test_what_says_no_whole_date_is_refused_with_what_it_was(printed: str) -> None:
    with pytest.raises(ParseError, match=re.escape(repr(printed[:80]))):
        parse_datetime(printed, timezone=STOCKHOLM)


def test_the_hour_that_comes_twice_is_known_to_the_hour() -> None:
    later = utc(2021, 10, 31, 1, 30)

    for printed in ("31 oktober 2021 kl. 02:30", "2021-10-31T02:30:00+01:00"):
        assert parse_datetime(printed, timezone=STOCKHOLM) == (later, "hour")


def test_an_offset_that_wordpress_never_prints_by_mistake_is_believed() -> None:
    for printed in ("2021-10-31T02:30:00+02:00", "2021-10-31T00:30:00Z"):
        assert parse_datetime(printed, timezone=STOCKHOLM) == (
            utc(2021, 10, 31, 0, 30),
            "second",
        )


def test_a_fixed_offset_is_no_hour_of_the_blog_that_comes_twice() -> None:
    printed = "2021-10-31T01:30:00Z"  # 02:30 in Stockholm, the second time

    assert parse_datetime(printed, timezone=STOCKHOLM)[1] == "second"


def test_a_day_with_an_hour_that_comes_twice_is_still_a_day() -> None:
    assert parse_datetime("31 oktober 2021", timezone=STOCKHOLM) == (
        utc(2021, 10, 30, 22),
        "day",
    )


def test_an_hour_that_never_was_counts_from_before_the_change() -> None:
    assert parse_datetime("27 mars 2022 kl. 02:30", timezone=STOCKHOLM) == (
        utc(2022, 3, 27, 1, 30),
        "hour",
    )


def test_midnight_that_never_was_is_still_a_day() -> None:
    moment, precision = parse_datetime("5 september 2021", timezone="America/Santiago")

    assert (moment, precision) == (utc(2021, 9, 5, 4), "day")


@given(
    st.datetimes(
        min_value=datetime(1995, 1, 1),  # noqa: DTZ001
        max_value=datetime(2040, 1, 1),  # noqa: DTZ001
    )
)
def test_a_time_printed_by_wordpress_comes_back(wall: datetime) -> None:
    wall = wall.replace(microsecond=0)
    moment = wall.replace(tzinfo=ZoneInfo(STOCKHOLM)).astimezone(UTC)
    local = moment.astimezone(ZoneInfo(STOCKHOLM))

    read, precision = parse_datetime(local.isoformat(), timezone=STOCKHOLM)

    assert read == moment
    assert precision == ("hour" if local.fold else "second")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("från NN den 23 nov 2021: ja", FoundDate(date(2021, 11, 23), 8, 23)),
        ("den 22 nov 2021 kl. 17.20.", FoundDate(date(2021, 11, 22), 0, 15)),
        ("Svar 7/1-22.", FoundDate(date(2022, 1, 7), 5, 11)),
        ("2/1-2023, 7/1-22", FoundDate(date(2023, 1, 2), 0, 8)),
        ("31/2-22 och 1/3-22", FoundDate(date(2022, 3, 1), 12, 18)),
        ("mål 3/4-2 av 2022-01-07", FoundDate(date(2022, 1, 7), 13, 23)),
        ("3/4 12 personer", None),
        ("1/1-30/6 2022", None),
        ("22 nov 12 personer", None),
        ("den 7 januari i år", None),
        ("sidan 12/13-2022x", None),
        ("SoL 5 kap. 1 §", None),
    ],
)
def test_the_first_date_in_running_text_is_found(
    text: str, found: FoundDate | None
) -> None:
    assert find_date(text) == found


def test_a_label_around_a_date_does_no_harm() -> None:
    line = "Publicerat den 7 januari 2022 kl. 08:02 av Maj, 12 kommentarer"

    assert find_datetime(line, timezone=STOCKHOLM) == (utc(2022, 1, 7, 7, 2), "minute")
    assert find_datetime("av Maj", timezone=STOCKHOLM) is None
