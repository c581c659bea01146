"""What a package holds: tables, columns, types and keys, derived from the schema.

Internal columns (places in the search index) are left out; a column that the schema
gains is exported as soon as ``codebook.toml`` describes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scraper.store.tables import FOREIGN_KEYS, TABLES

FieldType = Literal["string", "integer", "boolean", "datetime", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column."""

    name: str
    type: FieldType
    """As in Frictionless Table Schema; ``datetime`` is ISO 8601 UTC, seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One table of a package."""

    name: str
    table: str
    """Table or view of corpus.db."""
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    """Primary key."""
    refers: tuple[tuple[str, str, str], ...] = ()
    """(column, resource, its column)."""
    of: Literal["item", "post", "tag", "source", "all"] = "all"
    """Which column names the post or comment that decides on a subset's rows."""
    order: str
    """Columns to sort by; each has an index that gives them in this order."""
    partitioned: bool = False
    """Parquet files by source and year."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(field.name for field in self.fields)

    def without(self, columns: frozenset[str]) -> Resource:
        """The same table with fewer columns."""
        return Resource(
            name=self.name,
            table=self.table,
            fields=tuple(f for f in self.fields if f.name not in columns),
            key=self.key,
            refers=tuple(r for r in self.refers if r[0] not in columns),
            of=self.of,
            order=self.order,
            partitioned=self.partitioned,
        )


SELECTED = "selected"
"""The one column that the archive does not have: whether the row was asked for."""

INTERNAL = {
    "posts": {"doc", "title_key"},
    "comments": {"doc"},
    "sources": {"last_run", "last_good_run"},
}
"""Columns of corpus.db that mean nothing outside it."""

_TIMES = frozenset(
    {"published", "updated", "first_seen", "since", "last_seen", "missing_since"}
    | {"withdrawn_at", "seen_from", "seen_until"}
)
_DAYS = frozenset({"date", "ended"})
_FLAGS = frozenset({"is_post_author", "orphan", SELECTED})


def _type(name: str, python: type) -> FieldType:
    if name in _TIMES:
        return "datetime"
    if name in _DAYS:
        return "date"
    if name in _FLAGS:
        return "boolean"
    return "integer" if python is int else "string"


def _fields(table: str, *more: str) -> tuple[Field, ...]:
    columns = TABLES[table][0]
    hidden = INTERNAL.get(table, set())
    kept = [Field(name=n, type=_type(n, t)) for n, t in columns.items()]
    return (
        *(field for field in kept if field.name not in hidden),
        *(Field(name=name, type=_type(name, str)) for name in more),
    )


def _refers(table: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (column, other, "name" if other == "sources" else "id")
        for column, other in FOREIGN_KEYS.get(table, ())
    )


_LEDGER = (
    *(Field(name=n, type="string") for n in ("post", "source", "title")),
    Field(name="date", type="date"),
    *(
        Field(name=n, type="integer")
        for n in ("claimed", "found", "explained", "missing")
    ),
    Field(name="url", type="string"),
)

RESOURCES: tuple[Resource, ...] = (
    Resource(
        name="sources",
        table="sources",
        fields=_fields("sources"),
        key=("name",),
        of="source",
        order="name",
    ),
    Resource(
        name="posts",
        table="posts",
        fields=_fields("posts", SELECTED),
        key=("id",),
        refers=_refers("posts"),
        of="post",
        order="id",
        partitioned=True,
    ),
    Resource(
        name="comments",
        table="comments",
        fields=_fields("comments", SELECTED),
        key=("id",),
        refers=_refers("comments"),
        of="item",
        order="post, position",
        partitioned=True,
    ),
    Resource(
        name="revisions",
        table="revisions",
        fields=_fields("revisions"),
        key=("id",),
        of="item",
        order="id",
    ),
    Resource(
        name="links",
        table="links",
        fields=_fields("links"),
        key=("id",),
        of="item",
        order="id",
    ),
    Resource(
        name="tags",
        table="tags",
        fields=_fields("tags"),
        key=("id",),
        of="tag",
        order="id",
    ),
    Resource(
        name="post_tags",
        table="post_tags",
        fields=_fields("post_tags"),
        key=("post", "tag"),
        refers=_refers("post_tags"),
        of="post",
        order="post, tag",
    ),
    Resource(
        name="topics", table="topics", fields=_fields("topics"), key=("id",), order="id"
    ),
    Resource(
        name="item_topics",
        table="item_topics",
        fields=_fields("item_topics"),
        key=("item", "topic"),
        refers=_refers("item_topics"),
        of="item",
        order="item, topic",
    ),
    Resource(
        name="ledger",
        table="completeness",
        fields=_LEDGER,
        key=("post",),
        refers=(("post", "posts", "id"), ("source", "sources", "name")),
        of="post",
        order="post",
        partitioned=True,
    ),
)
"""In an order that foreign keys allow."""

WORDS = {
    "posts": frozenset({"text"}),
    "comments": frozenset({"text"}),
    "revisions": frozenset({"text"}),
    "links": frozenset({"text"}),
}
"""Columns that ``--no-text`` leaves out."""
