"""What was erased on request, cut out of captures: as they come, and of those kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from scraper.captures.bodies import Bodies
from scraper.captures.rows import to_capture
from scraper.model import Capture

Row = dict[str, Any]

_TEXTS = ("url", "final_url", "error")


class Cut(Protocol):
    """Knows what was erased; see ``tombstones.Eraser``."""

    def cut(self, capture: Capture) -> Capture:
        """The capture to keep; the same object if nothing of it was erased."""

    def address(self, url: str, source: str) -> str:
        """An address, or a mark in its place."""

    def text(self, text: str) -> str:
        """A message without what tells of something erased."""

    def posts_of(self, source: str) -> int:
        """How many posts of a blog were erased."""


def cut_failure(row: Row, body: bytes | None, cut: Cut) -> tuple[Row, bytes | None]:
    """The row and the body of a request that gave no capture."""
    row = _cut_row(row, cut)
    if not body:
        return row, body
    kept = cut.cut(to_capture({**row, "final_url": row["url"], "id": None}, body))
    return row, kept.body


def _cut_row(row: Row, cut: Cut) -> Row:
    kept = dict(row)
    for name in ("url", "final_url"):
        if kept.get(name):
            kept[name] = cut.address(kept[name], kept["source"])
    if kept.get("error"):
        kept["error"] = cut.text(kept["error"])
    headers = json.loads(kept["headers"])
    told = {name: cut.text(value) for name, value in headers.items()}
    kept["headers"] = json.dumps(told, ensure_ascii=False)
    return kept


@dataclass(slots=True)
class Rewrite:
    """All of captures.db gone through once; to be used inside a transaction."""

    connection: sqlite3.Connection
    bodies: Bodies
    cut_bodies: int = 0
    """How many bodies held something erased."""
    _sources: set[str] = field(default_factory=set)
    _runs: set[int] = field(default_factory=set)

    def all(self, cut: Cut) -> tuple[int, ...]:
        """Rewrite bodies and log.

        Returns:
            Ids of the runs whose rows changed.
        """
        self.connection.execute("pragma defer_foreign_keys = on")
        self.connection.execute("pragma secure_delete = on")
        for digest in [d for (d,) in self.connection.execute(_DIGESTS)]:
            self._body(digest, cut)
        for row in self._rows("select * from requests order by id"):
            self._log(row, cut)
        for source in sorted(self._sources):
            self.bodies.retrain(source)
        return tuple(sorted(self._runs))

    def _body(self, digest: str, cut: Cut) -> None:
        """One body, as each of the requests that brought it sees it."""
        body = self.bodies.get(digest)
        rows = list(self._rows("select * from requests where digest = ?", digest))
        seen = {_sight(row): cut.cut(_capture(row, body)) for row in rows}
        changed = next((c for c in seen.values() if c.digest != digest), None)
        if changed is None:
            return
        for row in rows:
            new = seen[_sight(row)]
            if new.digest == digest:  # what one request showed is erased for all
                new = replace(new, body=changed.body)
            self.bodies.put(new.body, new.digest, row["source"])
            self.connection.execute(
                "update requests set digest = ?, received = coalesce(received, ?),"
                " url = ?, final_url = ? where id = ?",
                [
                    new.digest,
                    digest,
                    new.url,
                    row["final_url"] and new.final_url,
                    row["id"],
                ],
            )
            self._runs.add(row["run"])
            self._sources.add(row["source"])
        self.cut_bodies += 1
        (source,) = self.connection.execute(
            "select source from bodies where digest = ?", [digest]
        ).fetchone()
        self._sources.add(source)
        self.bodies.without(digest)

    def _log(self, row: Row, cut: Cut) -> None:
        kept = _cut_row(row, cut)
        changes = {name: kept[name] for name in (*_TEXTS, "headers")}
        if any(row[name] != value for name, value in changes.items()):
            self.connection.execute(
                "update requests set url = :url, final_url = :final_url,"
                " error = :error, headers = :headers where id = :id",
                {**changes, "id": row["id"]},
            )
            self._runs.add(row["run"])

    def _rows(self, sql: str, *values: object) -> Iterator[Row]:
        cursor = self.connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


def _sight(row: Row) -> tuple[object, ...]:
    """What a cut may depend on beside the body."""
    names = ("source", "purpose", "url", "final_url", "headers")
    return tuple(row[name] for name in names)


def _capture(row: Row, body: bytes) -> Capture:
    return to_capture({**row, "final_url": row["final_url"] or row["url"]}, body)


_DIGESTS = "select digest from bodies order by id"
