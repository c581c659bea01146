"""captures.db: every response as received, every request, every run.  Private.

One row of ``requests`` is one HTTP request, or an imported file.  It is a *capture*
if it has a digest and no error.  The file is created 0600 and is never served.

Each row is its own transaction, on disk before ``add`` returns (WAL, synchronous
FULL): corpus.db may then refer to it, whatever happens to the power.  Nothing is
ever open while the network is waited for.
"""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from scraper.captures.attempt import KEPT_HEADERS, Attempt, RobotsVerdict
from scraper.captures.bodies import Bodies, digest_of
from scraper.captures.check import findings, seal
from scraper.captures.cut import Cut, Rewrite, cut_failure
from scraper.captures.file import explained, open_file, wipe
from scraper.captures.reader import Reader
from scraper.captures.rows import (
    RUN_COLUMNS,
    HiddenItem,
    Run,
    stored,
    to_row,
    to_run,
    to_text,
)
from scraper.config import Topic, to_record
from scraper.errors import ArchiveError
from scraper.model import Capture, Source

__all__ = [
    "KEPT_HEADERS",
    "Attempt",
    "Captures",
    "HiddenItem",
    "RobotsVerdict",
    "Run",
    "chain",
]


def chain(previous: str | None, digests: Iterable[str]) -> str:
    """A hash over all captures up to here: ``sha256:<hex>``.

    Args:
        previous: Chain of the run before; ``None`` for the first.
        digests: Of the run's captures, in order of arrival.

    >>> chain(None, ["sha256:00"]) == chain(None, ["sha256:01"])
    False
    """
    return digest_of("\n".join([previous or "", *digests]).encode())


