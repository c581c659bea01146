"""``datapackage.json``: Frictionless Data Package with schema, keys and digests.

Source: https://specs.frictionlessdata.io/data-package/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scraper.export.codebook import describe
from scraper.export.facts import Facts
from scraper.export.folder import digest_of_file
from scraper.export.resources import Resource


def datapackage(
    root: Path,
    resources: Sequence[Resource],
    files: Mapping[str, Path],
    facts: Facts,
    *,
    title: str,
    description: str,
    excel: bool,
) -> dict[str, Any]:
    """The descriptor of a package.

    Args:
        root: The folder that the descriptor lies in.
        files: Table -> file, all of one format: csv or jsonl.  Tables without one
            are not described.
    """
    listed = []
    for resource in resources:
        if resource.name not in files:
            continue
        entry = _entry(root, resource, files[resource.name])
        if excel:
            entry |= {"encoding": "utf-8-sig", "dialect": {"delimiter": ";"}}
        listed.append(entry)
    return {
        "name": "debattarkivet",
        "title": title,
        "description": description,
        "version": facts["version"],
        "created": facts["created"],
        "keywords": ["blogs", "comments", "municipal politics", "Swedish"],
        "sources": [
            {"title": source["owner"] or source["name"], "path": source["home_url"]}
            for source in facts["sources"]
            if source.get("home_url")
        ],
        "resources": listed,
    }


def _entry(root: Path, resource: Resource, path: Path) -> dict[str, Any]:
    lines = path.suffix == ".jsonl"
    return {
        "name": _name(resource.name),
        "title": resource.name,
        "description": describe(resource.name).en,
        "type": "table",
        "path": path.relative_to(root).as_posix(),
        "scheme": "file",
        "format": "ndjson" if lines else "csv",
        "mediatype": "application/x-ndjson" if lines else "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest_of_file(path)}",
        "schema": schema(resource),
    }


def _name(table: str) -> str:
    """A table's name as the specification wants it."""
    return table.replace("_", "-")


def schema(resource: Resource) -> dict[str, Any]:
    """The Table Schema of a table."""
    fields = []
    for field in resource.fields:
        about = describe(resource.name, field.name)
        entry: dict[str, Any] = {
            "name": field.name,
            "type": field.type,
            "description": about.en,
            "description_sv": about.sv,
        }
        if field.name in resource.key:
            entry["constraints"] = {"required": True}
        fields.append(entry)
    keys = [
        {
            "fields": [column],
            "reference": {
                "resource": "" if other == resource.name else _name(other),
                "fields": [key],
            },
        }
        for column, other, key in resource.refers
    ]
    found: dict[str, Any] = {"fields": fields, "primaryKey": list(resource.key)}
    return found | ({"foreignKeys": keys} if keys else {})
