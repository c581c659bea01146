"""Past one machine: the fetches of a run made by the workers of a Dask cluster.

    coordinator (this process)             worker (any machine)
    SourceRun ─ Order ───────────────────> HostActor ─ HostFetcher ─ the blog
    captures.db, corpus.db <── Made ──────

A host is one actor, a task that keeps its state: connections, robots.txt, the time of
the last request.  It holds the semaphore named after the host, so that no two workers,
of this run or of another one, ask the same host.  Only the coordinator has an archive.
Installed by the extra ``distributed``.
"""

from scraper.cluster.cluster import Cluster, open_cluster

__all__ = ["Cluster", "open_cluster"]
