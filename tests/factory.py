"""Nouns for tests, with everything that does not matter filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from scraper.apply.reading import Reading
from scraper.model import Comment, Post, Source, Thread

START = datetime(2024, 3, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def make_source(**fields: Any) -> Source:
    defaults = {
        "name": "anna",
        "platform": "wordpress",
        "home": "https://blogg.example/anna/",
    }
    return Source(**{**defaults, **fields})


def make_post(native_id: int | None = 7, **fields: Any) -> Post:
    defaults = {
        "id": f"anna-{native_id}",
        "source": "anna",
        "url": f"https://blogg.example/anna/2024/02/{native_id}/",
        "title": "Snön ligger kvar",
        "text": "Plogbilen kom inte i natt heller.\nVi väntar ännu.",
        "html": "<p>Plogbilen kom inte i natt heller.</p>",
        "native_id": native_id,
        "author": "Anna Ask",
        "published": datetime(2024, 2, 10, 8, 30, tzinfo=UTC),
        "published_precision": "second",
        "comments_claimed": 2,
    }
    return Post(**{**defaults, **fields})


def make_comment(native_id: int | None, **fields: Any) -> Comment:
    defaults = {
        "id": f"anna-c{native_id}",
        "post": "anna-7",
        "text": f"Kommentar nummer {native_id}.",
        "html": f"<p>Kommentar nummer {native_id}.</p>",
        "native_id": native_id,
        "author": f"Läsare {native_id}",
        "published": datetime(2024, 2, 11, 8, 0, tzinfo=UTC)
        + timedelta(minutes=native_id or 0),
        "published_precision": "second",
    }
    return Comment(**{**defaults, **fields})


def make_reading(
    post: Post | None = None,
    comments: Sequence[Comment] = (),
    *,
    day: int = 0,
    capture: str = "sha256:first",
    **fields: Any,
) -> Reading:
    """A whole, sound reading by HTML, made ``day`` days after START."""
    post = post or make_post()
    seen = START + day * DAY
    ids = [post.id, *(comment.id for comment in comments)]
    defaults = {
        "thread": Thread(post=post, comments=tuple(comments), layout="test/1"),
        "seen_at": seen,
        "captures": dict.fromkeys(ids, capture),
        "whole": True,
        "sound": True,
        "route": "html",
        "run_started": (seen - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return Reading(**{**defaults, **fields})
