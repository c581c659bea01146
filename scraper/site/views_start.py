"""The front page: what this is, how big, how fresh, and what is new in it."""

from __future__ import annotations

import sqlite3

from scraper.site import facts, history
from scraper.site.ask import Answer, Ask
from scraper.site.chart import make_chart
from scraper.site.glimpse import glimpses
from scraper.site.page import page

_LONGEST = """
    select p.id, p.title, p.author, p.date, p.comments_found, s.owner, s.name
    from posts p join sources s on s.name = p.source
    where p.comments_found > 0
    order by p.comments_found desc, p.rowid desc limit 6"""
_LATEST = """
    select c.id, c.post, c.author, c.published, c.published_precision as precision,
           substr(c.text, 1, 400) as text, p.title, s.timezone as zone
    from (select id from docs where +kind <> 'post' order by id desc limit 200) d
    cross join comments c on c.doc = d.id
    join posts p on p.id = c.post join sources s on s.name = c.source
    where c.kind = 'comment' and c.withdrawn_at is null and c.text <> ''
    order by d.id desc limit 5"""
"""Of the newest 200 only: else SQLite may prepare to go through all there are."""


def start(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/``"""
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    held = facts.read_facts(conn, ask.now)
    changes = history.events(conn, most=4, posts_only=True)
    return page(
        "start.html",
        ask,
        facts=held,
        names=facts.names(conn),
        many_names=facts.MANY_NAMES,
        chart=make_chart(held.months, 152),
        longest=cursor.execute(_LONGEST).fetchall(),
        latest=cursor.execute(_LATEST).fetchall(),
        changes=changes,
        glimpses=glimpses(conn, changes),
        longest_of_month=_longest_of(cursor, held.months),
    )


def _longest_of(
    cursor: sqlite3.Cursor, months: dict[str, tuple[float, ...]]
) -> sqlite3.Row | None:
    """The post with most comments, of the month with most texts."""
    if not months:
        return None
    busiest = max(months, key=lambda month: sum(months[month]))
    sql = """
        select id, title from posts where date between ? and ?
        order by comments_found desc, id limit 1"""
    bounds = (f"{busiest}-01", f"{busiest}-31")
    row: sqlite3.Row | None = cursor.execute(sql, bounds).fetchone()
    return row
