"""The site over archives made by hand, in this process, without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette

from scraper import serve
from tests.site import archives

ALPHA = not version("datasette").startswith("0.")
"""On Datasette 1.0; see .github/workflows/datasette-alpha.yml."""
WRONG_SQL = 200 if ALPHA else 400
"""Status of the page that says what is wrong with a reader's SQL."""
METADATA = Path(__file__).parent.parent.parent / "metadata.yml"


class Site:
    """A Datasette with our plugin; ``get`` answers as a browser would see it."""

    def __init__(self, path: Path, **settings: object) -> None:
        from datasette.utils import parse_metadata

        metadata = parse_metadata(METADATA.read_text("utf-8"))
        metadata["plugins"] = {"debattarkiv": settings}
        self._loop = asyncio.new_event_loop()
        limits = {**serve.SETTINGS, "sql_time_limit_ms": 1000}
        values = {k: {"on": True, "off": False}.get(v, v) for k, v in limits.items()}
        described = {"metadata": metadata}
        if ALPHA:
            described["config"] = parse_metadata(METADATA.read_text("utf-8"))
            described["config"]["plugins"] = metadata["plugins"]
        self.datasette = Datasette([str(path)], **described, settings=values)
        self._loop.run_until_complete(self.datasette.invoke_startup())
        transport = httpx.ASGITransport(app=self.datasette.app())
        self._client = httpx.AsyncClient(
            transport=transport, base_url="http://arkivet.example"
        )

    def get(self, path: str, method: str = "GET", **kwargs: Any) -> httpx.Response:
        answer = self.gather(self._client.request(method, path, **kwargs))[0]
        where = answer.headers.get("location", "")
        if ALPHA and "/-/query" in where:  # where Datasette 1.0 keeps SQL
            answer = self.gather(self._client.request(method, where))[0]
        return answer

    def together(self, *paths: str) -> list[httpx.Response]:
        if ALPHA:
            paths = tuple(
                p.replace("/corpus?sql", "/corpus/-/query?sql") for p in paths
            )
        return self.gather(*(self._client.get(path) for path in paths))

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """What a connection of the site's answers, without what its pages do to it."""
        database = self.datasette.get_database()
        found: list[tuple[Any, ...]] = self.gather(
            database.execute_fn(lambda conn: conn.execute(sql, values).fetchall())
        )[0]
        return [tuple(row) for row in found]

    def gather(self, *waiting: Any) -> list[Any]:
        async def all_of() -> list[Any]:
            return await asyncio.gather(*waiting)

        return self._loop.run_until_complete(all_of())

    def close(self) -> None:
        self.gather(self._client.aclose())
        for database in self.datasette.databases.values():
            database.close()
        self.datasette.executor.shutdown()
        self._loop.close()


@pytest.fixture(scope="session")
def edited_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("edited") / "corpus.db"
    return archives.edited_archive(path)


@pytest.fixture(scope="session")
def site(edited_path: Path) -> Iterator[Site]:
    made = Site(edited_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("hostile") / "corpus.db"
    made = Site(archives.hostile_archive(path))
    yield made
    made.close()


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("many") / "corpus.db"
    made = Site(archives.many_hits(path))
    yield made
    made.close()


@pytest.fixture
def site_with(edited_path: Path) -> Iterator[Callable[..., Site]]:
    made: list[Site] = []

    def make(**settings: object) -> Site:
        made.append(Site(edited_path, **settings))
        return made[-1]

    yield make
    for each in made:
        each.close()
