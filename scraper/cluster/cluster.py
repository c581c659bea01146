"""The coordinator's side: which worker asks which host, and what if one is lost."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from distributed import Client, LocalCluster

from scraper import __version__
from scraper.cluster.worker import HostActor
from scraper.errors import ClusterError
from scraper.fetch.orders import Made, Order
from scraper.run.hosts import Maker

log = logging.getLogger(__name__)

LOSSES = 3
"""Workers that may be lost over one fetch; the fourth does not try it."""
PATIENCE_S = 120.0
"""Longer than a lost worker's lease of a host lasts (30 s by default)."""
_ANSWER_S = 10.0
_MOST_HOSTS = 128
_LOST = (OSError, RuntimeError, KeyError)
"""What Dask raises when the worker of an actor, or the way to it, is gone."""


class Cluster:
    """Workers of a Dask cluster; see ``run.hosts.Workers``.

    Args:
        number: Of hosts read at the same time; ``None`` for all.
    """

    def __init__(
        self, client: Client, *, contact: str | None, number: int | None = None
    ) -> None:
        self._client, self._contact = client, contact
        self._number = number or _MOST_HOSTS
        self._hosts: Counter[str] = Counter()
        self._choosing = threading.Lock()

    def at_once(self, hosts: int) -> int:
        """See ``Workers``."""
        return min(self._number, hosts)

    @contextmanager
    def host(self, key: str) -> Iterator[Maker]:
        """See ``Workers``."""
        held = _Host(self, key)
        try:
            yield held.make
        finally:
            held.close()

    def stop(self) -> None:
        """See ``Workers``: whoever waits for a worker gets an error."""
        self._client.close(timeout=1)

    def actor(self, key: str) -> tuple[Any, str]:
        """A new actor for a host, on the worker with fewest of them; its address.

        Raises:
            ClusterError: no worker, no scheduler, or the host is taken.
        """
        address = self._quietest()
        try:
            future = self._client.submit(
                HostActor,
                key,
                self._contact,
                __version__,
                PATIENCE_S,
                actor=True,
                workers=[address],
                pure=False,
            )
            return future.result(timeout=PATIENCE_S + _ANSWER_S), address
        except _LOST as exc:
            self.left(address)
            raise ClusterError(f"{key}: no worker could be set to it: {exc}") from exc

    def left(self, address: str) -> None:
        """A worker has one host less."""
        with self._choosing:
            self._hosts[address] -= 1

    def _quietest(self) -> str:
        try:
            workers: dict[str, int] = self._client.nthreads()
        except _LOST as exc:
            raise ClusterError(
                "the Dask scheduler was lost; everything fetched is kept, run again"
            ) from exc
        if not workers:
            raise ClusterError("the Dask scheduler has no workers; start some")
        with self._choosing:
            address = min(sorted(workers), key=lambda each: self._hosts[each])
            self._hosts[address] += 1
        return address


class _Host:
    """One host, asked by one actor after another."""

    def __init__(self, cluster: Cluster, key: str) -> None:
        self._cluster, self._key = cluster, key
        self._actor, self._address = cluster.actor(key)

    def make(self, order: Order) -> Made:
        """Have a fetch made; a GET whose worker was lost is safe to make again.

        What the host itself said comes back as ``Made`` and is not tried again.

        Raises:
            ClusterError: the scheduler, or one worker after the other, was lost.
        """
        for _ in range(LOSSES):
            try:
                made: Made = self._actor.make(order).result()
                return made
            except _LOST as exc:
                log.warning("%s: its worker was lost (%s)", self._key, exc)
                self._cluster.left(self._address)
                self._actor, self._address = self._cluster.actor(self._key)
        raise ClusterError(f"{order.url}: {LOSSES} workers were lost over it")

    def close(self) -> None:
        """Give the host free; a worker that is lost has given it free already."""
        try:
            self._actor.close().result(timeout=_ANSWER_S)
        except (*_LOST, TimeoutError) as exc:
            log.warning("%s: its worker was lost at the end (%s)", self._key, exc)
        self._cluster.left(self._address)


@contextmanager
def open_cluster(
    address: str | None, *, contact: str | None, number: int | None = None
) -> Iterator[Cluster]:
    """The cluster whose scheduler is at ``address``, else one of this machine.

    Args:
        address: e.g. ``"tcp://10.0.0.5:8786"``; ``None`` starts worker processes here.
        number: Of hosts read at the same time; ``None`` for all.

    Raises:
        ClusterError: nobody answers at the address.
    """
    # we say what is lost; its own errors are tracebacks of what it was just doing
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if address is None:
        local = LocalCluster(processes=True, dashboard_address=None)
        with local, Client(local) as client:
            yield Cluster(client, contact=contact, number=number)
        return
    try:
        client = Client(address, timeout=_ANSWER_S)
    except (OSError, ValueError) as exc:
        raise ClusterError(
            f"--dask {address}: expected a Dask scheduler there, e.g. "
            f"tcp://10.0.0.5:8786: {exc}"
        ) from exc
    with client:
        yield Cluster(client, contact=contact, number=number)
