"""Commands that look after the archive: replay, verify; no logic."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.replay.rebuild import replay as run_replay
from scraper.replay.verify import verify as run_verify

if TYPE_CHECKING:
    from scraper.cli.main import Paths


@click.command()
@click.option(
    "--into",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="NEW.db",
    help="Write this new file and leave the archive as it is.",
)
@click.pass_obj
def replay(paths: Paths, into: Path | None) -> None:
    """Rebuild corpus.db from captures.db, without network.

    \b
    Example:
        debattarkiv replay --into ny.db
    """
    shown = _runs if sys.stderr.isatty() else _silent
    runs = run_replay(paths.db, paths.captures, into=into, progress=shown)
    click.echo(f"{into or paths.db}: {runs} runs replayed", err=True)


@click.command()
@click.option("--quick", is_flag=True, help="Leave out the replay.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_obj
def verify(paths: Paths, quick: bool, as_json: bool) -> int:
    """Check both files, the index, the ledger, and that they agree.

    Ends with code 8 if anything is not as it was written.

    \b
    Example:
        debattarkiv verify --quick
    """
    shown = _look if sys.stderr.isatty() else _unseen
    found = run_verify(paths.db, paths.captures, quick=quick, progress=shown)
    if as_json:
        click.echo(json.dumps({"findings": found}, ensure_ascii=False, indent=2))
    for line in () if as_json else found:
        click.echo(line)
    if not found:
        click.echo(f"{paths.db}: all is as it was written", err=True)
    return 8 if found else 0


def _runs(done: int, total: int) -> None:
    click.echo(f"\rreplay: {done} of {total} runs", err=True, nl=done == total)


def _silent(done: int, total: int) -> None:
    """No progress where nobody watches."""


def _look(what: str) -> None:
    click.echo(f"looking at {what}", err=True)


def _unseen(what: str) -> None:
    """No progress where nobody watches."""
