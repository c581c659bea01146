"""Every error this package raises on purpose.

DebattarkivError
├── ConfigError          sources.toml cannot be used; nothing was fetched
├── InputError           a file or an argument given by a person cannot be used
├── ClusterError         the Dask cluster cannot be reached, or was lost
├── ArchiveError         corpus.db or captures.db is foreign, newer or read-only
│   └── Locked           another run holds the archive
├── FetchError           no usable response (carries url, status)
│   └── Refused          the host said no: robots.txt, 401, 403, 429
└── ParseError           a page is not shaped as its layout promises
    ├── SelectorError    a selector matched the wrong number of elements
    └── NotAPost         the page is sound but no post: a listing, an error page
        └── Protected    a post that asks for a password: it stays out

A run catches FetchError and ParseError per URL, writes an issue and goes on.
Everything else stops it.  ``exit_code`` is the code of the command line for an
error that reached it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar


class DebattarkivError(Exception):
    """Base class; caught at the command line only."""

    exit_code: ClassVar[int] = 1


class ConfigError(DebattarkivError):
    """sources.toml cannot be used; the message names line, table and key."""

    exit_code = 2


class InputError(DebattarkivError):
    """A file or an argument given by a person cannot be used."""

    exit_code = 2


class ArchiveError(DebattarkivError):
    """A database is not ours, of a newer version, damaged or cannot be written."""

    exit_code = 1


class Locked(ArchiveError):
    """Another run holds the archive; the message says which process."""

    exit_code = 6


class ClusterError(DebattarkivError):
    """The workers of another machine cannot be reached; what they sent is kept."""

    exit_code = 1


class FetchError(DebattarkivError):
    """No usable response.

    Attributes:
        url: As requested.
        status: HTTP status, or ``None`` if no whole response came.
    """

    exit_code = 3

    def __init__(self, message: str, *, url: str, status: int | None = None) -> None:
        super().__init__(f"{url}: {message}")
        self.message = message
        self.url = url
        self.status = status

    def __reduce__(self) -> tuple[Callable[..., FetchError], tuple[str]]:
        """An error of a worker travels to whoever ordered the fetch."""
        return partial(type(self), url=self.url, status=self.status), (self.message,)


class Refused(FetchError):
    """The host said no: robots.txt, 401, 403, or 429 beyond our patience."""

    exit_code = 5


class ParseError(DebattarkivError):
    """A captured page does not have the shape its layout promises.

    Says what was expected and what was there; the run adds which page it was.
    """

    exit_code = 3


class SelectorError(ParseError):
    """A selector matched a number of elements the parser cannot interpret."""


class NotAPost(ParseError):
    """A sound page that is no post: listing, error page, protected post."""


class Protected(NotAPost):
    """A post that its blog shows to those with a password only."""
