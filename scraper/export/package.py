"""The whole export: one moment of the archive, read once, written into one folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from scraper.export.documents import describe_package
from scraper.export.facts import Facts, gather, selected
from scraper.export.folder import disk_errors, whole_folder
from scraper.export.formats.csv import CsvWriter
from scraper.export.formats.jsonl import JsonlWriter
from scraper.export.formats.network import write_network
from scraper.export.formats.parquet import ParquetWriter, pyarrow
from scraper.export.formats.tei import write_tei
from scraper.export.formats.vrt import write_vrt
from scraper.export.formats.writer import Writer
from scraper.export.options import TABULAR, Options
from scraper.export.resources import RESOURCES, WORDS, Resource
from scraper.export.rows import BATCH, Change, Rows
from scraper.export.subset import choose
from scraper.export.threads import ThreadRows, threads
from scraper.pseudonyms import Pseudonymiser, load_key
from scraper.pseudonyms.names import collect, weigh
from scraper.pseudonyms.review import report_on, write_private
from scraper.pseudonyms.rows import DROPPED
from scraper.store.readonly import open_readonly

Progress = Callable[[str, int, int], None]
"""Told of (table or format, rows done, rows in all)."""


@dataclass(slots=True)
class Report:
    """What an export wrote."""

    path: Path
    rows: dict[str, int] = field(default_factory=dict)
    """Table -> rows."""
    notes: tuple[str, ...] = ()
    """In Swedish: what of the query was read otherwise than typed."""
    review: Path | None = None
    """The list of doubtful names, beside the package."""
    doubtful: int = 0


def export_package(
    db: Path,
    target: Path,
    options: Options,
    *,
    now: datetime,
    people: tuple[str, ...] = (),
    progress: Progress = lambda what, done, total: None,
) -> Report:
    """Write a package of the archive ``db`` into the new folder ``target``.

    Args:
        now: Gives the package its version (aware).
        people: Names of listed office holders, which no pseudonym replaces.

    Raises:
        InputError: the folder is there already, no such source or topic, a key that
            others can read, pyarrow is not installed.
        ArchiveError: the archive cannot be read, or the disk is full.
    """
    if "parquet" in options.formats:
        pyarrow()
    key = load_key(options.key, outside=target) if options.key else None
    with whole_folder(target) as work, open_readonly(db) as conn:
        report = Report(target)
        if options.is_subset:
            report.notes = choose(conn, options)
        pseudonyms = None
        if key is not None:
            names = collect(conn, people=people, keep=options.keep)
            weigh(names, _texts(conn, options))
            pseudonyms = Pseudonymiser(conn, names, key)
        export = _Export(conn, work, options, pseudonyms, progress)
        export.run(now)
        report.rows = export.rows_written
        if pseudonyms is not None:
            report.review = target.with_name(f"{target.name}.review.csv")
            report.doubtful = sum(pseudonyms.review.counts.values())
            with disk_errors(report.review):
                write_private(report.review, pseudonyms.review.as_csv())
    return report


def _texts(db: sqlite3.Connection, options: Options) -> Iterator[str]:
    """The texts of the package, to learn how they write the words of names."""
    rows = Rows(db, subset=options.is_subset)
    for resource in RESOURCES:
        if resource.name in ("posts", "comments"):
            at = resource.names.index("text")
            for batch in rows.batches(resource):
                yield from (str(row[at]) for row in batch)


class _Export:
    """One export under way; holds what every step needs."""

    def __init__(
        self,
        db: sqlite3.Connection,
        work: Path,
        options: Options,
        pseudonyms: Pseudonymiser | None,
        progress: Progress,
    ) -> None:
        self.db, self.work, self.options = db, work, options
        self.pseudonyms, self.progress = pseudonyms, progress
        self.rows = Rows(
            db,
            subset=options.is_subset,
            changer=self._change,
        )
        self.resources = tuple(self._resource(resource) for resource in RESOURCES)
        self.rows_written: dict[str, int] = {}
        self.files: dict[str, dict[str, Path]] = {}
        self.too_long = 0

    def _change(self, resource: Resource) -> Change | None:
        if self.pseudonyms is None:
            return None
        return self.pseudonyms.change(resource.name, resource.names)

    def _resource(self, resource: Resource) -> Resource:
        dropped: frozenset[str] = frozenset()
        if self.options.no_text:
            dropped |= WORDS.get(resource.name, frozenset())
        if self.pseudonyms is not None:
            dropped |= DROPPED.get(resource.name, frozenset())
        return resource.without(dropped)

    def run(self, now: datetime) -> None:
        """Write everything but the checksums."""
        for form in self.options.formats:
            (self.work / form).mkdir()
        for resource in self.resources:
            self._table(resource)
        facts = gather(self.db, now=now, subset=self.options.is_subset)
        facts |= {"rows": self.rows_written, "selection": self._selection()}
        if self.options.is_subset:
            facts["selected"] = selected(self.db)
        facts["pseudonyms"] = self.pseudonyms is not None
        facts["texts"] = not self.options.no_text
        self._others(facts)
        documents = describe_package(
            self.work,
            self.resources,
            self.files,
            facts,
            self.options,
            too_long=self.too_long,
        )
        if self.pseudonyms is not None:
            documents["PSEUDONYMS.md"] = report_on(self.pseudonyms, documents)
        for name, text in documents.items():
            (self.work / name).write_text(text, "utf-8")

    def _table(self, resource: Resource) -> None:
        writers: dict[str, Writer] = {}
        for form in self.options.formats:
            if form in TABULAR:
                writers[form] = self._writer(form, resource)
        total, done = self.rows.count(resource), 0
        if writers:
            for batch in self.rows.batches(resource):
                for writer in writers.values():
                    writer.write(batch)
                done += len(batch)
                self.progress(resource.name, done, total)
        for form, writer in writers.items():
            paths = writer.close()
            if form != "parquet":
                (self.files.setdefault(form, {})[resource.name],) = paths
            if isinstance(writer, CsvWriter):
                self.too_long += writer.too_long
        self.rows_written[resource.name] = done if writers else total

    def _writer(self, form: str, resource: Resource) -> Writer:
        folder = self.work / form
        if form == "csv":
            return CsvWriter(folder, resource, excel=self.options.excel)
        if form == "jsonl":
            return JsonlWriter(folder, resource)
        return ParquetWriter(folder, resource)

    def _others(self, facts: Facts) -> None:
        """The formats that are not tables."""
        by_name = {resource.name: resource for resource in self.resources}
        posts, comments = by_name["posts"], by_name["comments"]
        for form in self.options.formats:
            found = self._watched(form, threads(self.rows, posts, comments))
            if form == "vrt":
                write_vrt(self.work / form, found)
            elif form == "tei":
                write_tei(self.work / form, found, facts)
            elif form == "network":
                write_network(
                    self.work / form,
                    self.db,
                    subset=self.options.is_subset,
                    name=self._name,
                )
                self.progress(form, 1, 1)

    def _watched(self, form: str, found: Iterator[ThreadRows]) -> Iterator[ThreadRows]:
        total = self.rows_written["posts"]
        for number, thread in enumerate(found, start=1):
            yield thread
            if number % BATCH == 0 or number == total:
                self.progress(form, number, total)

    def _name(self, name: str) -> str:
        return name if self.pseudonyms is None else self.pseudonyms.name(name) or ""

    def _selection(self) -> dict[str, object]:
        query = self.options.query
        if query is not None and self.pseudonyms is not None:
            query = self.pseudonyms.text(query, item="query")
        return {
            "query": query,
            "sources": list(self.options.sources),
            "topics": list(self.options.topics),
            "from": self.options.since,
            "to": self.options.until,
        }
