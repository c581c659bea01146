"""Commands that look at a blog before it is archived: doctor, sources add; no logic."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from scraper.config import Config, config_from_text, values
from scraper.doctor import Diagnosis, Visit, diagnose, probe
from scraper.doctor.address import home_of
from scraper.doctor.report import as_record, as_text
from scraper.doctor.table import append, name_for, table_of, twin_of
from scraper.errors import ConfigError, InputError
from scraper.hosts import host_of, is_loopback
from scraper.model import Source

if TYPE_CHECKING:
    from scraper.cli.main import Paths

_CONTACT = click.option(
    "--contact",
    metavar="ADDRESS",
    help="E-mail or https address for the user agent.  [default: that of sources.toml]",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Report as JSON.")


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a visit found, and what sources.toml has of it."""

    diagnosis: Diagnosis
    config: Config
    twin: Source | None
    """The source of sources.toml that is this blog."""


@click.command()
@click.argument("url")
@_CONTACT
@_JSON
@click.pass_obj
def doctor(paths: Paths, url: str, contact: str | None, as_json: bool) -> int:
    """Say what the archive would do with the blog at URL; stores nothing.

    At most 15 polite requests.  Exit codes: 0 it can be archived, 3 no usable answer,
    4 no WordPress or no way to read it, 5 refused by the host.

    \b
    Example:
        debattarkiv doctor https://blogg.vk.se/lundgren/
    """
    config = _config(paths)
    found = _look(config, home_of(url), contact)
    diagnosis, table = found.diagnosis, None
    if not diagnosis.exit_code and found.twin is None:
        name = name_for(diagnosis.source.home, config.sources)
        table = table_of(diagnosis, name, default_delay=config.delay)
    if as_json:
        record = as_record(diagnosis, table)
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return diagnosis.exit_code
    click.echo(as_text(diagnosis, delay=_delay(found)), nl=False)
    if found.twin is not None:
        click.echo(f"\nAlready in {config.path} as [sources.{found.twin.name}].")
    elif table is not None:
        command = f"debattarkiv sources add {diagnosis.source.home}"
        click.echo(f"\nFor {config.path} (`{command}` writes it):\n\n{table}", nl=False)
    return diagnosis.exit_code


@click.group()
def sources() -> None:
    """The blogs of sources.toml."""


@sources.command()
@click.argument("url")
@click.option("--name", help="Begins the ids of its posts.  [default: by its address]")
@_CONTACT
@_JSON
@click.pass_obj
def add(
    paths: Paths, url: str, name: str | None, contact: str | None, as_json: bool
) -> int:
    """Look at the blog at URL and add its table to sources.toml.

    Exit codes as `debattarkiv doctor`; only a blog that can be archived is added.

    \b
    Example:
        debattarkiv sources add https://blogg.vk.se/lundgren/ --name lundgren
    """
    config, home = paths.config(), home_of(url)
    _refuse_twin(config, twin_of(home, config))
    if name is not None:
        _check_name(config, name)
    found = _look(config, home, contact)
    diagnosis = found.diagnosis
    if diagnosis.exit_code:
        click.echo(as_text(diagnosis, delay=_delay(found)), nl=False, err=True)
        click.echo(f"{config.path}: nothing was added", err=True)
        return diagnosis.exit_code
    _refuse_twin(config, found.twin)
    name = name or name_for(diagnosis.source.home, config.sources)
    table = table_of(diagnosis, name, default_delay=config.delay)
    append(paths.sources, table)
    if as_json:
        record = as_record(diagnosis, table)
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return 0
    click.echo(as_text(diagnosis, delay=_delay(found)), err=True)
    click.echo(table, nl=False)
    click.echo(
        f"\nAdded to {config.path}. Look it over (owner, party, min_posts), then: "
        f"debattarkiv scrape {name}",
        err=True,
    )
    return 0


def _look(config: Config, home: str, contact: str | None) -> _Looked:
    who = _contact(config, home, contact)
    known = twin_of(home, config)
    source = known or Source(
        name=name_for(home, config.sources),
        platform="wordpress",
        home=home,
        delay=0.0 if is_loopback(host_of(home)) else max(config.delay, 1.0),
    )
    with _visit(who) as visit:
        found = probe(visit, source)
    delay = known.delay if known else config.delay
    diagnosis = diagnose(found, delay=delay)
    twin = twin_of(diagnosis.source.home, config)
    return _Looked(diagnosis, config, twin)


def _visit(contact: str | None) -> AbstractContextManager[Visit]:
    return Visit(contact, progress=_progress if sys.stderr.isatty() else _silent)


def _config(paths: Paths) -> Config:
    """sources.toml; an empty one where there is none yet."""
    if paths.sources.exists():
        return paths.config()
    return config_from_text("", path=str(paths.sources))


def _contact(config: Config, home: str, given: str | None) -> str | None:
    """Who visits.

    Raises:
        InputError: no address that people can write to.
        ConfigError: none at all, and the blog is on another machine.
    """
    try:
        contact = values.contact(given) if given is not None else config.contact
    except ValueError as exc:
        raise InputError(f"--contact: {exc}") from exc
    if contact is None and not is_loopback(host_of(home)):
        raise ConfigError(
            f"expected an e-mail or https address that people can write to before "
            f"anything is fetched from {host_of(home)}; give it with --contact, or "
            f"set contact under [defaults] in {config.path}"
        )
    return contact


def _refuse_twin(config: Config, twin: Source | None) -> None:
    if twin is not None:
        raise InputError(
            f"{config.path}: the blog is there already, as [sources.{twin.name}]"
        )


def _check_name(config: Config, name: str) -> None:
    try:
        values.slug(name)
    except ValueError as exc:
        raise InputError(f"--name: {exc}") from exc
    if name in config.sources:
        raise InputError(
            f"--name: {config.path} has [sources.{name}] already, for "
            f"{config.sources[name].home}"
        )


def _delay(found: _Looked) -> float:
    return found.twin.delay if found.twin else found.config.delay


def _progress(url: str) -> None:
    click.echo(f"asking for {url}", err=True)


def _silent(url: str) -> None:
    """No progress where nobody watches."""
