"""Commands that hand the archive on: export, publish, diff; no logic."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.errors import InputError
from scraper.export import FORMATS, Options, export_package
from scraper.forget import handed_on
from scraper.publish import diff as run_diff
from scraper.publish import publish as run_publish
from scraper.search.fields import Filters, read_field
from scraper.tombstones import require_obeyed

if TYPE_CHECKING:
    from scraper.cli.main import Paths

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("directory", type=_FOLDER, metavar="DIR")
@click.option(
    "--format",
    "formats",
    default="csv,jsonl",
    show_default=True,
    metavar="LIST",
    help=f"Some of {', '.join(FORMATS)}.",
)
@click.option("--query", help="Only what this search finds.")
@click.option("--source", "sources", multiple=True, help="Only this blog; repeatable.")
@click.option("--topic", "topics", multiple=True, help="Only this topic; repeatable.")
@click.option("--from", "since", metavar="DAY", help="First day, month or year.")
@click.option("--to", "until", metavar="DAY", help="Last day, month or year.")
@click.option("--excel", is_flag=True, help="CSV for Excel: BOM, semicolons.")
@click.option("--no-text", is_flag=True, help="Metadata, counts and links only.")
@click.option("--pseudonyms", is_flag=True, help="Replace commenters' names.")
@click.option(
    "--key",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Key of the pseudonyms, made if missing.  [default: pseudonyms.key beside "
    "the archive]",
)
@click.option("--keep", multiple=True, help="A word that is no name; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_obj
def export(
    paths: Paths,
    directory: Path,
    formats: str,
    query: str | None,
    sources: tuple[str, ...],
    topics: tuple[str, ...],
    since: str | None,
    until: str | None,
    excel: bool,
    no_text: bool,
    pseudonyms: bool,
    key: Path | None,
    keep: tuple[str, ...],
    as_json: bool,
) -> None:
    """Write the archive, or a part of it, as a research package into DIR.

    \b
    Example:
        debattarkiv export paket --format csv,parquet --query 'visselblås*' --from 2021
    """
    if key is not None and not pseudonyms:
        raise InputError("--key: expected --pseudonyms with it")
    options = Options(
        formats=tuple(dict.fromkeys(formats.replace(" ", "").split(","))),
        query=query,
        sources=sources,
        topics=topics,
        since=_day("--from", since),
        until=_day("--to", until),
        excel=excel,
        no_text=no_text,
        key=(key or paths.db.with_name("pseudonyms.key")) if pseudonyms else None,
        keep=keep,
    )
    require_obeyed(paths.db, paths.captures)
    report = export_package(
        paths.db,
        directory,
        options,
        now=datetime.now(UTC),
        people=_people(paths) if pseudonyms else (),
        progress=_progress if sys.stderr.isatty() else _silent,
    )
    handed_on.note(paths.db, "export", directory, at=datetime.now(UTC))
    for note in report.notes:
        click.echo(note, err=True)
    if as_json:
        click.echo(json.dumps(asdict(report), default=str, ensure_ascii=False))
        return
    click.echo(directory)
    counts = ", ".join(f"{n} {what}" for what, n in report.rows.items() if n)
    click.echo(counts or "nothing found", err=True)
    if report.review is not None:
        click.echo(
            f"{report.doubtful} doubtful names to review: {report.review}", err=True
        )


def _day(option: str, text: str | None) -> str | None:
    if text is None:
        return None
    field = "from" if option == "--from" else "to"
    found = read_field(Filters(), f"{field}:{text}")[0]
    if found is None:
        raise InputError(
            f"{option}: expected YYYY, YYYY-MM or YYYY-MM-DD, got {text!r}"
        )
    return found.since or found.until


def _people(paths: Paths) -> tuple[str, ...]:
    """The listed office holders with all their spellings."""
    if not paths.sources.exists():
        return ()
    people = paths.config().people
    return tuple(term.strip('"') for person in people for term in person.any)


def _progress(what: str, done: int, total: int) -> None:
    click.echo(f"\r{what}: {done} of {total}", err=True, nl=done == total)


def _silent(what: str, done: int, total: int) -> None:
    """No progress where nobody watches."""


@click.command()
@click.argument("directory", type=_FOLDER, metavar="DIR")
@click.pass_obj
def publish(paths: Paths, directory: Path) -> None:
    """Write a dated, read-only snapshot of the archive into DIR; a run may go on.

    \b
    Example:
        debattarkiv publish snapshots
    """
    tell = _step if sys.stderr.isatty() else _nothing
    require_obeyed(paths.db, paths.captures)
    made = run_publish(paths.db, directory, now=datetime.now(UTC), progress=tell)
    handed_on.note(paths.db, "snapshot", made, at=datetime.now(UTC))
    click.echo(made)


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Print what is new, edited, withdrawn or erased from snapshot OLD to NEW.

    \b
    Example:
        debattarkiv diff snapshots/corpus-2026-10-01 snapshots/corpus-2026-11-01
    """
    found = run_diff(old, new)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        for item in found.items:
            more = ", ".join(item.what)
            click.echo(f"{item.change:<9} {item.id}{f'  ({more})' if more else ''}")
    counts = ", ".join(f"{what}: {n}" for what, n in found.counts().items())
    click.echo(counts or "no difference in posts and comments", err=True)
    if not found.continues:
        click.echo(f"{new} does not continue the runs of {old}", err=True)


def _step(what: str) -> None:
    click.echo(f"{what} …", err=True)


def _nothing(what: str) -> None:
    """No progress where nobody watches."""
