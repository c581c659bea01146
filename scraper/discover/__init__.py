"""What exists: feed, sitemap, listing, front page -> references to posts; pure.

``read_index`` is the one door; the modules beside it read one kind of document
each.  The run decides which leads to follow and when it has seen enough.
"""

from __future__ import annotations

from collections.abc import Callable

from scraper.discover.feed import read_feed
from scraper.discover.home import read_home
from scraper.discover.index import Index, Lead
from scraper.discover.listing import read_listing
from scraper.discover.robots import read_robots
from scraper.discover.scope import address_key, belongs, post_url
from scraper.discover.sitemap import read_sitemap
from scraper.errors import FetchError, ParseError
from scraper.model import Capture, Purpose, Source

__all__ = ["Index", "Lead", "address_key", "belongs", "post_url", "read_index"]

READERS: dict[Purpose, Callable[[Capture, Source], Index]] = {
    "robots": read_robots,
    "home": read_home,
    "sitemap": read_sitemap,
    "feed": read_feed,
    "listing": read_listing,
}
"""Purpose of a capture -> what reads it."""


def read_index(capture: Capture, source: Source) -> Index:
    """The posts and further addresses that a capture lists.

    Args:
        capture: Of purpose robots, home, sitemap, feed or listing.
        source: The blog it was fetched for; what lies outside it is left out.

    Raises:
        FetchError: the status is not 200.  For a lead that was not ``certain``,
            404 or 410 is an end and no fault.
        ParseError: the document is not what its purpose promises, or lists nothing
            where it should.
    """
    reader = READERS.get(capture.purpose)
    if reader is None:
        raise ParseError(
            f"expected a capture that lists posts, got one of purpose "
            f"{capture.purpose!r}"
        )
    if capture.status != 200:
        raise FetchError(
            f"HTTP {capture.status}", url=capture.url, status=capture.status
        )
    return reader(capture, source)
