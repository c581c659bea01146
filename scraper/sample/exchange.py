"""What one request asks and what it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from scraper.sample.address import Address
from scraper.sample.content import Post

HTML = "text/html; charset=UTF-8"


class Headers(Protocol):
    """The headers of a request."""

    def get(self, name: str, /) -> str | None:
        """The value of one, whatever its case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP response."""

    status: int = 200
    body: str = ""
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request for a page of one blog, whose address fitted a pattern."""

    address: Address
    parts: dict[str, str | None]
    """The pattern's named groups."""
    query: dict[str, list[str]]
    headers: Headers

    def post(self) -> Post | None:
        """The post with the slug asked for on the day asked for."""
        return next(
            (post for post in self.same_day() if post.slug == self.parts["slug"]), None
        )

    def same_day(self) -> tuple[Post, ...]:
        """The posts of the day asked for, newest first."""
        day = "/".join(self.parts[name] or "" for name in ("year", "month", "day"))
        return tuple(
            post
            for post in self.address.blog.posts
            if f"{post.published:%Y/%m/%d}" == day
        )


def redirect(url: str) -> Answer:
    """A permanent redirect, as WordPress sends to the right address of a thing."""
    return Answer(status=301, headers=(("Location", url),))
