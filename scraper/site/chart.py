"""Months -> the geometry of a bar chart, and the table behind it.

x in per cent, y in pixels: bars stretch with the page and text does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from urllib.parse import quote

MONTH = "\ue000"
"""Stands for a month in an address, until ``around_month`` cuts it there."""

Counts = Mapping[str, tuple[float, ...]]
"""Month ``YYYY-MM`` or year ``YYYY`` -> a value for each series, from the axis up."""

TOP = 16
"""Pixels above the highest bar, where a peak is named."""
_GAP = 0.1
_NAME = 9
"""Per cent that the name of a year takes on a narrow screen."""
_LEAST_MONTHS = 12
"""Fewer are shown as whole years, so that a bar stays a bar."""
_MAX_YEARS = 60
"""Years shown; a blog's odd date must not make a chart of a thousand years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One month, or one year."""

    month: str
    values: tuple[float, ...]
    x: float
    width: float
    """Per cent, of the whole month; bars leave a gap."""
    parts: tuple[tuple[float, float], ...]
    """y and height of each series, pixels."""
    top: float
    total: float
    """Sum of the series."""
    bar_x: str
    """Where the drawn part begins, per cent."""
    bar_width: str
    """Per cent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A bar for every month from the first to the last."""

    bars: tuple[Bar, ...]
    years: tuple[tuple[str, float], ...]
    """Year and where it begins, per cent."""
    named: frozenset[str]
    """Years with room for their name below the axis."""
    height: int
    """Pixels of the bars; the axis is at ``height`` + TOP."""
    peaks: tuple[Bar, ...]
    """Up to three bars worth naming, the highest first, not side by side."""
    counts: Counts
    by_year: bool

    @property
    def highest(self) -> Bar:
        """The month with most."""
        return max(self.bars, key=lambda bar: bar.total)

    @property
    def axis(self) -> float:
        """y of the line the bars stand on."""
        return TOP + self.height

    @property
    def totals(self) -> dict[str, float]:
        """Month -> sum of its series."""
        return {bar.month: bar.total for bar in self.bars}

    def of_year(self, year: str) -> float:
        """Sum of a year."""
        return sum(bar.total for bar in self.bars if bar.month[:4] == year)


def around_month(address: str) -> tuple[str, ...]:
    """What stands around the month in an address: ``month.join(parts)`` is a link.

    A chart holds hundreds of links that differ in their month only.

    >>> "2021-11".join(around_month("/sok?q=" + quote(MONTH)))
    '/sok?q=2021-11'
    """
    return tuple(address.split(quote(MONTH)))


def make_chart(counts: Counts, height: int) -> Chart | None:
    """The chart of some months; ``None`` if there is nothing to draw.

    Months without anything between the first and the last are drawn as nothing.
    """
    shown = sorted(month for month, values in counts.items() if any(values))
    if not shown:
        return None
    series = len(counts[shown[0]])
    by_year = len(shown[0]) == 4
    if by_year:
        first = max(int(shown[0]), int(shown[-1]) - _MAX_YEARS)
        months = [f"{year:04}" for year in range(first, int(shown[-1]) + 1)]
    else:
        months = _months(max(shown[0], _year_back(shown[-1])), shown[-1])
        if len(months) < _LEAST_MONTHS:
            months = _months(f"{shown[0][:4]}-01", f"{shown[-1][:4]}-12")
    highest = max(sum(counts.get(month, ())) for month in months) or 1
    width = 100 / len(months)
    bars = tuple(
        _bar(
            month,
            counts.get(month, (0,) * series),
            index * width,
            width,
            height / highest,
            height,
        )
        for index, month in enumerate(months)
    )
    years = tuple(
        (bar.month[:4], bar.x)
        for index, bar in enumerate(bars)
        if index == 0 or by_year or bar.month.endswith("-01")
    )
    return Chart(
        bars=bars,
        years=years,
        named=_named(years, width if by_year else 12 * width),
        height=height,
        peaks=_peaks(bars),
        counts=counts,
        by_year=by_year,
    )


def _named(years: Sequence[tuple[str, float]], width: float) -> frozenset[str]:
    """Years whose names do not meet: all, or every second, third, …"""
    step = ceil(_NAME / width)
    ends = [*(x for _, x in years[1:]), 100 + _NAME]
    return frozenset(
        year
        for (year, x), end in zip(years, ends, strict=True)
        if (
            end - x > _NAME if step == 1 else int(year) % step == 0 and x <= 100 - _NAME
        )
    )


def _bar(
    month: str,
    values: tuple[float, ...],
    x: float,
    width: float,
    scale: float,
    height: int,
) -> Bar:
    y = float(TOP + height)
    parts = []
    for value in values:
        y -= value * scale
        parts.append((round(y, 1), round(value * scale, 1)))
    return Bar(
        month=month,
        values=values,
        x=x,
        width=width,
        parts=tuple(parts),
        top=round(y, 1),
        total=sum(values),
        bar_x=f"{x + width * _GAP:.2f}",
        bar_width=f"{width * (1 - 2 * _GAP):.2f}",
    )


def _months(first: str, last: str) -> list[str]:
    start, end = (int(m[:4]) * 12 + int(m[5:7]) - 1 for m in (first, last))
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(start, end + 1)]


def _year_back(last: str) -> str:
    return f"{int(last[:4]) - _MAX_YEARS:04}-01"


def _peaks(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    if len(bars) < 4:
        return ()
    found: list[Bar] = []
    for bar in sorted(bars, key=lambda bar: -bar.total):
        far = all(abs(bar.x - other.x) > 14 for other in found)
        worth = not found or 4 * bar.total >= found[0].total
        if bar.total > 1 and worth and far and len(found) < 3:
            found.append(bar)
    return tuple(found)
