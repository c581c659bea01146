"""captures.db as read: by id, by run, and what the last answer to an address was."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scraper.captures.bodies import Bodies
from scraper.captures.body import has_html_end
from scraper.captures.file import explained
from scraper.captures.rows import HiddenItem, to_capture
from scraper.config import from_record
from scraper.errors import ArchiveError
from scraper.model import Capture, Purpose, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAnswer:
    """The end of a request."""

    at: datetime
    status: int | None
    html: bool
    """A web page, whatever was asked for."""


class Reader:
    """The questions that may be asked of captures.db."""

    path: Path
    connection: sqlite3.Connection
    _bodies: Bodies

    def read(self, id: int) -> Capture:
        """The capture with this id."""
        row = self._one("select * from requests where id = ?", id)
        if row is None or row["digest"] is None or row["error"] is not None:
            raise ArchiveError(f"{self.path}: expected a capture {id}, there is none")
        return to_capture(row, self.body(row["digest"]))

    def of_run(self, run: int) -> Iterator[Capture]:
        """The captures of a run, in order of arrival; others may be added meanwhile."""
        last = 0
        while row := self._one(
            """
            select * from requests
            where run = ? and id > ? and digest is not null and error is null
            order by id limit 1
            """,
            run,
            last,
        ):
            if row["id"] <= last:
                raise ArchiveError(f"{self.path}: the file is damaged; put back a copy")
            last = row["id"]
            yield to_capture(row, self.body(row["digest"]))

    def of_source(self, source: str) -> Iterator[Capture]:
        """The captures of a source, in order of arrival."""
        last = 0
        while row := self._one(
            """
            select * from requests
            where source = ? and id > ? and digest is not null and error is null
            order by id limit 1
            """,
            source,
            last,
        ):
            last = row["id"]
            yield to_capture(row, self.body(row["digest"]))

    def counts(self) -> dict[str, int]:
        """How many captures there are of each source that has any."""
        with explained(self.path):
            rows = self.connection.execute(
                """
                select source, count(*) from requests
                where digest is not null and error is null
                group by source order by source
                """
            )
            return dict(rows.fetchall())

    def digests(self, run: int) -> tuple[str, ...]:
        """Digests of the captures of a run, in order of arrival, for ``chain``.

        Those of what came, so that the chain pins it whatever was cut out since.
        """
        with explained(self.path):
            rows = self.connection.execute(
                """
                select coalesce(received, digest) from requests
                where run = ? and digest is not null and error is null order by id
                """,
                [run],
            )
            return tuple(digest for (digest,) in rows)

    def body(self, digest: str) -> bytes:
        """The body with this digest, byte for byte."""
        with explained(self.path):
            try:
                return self._bodies.get(digest)
            except KeyError as exc:
                raise ArchiveError(
                    f"{self.path}: expected a body {digest}, there is none"
                ) from exc
            except ValueError as exc:
                raise ArchiveError(f"{self.path}: {exc}; put back a copy") from exc

    def latest(self, url: str) -> Capture | None:
        """The last good capture of a URL, for a conditional request; or ``None``."""
        row = self._one(
            """
            select * from requests
            where url = ? and status in (200, 304) and digest is not null
              and error is null
            order by id desc limit 1
            """,
            url,
        )
        return None if row is None else to_capture(row, self.body(row["digest"]))

    def last(self, source: str, purpose: Purpose) -> Capture | None:
        """The last good capture of a purpose for a source; or ``None``."""
        row = self._one(
            """
            select * from requests
            where source = ? and purpose = ? and status = 200
              and digest is not null and error is null
            order by id desc limit 1
            """,
            source,
            purpose,
        )
        return None if row is None else to_capture(row, self.body(row["digest"]))

    def last_moment(self) -> datetime | None:
        """The latest time that anything was stored at; ``None`` for an empty file."""
        row = self._one(
            """
            select max(moment) as moment from (
              select max(started) as moment from runs
              union all select max(finished) from runs
              union all select max(fetched_at) from requests
                where run = (select max(id) from runs))
            """
        )
        if row is None or row["moment"] is None:
            return None
        return datetime.fromisoformat(row["moment"])

    def lacks(self, url: str, *, since: datetime) -> bool:
        """Whether an address answered 404 or 410 since then, and never a page."""
        last = self.last_answer(url)
        gone = last is not None and last.status in (404, 410) and last.at >= since
        return gone and self.latest(url) is None

    def last_answer(self, url: str) -> LastAnswer | None:
        """What came of the last request to an address, good or not; or ``None``."""
        row = self._one(
            "select * from requests where url = ? order by id desc limit 1", url
        )
        if row is None:
            return None
        return LastAnswer(
            at=datetime.fromisoformat(row["fetched_at"]),
            status=row["status"],
            html="text/html" in row["headers"],
        )

    def of_whole_run(self, capture: Capture) -> bool:
        """Whether the run that made a capture came to its end by itself."""
        row = self._one(
            """
            select verdict from runs
            where id = (select run from requests where id = ?)
            """,
            capture.id,
        )
        return row is not None and row["verdict"] not in (None, "interrupted")

    def met_end(self, source: str, purpose: Purpose) -> bool:
        """Whether a list of a source was ever read past its last page (404)."""
        row = self._one(
            "select * from requests where source = ? and purpose = ? and status = 404",
            source,
            purpose,
        )
        return row is not None

    def answered(self, source: str, purpose: Purpose) -> list[str]:
        """Addresses of lists of a source that were ever answered in full."""
        with explained(self.path):
            rows = self.connection.execute(
                """
                select distinct url from requests
                where source = ? and purpose = ? and status = 200 and error is null
                """,
                [source, purpose],
            ).fetchall()
        return [url for (url,) in rows]

    def failures(self, url: str, *, before: int) -> int:
        """How many runs in a row, up to the last before a run, got no JSON from a URL.

        Only for addresses of the REST interface.

        Args:
            before: Id of a run.
        """
        with explained(self.path):
            rows = self.connection.execute(
                """
                select max(id), error is null and status = 200
                    and headers like '%json%' from requests
                where url = ? and run < ? group by run order by run desc limit 10
                """,
                [url, before],
            ).fetchall()
        return next((n for n, (_, good) in enumerate(rows) if good), len(rows))

    def expects_html_end(self, source: str) -> bool:
        """Whether the last pages of a source, up to five, all closed ``</html>``."""
        with explained(self.path):
            rows = self.connection.execute(
                """
                select digest from requests
                where source = ? and status = 200 and error is null
                  and headers like '%text/html%' and digest is not null
                order by id desc limit 5
                """,
                [source],
            ).fetchall()
        return bool(rows) and all(has_html_end(self.body(row[0])) for row in rows)

    def hidden(self) -> tuple[HiddenItem, ...]:
        """What is out of corpus.db while a request is looked into."""
        with explained(self.path):
            sql = "select item, at, reason, author, words from hidden order by item"
            return tuple(HiddenItem(*row) for row in self.connection.execute(sql))

    def sources(self) -> dict[str, Source]:
        """Every source there ever was, as it was declared last."""
        with explained(self.path):
            rows = self.connection.execute("select sources from runs order by id")
            found = (from_record(each) for (row,) in rows for each in json.loads(row))
            return {source.name: source for source in found}

    def _one(self, sql: str, *values: object) -> dict[str, Any] | None:
        with explained(self.path):
            cursor = self.connection.execute(sql, values)
            row = cursor.fetchone()
            if row is None:
                return None
            names = [column[0] for column in cursor.description]
            return dict(zip(names, row, strict=True))
