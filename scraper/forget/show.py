"""One item with its proof: what was seen when, and which captures show it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from scraper.captures import Captures
from scraper.errors import InputError
from scraper.forget.sightings import Sighting, sightings
from scraper.store.corpus import Row, find


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A capture that shows an item."""

    digest: str
    """Of the body that is kept."""
    received: str | None
    """Of what came, where something was cut out of it on request."""
    url: str
    fetched_at: str
    run: int
    chain: str | None
    """Of the run: pins the capture in every snapshot made since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A post or comment as the archive has it."""

    table: str
    row: Row
    proof: tuple[Proof, ...]
    revisions: tuple[Row, ...]
    words: tuple[Sighting, ...]
    """Every wording that captures show, oldest first; only if asked for."""


def show(db: Database, captures: Captures, item: str, *, removed: bool) -> Shown:
    """An item with its proof.

    Args:
        removed: Look into the captures for words that are not in corpus.db: of
            withdrawn comments and of earlier states.

    Raises:
        InputError: there is no such item.
    """
    for table in ("posts", "comments"):
        row = find(db, table, item)
        if row is not None:
            break
    else:
        raise InputError(f"{item}: expected a post or comment of this archive")
    sql = "select * from revisions where item = ? order by seen_until, id"
    return Shown(
        table=table,
        row=row,
        proof=_proof(db, captures, row["capture"]),
        revisions=tuple(db.query(sql, [item])),
        words=_words(captures, item, row["source"]) if removed else (),
    )


def _proof(db: Database, captures: Captures, digest: str | None) -> tuple[Proof, ...]:
    chains = dict(db.execute("select id, chain from runs").fetchall())
    rows = captures.connection.execute(
        """
        select digest, received, url, fetched_at, run from requests
        where digest = ? and error is null order by id
        """,
        [digest],
    )
    return tuple(
        Proof(digest=d, received=r, url=u, fetched_at=t, run=run, chain=chains.get(run))
        for d, r, u, t, run in rows
    )


def _words(captures: Captures, item: str, source: str) -> tuple[Sighting, ...]:
    found: dict[tuple[str | None, str, str], Sighting] = {}
    for seen in sightings(captures, sources={source}):
        if seen.id == item:
            found.setdefault((seen.author, seen.title, seen.text), seen)
    return tuple(sorted(found.values(), key=lambda seen: seen.seen))
