"""Reads back everything an archive keeps, in search of what was erased from it."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pyarrow.parquet

from scraper.captures import Captures
from scraper.config import Config, config_from_text
from scraper.export import FORMATS, Options, export_package
from scraper.fetch.lease import Leases
from scraper.forget.carry_out import erase
from scraper.forget.plan import Plan, plan
from scraper.forget.targets import Target
from scraper.publish import publish
from scraper.run.archive import RunReport, open_archive
from scraper.run.clock import now
from scraper.run.importing import import_files
from scraper.run.scraping import scrape
from scraper.sample import SampleServer, sources_toml
from scraper.swedish.keys import key_of
from scraper.swedish.tokens import tokens
from scraper.warc.write import write_warc

WINDOW = 6


class House:
    """An archive of some sample blogs, in a folder."""

    def __init__(self, folder: Path, server: SampleServer) -> None:
        self.folder, self.server = folder, server
        self.db, self.captures = folder / "corpus.db", folder / "captures.db"

    @property
    def config(self) -> Config:
        return config_from_text(sources_toml(self.server.url), path="sources.toml")

    def scrape(self, *, full: bool = False) -> RunReport:
        config = self.config
        names = [blog.name for blog in self.server.blogs]
        with open_archive(self.db, self.captures) as archive:
            return scrape(
                archive,
                config,
                [config.sources[name] for name in names],
                full=full,
                leases=Leases(self.folder / "leases"),
            )

    def add(self, source: str, file: Path, url: str | None = None) -> RunReport:
        config = self.config
        with open_archive(self.db, self.captures) as archive:
            chosen = config.sources[source]
            return import_files(archive, config, chosen, [file], url=url)

    def plan(self, target: Target) -> Plan:
        with open_archive(self.db, self.captures) as archive:
            return plan(archive.db, archive.captures, target)

    def forget(self, target: Target, *, quotations: bool = False) -> Plan:
        with open_archive(self.db, self.captures) as archive:
            planned = plan(archive.db, archive.captures, target)
            stone = planned.stone(quotations=quotations, at=now(), reason="begäran")
            assert erase(archive.db, archive.captures, self.db, stone) == ()
        return planned

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        db = sqlite3.connect(self.db)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()


def plain(text: str) -> str:
    """As ``words`` spells them, whatever stands between them."""
    return normalize("NFC", unescape(text)).replace("\u00ad", "").casefold()


def words(text: str) -> list[str]:
    return [word.casefold() for word in tokens(unescape(text))]


def places(folder: Path) -> Iterator[tuple[str, str]]:
    """(where, text) of everything in both files, and of the files' own bytes."""
    with sqlite3.connect(folder / "corpus.db") as db:
        names = [
            n
            for (n,) in db.execute("select name from sqlite_master where type='table'")
        ]
        for table in names:
            for row in db.execute(f"select * from {table}"):  # noqa: S608
                for cell in row:
                    if isinstance(cell, str):
                        yield f"corpus.db {table}", cell
        for index in ("docs_fts", "states_fts"):
            db.execute(
                f"create virtual table temp.v_{index}"
                f" using fts5vocab(main, {index}, row)"
            )
            for (term,) in db.execute(f"select term from temp.v_{index}"):  # noqa: S608
                yield f"corpus.db {index} vocabulary", term
    db.close()
    with Captures(folder / "captures.db", create=False) as captures:
        for (digest,) in captures.connection.execute("select digest from bodies"):
            yield f"captures.db body {digest[:15]}", readable(captures.body(digest))
        for (data,) in captures.connection.execute("select data from dictionaries"):
            yield "captures.db dictionary", readable(data)
        for table in ("requests", "runs"):
            for row in captures.connection.execute(f"select * from {table}"):  # noqa: S608
                yield f"captures.db {table}", " ".join(map(str, row))
    for path in folder.iterdir():
        if path.is_file() and path.suffix not in {".toml", ".log"}:
            yield f"bytes of {path.name}", path.read_bytes().decode("utf-8", "replace")


def readable(data: bytes) -> str:
    """A body as text; JSON with its escapes undone."""
    text = data.decode("utf-8", "replace")
    if text[:1] in {"[", "{"}:
        try:
            return json.dumps(json.loads(text), ensure_ascii=False)
        except ValueError:
            return text
    return text


def left(folder: Path, texts: Iterable[str], lone: Iterable[str]) -> list[str]:
    """Where a run of six erased words, or a word that was only theirs, still stands."""
    return told(places(folder), texts, lone)


def told(
    places: Iterable[tuple[str, str]], texts: Iterable[str], lone: Iterable[str]
) -> list[str]:
    """Which of some (where, text) hold a run of erased words or one of their own."""
    runs = set()
    for text in texts:
        found = words(text)
        runs |= {tuple(found[n : n + WINDOW]) for n in range(len(found) - WINDOW + 1)}
    lone = set(lone)
    rare = lone | {max(run, key=len) for run in runs}
    found_at = []
    for where, text in places:
        for view in (text, without_tags(text)):
            spelled = plain(view)
            if not any(word in spelled for word in rare):
                continue  # telling words apart is slow
            found = words(view)
            if lone & set(found):
                found_at.append(f"{where}: {sorted(lone & set(found))}")
            hits = [
                found[n : n + WINDOW]
                for n in range(len(found) - WINDOW + 1)
                if tuple(found[n : n + WINDOW]) in runs
            ]
            if hits:
                found_at.append(f"{where}: {' '.join(hits[0])}")
    return found_at


def hand_on(folder: Path, made: Path) -> None:
    """A snapshot, a package in every format, and the captures as WARC."""
    made.mkdir()
    corpus = folder / "corpus.db"
    publish(corpus, made, now=now())
    export_package(corpus, made / "package", Options(formats=FORMATS), now=now())
    with Captures(folder / "captures.db") as captures:
        sources = list(captures.sources())
        write_warc(
            captures, made / "warc", now=now(), sources=sources, as_received=True
        )


def words_in(path: Path, words: Iterable[str]) -> set[str]:
    """Which words a file holds, whatever it is packed in."""
    return set(re.findall(r"\w+", unpacked(path).casefold())) & set(words)


def unpacked(path: Path) -> str:
    """All that a file holds as text, whatever it is packed in; nothing of a folder."""
    if not path.is_file():
        return ""
    if path.suffix == ".parquet":
        return str(pyarrow.parquet.ParquetFile(path).read().to_pylist())
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
    return path.read_bytes().decode("utf-8", "replace")


def without_tags(text: str) -> str:
    return re.sub(r"<[^>]*>", " ", text)


def lone_words(folder: Path, ids: Iterable[str]) -> set[str]:
    """Words that stand in these items and, inflected or not, nowhere else."""
    ids = set(ids)
    mine: set[str] = set()
    others: set[str] = set()
    with sqlite3.connect(folder / "corpus.db") as db:
        for sql in _TEXTS:
            for id_, *parts in db.execute(sql):
                into = mine if id_ in ids else others
                for part in parts:
                    into |= set(words(part or ""))
    db.close()
    keys = {key_of(word) for word in others}
    return {
        word
        for word in mine - others
        if len(word) > 3 and not word.isdigit() and key_of(word) not in keys
    }


_TEXTS = (
    "select id, title, text, author from posts",
    "select id, text, author from comments",
    "select item, title, text, author from revisions",
    "select '', name, owner, party from sources",
    "select '', name from tags",
    "select '', title, rule from topics",
)
