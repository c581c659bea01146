"""Pages kept by a web archive: what its index lists, and which page each is; pure.

    https://web.archive.org/web/20211123162011id_/https://blogg.example/anna/snon/
    <-------- archive --------> <--- when --->     <---------- page ----------->

``id_`` asks for the bytes as they were received, without the archive's own frame.
Sources: https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server and
https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from scraper.discover.scope import address_key, post_url
from scraper.errors import FetchError, ParseError
from scraper.model import Capture, Source

_STAMP = "%Y%m%d%H%M%S"
_AT = re.compile(r"(\d{14})id_/(https?://.+)", re.DOTALL)
_WAYBACK = "web.archive.org"
_NAMES = {"original": "url", "statuscode": "status", "mimetype": "mime"}
"""What the Wayback Machine calls the columns -> what pywb does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memento:
    """One page as a web archive, or a WARC file, has it from one moment."""

    url: str
    """Of the page itself."""
    moment: datetime
    """When the archive received it (aware, UTC)."""
    place: str
    """Where to get it: an address in the web archive, or a place in a file."""


def index_url(source: Source) -> str:
    """Where the archive of a source lists every page it has below the blog's front."""
    archive = source.archive or ""
    wayback = urlsplit(archive).hostname == _WAYBACK
    index = f"https://{_WAYBACK}/cdx/search/cdx" if wayback else f"{archive}cdx"
    asked = {"url": source.home, "matchType": "prefix", "output": "json"}
    return f"{index}?{urlencode(asked)}"


def read_cdx(capture: Capture, source: Source) -> tuple[Memento, ...]:
    """The pages that an index lists as received whole, in its order.

    Raises:
        FetchError: the status is not 200.
        ParseError: no index in either of the two forms.
    """
    if capture.status != 200:
        raise FetchError(
            f"HTTP {capture.status}", url=capture.url, status=capture.status
        )
    return tuple(
        Memento(
            url=row["url"],
            moment=_moment(row["timestamp"]),
            place=f"{source.archive}{row['timestamp']}id_/{row['url']}",
        )
        for row in _rows(capture.body)
        if row.get("status") == "200" and row.get("mime", "").startswith("text/html")
    )


def _rows(body: bytes) -> Iterator[Mapping[str, str]]:
    """Rows of an index: a list of lists under a head, or an object a line."""
    try:
        text = body.decode("utf-8").strip()
        if text.startswith("["):
            head, *rows = json.loads(text) or [[]]
            names = [_NAMES.get(name, name) for name in head]
            found = [dict(zip(names, row, strict=True)) for row in rows]
        else:
            found = [json.loads(line) for line in text.splitlines()]
        for row in found:
            _moment(row["timestamp"])
            if urlsplit(row["url"]).scheme in ("http", "https"):
                yield row
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise ParseError(
            "expected the index of a web archive as JSON (timestamp, url, status, "
            f"mime), got {body[:80]!r}"
        ) from exc


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


def as_received(capture: Capture, source: Source) -> Capture:
    """A page got from a web archive, as if it had been fetched from the blog then.

    Its bytes are the same, and so is the digest by which rows name it; captures.db
    keeps the address in the archive, and when it was asked there.

    Raises:
        ParseError: the archive led to something else than a page it received.
    """
    found = _AT.fullmatch(capture.final_url.removeprefix(source.archive or ""))
    if found is None:
        raise ParseError(
            f"expected a page as {source.archive} received it, got {capture.final_url}"
        )
    return replace(
        capture, url=found[2], final_url=found[2], fetched_at=_moment(found[1])
    )


def page_of(url: str, source: Source) -> str:
    """The address of the page that an address in the source's web archive stands for.

    Any other address stands for itself.
    """
    if source.archive is None or not url.startswith(source.archive):
        return url
    found = _AT.fullmatch(url.removeprefix(source.archive))
    return found[2] if found else url


class Shelf:
    """The pages of one source in a web archive or WARC file, by address."""

    def __init__(self, mementos: Iterable[Memento], source: Source) -> None:
        self._source = source
        self._by_key: defaultdict[str, list[Memento]] = defaultdict(list)
        for memento in mementos:
            self._by_key[address_key(memento.url)].append(memento)

    def posts(self) -> tuple[Memento, ...]:
        """What can be posts, the newest of each address, oldest first."""
        found = {}
        for key, mementos in self._by_key.items():
            newest = max(mementos, key=lambda each: each.moment)
            post = post_url(newest.url, self._source)
            if post is not None and address_key(post) == key:
                found[key] = newest
        return tuple(sorted(found.values(), key=lambda each: (each.moment, each.url)))

    def nearest(self, url: str, moment: datetime) -> Memento | None:
        """The page of an address that was received nearest to a moment."""
        mementos = self._by_key.get(address_key(url), ())
        return min(mementos, key=lambda each: abs(each.moment - moment), default=None)
