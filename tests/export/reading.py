"""The rows of a package as Python values, whatever their format."""

from __future__ import annotations

import csv
import json
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.dataset

from scraper.export.resources import RESOURCES, Resource

Rows = list[dict[str, Any]]


def resource(name: str) -> Resource:
    return next(r for r in RESOURCES if r.name == name)


def from_database(path: Path, table: Resource) -> Rows:
    db = sqlite3.connect(path)
    columns = ", ".join("1" if c == "selected" else c for c in table.names)
    order = table.order
    found = db.execute(f"select {columns} from {table.table} order by {order}")  # noqa: S608
    rows = [dict(zip(table.names, row, strict=True)) for row in found]
    db.close()
    return [{k: _typed(v, table, k) for k, v in row.items()} for row in rows]


def _typed(value: Any, table: Resource, column: str) -> Any:
    kind = next(f.type for f in table.fields if f.name == column)
    return bool(value) if kind == "boolean" and value is not None else value


def from_csv(folder: Path, table: Resource, **dialect: str) -> Rows:
    encoding = "utf-8-sig" if dialect else "utf-8"
    path = folder / "csv" / f"{table.name}.csv"
    with path.open(encoding=encoding, newline="") as file:
        rows = list(csv.DictReader(file, **dialect))  # type: ignore[call-overload]
    return [{k: _parsed(v, table, k) for k, v in row.items()} for row in rows]


def _parsed(text: str, table: Resource, column: str) -> Any:
    kind = next(f.type for f in table.fields if f.name == column)
    if kind in ("string", "date", "datetime"):
        return text  # null and empty are one
    if text == "":
        return None
    return text == "1" if kind == "boolean" else int(text)


def blank(rows: Rows, table: Resource) -> Rows:
    """As CSV has them: null texts are empty."""
    text = {f.name for f in table.fields if f.type in ("string", "date", "datetime")}
    return [
        {k: "" if v is None and k in text else v for k, v in row.items()}
        for row in rows
    ]


def from_jsonl(folder: Path, table: Resource) -> Rows:
    path = folder / "jsonl" / f"{table.name}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def from_parquet(folder: Path, table: Resource) -> Rows:
    path = folder / "parquet" / table.name
    if not path.exists():
        path = path.with_name(f"{table.name}.parquet")
    found = pyarrow.dataset.dataset(path, partitioning="hive").to_table().to_pylist()
    rows = [{k: _plain(row[k]) for k in table.names} for row in found]
    return sorted(rows, key=lambda row: str([row[k] for k in table.key]))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else value
