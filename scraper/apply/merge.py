"""What an observation does to a stored row: the rules of memory, pure.

null never overwrites a value, a lower precision never a higher one, a cosmetic
difference is no edit, and learning what was unknown is no edit either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]

DIGEST_VERSION = 1
"""Of the fields and their spelling that go into a content digest."""

CONTENT = {
    "posts": ("title", "text", "author", "url", "published"),
    "comments": ("text", "author", "parent", "published"),
}
"""Fields whose change is an edit, in the order ``revisions.changed`` names them."""

_PARENT_RANK = {"visible": 0, "true": 1}
_TIME_RANK = {None: -1, "day": 0, "hour": 1, "minute": 2, "second": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The row after an observation, and what of its content was edited."""

    row: Row
    edited: tuple[str, ...]
    """Names of content fields that changed; empty for a first or equal sight."""

    def differs_from(self, old: Mapping[str, Any]) -> bool:
        """Whether writing the row would change anything."""
        return not self.row.items() <= old.items()


def digest(table: str, row: Mapping[str, Any]) -> str:
    """``sha256:<hex>`` of the content fields of a row, blind to cosmetics."""
    fields = [DIGEST_VERSION, *(_plain(f, row[f]) for f in CONTENT[table])]
    return "sha256:" + hashlib.sha256(_canonical(fields).encode()).hexdigest()


_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def merge(
    table: str, old: Row | None, new: Row, *, shown: Collection[str] = ()
) -> Merged:
    """The row that results from seeing ``new`` where ``old`` is stored.

    Args:
        table: ``posts`` or ``comments``.
        new: Only the columns that an observation can tell, without bookkeeping.
        shown: Ids of all comments of the same reading; a visible parent that is
            still shown beside its reply was not lost, only flattened by a theme.
    """
    if old is None:
        return Merged(row={**new, "digest": digest(table, new)}, edited=())
    if new.items() <= old.items():
        return Merged(row={**new, "digest": old["digest"]}, edited=())  # as nearly all
    row = {k: (old[k] if _untold(table, k, new) else v) for k, v in new.items()}
    learned: set[str] = set()
    if old.get("title") == "":
        learned.add("title")  # some themes call an untitled post something
    if table == "comments":
        learned |= _weigh_parent(old, new, row, shown)
        if new["kind"] != "comment" and old["text"] == "":
            learned.add("text")  # not every theme prints the words of a ping
    learned |= _weigh_time(old, new, row)
    edited = []
    for name in CONTENT[table]:
        if _plain(name, row[name]) == _plain(name, old[name]):
            row[name] = old[name]
        elif name not in learned and (old[name] is not None or name == "parent"):
            edited.append(name)
    row["digest"] = digest(table, row)
    return Merged(row=row, edited=tuple(edited))


def _untold(table: str, name: str, new: Row) -> bool:
    """Whether an observation says nothing of a field.

    Themes may leave out an empty title's place, or the words of a ping.
    """
    if new[name] is None:
        return True
    ping = table == "comments" and new["kind"] != "comment"
    empty = new[name] == "" and (name == "title" or (ping and name == "text"))
    return empty or (name == "title_key" and new["title"] == "")


def _weigh_parent(old: Row, new: Row, row: Row, shown: Collection[str]) -> set[str]:
    """Decide on ``parent``; null is a value here: it means top level."""
    was, now = (_PARENT_RANK[r["parent_precision"]] for r in (old, new))
    flattened = now == 0 and old["parent"] in shown and new["parent"] != old["parent"]
    if now < was or flattened:
        row["parent"] = old["parent"]
        row["parent_precision"] = old["parent_precision"]
        row["orphan"] = old["orphan"]
        return set()
    row["parent"] = new["parent"]
    return {"parent"} if now > was else set()


def _weigh_time(old: Row, new: Row, row: Row) -> set[str]:
    was, now = (_TIME_RANK[r["published_precision"]] for r in (old, new))
    if now < was:
        row["published"] = old["published"]
        row["published_precision"] = old["published_precision"]
        row["date"] = old["date"]
    return {"published"} if now > was else set()


def _plain(name: str, value: Any) -> Any:
    """A content field without what is only cosmetic."""
    if not isinstance(value, str):
        return value
    if name == "url":
        return value.partition("://")[2].removesuffix("/")
    return " ".join(value.split())
