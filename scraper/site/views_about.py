"""People, health, and the pages that explain the archive."""

from __future__ import annotations

import sqlite3

from scraper.site import examples, health, people
from scraper.site.ask import Answer, Ask
from scraper.site.chart import make_chart
from scraper.site.facts import read_facts
from scraper.site.page import page


def everyone(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/personer``: the public office holders of sources.toml."""
    return page("people.html", ask, people=people.listed(conn))


def person(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/personer/ID``"""
    found = people.load_person(conn, ask.parts["id"])
    chart = make_chart(found.months, 96)
    return page("person.html", ask, found=found, person=found.person, chart=chart)


def condition(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/skick``: runs, ledger, issues, and what the archive cannot know."""
    facts = read_facts(conn, ask.now)
    return page(
        "health.html",
        ask,
        facts=facts,
        sources=health.source_health(conn, facts, ask.now),
        lines=health.ledger_lines(conn, facts),
        issues=health.issues(conn),
        titles={source.name: source.title for source in facts.sources},
    )


def about(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/om``"""
    return page("about.html", ask, facts=read_facts(conn, ask.now))


def method(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/metod``: how it is done, and why some words are not shown."""
    sql = "select chain from runs where chain is not null order by id desc limit 1"
    chain = conn.execute(sql).fetchone()
    return page("method.html", ask, chain=chain[0] if chain else None)


def takedown(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/borttagning``: how to ask for one's words to be removed."""
    (erased,) = conn.execute("select coalesce(sum(count), 0) from erasures").fetchone()
    return page("takedown.html", ask, erased=erased)


def codebook(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/kodbok``: every table and column, as metadata.yml describes them."""
    tables = []
    for name, described in ask.tables.items():
        if described.get("hidden") or not described.get("columns"):
            continue
        sql = "select name, type from pragma_table_info(?)"
        types = dict(conn.execute(sql, (name,)).fetchall())
        if types:
            tables.append((name, described, types))
    return page("codebook.html", ask, tables=tables)


def sql(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/sql``: worked questions, runnable in one click."""
    return page("sql.html", ask, examples=examples.EXAMPLES)
