"""The saved texts as an archive: rows, ledger, search, and no post twice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.config import config_from_text
from scraper.model import Capture
from scraper.run.archive import Archive, open_archive
from scraper.run.importing import import_files
from scraper.search import search
from tests.factory import START
from tests.test_apply import HOME, page

SEEDS = os.environ.get("DEBATTARKIV_SEEDS")
CONFIG = config_from_text(
    """
    [sources.anna]
    home = "https://blogg.example/anna/"
    platform = "wordpress"
    """
)
SOURCE = CONFIG.sources["anna"]
seeds_needed = pytest.mark.skipif(
    SEEDS is None, reason="DEBATTARKIV_SEEDS names no folder of saved texts"
)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    monkeypatch.setenv("DEBATTARKIV_LEASES", str(tmp_path / "leases"))
    with open_archive(tmp_path / "corpus.db", tmp_path / "captures.db") as archive:
        yield archive


@pytest.fixture
def seeds(archive: Archive) -> Database:
    files = sorted(Path(SEEDS or "").glob("*.txt"))
    report = import_files(archive, CONFIG, SOURCE, files)
    assert report.sources["anna"].counts["files"] == 5
    return archive.db


@seeds_needed
def test_five_texts_give_five_posts_and_thirty_two_comments(seeds: Database) -> None:
    rows = seeds.query(
        "select comments_found, comments_claimed from posts order by rowid"
    )
    assert [tuple(row.values()) for row in rows] == [
        (0, None),
        (10, 12),
        (6, 9),
        (7, 8),
        (9, 11),
    ]
    assert seeds.table("comments").count == 32
    (replies,) = seeds.execute(
        "select count(*) from comments where parent is not null"
    ).fetchone()
    (by_author,) = seeds.execute(
        "select count(*) from comments where is_post_author"
    ).fetchone()
    assert (replies, by_author) == (8, 4)


@seeds_needed
def test_parentless_reply_is_kept_and_reported(seeds: Database) -> None:
    (post,) = seeds.query("select id from posts where comments_claimed = 11")
    (first,) = seeds.query(
        "select * from comments where post = ? and position = 0", [post["id"]]
    )
    assert first["parent"] is None
    assert first["is_post_author"] == 1
    messages = [row["message"] for row in seeds.table("issues").rows]
    assert any("004" in message for message in messages)


@seeds_needed
@pytest.mark.parametrize(
    ("typed", "stem"),
    [
        ("tystnadskultur", "tystnadskultur"),
        ("tystnadskulturen", "tystnadskultur"),
        ("visselblåsarlag", "visselblåsarlag"),
        ("visselblåsarlagen", "visselblåsarlag"),
    ],
)
def test_search_finds_every_text_that_holds_the_word(
    seeds: Database, typed: str, stem: str
) -> None:
    holding = {
        row["id"]
        for table in ("posts", "comments")
        for row in seeds.query(
            f"select id from {table} where text like ?",  # noqa: S608  ours
            [f"%{stem}%"],
        )
    }
    assert holding
    found = {hit.item for hit in search(seeds.conn, typed, limit=100).hits}
    assert found == holding


@seeds_needed
def test_a_ring_and_a_with_dots_are_letters_of_their_own(seeds: Database) -> None:
    hits = search(seeds.conn, "får", limit=100).hits
    marked = {text.casefold() for hit in hits for text, found in hit.snippet if found}
    assert "får" in marked
    assert "far" not in marked


@seeds_needed
def test_importing_again_changes_nothing(archive: Archive, seeds: Database) -> None:
    before = _rows(seeds)
    import_files(archive, CONFIG, SOURCE, sorted(Path(SEEDS or "").glob("*.txt")))
    assert _rows(seeds) == before


@seeds_needed
def test_scraping_pages_of_the_same_posts_doubles_none(
    archive: Archive, seeds: Database
) -> None:
    posts = list(seeds.query("select * from posts order by rowid"))
    threads = {
        post["id"]: list(
            seeds.query(
                "select * from comments where post = ? order by position", [post["id"]]
            )
        )
        for post in posts
    }
    with archive.begin([SOURCE], (), command="scrape", clock=archive.clock()) as (
        applier,
        report,
    ):
        for number, post in enumerate(posts, start=100):
            capture = archive.captures.add(
                Capture(
                    source="anna",
                    purpose="post",
                    url=f"{HOME}2022/01/{number}/",
                    final_url=f"{HOME}2022/01/{number}/",
                    fetched_at=START,
                    status=200,
                    headers={"content-type": "text/html; charset=UTF-8"},
                    body=_as_page(number, post, threads[post["id"]]),
                ),
                run=report.run,
            )
            assert not applier.apply(capture).problem
    assert seeds.table("posts").count == 5
    assert seeds.table("comments").count == 32
    ids = [row["id"] for row in seeds.query("select id from posts order by id")]
    assert ids == [f"anna-{n}" for n in range(100, 105)]


def _rows(db: Database) -> dict[str, list[dict[str, object]]]:
    names = ("posts", "comments", "bodies", "links", "revisions", "vocab")
    ignored = {"last_seen"}
    return {
        name: [
            {k: v for k, v in row.items() if k not in ignored}
            for row in db.table(name).rows
        ]
        for name in names
    }


def _as_page(
    number: int, post: dict[str, object], comments: list[dict[str, object]]
) -> bytes:
    """The stored post as a classic theme would print it, comments numbered anew."""
    body = page(number, comments=(), title=str(post["title"])).decode()
    text = "".join(f"<p>{_html(p)}</p>" for p in str(post["text"]).split("\n"))
    items = "".join(
        f'<li id="comment-{number * 100 + n}" class="comment depth-{row["depth"]}">'
        f'<article class="comment-body"><b class="fn">{_html(row["author"])}</b>'
        f'<div class="comment-content"><p>'
        f"{_html(row['text']).replace(chr(10), '<br>')}</p></div></article></li>"
        for n, row in enumerate(comments, start=1)
    )
    body = body.replace("<p>Plogbilen kom inte i natt heller.</p>", text)
    body = body.replace(
        '<ol class="comment-list">', f'<ol class="comment-list">{items}'
    )
    return body.encode()


def _html(value: object) -> str:
    return str(value or "").replace("&", "&amp;").replace("<", "&lt;")


def test_saved_page_of_a_post_gets_its_address_from_the_page(
    archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "sida.html").write_bytes(page())
    import_files(archive, CONFIG, SOURCE, [tmp_path / "sida.html"])
    (post,) = archive.db.table("posts").rows
    assert (post["id"], post["url"]) == ("anna-7", f"{HOME}2024/02/7/")
    assert archive.db.table("comments").count == 2


def test_saved_page_without_a_thread_gives_the_post_and_no_comment(
    archive: Archive, tmp_path: Path
) -> None:
    aside = b"""<aside><ul id="recentcomments"><li class="recentcomments">
        <span class="comment-author-link">Granne</span> om
        <a href="https://blogg.example/anna/3/#comment-9">Annat</a></li></ul></aside>"""
    whole = page(comments=())
    start, end = whole.index(b'<div id="comments">'), whole.index(b"</body>")
    (tmp_path / "sida.html").write_bytes(whole[:start] + aside + whole[end:])
    import_files(archive, CONFIG, SOURCE, [tmp_path / "sida.html"])
    assert archive.db.table("posts").count == 1
    assert archive.db.table("comments").count == 0
