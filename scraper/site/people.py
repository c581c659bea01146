"""Public office holders: what they wrote, what is written about them, their answers.

Only persons listed in sources.toml have a page; they are rows of ``topics`` with the
kind ``person``.  Any other name is a word to search for.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from scraper.site.ask import NotHere

LATEST = 8
MOST_ANSWERS = 5000
"""Answers whose time is counted: the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One, as listed."""

    id: str
    name: str
    office: str | None
    posts: int
    comments: int
    about: int
    """Texts by others that name the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """One person's page."""

    person: Person
    months: dict[str, tuple[float, ...]]
    """Month -> posts and comments written under the name."""
    posts: tuple[sqlite3.Row, ...]
    comments: tuple[sqlite3.Row, ...]
    about: tuple[sqlite3.Row, ...]
    answered: tuple[tuple[str, int], ...]
    """Names answered most, with how often."""
    answers: int
    median_hours: float | None
    """From a comment to its answer; ``None`` without any that can be timed."""


def listed(conn: sqlite3.Connection) -> tuple[Person, ...]:
    """Everyone who has a page, by name."""
    rows = conn.execute(
        "select id, title, rule from topics where kind = 'person' order by title"
    ).fetchall()
    return tuple(_person(conn, *row) for row in rows)


def load_person(conn: sqlite3.Connection, id_: str) -> PersonPage:
    """One person's page.

    Raises:
        NotHere: nobody is listed under that id.
    """
    sql = "select id, title, rule from topics where kind = 'person' and id = ?"
    row = conn.execute(sql, (id_,)).fetchone()
    if row is None:
        raise NotHere
    person = _person(conn, *row)
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    values = {"name": person.name, "topic": id_, "most": LATEST}
    answers = cursor.execute(_ANSWERS, {**values, "most": MOST_ANSWERS}).fetchall()
    hours = [
        _hours(answer["asked"], answer["answered"])
        for answer in answers
        if answer["asked"] and answer["answered"]
    ]
    return PersonPage(
        person=person,
        months=_months(conn, person.name),
        posts=tuple(cursor.execute(_POSTS, values)),
        comments=tuple(cursor.execute(_COMMENTS, values)),
        about=tuple(cursor.execute(_ABOUT, values)),
        answered=_counted(answers),
        answers=len(answers),
        median_hours=median(hours) if hours else None,
    )


def _person(conn: sqlite3.Connection, id_: str, name: str, rule: str | None) -> Person:
    counts = dict(
        conn.execute(
            "select kind, count(*) from docs where author = ? group by kind", (name,)
        ).fetchall()
    )
    (about,) = conn.execute(
        """
        select count(*) from item_topics t cross join docs d on d.item = t.item
        where t.topic = ? and d.author is not ?""",
        (id_, name),
    ).fetchone()
    return Person(
        id=id_,
        name=name,
        office=_office(rule),
        posts=counts.get("post", 0),
        comments=counts.get("comment", 0),
        about=about,
    )


def _office(rule: str | None) -> str | None:
    found = json.loads(rule) if rule else {}
    office = found.get("office") if isinstance(found, dict) else None
    return str(office) if office else None


def _months(conn: sqlite3.Connection, name: str) -> dict[str, tuple[float, ...]]:
    rows = conn.execute(
        """
        select substr(date, 1, 7), sum(kind = 'post'), sum(kind = 'comment')
        from docs where author = ? and date is not null group by 1""",
        (name,),
    )
    return {month: (posts, comments) for month, posts, comments in rows}


def _counted(answers: list[sqlite3.Row]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for answer in answers:
        if answer["whom"]:
            counts[answer["whom"]] = counts.get(answer["whom"], 0) + 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(ordered[:12])


def _hours(asked: str, answered: str) -> float:
    start, end = datetime.fromisoformat(asked), datetime.fromisoformat(answered)
    return max(0.0, (end - start).total_seconds() / 3600)


_POSTS = """
    select id, title, date, comments_found from posts
    where author = :name order by published desc limit :most"""
_COMMENTS = """
    select c.id, substr(c.text, 1, 300) as text, c.date, p.title
    from comments c join posts p on p.id = c.post
    where c.author = :name and c.kind = 'comment'
    order by c.published desc limit :most"""
_ABOUT = """
    select d.item, d.kind, d.date, d.author, coalesce(p.title, q.title) as title
    from item_topics t cross join docs d on d.item = t.item
    left join posts p on p.id = d.item
    left join comments c on c.id = d.item left join posts q on q.id = c.post
    where t.topic = :topic and d.author is not :name
    order by d.id desc limit :most"""
_ANSWERS = """
    select a.author as whom, a.published as asked, r.published as answered
    from comments r join comments a on a.id = coalesce(r.answers, r.parent)
    where r.author = :name and a.author is not :name
    order by r.published desc limit :most"""
