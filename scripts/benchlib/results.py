"""Results of areas: kept as JSON, shown as a table of goals, put into the docs."""

from __future__ import annotations

import json
import math
import os
import platform
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchlib.report import Result

PACKAGES = (
    *("selectolax", "nh3", "sqlite-utils", "datasette", "zstandard"),
    *("trafilatura", "warcio", "distributed", "tantivy"),
)
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
Record = dict[str, Any]


def keep(folder: Path, area: str, count: int, found: Iterable[Result]) -> None:
    """Write the results of one area beside those of the others."""
    record = {
        "area": area,
        "documents": count,
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "machine": machine(),
        "results": [{**asdict(one), "holds": one.holds} for one in found],
    }
    path = folder / f"results-{count}-{area}.json"
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False), "utf-8")


def read(folder: Path, count: int | None = None) -> list[Record]:
    """What was last measured of each area, with its largest corpus up to this size."""
    found: dict[str, Record] = {}
    for path in folder.glob("results-*-*.json"):
        record = json.loads(path.read_text("utf-8"))
        size = found.get(record["area"], {"documents": 0})["documents"]
        if size < record["documents"] <= (count or math.inf):
            found[record["area"]] = record
    return [found[area] for area in sorted(found)]


def machine() -> dict[str, str]:
    """What the figures depend on."""
    cpu = re.search(r"model name\s*:\s*(.+)", _text("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", _text("/proc/meminfo"))
    found = {
        "cpu": cpu[1] if cpu else platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": f"{int(memory[1]) // 1_048_576} GB" if memory else "?",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue  # an area that does not need this peer
    return found


def table(kept: Sequence[Record]) -> str:
    """Goal, what, peer, measured, met or not: one line a goal, its worst result."""
    rows = [
        "| goal | what | measured | goal is | peer | ratio | met |",
        "|" + "--|" * 7,
    ]
    for result in _worst(kept):
        unit = result["unit"]
        ours, peer, limit = result["ours"], result["peer"], result["limit"]
        ratio = f"{peer / ours:.1f}x" if peer is not None and ours else ""
        beside = f"{result['peer_name']}: {peer:.4g} {unit}" if peer is not None else ""
        rows.append(
            f"| {result['goal']} | {result['what']} | {ours:.4g} {unit} "
            f"| <= {limit:.4g} {unit} | {beside} | {ratio} "
            f"| {'yes' if result['holds'] else '**no**'} |"
        )
    return "\n".join(rows)


def missed(kept: Sequence[Record]) -> int:
    """How many goals are not met."""
    return sum(not result["holds"] for result in _worst(kept))


def _worst(kept: Sequence[Record]) -> list[Record]:
    """Of each goal the result nearest to its limit, or furthest beyond it."""
    found: dict[str, Record] = {}
    for result in (result for record in kept for result in record["results"]):
        if result["limit"] is None or result["goal"] == "-":
            continue
        worst = found.get(result["goal"])
        if worst is None or _strain(result) > _strain(worst):
            found[result["goal"]] = result
    return sorted(found.values(), key=lambda result: int(result["goal"]))


def _strain(result: Record) -> float:
    limit = result["limit"]
    return result["ours"] / limit if limit else float(result["ours"] > 0)


def publish(kept: Sequence[Record], folder: Path) -> None:
    """Put the results into ``performance.json`` and between the marks of the page."""
    data = json.dumps(list(kept), indent=1, ensure_ascii=False)
    (folder / "performance.json").write_text(data + "\n", "utf-8")
    page = folder / "performance.md"
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n\n{_measured(kept)}\n\n{END}{after}", "utf-8")


def _measured(kept: Sequence[Record]) -> str:
    parts = [table(kept), "\nEverything that was measured:"]
    for record in kept:
        about = ", ".join(f"{k} {v}" for k, v in record["machine"].items())
        size = f"{record['documents']:,} documents, {record['at'][:10]}"
        parts.append(f"\n**{record['area']}** ({size}; {about})\n\n```")
        parts += [str(_result(result)) for result in record["results"]]
        parts.append("```")
    return "\n".join(parts)


def _result(record: Record) -> Result:
    return Result(**{k: v for k, v in record.items() if k != "holds"})


def _text(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except OSError:
        return ""
