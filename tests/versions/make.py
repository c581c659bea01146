"""Makes the two files of a version as that version wrote them; run once.

    python -m tests.versions.make 26.1

The files of a released version are never made again.
"""

from __future__ import annotations

import gzip
import sqlite3
import sys
import tempfile
from pathlib import Path

from tests.scripted import eventful, files

HERE = Path(__file__).parent
DOWN = {
    "26.1": (
        "drop table hidden",
        "drop table state",
        "alter table requests drop column received",
        "pragma user_version = 1",
    )
}
"""What takes captures.db of this program back to the version."""


def main(version: str) -> None:
    """Write ``<version>/corpus.db.gz`` and ``captures.db.gz``."""
    with tempfile.TemporaryDirectory() as made:
        eventful(Path(made))
        for path in files(Path(made)):
            with sqlite3.connect(path) as db:
                if path.name == "captures.db":
                    for sql in DOWN[version]:
                        db.execute(sql)
            db.close()
            with sqlite3.connect(path, isolation_level=None) as db:
                db.execute("vacuum")
                db.execute("pragma journal_mode = delete")
            db.close()
            packed = gzip.compress(path.read_bytes(), mtime=0)
            (HERE / version / f"{path.name}.gz").write_bytes(packed)


if __name__ == "__main__":
    main(sys.argv[1])
