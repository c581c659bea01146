"""JSON Lines: one object a line, UTF-8, null as null.  Source: https://jsonlines.org"""

from __future__ import annotations

import json
from pathlib import Path

from scraper.export.resources import Resource
from scraper.export.rows import Batch

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_FLAG = {0: False, 1: True, None: None}


class JsonlWriter:
    """Writes one table to ``<folder>/<name>.jsonl``."""

    def __init__(self, folder: Path, resource: Resource) -> None:
        self.path = folder / f"{resource.name}.jsonl"
        self._names = resource.names
        self._flags = [f.name for f in resource.fields if f.type == "boolean"]
        self._file = self.path.open("w", 1 << 20, encoding="utf-8", newline="")

    def write(self, batch: Batch) -> None:
        """Append rows."""
        lines = []
        for row in batch:
            record = dict(zip(self._names, row, strict=True))
            for name in self._flags:
                record[name] = _FLAG[record[name]]  # type: ignore[index]  # 0, 1, None
            lines.append(_encode(record))
        self._file.write("\n".join(lines) + "\n")

    def close(self) -> tuple[Path, ...]:
        """Finish the file."""
        self._file.close()
        return (self.path,)
