"""Other views of a search: every match in its context, over time, first and last."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from itertools import islice

from scraper.search import (
    Line,
    Series,
    Trend,
    appearances,
    collocates,
    concordance,
    describe,
    select,
    trend,
)
from scraper.search.collocates import READ, WINDOW
from scraper.search.concordance import SORTED, Sort
from scraper.site.ask import Answer, Ask
from scraper.site.language import translator
from scraper.site.page import page
from scraper.site.thread import anchor_of
from scraper.site.views_search import FAIR, blog_names

PER_PAGE = 50
MOST_PAGES = SORTED // PER_PAGE
SORTS: dict[str, Sort] = {"nyast": "newest", "fore": "left", "efter": "right"}
MOST_QUERIES = 5
TOP, HEIGHT, LINE = 20, 200, 16
"""Pixels: above the chart of a trend, of it, and of a line of text."""
MOST_TICKS = 8
WIDEST = 10
"""Words on either side of a match whose company is looked at."""
LIST_PAGE = 200


def kwic(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/konkordans``: every match with the words around it.

    Query: ``q``, ``ordning`` (nyast, fore, efter), ``sida``.
    """
    query = ask.get("q").strip()
    selection = select(conn, query)
    order = ask.get("ordning") if ask.get("ordning") in SORTS else "nyast"
    number = ask.number("sida", 1, MOST_PAGES)
    lines: list[Line] = []
    if selection.has_words and not selection.query.empty:
        found = concordance(conn, selection, sort=SORTS[order])
        start = (number - 1) * PER_PAGE
        lines = list(islice(found, start, start + PER_PAGE + 1))
    return page(
        "kwic.html",
        ask,
        query=query,
        has_words=selection.has_words,
        lines=lines[:PER_PAGE],
        more=len(lines) > PER_PAGE and number < MOST_PAGES,
        number=number,
        per_page=PER_PAGE,
        order=order,
        read_as=describe(selection.query, translator(ask.lang).text),
        blogs=blog_names(conn),
        sorted_most=SORTED,
    )


def company(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/grannord``: words that stand near the matches more often than chance has it.

    Query: ``q``, ``fonster`` (words on either side).
    """
    query = ask.get("q").strip()
    selection = select(conn, query)
    window = ask.number("fonster", 1, WIDEST) if ask.get("fonster") else WINDOW
    found = None
    if selection.has_words and not selection.query.empty:
        found = collocates(conn, selection, window=window)
    return page(
        "company.html",
        ask,
        query=query,
        has_words=selection.has_words,
        found=found,
        read_as=describe(selection.query, translator(ask.lang).text),
        notes=selection.notes,
        windows=(2, WINDOW, WIDEST),
        window=window,
        most=READ,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One query as a line; x and y in per cent of the chart."""

    name: str
    points: str
    """As SVG's ``polyline`` takes them."""
    label_y: int
    """Where the name stands at the line's end, pixels; no two names on each other."""
    values: tuple[float | None, ...]


def over_time(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/trend``: up to five queries side by side.

    Query: ``q`` once or more, ``enhet`` (ar, manad), ``matt`` (permiljon).
    """
    queries = tuple(q.strip() for q in ask.all("q") if q.strip())[:MOST_QUERIES]
    by_year = ask.get("enhet") != "manad"
    fair = ask.get("matt") == FAIR
    found = trend(conn, queries, unit="year" if by_year else "month")
    highest = max(
        (v or 0 for series in found.series for v in _values(series, fair)), default=0
    )
    return page(
        "trend.html",
        ask,
        queries=queries,
        query=queries[0] if queries else "",
        found=found,
        curves=_curves(found, queries, highest, fair),
        ticks=_ticks(found.periods) if found.periods else (),
        highest=highest,
        fair=fair,
        by_year=by_year,
        most=MOST_QUERIES,
    )


def _values(series: Series, fair: bool) -> tuple[float | None, ...]:
    return series.per_million if fair else series.hits


def _curves(
    found: Trend, queries: tuple[str, ...], highest: float, fair: bool
) -> tuple[Curve, ...]:
    last = max(len(found.periods) - 1, 1)
    every = [_values(series, fair) for series in found.series]
    ends = [(values[-1] or 0) / (highest or 1) if values else 0 for values in every]
    label_ys = _apart([round(TOP + HEIGHT * (1 - end)) - 5 for end in ends])
    curves = []
    for name, values, label_y in zip(queries, every, label_ys, strict=True):
        points = " ".join(
            f"{100 * n / last:.2f},{100 - 100 * (v or 0) / (highest or 1):.2f}"
            for n, v in enumerate(values)
        )
        curves.append(Curve(name=name, points=points, label_y=label_y, values=values))
    return tuple(curves)


def _apart(ys: list[int]) -> list[int]:
    """The same heights, each at least a line of text below the one above.

    >>> _apart([50, 45, 100])
    [61, 45, 100]
    """
    moved = list(ys)
    lowest = -LINE
    for n in sorted(range(len(ys)), key=lambda n: ys[n]):
        lowest = moved[n] = max(ys[n], lowest + LINE)
    return moved


def _ticks(periods: tuple[str, ...]) -> list[tuple[str, str]]:
    """Some periods and where they stand, per cent."""
    last = max(len(periods) - 1, 1)
    step = -(-len(periods) // MOST_TICKS)
    return [(p, f"{100 * n / last:.2f}") for n, p in enumerate(periods) if not n % step]


def first_and_last(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/forst``: when words first appeared in each text, and when they were gone."""
    query = ask.get("q").strip()
    selection = select(conn, query)
    found = () if selection.query.empty else appearances(conn, selection)
    return page(
        "first.html",
        ask,
        query=query,
        has_words=selection.has_words,
        found=found[:LIST_PAGE],
        total=len(found),
        most=LIST_PAGE,
        blogs=blog_names(conn),
        anchor_of=anchor_of,
    )
