"""A small archive with every oddity that an export must carry."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.apply.save import save_reading
from scraper.model import Comment, Link, Post, Source, Tag
from scraper.store.corpus import open_corpus, save_sources
from scraper.store.index import Index
from tests.factory import make_comment, make_post, make_reading, make_source

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
ODD = 'Rad ett\r\nrad "två"; tre,\tfyra 🙂\u2028fem \x00 <slut> & =1'
CHAIN = "sha256:" + "ab" * 32


class Archive:
    """Writes readings into a corpus.db, day by day."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = open_corpus(path)
        self.sources: dict[str, Source] = {}

    def source(self, name: str, **fields: str) -> None:
        home = f"https://blogg.example/{name}/"
        self.sources[name] = make_source(name=name, home=home, **fields)
        save_sources(self.db, self.sources.values())

    def read(self, post: Post, *comments: Comment, day: int = 0) -> None:
        reading = make_reading(
            post, comments, day=day, capture=f"sha256:of-{post.id}-{day}"
        )
        with self.db.atomic():
            source = self.sources[post.source]
            save_reading(self.db, Index(self.db), reading, source)

    def run(self, number: int, chain: str = CHAIN) -> None:
        self.db.table("runs").insert(
            {
                "id": number,
                "started": "2024-03-01T04:00:00Z",
                "finished": "2024-03-01T04:10:00Z",
                "command": "scrape",
                "outcome": "done",
                "exit_code": 0,
                "counters": "{}",
                "chain": chain,
            }
        )

    def topic(self, id_: str, *items: str, kind: str = "topic") -> None:
        self.db.table("topics").insert(
            {"id": id_, "kind": kind, "title": id_.title(), "rule": f"{id_}*"}
        )
        self.db.table("item_topics").insert_all(
            {"item": item, "topic": id_, "matched": id_} for item in items
        )


def thread(post: Post, *comments: Comment) -> tuple[Post, tuple[Comment, ...]]:
    return post, comments


@pytest.fixture
def empty(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "corpus.db")
    archive.source("anna", owner="Anna Ask")
    return archive


@pytest.fixture
def archive(empty: Archive) -> Archive:
    """Two blogs, three posts, six comments; one edited, one withdrawn, one undated."""
    empty.source("24h", owner="Bo Ek")
    first = make_post(
        7,
        tags=(Tag(kind="tag", name="snö"),),
        links=(Link(url="https://x.example/a?b=1", text="en länk"),),
    )
    comments = [
        make_comment(1, author="Nils Dahlin"),
        make_comment(2, parent="anna-c1", depth=2, text=ODD, position=1),
        make_comment(3, answers="anna-c1", position=2, author=None),
        make_comment(4, position=3, text="Snart borta."),
        make_comment(5, position=4, published=None, published_precision=None),
    ]
    other = make_post(
        9,
        id="24h-9",
        source="24h",
        url="https://blogg.example/24h/9/",
        title="=SUMMA(A1)",
        text="Visselblåsaren får tala.",
        author="Bo Ek",
        published=datetime(2023, 12, 31, 23, 30, tzinfo=UTC),
        comments_claimed=1,
    )
    reply = make_comment(
        10, id="24h-c10", post="24h-9", text="-Jag håller med.", author="Nils Dahlin"
    )
    empty.run(1)
    empty.read(first, *comments)
    empty.read(other, reply)
    empty.read(make_post(8, published=None, comments_claimed=None))
    edited = make_post(7, tags=first.tags, links=first.links, title="Snön är borta")
    empty.read(edited, *comments[:3], comments[4], day=1)
    empty.read(edited, *comments[:3], comments[4], day=2)
    empty.topic("visselblås", "24h-9")
    return empty
