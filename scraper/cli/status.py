"""The command that says how the archive is doing: status; no logic."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from scraper.errors import InputError
from scraper.status import as_text
from scraper.status import status as run_status
from scraper.store.readonly import open_readonly
from scraper.tombstones import unfinished

if TYPE_CHECKING:
    from scraper.cli.main import Paths

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@click.command()
@click.option(
    "--max-age",
    default="26h",
    show_default=True,
    metavar="AGE",
    help="How old the last good run of a source may be: 90m, 26h or 3d.",
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_obj
def status(paths: Paths, max_age: str, as_json: bool) -> int:
    """Say how each source is doing, and what to do next.

    Ends with code 7 if a source was not read well for too long.

    \b
    Example:
        debattarkiv status --max-age 26h
    """
    age = _age(max_age)
    declared = None
    if paths.sources.exists():
        sources = paths.config().sources.values()
        declared = [(source.name, source.home, source.ended) for source in sources]
    now = datetime.now(UTC).replace(microsecond=0)
    with open_readonly(paths.db) as db:
        found = run_status(db, now=now, max_age=age, declared=declared)
    left = unfinished(paths.db, paths.captures) if paths.captures.exists() else None
    if as_json:
        record = {**asdict(found), "stale": found.stale, "erasure": left}
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        click.echo(as_text(found), nl=False)
        if left:
            click.echo(f"\nALARM: {left}")
    return 7 if found.stale else 0


def _age(text: str) -> timedelta:
    found = re.fullmatch(r"([0-9]{1,5})([mhd])", text.strip())
    if found is None:
        raise InputError(f"--max-age: expected 90m, 26h or 3d, got {text!r}")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
