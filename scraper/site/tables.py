"""Datasette's table pages over tables of a million rows: what is counted, and how far.

Datasette 0.65 counts every row that a table's filters let through, and a table's facets
over all of them, each time.  Here a count of a part ends at ``COUNTED`` + 1, as it does
in Datasette 1.0; facets are suggested for no table, and shown unasked where they are
over ``COUNTED`` rows at most.  Beyond that they are a link away, under a time limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from datasette.database import Database
from datasette.facets import ArrayFacet, ColumnFacet, DateFacet
from datasette.plugins import pm
from markupsafe import Markup, escape

from scraper.site.table_search import quick

COUNTED = 10_000
"""As ``count_limit`` of Datasette 1.0."""
_COUNT = re.compile(r"select count\(\*\) (from .* where .*)", re.DOTALL)


def take_over(datasette: Any) -> None:
    """Put our databases and facets in the place of Datasette's own."""
    if pm.has_plugin("datasette.facets"):
        pm.unregister(name="datasette.facets")
    if hasattr(Database, "count_limit"):
        return
    for name, old in list(datasette.databases.items()):
        if type(old) is Database and old.path:
            new = Counting(datasette, old.path, is_mutable=old.is_mutable)
            datasette.remove_database(name)
            datasette.add_database(new, name=name, route=old.route)


class Counting(Database):  # type: ignore[misc]
    """A database whose table pages count at most ``COUNTED`` + 1 filtered rows."""

    async def execute(self, sql: str, *args: Any, **options: Any) -> Any:
        """Run a statement; visitors' own, which come with ``truncate``, as they are.

        So do the rows of a table's page, but with the size of the page.
        """
        count = None if options.get("truncate") else _COUNT.fullmatch(sql)
        if count:
            part = quick(f"select 1 {count[1]} limit {COUNTED + 1}")
            sql = f"select count(*) from ({part})"  # noqa: S608
        elif "page_size" in options:
            sql = quick(sql)
        return await super().execute(sql, *args, **options)


class _Quiet:
    """A facet that suggests nothing, and counts unasked in small tables only."""

    row_count: int | None

    async def suggest(self) -> list[Any]:
        """No columns to count by: looking for them takes longest of all."""
        return []

    def get_configs(self) -> list[dict[str, Any]]:
        """What to count by."""
        configs: list[dict[str, Any]] = super().get_configs()  # type: ignore[misc]
        if self.row_count is not None and self.row_count <= COUNTED:
            return configs
        return [config for config in configs if config["source"] == "request"]


class Column(_Quiet, ColumnFacet):  # type: ignore[misc]
    """Counts by the values of a column."""


class Date(_Quiet, DateFacet):  # type: ignore[misc]
    """Counts by the days of a column of times."""


class Array(_Quiet, ArrayFacet):  # type: ignore[misc]
    """Counts by the members of lists."""


FACETS = [Column, Date, Array]


def uncounted_facets(
    described: Mapping[str, Any], counted: Mapping[str, Any]
) -> list[str]:
    """Columns that metadata.yml would count a table by, and that were not counted.

    Args:
        counted: What Datasette counted, by column; 1.0 wraps it with its time.
    """
    done = counted.get("results", counted)
    return [column for column in described.get("facets", ()) if column not in done]


def table_rows(rows: Iterable[Iterable[Any]]) -> Markup:
    """The rows of a table; a page has more than a thousand cells.

    Args:
        rows: Cells as Datasette gives them to its template: ``value`` is safe HTML or
            a text or number, ``value_type`` the name of a type of Python.
    """
    return Markup("".join(map(_row, rows)))


def _row(cells: Iterable[Any]) -> str:
    made = "".join(
        f'<td class="type-{cell["value_type"]}"><div class="cell">'
        f"{value if type(value := cell['value']) is Markup else escape(value)}"
        "</div></td>"
        for cell in cells
    )
    return f"    <tr>{made}</tr>\n"
