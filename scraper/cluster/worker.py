"""What runs on a worker: the fetches of one host."""

from __future__ import annotations

import asyncio
import weakref
from concurrent.futures import ThreadPoolExecutor

from distributed import Semaphore

from scraper import __version__
from scraper.errors import ClusterError
from scraper.fetch.orders import HostFetcher, Made, Order


class HostActor:
    """Asks one host, on order, while it holds the host's semaphore.

    Methods are coroutines and the work is done in a thread of the actor's own: hosts
    on the same worker do not wait for each other.

    Args:
        host: As ``hosts.host_key`` gives it.
        contact: Goes into the user agent.
        version: Of the coordinator; another one may read orders differently.
        patience: Seconds to wait for a worker that was lost, or for another run.

    Raises:
        ClusterError: another version; or somebody else holds the host all the time.
    """

    def __init__(
        self, host: str, contact: str | None, version: str, patience: float
    ) -> None:
        if version != __version__:
            raise ClusterError(
                f"expected workers with debattarkiv {version}, got {__version__}"
            )
        self._semaphore = Semaphore(max_leases=1, name=f"debattarkiv {host}")
        if not self._semaphore.acquire(timeout=patience):
            raise ClusterError(
                f"{host}: expected to be the only one who asks it, another worker has "
                f"held it for {patience:.0f} s; is another run using this cluster?"
            )
        # A run that was killed closes nothing: its lease then ends by itself.
        weakref.finalize(self, self._semaphore.refresh_callback.stop)
        self._fetcher = HostFetcher(contact)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="host")

    async def make(self, order: Order) -> Made:
        """See ``HostFetcher.make``."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._fetcher.make, order)

    async def close(self) -> None:
        """Gives the host free."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._fetcher.close()
        await self._semaphore.release()
