"""Who makes the requests of a run: this process, its threads, or a cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import click

from scraper.config import Config
from scraper.run.hosts import Threads, Workers


@contextlib.contextmanager
def open_workers(
    config: Config, number: int | None, dask: str | None
) -> Iterator[Workers | None]:
    """Who makes the requests: this process, its threads, or a cluster."""
    if dask is None:
        many = number is not None and number > 1
        yield Threads(number or 1, contact=config.contact) if many else None
        return
    try:
        from scraper.cluster import open_cluster
    except ModuleNotFoundError as exc:
        raise click.UsageError(
            f"--dask needs the extra 'distributed' ({exc}): "
            "pip install 'debattarkiv[distributed]'"
        ) from exc
    with open_cluster(dask or None, contact=config.contact, number=number) as cluster:
        yield cluster
