"""What a person asks to have erased -> the items that are meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urldefrag

from sqlite_utils import Database

from scraper.discover import address_key
from scraper.errors import InputError
from scraper.forget.sightings import Sighting
from scraper.tombstones.key import plain_name

Kind = Literal["comment", "post", "author", "url", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is to be erased, as a person named it."""

    kind: Kind
    value: str
    source: str | None = None
    """Only on this blog; for an author."""
    future: bool = False
    """Whatever the author writes later too."""


def items_of(
    target: Target, db: Database, seen: list[Sighting], hidden: set[str]
) -> list[str]:
    """Ids of the posts and comments that a target means, those of a post with it.

    Args:
        seen: All that the captures ever showed.
        hidden: Ids that are out of corpus.db for now.

    Raises:
        InputError: there is nothing such here.
    """
    known = {row[0] for row in db.execute(_IDS)} | {s.id for s in seen} | hidden
    if target.kind in ("comment", "post"):
        found = {target.value} & known
        if not found:
            raise InputError(
                f"--{target.kind} {target.value}: expected the id of a {target.kind} "
                "in this archive, there is none"
            )
    elif target.kind == "author":
        found = _by_author(target, db, seen)
    elif target.kind == "url":
        found = _at(target.value, db, seen)
    else:
        return []
    posts = {row[0] for row in db.execute("select id from posts")}
    posts |= {s.id for s in seen if s.post == s.id}
    whole = found & posts
    under = {s.id for s in seen if s.post in whole}
    for post in whole:
        sql = "select id from comments where post = ?"
        under |= {row[0] for row in db.execute(sql, [post])}
    return sorted(found | under)


_IDS = "select id from posts union all select id from comments"


def _by_author(target: Target, db: Database, seen: list[Sighting]) -> set[str]:
    name = plain_name(target.value)
    found = {
        row["id"]
        for table in ("posts", "comments")
        for row in db.query(f"select id, author, source from {table}")  # noqa: S608
        if plain_name(row["author"] or "") == name
        and target.source in (None, row["source"])
    }
    begins = "" if target.source is None else f"{target.source}-"
    found |= {
        s.id
        for s in seen
        if plain_name(s.author or "") == name and s.id.startswith(begins)
    }
    if not found and not target.future:
        raise InputError(f"--author {target.value!r}: nobody of that name wrote here")
    return found


def _at(url: str, db: Database, seen: list[Sighting]) -> set[str]:
    plain, fragment = urldefrag(url)
    key = address_key(plain)
    posts = {
        row["id"]: row["source"]
        for row in db.query("select id, source, url from posts where url is not null")
        if address_key(row["url"]) == key
    }
    for s in seen:
        if s.url is not None and address_key(s.url) == key:
            posts.setdefault(s.id, s.id.rpartition("-")[0])
    if not fragment.startswith("comment-"):
        return set(posts)
    number = fragment.removeprefix("comment-")
    found = {f"{source}-c{number}" for source in posts.values()}
    if not found:
        raise InputError(f"--url {url}: expected a comment of this archive")
    return found
