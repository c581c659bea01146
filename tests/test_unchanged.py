"""The short way for threads that did not change: taken, and never taken wrongly."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from scraper.apply.reading import Reading
from scraper.apply.save import save_reading
from scraper.apply.unchanged import is_stored
from scraper.model import Comment, Link, Post, Tag
from scraper.store.corpus import open_corpus, save_sources, update
from scraper.store.index import Index
from scraper.thread import arrange
from tests.factory import make_comment, make_post, make_reading, make_source

LINK = Link(url="https://gran.example/", text="Granen")
POST = make_post(
    comments_claimed=3, likes=4, tags=(Tag(kind="tag", name="snö"),), links=(LINK,)
)
COMMENTS = arrange(
    (
        make_comment(1, links=(LINK,), author_url="https://bo.example/"),
        make_comment(2, parent="anna-c1", answers="anna-c1"),
        make_comment(3, kind="pingback"),
    )
)
OTHER: dict[str, Any] = {
    "id": "anna-c9",
    "text": "Nya ord.",
    "html": "<p>Nya ord.</p>",
    "native_id": 9,
    "parent": "anna-c3",
    "parent_precision": "true",
    "answers": "anna-c3",
    "position": 7,
    "depth": 4,
    "kind": "trackback",
    "author": "Någon annan",
    "author_url": "https://annan.example/",
    "is_post_author": True,
    "published": COMMENTS[0].published + timedelta(days=1),  # type: ignore[operator]
    "published_precision": "day",
    "links": (replace(LINK, text="Tallen"),),
    "url": "https://blogg.example/anna/2024/02/annat/",
    "title": "Snön är borta",
    "updated": COMMENTS[0].published,
    "comments_claimed": 8,
    "likes": 5,
    "tags": (Tag(kind="category", name="snö"),),
}
TOLD = [
    *((Post, f.name) for f in fields(Post) if f.name not in {"id", "source"}),
    *((Comment, f.name) for f in fields(Comment) if f.name != "post"),
]


@pytest.fixture
def db() -> Database:
    db = open_corpus(None)
    save_sources(db, [make_source()])
    save(db, reading())
    return db


def reading(post: Post = POST, comments: Any = COMMENTS, *, day: int = 0) -> Reading:
    return make_reading(post, comments, day=day)


def save(db: Database, reading: Reading, *, same: bool | None = None) -> None:
    index = Index(db)
    with db.atomic(), index:
        save_reading(db, index, reading, make_source(), same=same)


def stored(db: Database, reading: Reading) -> bool:
    return is_stored(db, reading, make_source())


def dump(db: Database) -> list[str]:
    return list(db.conn.iterdump())


def test_the_same_thread_is_seen_as_it_is_stored(db: Database) -> None:
    assert stored(db, reading(day=1))


@pytest.mark.parametrize(("kind", "name"), TOLD)
def test_another_value_of_any_field_is_seen(
    db: Database, kind: type, name: str
) -> None:
    if kind is Post:
        changed = reading(replace(POST, **{name: OTHER[name]}), day=1)
    else:
        first, *rest = COMMENTS
        changed = reading(
            comments=(replace(first, **{name: OTHER[name]}), *rest), day=1
        )
    assert not stored(db, changed)


def test_a_comment_more_or_less_or_gone_before_is_seen(db: Database) -> None:
    assert not stored(db, reading(comments=COMMENTS[:-1], day=1))
    new = make_comment(4, position=3)
    assert not stored(db, reading(comments=(*COMMENTS, new), day=1))
    update(db, "comments", "anna-c3", {"missing_since": "2024-03-01T05:00:00Z"})
    assert not stored(db, reading(day=1))


def test_what_is_no_later_whole_reading_of_a_blog_goes_the_long_way(
    db: Database,
) -> None:
    later = reading(day=1)
    for fields_ in ({"whole": False}, {"sound": False}, {"route": "file"}):
        assert not stored(db, replace(later, **fields_))  # type: ignore[arg-type]
    assert not stored(db, reading(day=-1))


def test_both_ways_leave_the_same_rows(db: Database) -> None:
    before = dump(db)
    with db.atomic():
        save(db, reading(day=2), same=False)
        by_the_long_way = dump(db)
        update(db, "posts", "anna-7", {"last_seen": "2024-03-01T04:00:00Z"})
    assert dump(db) == before
    save(db, reading(day=2))
    assert dump(db) == by_the_long_way
    assert by_the_long_way != before
