"""Posts and comments that stay out of corpus.db while a request is looked into.

Their captures stay as they are, so that the item comes back as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scraper.apply.reading import Reading
from scraper.captures import HiddenItem
from scraper.model import Comment


class Hidden:
    """What is hidden, asked of readings; an empty one hides nothing."""

    def __init__(self, items: Iterable[HiddenItem] = ()) -> None:
        found = tuple(items)
        self.ids = frozenset(each.item for each in found)
        self._words = {(_plain(each.author), each.words) for each in found}

    def without(self, reading: Reading) -> Reading | None:
        """A reading without what is hidden; ``None`` if its post is."""
        if not self.ids:
            return reading
        thread = reading.thread
        post = thread.post
        alike = (_plain(None), words_of(f"{post.title} {post.text}"))
        if post.id in self.ids or (post.native_id is None and alike in self._words):
            return None
        shown = tuple(c for c in thread.comments if not self._is_comment(c))
        return replace(reading, thread=replace(thread, comments=shown))

    def _is_comment(self, comment: Comment) -> bool:
        if comment.id in self.ids:
            return True
        alike = (_plain(comment.author), words_of(comment.text))
        return comment.native_id is None and alike in self._words


def words_of(text: str) -> str:
    """A text as ``HiddenItem.words`` has it."""
    return " ".join(text.split())


def _plain(name: str | None) -> str:
    return " ".join((name or "").split()).casefold()
