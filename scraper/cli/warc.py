"""The command warc: captures as a web archive; no logic."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.captures import Captures
from scraper.errors import InputError
from scraper.forget import handed_on
from scraper.tombstones import require_obeyed
from scraper.warc.files import require_library

if TYPE_CHECKING:
    from scraper.cli.main import Paths


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--source", "names", multiple=True, help="Only this blog; repeatable.")
@click.option(
    "--as-received",
    is_flag=True,
    help="Every byte as it came; else e-mail addresses and the like are taken out.",
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_obj
def warc(
    paths: Paths,
    directory: Path,
    names: tuple[str, ...],
    as_received: bool,
    as_json: bool,
) -> None:
    """Write the captures as WARC into DIRECTORY, which pywb can replay.

    Its files are for you alone: they hold what blogs have removed since.

    \b
    Example:
        debattarkiv warc collections/debatt
    """
    require_library()
    from scraper.warc.write import write_warc

    require_obeyed(paths.db, paths.captures)
    with Captures(paths.captures, create=False) as captures:
        there = captures.counts()
        for name in names:
            if name not in there:
                known = ", ".join(there) or "none"
                raise InputError(f"--source: no {name!r} in it; there are {known}")
        counts = write_warc(
            captures,
            directory,
            sources=names or tuple(there),
            as_received=as_received,
            now=datetime.now(UTC),
            progress=_progress if sys.stderr.isatty() else _silent,
        )
    handed_on.note(paths.db, "warc", directory, at=datetime.now(UTC))
    if as_json:
        click.echo(json.dumps(counts))
        return
    click.echo(directory)
    click.echo(
        ", ".join(f"{n} {w.replace('_', ' ')}" for w, n in counts.items()), err=True
    )


def _progress(done: int, total: int) -> None:
    click.echo(f"\r{done} of {total} captures", err=True, nl=done == total)


def _silent(done: int, total: int) -> None:
    """No progress where nobody watches."""
