"""The search page: hits, filters, words to choose, a timeline."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from scraper.search import (
    Facets,
    Hits,
    Order,
    Selection,
    Suggestion,
    count,
    describe,
    facets,
    search,
    select,
    suggest,
    trend,
)
from scraper.site import narrowing
from scraper.site.ask import Answer, Ask, redirect
from scraper.site.chart import Chart, make_chart
from scraper.site.hits_page import (
    ORDERS,
    PER_PAGE,
    Picker,
    Shown,
    hit_address,
    pickers,
    shown_hits,
    split_word,
)
from scraper.site.language import translator
from scraper.site.page import page

MOST_PAGES = 500
COUNTED = 10_000
"""Hits are counted up to here."""
MOST_MONTHS = 121
"""Bars for more are too narrow to aim at; a year's bar leads to its months."""
FAIR = "permiljon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything a page of hits shows."""

    hits: Hits
    shown: tuple[Shown, ...]
    total: int
    facets: Facets
    chart: Chart | None
    pickers: tuple[Picker, ...]
    chips: tuple[narrowing.Chip, ...]
    suggestions: tuple[Suggestion, ...]
    read_as: str


def search_page(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/sok``

    Query: ``q``, ``ordning`` (relevans, nyast, aldst), ``sida``; ``monster`` and
    ``ord`` come from the list of words and are written into ``q``.
    """
    pattern = ask.get("monster")
    if pattern and ask.all("ord"):
        text = narrowing.choose(ask.get("q"), pattern, ask.all("ord"))
        return redirect(ask.here("ordval", q=text, monster=None, ord=None, inga=None))
    query = ask.get("q").strip()
    blogs = blog_names(conn)
    order = ask.get("ordning") if ask.get("ordning") in ORDERS else ""
    selection = select(conn, query)
    if selection.query.empty:
        return page("search_empty.html", ask, query=query, blogs=blogs)
    words = selection.has_words
    order = order or ("relevans" if words else "nyast")
    number = ask.number("sida", 1, MOST_PAGES)
    result = _result(conn, ask, selection, ORDERS[order], number, blogs)
    return page(
        "search.html",
        ask,
        query=query,
        order=order,
        has_words=words,
        number=number,
        per_page=PER_PAGE,
        counted=COUNTED,
        fair=ask.get("matt") == FAIR,
        blogs=blogs,
        topics=topic_names(conn),
        result=result,
        narrowing=narrowing,
        split_word=split_word,
        hit_address=hit_address,
    )


def _result(
    conn: sqlite3.Connection,
    ask: Ask,
    selection: Selection,
    order: Order,
    number: int,
    blogs: dict[str, str],
) -> Result:
    query = selection.query
    offset = (number - 1) * PER_PAGE
    fair = ask.get("matt") == FAIR
    hits = search(conn, selection, order=order, limit=PER_PAGE, offset=offset)
    total = hits.total
    if total is None or hits.ranked is not None:  # counted no further than it ranked
        total = count(conn, selection, COUNTED + 1)
    return Result(
        hits=hits,
        shown=shown_hits(conn, hits.hits, blogs),
        total=total,
        facets=facets(conn, selection),
        chart=make_chart(over_time(conn, selection, fair=fair), 80) if total else None,
        pickers=pickers(query, hits.expansions, none=ask.get("inga") == "ja"),
        chips=narrowing.chips(query.text, query.filters),
        suggestions=() if total else suggest(conn, selection),
        read_as=describe(query, translator(ask.lang).text),
    )


def over_time(
    conn: sqlite3.Connection, selection: Selection, *, fair: bool
) -> dict[str, tuple[float, ...]]:
    """How many hits there are in each month; in each year, if there are very many.

    Args:
        fair: Per million words written in that time.
    """
    (months,) = conn.execute("select count(distinct month) from months").fetchone()
    found = trend(conn, [selection], unit="year" if months > MOST_MONTHS else "month")
    series = found.series[0]
    values = series.per_million if fair else series.hits
    return {
        period: (value or 0,)
        for period, value in zip(found.periods, values, strict=True)
    }


def blog_names(conn: sqlite3.Connection) -> dict[str, str]:
    """Source -> what to call it."""
    sql = "select name, coalesce(owner, name) from sources order by 2"
    return dict(conn.execute(sql).fetchall())


def topic_names(conn: sqlite3.Connection) -> dict[str, str]:
    """Id of a topic or person -> its title."""
    return dict(conn.execute("select id, coalesce(title, id) from topics").fetchall())
