"""A hash over the tables of corpus.db that do not follow from captures.db.

Posts and comments can be compared with a replay; the log of the runs cannot, so a
run ends by sealing it.  Whoever else writes to these tables seals them again.
"""

from __future__ import annotations

import hashlib
import json

from sqlite_utils import Database

SEALED = ("runs", "issues", "sources")


def seal_logs(db: Database) -> None:
    """Write the seal; to be called in the transaction that changes the logs."""
    db.execute("insert or replace into meta values ('seal', ?)", [log_seal(db)])


def stored_seal(db: Database) -> str | None:
    """The seal of the last run; ``None`` before the first."""
    row = db.execute("select value from meta where key = 'seal'").fetchone()
    return row[0] if row else None


def log_seal(db: Database) -> str:
    """``sha256:<hex>`` over the rows of the run log and of the sources."""
    whole = hashlib.sha256()
    for table in SEALED:
        for row in db.execute(f"select * from {table} order by 1"):  # noqa: S608  ours
            whole.update(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return "sha256:" + whole.hexdigest()
