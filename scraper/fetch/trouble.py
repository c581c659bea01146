"""Why a request gave no whole answer, in words a maintainer can act on."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from http.client import IncompleteRead, RemoteDisconnected

import requests
import urllib3


class Trouble(Exception):
    """No whole answer.

    Attributes:
        retry: Another try may succeed.
        status: ``None`` if not even headers came.
        headers: As far as they came, names in lower case.
        body: Of a whole answer that is a trouble by its status.
    """

    def __init__(
        self,
        message: str,
        *,
        retry: bool,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> None:
        super().__init__(message)
        self.retry = retry
        self.status = status
        self.headers = headers or {}
        self.body = body


def explained(exc: Exception, waited_s: float) -> Trouble:
    """What went wrong, from the deepest cause that says so.

    Args:
        exc: Of requests or urllib3.
        waited_s: The time limit that a timeout exceeded, in seconds.
    """
    for each in _causes(exc):
        match each:
            case ssl.SSLCertVerificationError():
                return Trouble(
                    f"TLS certificate refused: {each.verify_message}; is it expired, "
                    "for another name, or is the clock here wrong? Certificates are "
                    "always checked",
                    retry=False,
                )
            case ssl.SSLError():
                what = each.reason or "connection cut"
                return Trouble(
                    f"TLS failed: {what}; does the host serve https at this address?",
                    retry=isinstance(each, ssl.SSLEOFError),
                )
            case socket.gaierror():
                return Trouble(
                    f"no host of this name found ({each.strerror}); check home in "
                    "sources.toml and the network",
                    retry=each.errno == socket.EAI_AGAIN,
                )
            case RemoteDisconnected():
                return Trouble("the host closed without an answer", retry=True)
            case ConnectionRefusedError():
                return Trouble(
                    "connection refused; the host is up but does not serve there, "
                    "try again later",
                    retry=True,
                )
            case ConnectionResetError() | BrokenPipeError():
                return Trouble("the host reset the connection", retry=True)
            case IncompleteRead():
                return Trouble("truncated: the body ends before its length", retry=True)
            case TimeoutError():
                return Trouble(
                    f"no answer: nothing came for {waited_s:g} s", retry=True
                )
            case ValueError() if isinstance(each, requests.RequestException):
                return Trouble(f"expected an http address: {each}", retry=False)
            case urllib3.exceptions.ProtocolError():
                fallback = f"truncated or malformed answer: {each}"
                return Trouble(" ".join(fallback.split()), retry=True)
    return Trouble(f"{type(exc).__name__}: {exc}".split("\n")[0], retry=True)


def _causes(exc: BaseException) -> Iterator[BaseException]:
    """The exceptions behind ``exc``, the deepest first."""
    chain = [exc]
    while (deeper := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(deeper)
    return reversed(chain)
