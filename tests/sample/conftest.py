"""The sample's server, and a client for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from scraper.sample import SampleServer, serve


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def web() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session
