"""What REST tells, row by row, before it becomes threads.  Frozen, plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from scraper.model import Comment, Post

NameKind = Literal["category", "tag", "author"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class RestRoot:
    """What a blog says about itself at ``/wp-json/``."""

    name: str
    timezone: str | None
    """IANA zone; ``None`` where the blog has set hours only."""
    gmt_offset: float
    """Hours now, summer time included."""
    has_content: bool
    """Whether posts and comments can be asked for (``wp/v2``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestPost:
    """A post, with what only numbers tell yet."""

    post: Post
    """Without author and tags."""
    author: int
    """User number."""
    categories: tuple[int, ...]
    tags: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestComment:
    """A comment, with the number of its writer."""

    comment: Comment
    """Without position, depth and ``is_post_author``."""
    post: int
    """Number of what it stands on: a post, a page, an attachment."""
    author: int
    """User number; 0 for a visitor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestName:
    """What a number of a category, tag or user stands for."""

    kind: NameKind
    native_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestList(Generic[T]):
    """A page of a list."""

    items: tuple[T, ...]
    skipped: Mapping[str, int]
    """Why -> how many rows were left out on purpose."""
    total: int | None
    """What WordPress says there are, those included that it does not show;
    ``None``: it did not say."""
    pages: int | None
    """Pages there are; ``None``: it did not say."""
    rows: int
    """Rows on this page.  A short page is no end: what is hidden is left out."""
    ended: bool
    """This page is past the last."""

    def next_page(self, page: int) -> int | None:
        """The page to ask for after ``page``, or ``None`` at the end."""
        if self.ended:
            return None
        if self.pages is not None:
            return page + 1 if page < self.pages else None
        return page + 1 if self.rows else None
