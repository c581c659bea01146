"""Parquet: typed, compressed; posts, comments and ledger by source and year.

Partitions are folders as Hive names them (``source=anna/year=2024``), so that the
columns ``source`` and ``year`` come from the path.  ``year`` is that of the column
``date``; items without one lie in ``year=0``, because pandas cannot read a null there.
Needs pyarrow (``pip install debattarkiv[parquet]``).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from scraper.errors import InputError
from scraper.export.codebook import describe
from scraper.export.resources import Field, Resource
from scraper.export.rows import Batch, Row

NO_YEAR = "0"
_GROUP = 20_000
"""Rows gathered before a row group is written."""
_OPEN = 64
"""Files open at a time; one that is closed early goes on in a second file."""


class ParquetWriter:
    """Writes one table to ``<folder>/<name>.parquet``, or to a folder of partitions."""

    def __init__(self, folder: Path, resource: Resource) -> None:
        self._pa = pyarrow()
        self._resource = resource
        self._root = folder / resource.name
        skipped = {"source"} if resource.partitioned else set()
        names = resource.names
        self._at = [i for i, name in enumerate(names) if name not in skipped]
        self._fields = [resource.fields[i] for i in self._at]
        self._schema = self._pa.schema([self._field(f) for f in self._fields])
        self._place = (
            (names.index("source"), names.index("date"))
            if resource.partitioned
            else None
        )
        self._waiting: dict[str, list[Row]] = {}
        self._count = 0
        self._open: OrderedDict[str, Any] = OrderedDict()
        self._parts: dict[str, int] = {}
        self._paths: list[Path] = []

    def write(self, batch: Batch) -> None:
        """Append rows; every now and then the fullest partitions go to disk."""
        for row in batch:
            self._waiting.setdefault(self._partition(row), []).append(row)
        self._count += len(batch)
        while self._count >= _GROUP:
            fullest = max(self._waiting, key=lambda name: len(self._waiting[name]))
            self._flush(fullest)

    def close(self) -> tuple[Path, ...]:
        """Write what waits; an empty table is a file without rows."""
        if not self._resource.partitioned and not self._waiting and not self._paths:
            self._waiting[""] = []
        for partition in list(self._waiting):
            self._flush(partition)
        for writer in self._open.values():
            writer.close()
        self._open.clear()
        return tuple(sorted(self._paths))

    def _partition(self, row: Row) -> str:
        if self._place is None:
            return ""
        source, date = (row[i] for i in self._place)
        return f"source={source}/year={str(date)[:4] if date else NO_YEAR}"

    def _flush(self, partition: str) -> None:
        rows = self._waiting.pop(partition)
        self._count -= len(rows)
        columns: Iterable[tuple[object, ...]] = zip(*rows, strict=True)
        values = list(columns) or [()] * len(self._resource.fields)
        arrays = [
            self._array(values[at], field)
            for at, field in zip(self._at, self._fields, strict=True)
        ]
        table = self._pa.Table.from_arrays(arrays, schema=self._schema)
        self._writer(partition).write_table(table, row_group_size=_GROUP)

    def _writer(self, partition: str) -> Any:
        if partition in self._open:
            self._open.move_to_end(partition)
            return self._open[partition]
        if len(self._open) >= _OPEN:
            self._open.popitem(last=False)[1].close()
        path = self._path(partition)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._paths.append(path)
        writer = self._pa.parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._open[partition] = writer
        return writer

    def _path(self, partition: str) -> Path:
        if not partition:
            return self._root.with_name(f"{self._root.name}.parquet")
        part = self._parts[partition] = self._parts.get(partition, -1) + 1
        return self._root / partition / f"part-{part}.parquet"

    def _field(self, field: Field) -> Any:
        pa = self._pa
        types = {
            "string": pa.string(),
            "integer": pa.int64(),
            "boolean": pa.bool_(),
            "datetime": pa.timestamp("ms", tz="UTC"),
            "date": pa.date32(),
        }
        about = {"description": describe(self._resource.name, field.name).en}
        return pa.field(field.name, types[field.type], metadata=about)

    def _array(self, values: tuple[object, ...], field: Field) -> Any:
        pa, kind = self._pa, self._schema.field(field.name).type
        if field.type in ("datetime", "date"):
            return pa.array(values, pa.string()).cast(kind)
        if field.type == "boolean":
            return pa.array([None if v is None else bool(v) for v in values], kind)
        return pa.array(values, kind)


def pyarrow() -> ModuleType:
    """The library, loaded when it is first needed.

    Raises:
        InputError: it is not installed.
    """
    try:
        import pyarrow  # type: ignore[import-untyped]  # has no stubs
        import pyarrow.parquet  # type: ignore[import-untyped]  # as above
    except ImportError as exc:
        raise InputError(
            "--format parquet: expected pyarrow, it is not installed; "
            "pip install 'debattarkiv[parquet]'"
        ) from exc
    return pyarrow  # type: ignore[no-any-return]  # has no types of its own
