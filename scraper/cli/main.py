"""The ``debattarkiv`` command: options, progress and exit codes; no logic.

Results go to standard output, everything else to standard error.  Exit codes are
listed in the README.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from scraper import __version__, serve
from scraper.cli.doctor import doctor
from scraper.cli.doctor import sources as sources_
from scraper.cli.export import diff, export, publish
from scraper.cli.forget import forget, hide, show
from scraper.cli.interrupts import Interrupts
from scraper.cli.memory import replay, verify
from scraper.cli.report import print_report
from scraper.cli.search import search
from scraper.cli.status import status
from scraper.cli.warc import warc
from scraper.cli.workers import open_workers
from scraper.config import Config, load_config, require_contact
from scraper.errors import ConfigError, DebattarkivError
from scraper.model import Source
from scraper.run.archive import open_archive
from scraper.run.importing import import_files
from scraper.run.progress import Bar, silent
from scraper.run.scraping import scrape as run_scrape
from scraper.store.readonly import open_readonly
from scraper.tombstones import require_obeyed


@dataclass(frozen=True, slots=True)
class Paths:
    """Where the archive lies; set by options or the environment."""

    db: Path
    captures: Path
    sources: Path

    def config(self) -> Config:
        """The checked sources.toml."""
        return load_config(self.sources)


Command = TypeVar("Command", bound=Callable[..., Any])


def _path(name: str, default: str, what: str) -> Callable[[Command], Command]:
    return click.option(
        f"--{name}",
        type=click.Path(dir_okay=False, path_type=Path),
        default=default,
        show_default=True,
        envvar=f"DEBATTARKIV_{name.upper()}",
        help=what,
    )


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="debattarkiv")
@_path("db", "corpus.db", "The archive.")
@_path("captures", "captures.db", "Responses as received; private.")
@_path("sources", "sources.toml", "The blogs to read.")
@click.pass_context
def cli(context: click.Context, db: Path, captures: Path, sources: Path) -> None:
    """Archive Swedish municipal-politics blogs and search them."""
    context.obj = Paths(db, captures, sources)


@cli.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--full", is_flag=True, help="Read every post again, due or not.")
@click.option("--budget", type=click.IntRange(0), help="Re-read at most N old posts.")
@click.option("--dry-run", is_flag=True, help="Say what would be read, and why.")
@click.option(
    "--trust", is_flag=True, help="Believe a changed blog: you have looked at it."
)
@click.option(
    "--workers", type=click.IntRange(1), help="Read N hosts at the same time."
)
@click.option(
    "--dask",
    is_flag=False,
    flag_value="",
    metavar="[ADDRESS]",
    help="Have a Dask cluster make the requests; without ADDRESS, one started here.",
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_obj
def scrape(
    paths: Paths,
    names: tuple[str, ...],
    full: bool,
    budget: int | None,
    dry_run: bool,
    trust: bool,
    workers: int | None,
    dask: str | None,
    as_json: bool,
) -> int:
    """Read what is new or due on the blogs of sources.toml, politely.

    \b
    Example:
        debattarkiv scrape janhagglund --dry-run
    """
    config = paths.config()
    sources = _chosen(config, names)
    require_contact(config, [source for source in sources if source.is_fetched])
    interrupts = Interrupts()
    with (
        interrupts.caught(),
        open_archive(paths.db, paths.captures) as archive,
        open_workers(config, workers, dask) as made_by,
    ):
        report = run_scrape(
            archive,
            config,
            sources,
            full=full,
            budget=budget,
            dry=dry_run,
            trust=trust,
            workers=made_by,
            progress=interrupts.watched(_bar() if sys.stderr.isatty() else silent),
        )
    if dry_run and not as_json:
        for of_source in report.sources.values():
            for url, why in of_source.planned:
                click.echo(f"{why:<10} {url}")
    print_report(report, as_json=as_json)
    return report.exit_code


@cli.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option("--source", "name", required=True, help="The blog they come from.")
@click.option("--url", help="Address of the post, if the saved page does not say it.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_obj
def import_(
    paths: Paths, files: tuple[Path, ...], name: str, url: str | None, as_json: bool
) -> int:
    """Read saved texts and pages of posts, WordPress exports (WXR) and WARC files.

    \b
    Example:
        debattarkiv import sparad-sida.html --source janhagglund
    """
    config = paths.config()
    (source,) = _chosen(config, [name])
    with open_archive(paths.db, paths.captures) as archive:
        report = import_files(archive, config, source, files, url=url)
    print_report(report, as_json=as_json)
    return report.exit_code


@cli.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535))
@click.pass_obj
def serve_(paths: Paths, host: str, port: int) -> None:
    """Serve the archive with Datasette.

    \b
    Example:
        debattarkiv serve --port 8080
    """
    with open_readonly(paths.db):
        pass  # a file that cannot be served is said before Datasette starts
    require_obeyed(paths.db, paths.captures)
    command = serve.command(paths.db, host=host, port=port)
    os.execv(command[0], command)


for command in (
    *(doctor, sources_, export, publish, diff, replay, search, verify),
    *(forget, hide, show, status, warc),
):
    cli.add_command(command)


def _chosen(config: Config, names: Sequence[str]) -> list[Source]:
    unknown = [name for name in names if name not in config.sources]
    if unknown:
        raise ConfigError(
            f"{config.path}: no source {unknown[0]!r}; there are "
            f"{', '.join(config.sources)}"
        )
    return [config.sources[name] for name in names or config.sources]


def _bar() -> Bar:
    return Bar(lambda line: click.echo(line, err=True, nl=False), clock=time.monotonic)


def main() -> None:
    """Entry point: one line per error, the documented exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        code = cli.main(standalone_mode=False)
    except DebattarkivError as exc:
        click.echo(f"debattarkiv: {exc}", err=True)
        sys.exit(exc.exit_code)
    except click.ClickException as exc:
        exc.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("debattarkiv: interrupted; everything fetched is kept", err=True)
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)
