"""Platforms: how to read a thread from a captured post page, by name.

One function per platform, ``parse_thread(capture, source) -> Thread``: pure, it sees
a Capture and a Source and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scraper.model import Capture, Source, Thread
from scraper.platforms import wordpress

PLATFORMS: Mapping[str, Callable[[Capture, Source], Thread]] = {
    "wordpress": wordpress.parse_thread,
}
"""What ``platform`` in sources.toml may say."""
