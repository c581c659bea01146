"""A snapshot of a live archive: one moment, vacuumed, dated, summed, read-only.

The copy is made by SQLite's backup in one step, which in WAL mode neither waits for a
run nor stops it.  Merging the index and writing the file anew leaves no trace of rows
that were erased before, which free pages and old parts of the index may still hold.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.export.citation import citation, reference
from scraper.export.codebook import as_markdown
from scraper.export.facts import Facts, gather, version_of
from scraper.export.folder import digest_of_file, disk_errors, whole_folder
from scraper.export.resources import RESOURCES
from scraper.publish.serving import counts, inspection
from scraper.serve import INSPECT, metadata
from scraper.store.corpus import sqlite_errors
from scraper.store.readonly import open_readonly

TITLE = "Debattarkivet: snapshot of the archive"
_READ_ONLY = 0o444

Progress = Callable[[str], None]
"""Told what is being done."""


def publish(
    db: Path,
    directory: Path,
    *,
    now: datetime,
    progress: Progress = lambda what: None,
) -> Path:
    """Write a new snapshot of the archive ``db`` into a folder of snapshots.

    Args:
        directory: Gets the new folder ``corpus-<day>``, or ``corpus-<day>.2`` and so
            on if that day has one.
        now: Gives the snapshot its version (aware).

    Returns:
        The new folder.

    Raises:
        ArchiveError: the archive cannot be read or is damaged, or the disk is full.
    """
    target = _free(directory, version_of(now))
    with whole_folder(target) as work, sqlite_errors(target):
        path = work / "corpus.db"
        _copy(db, path, progress)
        progress("checking")
        with open_readonly(path) as conn:
            _check(conn, path)
            facts = gather(conn, now=now, subset=False)
            facts["version"] = target.name.removeprefix("corpus-")
            facts["rows"] = counts(conn)
            digest, size = digest_of_file(path), path.stat().st_size
            facts["file"] = {"name": "corpus.db", "bytes": size, "sha256": digest}
            seen = inspection(conn, size=size, digest=digest)
        path.chmod(_READ_ONLY)
        _describe(work, facts, seen)
    return target


def _free(directory: Path, version: str) -> Path:
    number = 1
    target = directory / f"corpus-{version}"
    while target.exists():
        number += 1
        target = directory / f"corpus-{version}.{number}"
    return target


def _copy(db: Path, path: Path, progress: Progress) -> None:
    """Copy, merge the index, and write the result without free pages."""
    raw = path.with_name("corpus.db.copy")
    progress("copying")
    with open_readonly(db) as live, contextlib.closing(_open(raw)) as copy:
        with sqlite_errors(db):
            live.backup(copy, pages=-1)
        copy.execute("pragma journal_mode = delete")
        progress("merging the index")
        copy.execute("insert into docs_fts(docs_fts) values ('optimize')")
        progress("vacuuming")
        copy.execute("vacuum into ?", [str(path)])
    raw.unlink()


def _open(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("pragma synchronous = off")  # the result is brought to disk at the end
    return conn


def _check(conn: sqlite3.Connection, path: Path) -> None:
    (found,) = conn.execute("pragma quick_check(1)").fetchone()
    if found != "ok":
        raise ArchiveError(f"{path}: expected a sound copy, SQLite says: {found}")
    broken = conn.execute("pragma foreign_key_check").fetchone()
    if broken is not None:
        raise ArchiveError(
            f"{path}: expected every reference to lead somewhere, row {broken[1]} of "
            f"{broken[0]} refers to a missing row of {broken[2]}"
        )


def _describe(work: Path, facts: Facts, seen: dict[str, object]) -> None:
    title = f"{TITLE}, {facts['version']}"
    rows = facts["rows"]
    abstract = (
        f"{rows['posts']} posts and {rows['comments']} reader comments of "
        f"{len(facts['sources'])} Swedish municipal-politics blogs with every edit and "
        "disappearance, in one SQLite file with a Swedish full-text index."
    )
    documents = {
        "manifest.json": json.dumps(facts, ensure_ascii=False, indent=2) + "\n",
        INSPECT: json.dumps(seen, indent=2) + "\n",
        "CITATION.cff": citation(facts, title=TITLE, abstract=abstract),
        "codebook.md": as_markdown(RESOURCES, title=title),
        "README.md": _README.format(
            title=title,
            abstract=abstract,
            cite=reference(facts, title=TITLE),
            gaps="\n".join(f"- {gap}" for gap in facts["gaps"]) or "- None known.",
        ),
    }
    with disk_errors(work):
        for name, text in documents.items():
            (work / name).write_text(text, "utf-8")
        shutil.copyfile(metadata(), work / "metadata.yml")


_README = """# {title}

{abstract}

Serve it: `datasette --immutable corpus.db --inspect-file {inspect} -m metadata.yml`, or
`debattarkiv --db corpus.db serve`.

`manifest.json` says what it holds and which run it rests on. `runs.chain` of that run
pins every response fetched until then, so that this snapshot pins all earlier ones.
`debattarkiv diff OLD NEW` says what two snapshots differ in.
`sha256sum --check SHA256SUMS` checks every file. Columns: `codebook.md`.

## Known gaps

{gaps}

## Cite

{cite}

## Rights and people

The texts belong to their authors. They hold opinions of living people, some under their
names: personal data, often of a sensitive kind. Later snapshots leave out what was
erased on request: use the newest one, and do not pass older ones on.
""".replace("{inspect}", INSPECT)
