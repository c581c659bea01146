"""All that captures.db ever showed of some items: the words of every capture."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scraper import marks
from scraper.captures import Captures
from scraper.discover.mementos import as_received
from scraper.errors import FetchError, ParseError
from scraper.model import Capture, Comment, Post, Source, Thread
from scraper.platforms import PLATFORMS
from scraper.platforms.imported import parse_imports
from scraper.platforms.wordpress_rest import read_comments, read_posts
from scraper.store.corpus import utc

_READ = ("post", "import", "rest-posts", "rest-comments")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One item as one capture shows it."""

    id: str
    post: str
    """Id of its post; its own for a post."""
    author: str | None
    title: str
    text: str
    url: str | None
    native_id: int | None
    capture: str
    """Digest."""
    seen: str
    """ISO 8601 UTC."""


def sightings(
    captures: Captures, *, sources: Collection[str] | None = None
) -> Iterator[Sighting]:
    """Everything that posts, comments and imported files ever showed.

    Args:
        sources: Only these; ``None`` for all.
    """
    declared = captures.sources()
    ids = captures.connection.execute(
        f"""
        select min(id) from requests
        where error is null and digest is not null and status = 200
          and purpose in ({", ".join("?" * len(_READ))})
        group by digest, source, purpose order by 1
        """,  # noqa: S608  marks only
        _READ,
    ).fetchall()
    for (id_,) in ids:
        capture = captures.read(id_)
        source = declared.get(capture.source)
        if source is None or capture.body == marks.BODY:
            continue
        if sources is None or source.name in sources:
            yield from _shown(capture, source)


def _shown(capture: Capture, source: Source) -> Iterator[Sighting]:
    for item in _items(capture, source):
        post = item if isinstance(item, Post) else None
        yield Sighting(
            id=item.id,
            post=item.post if isinstance(item, Comment) else item.id,
            author=item.author,
            title=post.title if post else "",
            text=item.text,
            url=post.url if post else None,
            native_id=item.native_id,
            capture=capture.digest,
            seen=utc(capture.fetched_at),
        )


def _items(capture: Capture, source: Source) -> list[Post | Comment]:
    """What a capture shows; nothing where it is no such page (it was an issue then)."""
    try:
        if capture.purpose == "rest-comments":
            return [row.comment for row in read_comments(capture, source).items]
        if capture.purpose == "rest-posts":
            return [row.post for row in read_posts(capture, source).items]
        threads = _threads(capture, source)
    except (ParseError, FetchError):
        return []
    found: list[Post | Comment] = []
    for thread in threads:
        found += (thread.post, *thread.comments)
    return found


def _threads(capture: Capture, source: Source) -> tuple[Thread, ...]:
    if capture.purpose == "import":
        return parse_imports(capture, source)
    if source.archive is not None:
        capture = as_received(capture, source)
    return (PLATFORMS[source.platform](capture, source),)
