"""Tables of corpus.db and their indexes, as data for ``schema``.

What a column means is said once, in metadata.yml and in the codebook.
"""

from __future__ import annotations

Columns = dict[str, type]

TABLES: dict[str, tuple[Columns, str | tuple[str, ...]]] = {
    "sources": (
        {
            "name": str,
            "platform": str,
            "owner": str,
            "party": str,
            "home_url": str,
            "timezone": str,
            "route": str,
            "ended": str,
            "last_run": int,
            "last_good_run": int,
        },
        "name",
    ),
    "posts": (
        {
            "id": str,
            "source": str,
            "native_id": int,
            "url": str,
            "title": str,
            "title_key": str,
            "author": str,
            "published": str,
            "published_precision": str,
            "updated": str,
            "date": str,
            "text": str,
            "words": int,
            "comments_claimed": int,
            "claimed_since": str,
            "comments_listed": int,
            "comments_found": int,
            "comments_explained": int,
            "likes": int,
            "first_seen": str,
            "since": str,
            "last_seen": str,
            "missing_since": str,
            "withdrawn_at": str,
            "digest": str,
            "capture": str,
            "crosspost_of": str,
            "doc": int,
        },
        "id",
    ),
    "comments": (
        {
            "id": str,
            "source": str,
            "native_id": int,
            "post": str,
            "url": str,
            "parent": str,
            "parent_precision": str,
            "orphan": int,
            "answers": str,
            "position": int,
            "depth": int,
            "kind": str,
            "author": str,
            "author_url": str,
            "is_post_author": int,
            "published": str,
            "published_precision": str,
            "date": str,
            "text": str,
            "words": int,
            "first_seen": str,
            "since": str,
            "missing_since": str,
            "withdrawn_at": str,
            "digest": str,
            "capture": str,
            "doc": int,
        },
        "id",
    ),
    "bodies": ({"item": str, "html": str}, "item"),
    "revisions": (
        {
            "id": int,
            "item": str,
            "seen_from": str,
            "seen_until": str,
            "changed": str,
            "title": str,
            "text": str,
            "author": str,
            "parent": str,
            "url": str,
            "published": str,
            "claimed": int,
            "withdrawn_at": str,
            "digest": str,
            "capture": str,
        },
        "id",
    ),
    "tags": ({"id": int, "kind": str, "name": str}, "id"),
    "post_tags": ({"post": str, "tag": int}, ("post", "tag")),
    "links": (
        {"id": int, "item": str, "url": str, "host": str, "text": str},
        "id",
    ),
    "topics": ({"id": str, "kind": str, "title": str, "rule": str}, "id"),
    "item_topics": (
        {"item": str, "topic": str, "matched": str},
        ("item", "topic"),
    ),
    "runs": (
        {
            "id": int,
            "started": str,
            "finished": str,
            "command": str,
            "outcome": str,
            "exit_code": int,
            "counters": str,
            "chain": str,
        },
        "id",
    ),
    "issues": (
        {
            "id": int,
            "run": int,
            "source": str,
            "level": str,
            "url": str,
            "message": str,
        },
        "id",
    ),
    "erasures": (
        {"id": int, "at": str, "kind": str, "count": int, "reason": str},
        "id",
    ),
    "docs": (
        {
            "id": int,
            "item": str,
            "kind": str,
            "source": str,
            "author": str,
            "date": str,
        },
        "id",
    ),
    "vocab": (
        {"term": str, "key": str, "folded": str, "df": int, "cnt": int},
        "term",
    ),
    "months": (
        {"month": str, "source": str, "kind": str, "docs": int, "words": int},
        ("month", "source", "kind"),
    ),
    "meta": ({"key": str, "value": str}, "key"),
}
"""Table -> columns and primary key, in an order that foreign keys allow."""

FOREIGN_KEYS: dict[str, tuple[tuple[str, str], ...]] = {
    "posts": (("source", "sources"), ("crosspost_of", "posts")),
    "comments": (
        ("source", "sources"),
        ("post", "posts"),
        ("parent", "comments"),
        ("answers", "comments"),
    ),
    "post_tags": (("post", "posts"), ("tag", "tags")),
    "item_topics": (("topic", "topics"),),
    "issues": (("run", "runs"), ("source", "sources")),
}
"""Table -> (column, referred table); ``item`` may be a post or a comment."""

INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "posts": (
        ("source", "native_id"),
        ("author",),
        ("published",),
        ("date",),
        ("crosspost_of",),
        ("withdrawn_at",),
        ("comments_found",),
        ("title_key",),
    ),
    "comments": (
        ("post", "position"),
        ("source", "native_id"),
        ("parent",),
        ("answers",),
        ("author",),
        ("published",),
        ("date",),
        ("first_seen",),
        ("withdrawn_at",),
        ("kind",),
    ),
    "revisions": (("item", "seen_until"), ("seen_until",)),
    "post_tags": (("tag",),),
    "links": (("item",), ("host",)),
    "item_topics": (("topic",),),
    "issues": (("run",), ("source",), ("level",)),
    "vocab": (("key",), ("folded",)),
    "docs": (("author",), ("source",)),
}

UNIQUE: dict[str, tuple[tuple[str, ...], ...]] = {
    "posts": (("url",), ("doc",)),
    "comments": (("doc",),),
    "tags": (("kind", "name"),),
    "docs": (("item",),),
}

NOT_NULL: dict[str, frozenset[str]] = {
    "sources": frozenset({"platform", "home_url", "timezone"}),
    "posts": frozenset({"source", "title", "text", "first_seen", "digest"}),
    "comments": frozenset(
        {"source", "post", "position", "depth", "kind", "is_post_author", "text"}
        | {"parent_precision", "first_seen", "digest"}
    ),
    "bodies": frozenset({"html"}),
    "revisions": frozenset({"item", "seen_from", "seen_until", "digest"}),
    "runs": frozenset({"started"}),
    "issues": frozenset({"run", "level", "message"}),
    "docs": frozenset({"item", "kind", "source"}),
}
