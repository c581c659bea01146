"""robots.txt: what a host asks of us (RFC 9309).  Pure."""

from __future__ import annotations

from protego import Protego

from scraper.captures.attempt import RobotsVerdict
from scraper.model import Capture

AGENT = "Debattarkivet"
"""Our product token, as rules may name it."""
_MAX_BYTES = 512 * 1024
"""RFC 9309, 2.5: at least 500 KiB are read; what follows need not be."""


class Robots:
    """What one robots.txt says to us.

    Args:
        capture: Of a robots.txt; a status from 400 to 499 means that there is none
            and all is allowed (RFC 9309, 2.3.1.3).
    """

    def __init__(self, capture: Capture) -> None:
        self.absent = capture.status != 200
        text = (
            "" if self.absent else capture.body[:_MAX_BYTES].decode("utf-8", "replace")
        )
        self._rules = Protego.parse(text.removeprefix("\ufeff"))

    def verdict(self, url: str) -> RobotsVerdict:
        """``allowed``, ``disallowed`` or ``absent``."""
        if self.absent:
            return "absent"
        return "allowed" if self._rules.can_fetch(url, AGENT) else "disallowed"

    def allows(self, url: str) -> bool:
        """Whether we may fetch ``url``; the longest matching rule decides."""
        return self.verdict(url) != "disallowed"

    @property
    def delay(self) -> float:
        """Seconds between two requests that it asks for; 0.0 if it does not."""
        rate = self._rules.request_rate(AGENT)
        return max(
            self._rules.crawl_delay(AGENT) or 0.0,
            rate.seconds / rate.requests if rate else 0.0,
        )

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Addresses of sitemaps, as written, in file order."""
        return tuple(self._rules.sitemaps)
