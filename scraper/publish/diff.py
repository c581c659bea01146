"""What two snapshots differ in: ids and facts, never the words.

An erased item is in the older snapshot only; nothing of it is repeated.  ``hide``
takes an item out in the same way, so that it counts as erased until it is back.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scraper.errors import InputError
from scraper.store.corpus import sqlite_errors
from scraper.store.readonly import check_version, open_readonly

Change = Literal["new", "edited", "withdrawn", "returned", "erased", "renamed"]
CHANGES: tuple[Change, ...] = (
    "new",
    "edited",
    "withdrawn",
    "returned",
    "erased",
    "renamed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One post or comment that differs."""

    change: Change
    kind: str
    """``post`` or ``comment``."""
    id: str
    """In the newer snapshot; in the older one if it is erased."""
    what: tuple[str, ...] = ()
    """Changed columns if it was edited; the older id if it was renamed."""
    date: str | None = None
    """Local day of publication; ``None`` if erased or undated."""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """From one snapshot to another."""

    continues: bool
    """The newer one's chain of runs goes on from the older one's."""
    items: tuple[Item, ...]
    """Posts first, each kind of change by id."""

    def counts(self) -> dict[str, int]:
        """(change, kind) -> how many, as ``new posts``."""
        found: dict[str, int] = {}
        for item in self.items:
            key = f"{item.change} {item.kind}s"
            found[key] = found.get(key, 0) + 1
        return found


def diff(old: Path, new: Path) -> Difference:
    """What is new, edited, withdrawn or erased in ``new``.

    Args:
        old: A snapshot's folder, or a corpus.db.
        new: Another one.

    Raises:
        InputError: neither.
        ArchiveError: not ours, of another version, or damaged.
    """
    before, after = _file(old), _file(new)
    with open_readonly(before) as other:
        check_version(other, before)
    with open_readonly(after) as db, sqlite_errors(before):
        db.execute("commit")  # nothing can be attached inside a transaction
        db.execute("attach ? as old", [f"{before.resolve().as_uri()}?mode=ro"])
        with contextlib.closing(db):
            return Difference(
                continues=_continues(db),
                items=tuple(
                    item
                    for table in ("posts", "comments")
                    for item in _items(db, table)
                ),
            )


def _file(path: Path) -> Path:
    found = path / "corpus.db" if path.is_dir() else path
    if not found.exists():
        raise InputError(f"{path}: expected a snapshot, there is none")
    return found


def _continues(db: sqlite3.Connection) -> bool:
    """Whether every chained run of the older one is in the newer one."""
    sql = """
        select not exists (
          select 1 from old.runs o
          left join main.runs n on n.id = o.id
          where o.chain is not null and o.chain is not n.chain)
        """
    return bool(db.execute(sql).fetchone()[0])


_COMPARED = {
    "posts": ("title", "text", "author", "url", "published"),
    "comments": ("text", "author", "parent", "published"),
}
"""Columns that an edit changes; of withdrawn comments the words are not there."""


def _items(db: sqlite3.Connection, table: str) -> Iterator[Item]:
    kind = table.removesuffix("s")
    renamed = dict(db.execute(_RENAMED[table]).fetchall())
    for id_, date, url in db.execute(_NEW.format(table=table)):
        if id_ in renamed:
            was = (renamed[id_],)
            change: Change = "renamed"
            yield Item(change=change, kind=kind, id=id_, what=was, date=date, url=url)
        else:
            yield Item(change="new", kind=kind, id=id_, date=date, url=url)
    for row in db.execute(_changed(table)):
        id_, date, url, was_gone, is_gone, *differs = row
        change = "withdrawn" if is_gone else "returned" if was_gone else "edited"
        what: tuple[str, ...] = ()
        if is_gone == was_gone:
            change = "edited"
            names = zip(_COMPARED[table], differs, strict=True)
            what = tuple(name for name, is_other in names if is_other)
        yield Item(change=change, kind=kind, id=id_, what=what, date=date, url=url)
    taken = set(renamed.values())
    for (id_,) in db.execute(_GONE.format(table=table)):
        if id_ not in taken:
            yield Item(change="erased", kind=kind, id=id_)


_NEW = """
    select n.id, n.date, n.url from main.{table} n
    where not exists (select 1 from old.{table} o where o.id = n.id)
    order by n.id"""
_GONE = """
    select o.id from old.{table} o
    where not exists (select 1 from main.{table} n where n.id = o.id)
    order by o.id"""


def _changed(table: str) -> str:
    differs = ", ".join(f"n.{c} is not o.{c}" for c in _COMPARED[table])
    return f"""
        select n.id, n.date, n.url,
               o.withdrawn_at is not null, n.withdrawn_at is not null, {differs}
        from main.{table} n join old.{table} o on o.id = n.id
        where n.digest <> o.digest
           or (n.withdrawn_at is null) <> (o.withdrawn_at is null)
        order by n.id
        """  # noqa: S608  ours


_RENAMED = {
    "posts": """
        select n.id, o.id from old.posts o
        join main.posts n on n.source = o.source and n.title_key = o.title_key
        where o.id glob o.source || '-x*'
          and not exists (select 1 from main.posts x where x.id = o.id)
          and not exists (select 1 from old.posts x where x.id = n.id)""",
    "comments": """
        select n.id, o.id from old.comments o
        join main.comments n on n.source = o.source
         and n.author is o.author and n.text = o.text and n.text <> ''
        where o.id glob o.source || '-cx*'
          and not exists (select 1 from main.comments x where x.id = o.id)
          and not exists (select 1 from old.comments x where x.id = n.id)""",
}
"""Newer id, older id: items that got WordPress' number when it became known."""
