"""corpus.db as data: tables, indexes, views, and the steps from older versions.

The file is ours if ``PRAGMA application_id`` says so; ``PRAGMA user_version`` is
the number of migrations it has been through.  Nothing here reads or writes rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.swedish.tokens import TOKENIZE

APPLICATION_ID = 0x44624172
"""``DbAr``: marks a SQLite file as a corpus of Debattarkivet."""

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

DOCS = f"""
create view docs_text as
  select doc as id, title, text as body, title as title_key, text as body_key
  from posts where doc is not null
  union all
  select doc, '', text, '', text from comments where doc is not null;
create virtual table docs_fts using fts5(
  title, body, title_key, body_key,
  content='docs_text', content_rowid='id', tokenize="{TOKENIZE}"
);
create view states_text as
  select id, coalesce(title, '') as title, text as body,
         coalesce(title, '') as title_key, text as body_key
  from revisions where text is not null;
create virtual table states_fts using fts5(
  title, body, title_key, body_key,
  content='states_text', content_rowid='id', tokenize="{TOKENIZE}"
);
"""  # noqa: S608  ours
"""Keys are indexed beside the words; the content view gives the one copy of text.
``states_fts`` does the same for the earlier states in ``revisions``.

Never ``rebuild`` these tables: it would index the text as keys (see index.py)."""

VIEWS: dict[str, str] = {
    "latest_comments": """
        select c.published, c.author, c.text, p.title as post_title,
               c.url,
               c.source, c.id, c.post, c.first_seen
        from comments c join posts p on p.id = c.post
        where c.kind = 'comment' and c.withdrawn_at is null
        order by c.published desc, c.id""",
    "completeness": """
        select p.id as post, p.source, p.title, p.date,
               p.comments_claimed as claimed, p.comments_found as found,
               p.comments_explained as explained,
               p.comments_claimed - p.comments_found
                 - coalesce(p.comments_explained, 0) as missing,
               p.url
        from posts p""",
    "activity_by_month": """
        select source, month, sum(post) as posts, sum(1 - post) as comments
        from (select source, substr(date, 1, 7) as month, 1 as post from posts
              union all
              select source, substr(date, 1, 7), 0 from comments
              where kind = 'comment')
        where month is not null
        group by source, month""",
    "who_answers_whom": """
        select r.author as who, a.author as whom, count(*) as answers,
               min(r.date) as first, max(r.date) as last
        from comments r
        join comments a on a.id = coalesce(r.answers, r.parent)
        where r.author is not null and a.author is not null
        group by r.author, a.author""",
    "edited_and_withdrawn": """
        select i.id as item, i.kind, i.source, i.title, i.author,
               r.edits, r.last_edit_seen, i.withdrawn_at, i.url
        from (select id, 'post' as kind, source, title, author, withdrawn_at, url
              from posts
              union all
              select c.id, c.kind, c.source, p.title, c.author, c.withdrawn_at, c.url
              from comments c join posts p on p.id = c.post) i
        left join (select item, count(*) as edits, max(seen_until) as last_edit_seen
                   from revisions where changed not in ('claimed', 'back')
                   group by item) r on r.item = i.id
        where r.item is not null or i.withdrawn_at is not null""",
}


def open_schema(db: Database, *, create: bool = True) -> None:
    """Make sure that ``db`` holds our schema, newest version.

    Args:
        create: Write the schema into an empty file; otherwise refuse one.

    Raises:
        ArchiveError: the file is another program's, of a newer version, or no
            database at all.
    """
    try:
        (found,) = db.execute("pragma application_id").fetchone()
        (version,) = db.execute("pragma user_version").fetchone()
        (objects,) = db.execute("select count(*) from sqlite_master").fetchone()
    except sqlite3.DatabaseError as exc:
        raise ArchiveError(f"expected a SQLite database: {exc}") from exc
    if found != APPLICATION_ID and (objects or not create):
        raise ArchiveError(
            "expected a corpus of Debattarkivet, this is another program's database"
        )
    if version > len(MIGRATIONS):
        raise ArchiveError(
            f"schema version {version} is newer than this program knows "
            f"({len(MIGRATIONS)}); upgrade debattarkiv"
        )
    if version < len(MIGRATIONS):
        _migrate(db, version)


def _migrate(db: Database, version: int) -> None:
    if version == 0:
        # 16 KB pages: the file is a tenth smaller and inserts a quarter faster
        db.execute("pragma page_size = 16384")
    with db.atomic():
        for step in MIGRATIONS[version:]:
            step(db)
        db.execute(f"pragma application_id = {APPLICATION_ID}")
        db.execute(f"pragma user_version = {len(MIGRATIONS)}")


def _create(db: Database) -> None:
    for name, (columns, pk) in TABLES.items():
        db.table(name).create(
            columns,
            pk=pk,
            foreign_keys=[
                (column, other, _key_of(other))
                for column, other in FOREIGN_KEYS.get(name, ())
            ],
            not_null=NOT_NULL.get(name, frozenset()),
        )
        for index in INDEXES.get(name, ()):
            db.table(name).create_index(index)
        for index in UNIQUE.get(name, ()):
            db.table(name).create_index(index, unique=True)
    for statement in DOCS.split(";\n"):
        if statement.strip():
            db.execute(statement)
    for name, sql in VIEWS.items():
        db.create_view(name, sql)


def _key_of(table: str) -> str:
    pk = TABLES[table][1]
    return pk if isinstance(pk, str) else pk[0]


MIGRATIONS: tuple[Callable[[Database], None], ...] = (_create,)
"""Append only; a released step is never changed."""
