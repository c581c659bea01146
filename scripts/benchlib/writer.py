"""Adds texts to a corpus as a scrape does, until its input ends.

    python -m benchlib.writer CORPUS

A hundred texts in one transaction each second: twice as many as a polite scrape by
REST, which waits two seconds after each hundred.
"""

from __future__ import annotations

import select
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlite_utils import Database

from benchlib.corpus import add
from benchlib.generate import texts
from scraper.store.index import Index

_BATCH = 100
_PAUSE_S = 1.0
_MOST = 100_000


def main() -> None:
    """Write batch after batch; a line is printed after each."""
    db = Database(Path(sys.argv[1]))
    db.execute("pragma journal_mode = wal")
    index = Index(db)
    (last,) = db.execute("select max(native_id) from comments").fetchone()
    first = last + 1
    now = datetime.now(UTC)
    news = (
        replace(
            text,
            number=first + text.number,
            post=first + text.post,
            published=f"{now + timedelta(seconds=text.number):%Y-%m-%dT%H:%M:%SZ}",
        )
        for text in texts(_MOST, seed=first)
    )
    while batch := list(islice(news, _BATCH)):
        add(db, index, batch)
        print(batch[-1].number, flush=True)
        ready, _, _ = select.select([sys.stdin], [], [], _PAUSE_S)
        if ready:
            break
    db.close()


if __name__ == "__main__":
    main()
