"""Rows of a package, table by table, in batches: memory stays flat."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence

from scraper.export.resources import SELECTED, Resource

Row = tuple[object, ...]
Batch = list[Row]
Change = Callable[[Row], Row]
"""Gives a row as it leaves the archive, e.g. with pseudonyms; same columns."""
Changer = Callable[[Resource], Change | None]
"""Asked at the beginning of each reading of a table."""

BATCH = 1000


class Rows:
    """Reads the tables of one archive, whole or as ``temp.chosen`` has it."""

    def __init__(
        self,
        db: sqlite3.Connection,
        *,
        subset: bool,
        changer: Changer = lambda resource: None,
    ) -> None:
        self._db, self._subset, self._changer = db, subset, changer

    def count(self, resource: Resource) -> int:
        """How many rows the package will have of a table."""
        sql = f"select count(*) {self._from(resource)}"
        return int(self._db.execute(sql).fetchone()[0])

    def batches(self, resource: Resource, size: int = BATCH) -> Iterator[Batch]:
        """All rows in the package's order."""
        order = ", ".join(f"t.{column}" for column in resource.order.split(", "))
        sql = (
            f"select {self._columns(resource)} {self._from(resource)} order by {order}"
        )
        cursor = self._db.execute(sql)
        change = self._changer(resource)
        while batch := cursor.fetchmany(size):
            yield batch if change is None else [change(row) for row in batch]

    def each(self, resource: Resource) -> Iterator[dict[str, object]]:
        """All rows as column -> value."""
        names = resource.names
        for batch in self.batches(resource):
            for row in batch:
                yield dict(zip(names, row, strict=True))

    def _columns(self, resource: Resource) -> str:
        chosen = "k.selected" if self._subset else "1"
        return ", ".join(
            f"{chosen} as {SELECTED}" if name == SELECTED else f"t.{name}"
            for name in resource.names
        )

    def _from(self, resource: Resource) -> str:
        table = resource.table
        if not self._subset:
            return f"from {table} t"
        if resource.of == "all":
            return f"from {table} t"
        if resource.of in _MEMBERS:
            return f"from {table} t where {_MEMBERS[resource.of]}"
        column = _item_column(resource.names)
        return f"from temp.chosen k cross join {table} t on t.{column} = k.item"


def _item_column(names: Sequence[str]) -> str:
    """The column that names the post or comment a row is about."""
    if "item" in names:
        return "item"
    return "id" if "id" in names else "post"


_MEMBERS = {
    "tag": """t.id in (
        select p.tag from temp.chosen k
        cross join post_tags p on p.post = k.item)""",
    "source": """t.name in (
        select p.source from temp.chosen k
        cross join posts p on p.id = k.item)""",
}
"""Rows that are wanted because a chosen post needs them."""