class Captures(Reader):
    """captures.db, open for reading and writing.

    Args:
        create: Make the file if there is none.

    Attributes:
        cut: Takes out of what comes what was erased on request; ``None`` while
            nothing was.

    Raises:
        ArchiveError: by this and every method: the file is missing, another
            program's, of a newer version, damaged, or cannot be written.
    """

    def __init__(self, path: Path | str, *, create: bool = True) -> None:
        self.path = Path(path)
        self.connection = open_file(self.path, create=create)
        self._bodies = Bodies(self.connection)
        self.cut: Cut | None = None

    def __enter__(self) -> Captures:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; what was added is on disk already."""
        self.connection.close()

    def begin_run(
        self,
        *,
        command: str,
        sources: Iterable[Source],
        topics: Iterable[Topic] = (),
        parser: str,
        started: datetime,
    ) -> int:
        """The id of a new run, with all that replay needs to know of it."""
        row = {
            "started": to_text(started),
            "command": command,
            "sources": json.dumps([to_record(s) for s in sources], ensure_ascii=False),
            "topics": json.dumps([to_record(t) for t in topics], ensure_ascii=False),
            "parser": parser,
        }
        with self._transaction():
            return self._insert("runs", row)

    def finish_run(self, run: int, *, verdict: str, finished: datetime) -> None:
        """Records the end of a run and seals what it recorded."""
        with self._transaction():
            self.connection.execute(
                "update runs set finished = ?, verdict = ? where id = ?",
                [to_text(finished), verdict, run],
            )
            self._seal(run)

    def reseal(self, run: int) -> None:
        """Seals a finished run again, after ``forget`` changed what it recorded."""
        with self._transaction():
            self._seal(run)

    def runs(self) -> tuple[Run, ...]:
        """All runs, oldest first."""
        with explained(self.path):
            rows = self.connection.execute(
                f"select {RUN_COLUMNS} from runs order by id"  # noqa: S608 (constant)
            ).fetchall()
            return tuple(to_run(row) for row in rows)

    def add(
        self,
        capture: Capture,
        *,
        run: int,
        ms: int = 0,
        robots: RobotsVerdict = "exempt",
        size: int | None = None,
    ) -> Capture:
        """Keeps a response; returns it as ``read`` will.

        A 304 has no body of its own: it gets the body of the latest capture of
        its URL, and the headers that it does not repeat.

        Args:
            size: Bytes over the wire; ``None`` if that is the body's.
        """
        size = len(capture.body) if size is None else size
        if capture.status == 304:
            known = self.latest(capture.url)
            if known is None:
                raise ArchiveError(
                    f"{self.path}: expected a capture of {capture.url} that a 304 "
                    "confirms, there is none"
                )
            headers = {**known.headers, **capture.headers}
            capture = replace(capture, headers=headers, body=known.body)
        received = capture.digest
        if self.cut is not None and capture.status != 304:
            capture = self.cut.cut(capture)
        row = {
            **to_row(capture, run=run, ms=ms, robots=robots, size=size),
            "final_url": capture.final_url,
            "digest": capture.digest,
            "received": None if received == capture.digest else received,
        }
        with self._transaction():
            self._bodies.put(capture.body, capture.digest, capture.source)
            return stored(capture, self._insert("requests", row))

    def add_failure(self, attempt: Attempt, *, run: int) -> int:
        """Keeps a request that gave no capture; returns its id."""
        row = to_row(
            attempt, run=run, ms=attempt.ms, robots=attempt.robots, size=attempt.size
        )
        row["error"] = attempt.error or f"HTTP {attempt.status}"
        body = attempt.body
        if self.cut is not None:
            row, body = cut_failure(row, body, self.cut)
        with self._transaction():
            if body:
                row["digest"] = digest_of(body)
                self._bodies.put(body, row["digest"], attempt.source)
            return self._insert("requests", row)

    def record(self, attempt: Attempt, *, run: int) -> Capture | None:
        """Keeps a request, whatever came of it: what ``Fetcher`` calls.

        Returns:
            The capture as stored; ``None`` for a failure.
        """
        if attempt.capture is None:
            self.add_failure(attempt, run=run)
            return None
        return self.add(
            attempt.capture,
            run=run,
            ms=attempt.ms,
            robots=attempt.robots,
            size=attempt.size,
        )

    def hide(self, hidden: HiddenItem) -> None:
        """Note that an item is to stay out of corpus.db for a while."""
        row = [hidden.item, hidden.at, hidden.reason, hidden.author, hidden.words]
        with self._transaction():
            self.connection.execute(
                "insert or replace into hidden values (?, ?, ?, ?, ?)", row
            )
            self._count_hiding()

    def unhide(self, item: str) -> None:
        """Note that an item is to come back into corpus.db."""
        with self._transaction():
            self.connection.execute("delete from hidden where item = ?", [item])
            self._count_hiding()

    def rewrite(self, cut: Cut, *, count: int) -> int:
        """Cut out of everything that is kept what was erased, in one transaction.

        Dictionaries of the sources that held any of it are trained anew, all runs
        that changed sealed again.  ``wipe`` is to be called afterwards.

        Args:
            count: How many erasures the file obeys then.

        Returns:
            How many bodies held something of it.
        """
        with self._transaction():
            rewrite = Rewrite(self.connection, self._bodies)
            for run in rewrite.all(cut):
                self._seal(run)
            self._note("forgotten", count)
            self._note("wiped", 0)
            return rewrite.cut_bodies

    def note(self, key: str, count: int) -> None:
        """Write how far erasures are done; see ``tombstones.state``."""
        with self._transaction():
            self._note(key, count)

    def wipe(self) -> None:
        """Leave nothing of what was deleted in free pages or in the log."""
        with explained(self.path):
            wipe(self.connection, self.path)

    def left_out(self, source: str) -> int:
        """How many posts of a source are erased, or hidden for a while."""
        number = re.compile(re.escape(source) + r"-x?[0-9a-f]+")
        hidden = sum(bool(number.fullmatch(each.item)) for each in self.hidden())
        return hidden + (self.cut.posts_of(source) if self.cut else 0)

    def check(self) -> tuple[str, ...]:
        """What is wrong with the file, a line each; empty if nothing is.

        Every body is compared with its digest, every finished run with its seal.
        """
        try:
            return tuple(findings(self.connection, self._bodies))
        except sqlite3.DatabaseError as exc:
            return (f"the file is damaged: {exc}",)

    def _count_hiding(self) -> None:
        """So that corpus.db can tell whether it knows what is hidden now."""
        self.connection.execute(
            "insert into state values ('hidden', '1')"
            " on conflict do update set value = value + 1"
        )

    def _note(self, key: str, count: int) -> None:
        self.connection.execute(
            "insert or replace into state values (?, ?)", [key, str(count)]
        )

    def _seal(self, run: int) -> None:
        sealed = seal(self.connection, run)
        self.connection.execute("update runs set seal = ? where id = ?", [sealed, run])

    def _insert(self, table: str, row: Mapping[str, object]) -> int:
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        cursor = self.connection.execute(
            f"insert into {table}({names}) values ({marks})",  # noqa: S608 (our own column names)
            row,
        )
        return int(cursor.lastrowid or 0)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with explained(self.path):
            self.connection.execute("begin immediate")
            try:
                yield
                self.connection.execute("commit")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("rollback")
                self._bodies.rolled_back()
                raise
