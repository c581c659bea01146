"""Posts divided by ``<!--nextpage-->``, where a page does not show or link the rest.

Block themes print the first part and link no other (WordPress 6.1,
``render_block_core_post_content``): without this a new theme would look like an edit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scraper.model import Thread
from scraper.store.corpus import Row


def next_part(known: Row | None, pages: Iterable[Thread]) -> str | None:
    """Where a post may go on that is known to be longer than its pages show.

    WordPress leads the address of a part that is not there to the first one.

    Args:
        known: Its row in ``posts``.
        pages: What was read of it in this run.
    """
    parts = {page.part: page.post for page in pages}
    shown = " ".join(parts[n].text for n in sorted(parts))
    url = parts[min(parts)].url
    if known is None or url is None or not _begins(known["text"], shown):
        return None
    number = max(parts) + 1
    if "?" in url:
        return f"{url}&page={number}"
    return f"{url.removesuffix('/')}/{number}/"


def completed(thread: Thread, known: Row | None) -> Thread:
    """A thread of which pages are missing, with the known text if it breaks off."""
    if known is None or not _begins(known["text"], thread.post.text):
        return thread
    post = replace(thread.post, text=known["text"], html=None)
    return replace(thread, post=post)


def _begins(whole: str, part: str) -> bool:
    words, first = whole.split(), part.split()
    return len(first) < len(words) and words[: len(first)] == first
