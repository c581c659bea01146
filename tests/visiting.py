"""A fetcher on a visit to a faulty server, with a clock that only sleeping moves."""

from __future__ import annotations

import contextlib
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.captures import Attempt
from scraper.errors import FetchError
from scraper.fetch import Fetcher
from scraper.fetch.lease import Leases
from scraper.fetch.transport import Limits
from scraper.model import Capture, Purpose, Source
from tests.faulty import Faulty, Route, serve

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="needs the openssl command"
)

NOON = datetime(2024, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.time - 1000.0)


class Visit:
    """A fetcher, its clock and its log, for one server."""

    def __init__(self, server: Faulty, folder: Path) -> None:
        self.clock = Clock()
        self.log: list[Attempt] = []
        self.server = server
        self.folder = folder
        self.source = Source(
            name="a", platform="wordpress", home=server.url("/"), delay=2.0
        )
        self.html_end = False
        self.fetcher = self.open()

    def open(self, limits: Limits | None = None) -> Fetcher:
        leases = Leases(self.folder, clock=self.clock, sleep=self.clock.sleep)
        self.fetcher = Fetcher(
            "arkiv@umu.se",
            record=self.record,
            leases=leases,
            limits=limits,
            expects_html_end=lambda source: self.html_end,
            clock=self.clock,
            now=self.clock.now,
        )
        return self.fetcher

    def record(self, attempt: Attempt) -> Capture | None:
        self.log.append(attempt)
        return attempt.capture

    def fetch(
        self,
        path: str = "/1/",
        *,
        purpose: Purpose = "post",
        validators: Capture | None = None,
    ) -> Capture:
        url = path if "://" in path else self.server.url(path)
        return self.fetcher.fetch(
            url, source=self.source, purpose=purpose, validators=validators
        )

    def refused(self, path: str = "/1/", *, purpose: Purpose = "post") -> FetchError:
        with pytest.raises(FetchError) as caught:
            self.fetch(path, purpose=purpose)
        message = str(caught.value)
        assert "\n" not in message
        url = path if "://" in path else self.server.url(path)
        assert message.startswith(f"{url}: ")
        return caught.value


Start = Callable[..., Visit]


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Start]:
    """Starts a server with a route for /1/, and others by name, and a visit to it."""
    with contextlib.ExitStack() as stack:

        def start(route: Route = b"", **routes: Route) -> Visit:
            paths = {"/1/": route, **{f"/{k}": v for k, v in routes.items()}}
            made = Visit(stack.enter_context(serve(paths)), tmp_path)
            stack.callback(lambda: made.fetcher.close())
            return made

        yield start


def self_signed(folder: Path) -> ssl.SSLContext:
    """TLS for a server on loopback, with a certificate that nobody vouches for."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
        "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -days 2 "
        f"-keyout {key} -out {cert}"
    )
    subprocess.run(command.split(" "), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context
