"""The rows of a subset: what was asked for, and what it hangs on.

A comment without its post, or a reply without what it answers, is hard to read and
breaks the foreign keys.  So a subset also holds the posts of its comments and the
comments they answer; the column ``selected`` tells which were asked for.
"""

from __future__ import annotations

import json
import sqlite3

from scraper.errors import InputError
from scraper.export.options import Options
from scraper.search import select


def choose(db: sqlite3.Connection, options: Options) -> tuple[str, ...]:
    """Fill the temporary table ``chosen`` (item, selected).

    Costs in proportion to what is found, by the indexes of source and date.

    Returns:
        Notes of the search, in Swedish: what of the query was read otherwise.

    Raises:
        InputError: no such source or topic.
    """
    _known(db, "--source", options.sources, "select name from sources")
    _known(db, "--topic", options.topics, "select id from topics")
    db.execute("drop table if exists temp.chosen")
    db.execute(
        """
        create temp table chosen (
          item text primary key, selected integer not null
        ) without rowid
        """
    )
    notes: tuple[str, ...] = ()
    if options.query is not None:
        notes = _by_query(db, options)
    else:
        _by_columns(db, options)
    while _with_context(db):
        pass
    return notes


def _known(
    db: sqlite3.Connection, option: str, names: tuple[str, ...], sql: str
) -> None:
    known = [row[0] for row in db.execute(f"{sql} order by 1")]
    for name in names:
        if name not in known:
            there = ", ".join(known) or "none"
            raise InputError(
                f"{option}: no {name!r} in this archive; there are {there}"
            )


def _by_query(db: sqlite3.Connection, options: Options) -> tuple[str, ...]:
    found = select(db, options.query or "")
    near = ""
    if {"low", "high"} <= found.values.keys():  # ids follow the time
        near = f"and {found.id} between :low and :high"
    conditions, values = _conditions(options)
    if options.topics:
        conditions.append(
            "t.item in (select item from item_topics"
            " where topic in (select value from json_each(:x_topics)))"
        )
    db.execute(
        f"""
        insert into temp.chosen
        select t.item, 1 from docs t
        where t.id in (select {found.id} {found.tail} {near})
          and {" and ".join(conditions)}
        """,  # noqa: S608  the search's own SQL
        {**found.values, **values},
    )
    return found.notes


def _by_columns(db: sqlite3.Connection, options: Options) -> None:
    """Without words: withdrawn items too, which have no document to search."""
    conditions, values = _conditions(options)
    if options.topics:
        conditions.append("m.topic in (select value from json_each(:x_topics))")
    for table in ("posts", "comments"):
        by_topic = f"item_topics m cross join {table} t on t.id = m.item"
        db.execute(
            f"""
            insert or ignore into temp.chosen
            select t.id, 1 from {by_topic if options.topics else f"{table} t"}
            where {" and ".join(conditions)}
            """,  # noqa: S608  ours
            values,
        )


def _conditions(options: Options) -> tuple[list[str], dict[str, object]]:
    """What ``t`` must be; only what was asked for, so that an index can serve."""
    asked = {
        "t.source in (select value from json_each(:x_sources))": options.sources,
        "t.date >= :x_since": options.since,
        "t.date <= :x_until": options.until,
    }
    values: dict[str, object] = {
        "x_sources": json.dumps(options.sources),
        "x_topics": json.dumps(options.topics),
        "x_since": options.since,
        "x_until": options.until,
    }
    return [sql for sql, value in asked.items() if value] or ["true"], values


def _with_context(db: sqlite3.Connection) -> bool:
    """Add what the chosen rows refer to; whether anything was missing."""
    (before,) = db.execute("select count(*) from temp.chosen").fetchone()
    for column, table in _CONTEXT:
        db.execute(
            f"""
            insert or ignore into temp.chosen
            select t.{column}, 0
            from temp.chosen k cross join {table} t on t.id = k.item
            where t.{column} is not null
            """  # noqa: S608  ours
        )
    (after,) = db.execute("select count(*) from temp.chosen").fetchone()
    return bool(after != before)


_CONTEXT = (
    ("post", "comments"),
    ("parent", "comments"),
    ("answers", "comments"),
    ("crosspost_of", "posts"),
)
