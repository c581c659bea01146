"""The wordings of one post or comment: every state that was seen, oldest first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from scraper.site.ask import NotHere


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One state."""

    number: int
    """From 1, the oldest."""
    title: str
    text: str | None
    """``None``: the words are not public (DESIGN.md, "Removed words")."""
    author: str | None
    seen_from: str
    """ISO 8601 UTC."""
    seen_until: str | None
    """When it was last seen; ``None``: it is the present one."""
    changed: tuple[str, ...]
    """What the next wording changed."""
    digest: str
    capture: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A post or comment with all its wordings."""

    id: str
    is_post: bool
    source: str
    owner: str
    zone: str
    post: str
    title: str
    author: str | None
    date: str | None
    url: str | None
    withdrawn_at: str | None
    missing_since: str | None
    wordings: tuple[Wording, ...]

    @property
    def readable(self) -> tuple[Wording, ...]:
        """Those whose words are public."""
        return tuple(w for w in self.wordings if w.text is not None)


_ITEM = """
    select i.*, s.timezone as zone, coalesce(s.owner, s.name) as owner
    from (select id, 1 as is_post, source, id as post, title, title as own_title, text,
                 author, date, url, since, last_seen, digest, capture, withdrawn_at,
                 missing_since
          from posts where id = :id
          union all
          select c.id, 0, c.source, c.post, p.title, '', c.text, c.author, c.date,
                 c.url, c.since, p.last_seen, c.digest, c.capture, c.withdrawn_at,
                 c.missing_since
          from comments c join posts p on p.id = c.post where c.id = :id) i
    join sources s on s.name = i.source"""
_STATES = """
    select * from revisions
    where item = ? and changed not in ('claimed', 'back', 'back, claimed')
    order by seen_from, id"""


def load_item(conn: sqlite3.Connection, id_: str) -> Item:
    """A post or comment with its wordings.

    Raises:
        NotHere: there is none with that id.
    """
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    row = cursor.execute(_ITEM, {"id": id_}).fetchone()
    if row is None:
        raise NotHere
    states = cursor.execute(_STATES, (id_,)).fetchall()
    wordings = [
        Wording(
            number=number,
            title=(state["title"] or "") if row["is_post"] else "",
            text=state["text"],
            author=state["author"],
            seen_from=state["seen_from"],
            seen_until=state["seen_until"],
            changed=tuple(c for c in state["changed"].split(", ") if c != "claimed"),
            digest=state["digest"],
            capture=state["capture"],
        )
        for number, state in enumerate(states, start=1)
    ]
    wordings.append(_present(row, len(wordings) + 1))
    return Item(
        id=row["id"],
        is_post=bool(row["is_post"]),
        source=row["source"],
        owner=row["owner"],
        zone=row["zone"],
        post=row["post"],
        title=row["title"] or "",
        author=row["author"],
        date=row["date"],
        url=row["url"],
        withdrawn_at=row["withdrawn_at"],
        missing_since=row["missing_since"],
        wordings=tuple(wordings),
    )


def _present(row: sqlite3.Row, number: int) -> Wording:
    hidden = not row["is_post"] and row["withdrawn_at"] and not row["text"]
    return Wording(
        number=number,
        title=row["own_title"] or "",
        text=None if hidden else row["text"],
        author=row["author"],
        seen_from=row["since"],
        seen_until=row["withdrawn_at"],
        changed=(),
        digest=row["digest"],
        capture=row["capture"],
    )
