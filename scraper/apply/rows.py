"""Nouns -> rows: the columns that an observation can tell, pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from scraper.apply.likeness import title_key
from scraper.model import Comment, Post, Source
from scraper.store.corpus import Row, utc


def post_row(post: Post, source: Source) -> Row:
    """The columns of ``posts`` that a reading can tell."""
    return {
        "id": post.id,
        "source": source.name,
        "native_id": post.native_id,
        "url": post.url,
        "title": post.title,
        "title_key": title_key(post.title),
        "author": post.author,
        "published": _time(post.published),
        "published_precision": post.published_precision,
        "updated": _time(post.updated),
        "date": local_day(post.published, source),
        "text": post.text,
        "words": len(post.text.split()),
        "comments_claimed": post.comments_claimed,
        "likes": post.likes,
    }


def comment_row(comment: Comment, source: Source, post_url: str | None) -> Row:
    """The columns of ``comments`` that a reading can tell.

    Args:
        post_url: Address of its post; with ``#comment-<id>`` it is the permanent
            link that every WordPress theme serves.
    """
    native = comment.native_id
    return {
        "id": comment.id,
        "source": source.name,
        "native_id": comment.native_id,
        "post": comment.post,
        "url": f"{post_url}#comment-{native}" if post_url and native else None,
        "parent": comment.parent,
        "parent_precision": comment.parent_precision,
        "orphan": 0,
        "answers": comment.answers,
        "position": comment.position,
        "depth": comment.depth,
        "kind": comment.kind,
        "author": comment.author,
        "author_url": comment.author_url,
        "is_post_author": int(comment.is_post_author),
        "published": _time(comment.published),
        "published_precision": comment.published_precision,
        "date": local_day(comment.published, source),
        "text": comment.text,
        "words": len(comment.text.split()),
    }


def placing(row: Row) -> dict[str, Any]:
    """What decides a comment's place in its thread, as fields of ``Comment``."""
    published = row["published"]
    return {
        "parent": row["parent"],
        "parent_precision": row["parent_precision"],
        "published": datetime.fromisoformat(published) if published else None,
        "published_precision": row["published_precision"],
    }


def local_day(moment: datetime | None, source: Source) -> str | None:
    """The blog's own calendar day, ``YYYY-MM-DD``."""
    if moment is None:
        return None
    return moment.astimezone(ZoneInfo(source.timezone)).date().isoformat()


def _time(moment: datetime | None) -> str | None:
    return utc(moment) if moment else None
