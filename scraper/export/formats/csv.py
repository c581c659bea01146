"""CSV: UTF-8, RFC 4180, or as a Swedish Excel opens it.

Null and empty text are both an empty field; true and false are 1 and 0.
Source: https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import csv
from pathlib import Path

from scraper.export.resources import Resource
from scraper.export.rows import Batch, Row

EXCEL_CELL = 32_767
"""Characters that one cell of Excel holds; longer texts spill or are cut there."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvWriter:
    """Writes one table to ``<folder>/<name>.csv``."""

    def __init__(self, folder: Path, resource: Resource, *, excel: bool) -> None:
        self.path = folder / f"{resource.name}.csv"
        self.too_long = 0
        """Texts that do not fit into one cell of Excel."""
        self._excel = excel
        encoding = "utf-8-sig" if excel else "utf-8"
        self._file = self.path.open("w", 1 << 20, encoding=encoding, newline="")
        self._csv = csv.writer(self._file, delimiter=";" if excel else ",")
        self._csv.writerow(resource.names)

    def write(self, batch: Batch) -> None:
        """Append rows."""
        self._csv.writerows(map(self._harmless, batch) if self._excel else batch)

    def close(self) -> tuple[Path, ...]:
        """Finish the file."""
        self._file.close()
        return (self.path,)

    def _harmless(self, row: Row) -> Row:
        """With an apostrophe before what Excel would take for a formula.

        Otherwise a comment that begins with ``=`` could run on opening the file.
        Source: https://owasp.org/www-community/attacks/CSV_Injection
        """
        self.too_long += any(len(v) > EXCEL_CELL for v in row if isinstance(v, str))
        return tuple(
            f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA)
            else value
            for value in row
        )  # fmt: skip
