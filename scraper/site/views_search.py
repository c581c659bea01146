"""The search page: hits, filters, words to choose, a timeline."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from scraper.search import (
    Facets,
    Hits,
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
from scraper.site.ask import Answer, Ask, Parted, redirect
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
class Found:
    """What a page of hits shows but for what is counted: filters and timeline."""

    topics: dict[str, str]
    order: str
    """Key of ``ORDERS``."""
    hits: Hits
    shown: tuple[Shown, ...]
    total: int
    pickers: tuple[Picker, ...]
    chips: tuple[narrowing.Chip, ...]
    suggestions: tuple[Suggestion, ...]
    read_as: str


def _found(conn: sqlite3.Connection, ask: Ask) -> tuple[dict[str, str], Found | None]:
    """The names of the blogs, and the hits; ``None``: nothing is searched for."""
    blogs, selection = blog_names(conn), select(conn, _query(ask))
    query = selection.query
    if query.empty:
        return blogs, None
    asked, words = ask.get("ordning"), selection.has_words
    order = asked if asked in ORDERS else "relevans" if words else "nyast"
    hits = search(
        conn,
        selection,
        order=ORDERS[order],
        limit=PER_PAGE,
        offset=(_number(ask) - 1) * PER_PAGE,
    )
    total = hits.total
    if total is None or hits.ranked is not None:  # counted no further than it ranked
        total = count(conn, selection, COUNTED + 1)
    found = Found(
        topics=topic_names(conn),
        order=order,
        hits=hits,
        shown=shown_hits(conn, hits.hits, blogs),
        total=total,
        pickers=pickers(query, hits.expansions, none=ask.get("inga") == "ja"),
        chips=narrowing.chips(query.text, query.filters),
        suggestions=() if total else suggest(conn, selection),
        read_as=describe(query, translator(ask.lang).text),
    )
    return blogs, found


def _facets(conn: sqlite3.Connection, ask: Ask) -> Facets | None:
    selection = select(conn, _query(ask))
    return None if selection.query.empty else facets(conn, selection)


def _chart(conn: sqlite3.Connection, ask: Ask) -> Chart | None:
    selection = select(conn, _query(ask))
    if selection.query.empty:
        return None
    return make_chart(over_time(conn, selection, fair=ask.get("matt") == FAIR), 80)


def _search_page(
    ask: Ask,
    hits: tuple[dict[str, str], Found | None],
    facets: Facets | None,
    chart: Chart | None,
) -> Answer:
    blogs, found = hits
    pattern, query = ask.get("monster"), _query(ask)
    if pattern and ask.all("ord"):
        text = narrowing.choose(ask.get("q"), pattern, ask.all("ord"))
        return redirect(ask.here("ordval", q=text, monster=None, ord=None, inga=None))
    if found is None:
        return page("search_empty.html", ask, query=query, blogs=blogs)
    return page(
        "search.html",
        ask,
        query=query,
        order=found.order,
        has_words=found.hits.selection.has_words,
        number=_number(ask),
        per_page=PER_PAGE,
        counted=COUNTED,
        fair=ask.get("matt") == FAIR,
        blogs=blogs,
        topics=found.topics,
        result=found,
        facets=facets,
        chart=chart,
        narrowing=narrowing,
        split_word=split_word,
        hit_address=hit_address,
    )


search_page = Parted(_found, _facets, _chart, page=_search_page)
"""``/sok``

Query: ``q``, ``ordning`` (relevans, nyast, aldst), ``sida``; ``monster`` and ``ord``
come from the list of words and are written into ``q``.
"""


def _query(ask: Ask) -> str:
    return ask.get("q").strip()


def _number(ask: Ask) -> int:
    return ask.number("sida", 1, MOST_PAGES)


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
