"""One HTTP request, without politeness: a whole answer, or what is the trouble.

TLS is always verified, no cookie is kept, no password file is read, redirects are
not followed.  Only ``fetch`` uses this.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import Any
from weakref import WeakSet

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from scraper.captures.body import Truncated, Unreadable, decode
from scraper.fetch.trouble import Trouble, explained
from scraper.hosts import host_of, is_loopback


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much one request may take."""

    connect_s: float = 10.0
    read_s: float = 30.0
    """Seconds without a byte."""
    total_s: float = 120.0
    """Seconds from sending to the last byte: a slow drip ends here."""
    max_bytes: int = 32_000_000
    """Of a body, decoded."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A response whose body came to the end that was announced for it."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """After Content-Encoding; empty for a redirect, whose body is not read."""
    size: int
    """Bytes of the body over the wire."""
    length_known: bool
    """An end was announced (length, chunks, compression), and reached."""


class Transport:
    """Sends requests, one at a time, over connections that stay open between them."""

    def __init__(self, user_agent: str, limits: Limits) -> None:
        self._limits = limits
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._session = _Session()
        self._session.headers.update(
            {"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"}
        )
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.auth = _no_auth  # else ~/.netrc would log us in
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(self._sockets))

    def close(self) -> None:
        """Closes the connections."""
        self._session.close()

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Asks for ``url``.

        Raises:
            Trouble: for everything but a whole answer, of whatever status.
        """
        self._session.trust_env = not is_loopback(host_of(url))  # proxies
        timeout = (self._limits.connect_s, self._limits.read_s)
        with _Deadline(self._limits.total_s, self._sockets) as deadline:
            try:
                response = self._session.get(
                    url,
                    headers=dict(headers),
                    stream=True,
                    allow_redirects=False,
                    timeout=timeout,
                )
                with response:
                    answer = self._answer(response)
            except (requests.RequestException, urllib3.exceptions.HTTPError) as exc:
                found = deadline.trouble() or explained(exc, self._waited(exc))
                raise found from exc
            except Trouble as exc:
                raise (deadline.trouble() or exc) from exc
            if late := deadline.trouble():  # a cut connection may look like the end
                raise late
            return answer

    def _answer(self, response: requests.Response) -> Answer:
        status = response.status_code
        headers = {name.lower(): value for name, value in response.headers.items()}
        if 300 <= status < 400:
            response.close()
            return Answer(
                status=status, headers=headers, body=b"", size=0, length_known=True
            )
        encoding = headers.get("content-encoding", "")
        wire = _Counted(response.raw.stream(65536, decode_content=False))
        problem: Exception
        try:
            body = decode(wire, encoding, limit=self._limits.max_bytes)
            return Answer(
                status=status,
                headers=headers,
                body=body,
                size=wire.count,
                length_known=response.raw.chunked
                or "content-length" in headers
                or encoding not in ("", "identity"),
            )
        except (Truncated, Unreadable) as exc:
            problem, retry, message = exc, isinstance(exc, Truncated), str(exc)
        except urllib3.exceptions.HTTPError as exc:
            trouble = explained(exc, self._waited(exc))
            problem, retry, message = exc, trouble.retry, str(trouble)
        response.close()
        raise Trouble(message, retry=retry, status=status, headers=headers) from problem

    def _waited(self, exc: Exception) -> float:
        connecting = isinstance(exc, requests.ConnectTimeout)
        return self._limits.connect_s if connecting else self._limits.read_s


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """None: else requests reads a redirect's whole body, however large."""
        return None


class _Counted:
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.count += len(chunk)
            yield chunk


class _Deadline:
    """Cuts the connection when the time is up, in whatever state the answer is."""

    def __init__(self, seconds: float, sockets: WeakSet[socket.socket]) -> None:
        self._seconds = seconds
        self._sockets = sockets
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._passed = False

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    def trouble(self) -> Trouble | None:
        if not self._passed:
            return None
        return Trouble(
            f"expected a whole answer within {self._seconds:g} s, it was slower",
            retry=True,
        )

    def _cut(self) -> None:
        self._passed = True
        for each in tuple(self._sockets):
            try:
                socket.socket.shutdown(each, socket.SHUT_RDWR)  # below TLS too
            except OSError:
                continue  # closed already


class _Adapter(HTTPAdapter):
    """Tells which sockets are open, so that a deadline can cut them."""

    def __init__(self, sockets: WeakSet[socket.socket]) -> None:
        self._sockets = sockets
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        sockets = self._sockets

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                sockets.add(self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                sockets.add(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {
            "http": PlainPool,
            "https": SecurePool,
        }


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
