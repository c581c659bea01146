"""Threads: ids, reading order, who answers whom, several pages as one; pure."""

from scraper.thread.answers import resolve_answers
from scraper.thread.ids import (
    TextIds,
    author_name,
    comment_id,
    post_id,
    straight,
    words_of,
)
from scraper.thread.merge import merge
from scraper.thread.order import arrange

__all__ = [
    "TextIds",
    "arrange",
    "author_name",
    "comment_id",
    "merge",
    "post_id",
    "resolve_answers",
    "straight",
    "words_of",
]
