"""``debattarkiv search``: what the site's search shows, in the terminal or as CSV.

Rows go to standard output; how the query was read, and what to try instead, to
standard error.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click

from scraper.search import (
    Hits,
    Order,
    Selection,
    appearances,
    collocates,
    concordance,
    describe,
    facets,
    map_file,
    select,
    suggest,
    trend,
)
from scraper.search import search as run_search
from scraper.search.snippet import Pieces
from scraper.search.trend import Unit
from scraper.store.readonly import open_readonly
from scraper.tombstones import require_obeyed

Row = Iterable[object]


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("-n", "--limit", default=20, show_default=True, type=click.IntRange(1))
@click.option(
    "--order",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
)
@click.option("--counts", "view", flag_value="counts", help="By blog, kind, year …")
@click.option("--kwic", "view", flag_value="kwic", help="Every match in its context.")
@click.option("--trend", "view", flag_value="trend", help="By month; all WORDS apart.")
@click.option("--years", "view", flag_value="years", help="By year; all WORDS apart.")
@click.option("--company", "view", flag_value="company", help="Words near the matches.")
@click.option("--first", "view", flag_value="first", help="When it came, and went.")
@click.pass_obj
def search(
    paths: Any, words: tuple[str, ...], limit: int, order: Order, view: str | None
) -> None:
    """Search posts and comments; Swedish words in any inflection.

    The views are CSV, without a limit.

    \b
    Examples:
        debattarkiv search visselblåsare --order newest
        debattarkiv search 'av:hanna *nämnd* från:2023' --kwic > kwic.csv
        debattarkiv search IVO 'lex sarah' --trend
    """
    text = " ".join(words)
    require_obeyed(paths.db, paths.captures)
    with open_readonly(paths.db) as db:
        map_file(db)
        if view in ("trend", "years"):
            _write(_trend(db, words, "year" if view == "years" else "month"))
            return
        if view is None:
            _hits(db, run_search(db, text, limit=limit, order=order))
            return
        selection = select(db, text)
        _say(selection)
        _write(_VIEWS[view](db, selection))


def _say(selection: Selection) -> None:
    """How the query was read, and which words its truncations stand for."""
    read_as = describe(selection.query)
    click.echo(f"Läst som: {read_as}." if read_as else "Inget att söka.", err=True)
    for note in selection.notes:
        click.echo(note, err=True)
    for pattern, forms in selection.match.expansions.items():
        if not forms:
            continue
        listed = ", ".join(f"{form.word} {form.count}" for form in forms[:_LISTED])
        more = f" … {len(forms)} ord" if len(forms) > _LISTED else ""
        click.echo(f"{pattern}: {listed}{more}", err=True)


_LISTED = 30


def _hits(db: sqlite3.Connection, found: Hits) -> None:
    _say(found.selection)
    if found.ranked:
        click.echo(f"Relevansen är räknad bland de {found.ranked} nyaste.", err=True)
    for hit in found.hits:
        who = hit.author or ("?" if hit.kind == "post" else "Anonym")
        click.echo(f"{hit.date or '?':10}  {who}: {_plain(hit.title)}")
        click.echo(f"            {_plain(hit.snippet)}")
        click.echo(f"            {hit.url or hit.item}")
        for copy in hit.also:
            click.echo(f"            också: {copy}")
    if not found.hits:
        click.echo("Inga träffar.", err=True)
        for one in suggest(db, found.selection):
            count = f" ({one.count})" if one.count else ""
            click.echo(f"Prova: {one.text}{count}", err=True)


def _plain(pieces: Pieces) -> str:
    """A text with its matches in brackets, on one line."""
    text = "".join(f"[{part}]" if marked else part for part, marked in pieces)
    return " ".join(text.split())


def _counts(db: sqlite3.Connection, selection: Selection) -> Iterator[Row]:
    found = facets(db, selection)
    which = "alla" if found.complete else "de nyaste"
    click.echo(f"Räknat på {which} {found.counted} träffarna.", err=True)
    yield ("what", "value", "hits")
    for what in ("sources", "kinds", "authors", "years", "topics"):
        for value, count in getattr(found, what):
            yield (what, value, count)


def _kwic(db: sqlite3.Connection, selection: Selection) -> Iterator[Row]:
    yield ("left", "match", "right", "date", "source", "kind", "author", "id", "url")
    for line in concordance(db, selection):
        yield (
            *(line.left, line.match, line.right, line.date, line.source),
            *(line.kind, line.author, line.item, line.url),
        )


def _company(db: sqlite3.Connection, selection: Selection) -> Iterator[Row]:
    found = collocates(db, selection)
    click.echo(
        f"Log-likelihood (Dunning 1993), {found.window} ord åt vardera hållet, "
        f"{found.matches} träffar i de {found.read} nyaste texterna.",
        err=True,
    )
    yield ("word", "near", "expected", "total", "log_likelihood")
    for one in found.words:
        expected, likelihood = f"{one.expected:.2f}", f"{one.likelihood:.2f}"
        yield (one.word, one.near, expected, one.total, likelihood)


def _first(db: sqlite3.Connection, selection: Selection) -> Iterator[Row]:
    yield ("id", "kind", "source", "author", "title", "first", "last", "gone", "url")
    for one in appearances(db, selection):
        yield (
            *(one.item, one.kind, one.source, one.author, one.title),
            *(one.first, one.last, one.gone, one.url),
        )


def _trend(db: sqlite3.Connection, texts: tuple[str, ...], unit: Unit) -> Iterator[Row]:
    found = trend(db, texts, unit=unit)
    yield (unit, *texts, *(f"{text}, per million words" for text in texts))
    for at, period in enumerate(found.periods):
        fair = (series.per_million[at] for series in found.series)
        yield (
            period,
            *(series.hits[at] for series in found.series),
            *("" if value is None else f"{value:.2f}" for value in fair),
        )


_VIEWS: dict[str, Callable[[sqlite3.Connection, Selection], Iterator[Row]]] = {
    "counts": _counts,
    "kwic": _kwic,
    "company": _company,
    "first": _first,
}


def _write(rows: Iterator[Row]) -> None:
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
