"""What a run costs, counted: requests, rows and pages written, memory."""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "scripts"))

from benchlib.command import run
from benchlib.rest_blog import Blog, serving, sources_toml

from scraper.platforms.wordpress_rest_urls import FEED_PAGES

pytestmark = pytest.mark.slow

PER_POST = 4
SIZES = (60, 240)
EDITED = 5


@pytest.fixture(scope="module", params=SIZES)
def scraped(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Blog, Path, float, int]]:
    """(blog, folder, MB, requests) after a first scrape of so many posts."""
    folder = tmp_path_factory.mktemp("costs")
    with serving(request.param, request.param * PER_POST) as blog:
        (folder / "sources.toml").write_text(sources_toml([blog]), "utf-8")
        ran = run(folder, "scrape")
        asked = len(blog.asked)
        yield blog, folder, ran.memory, asked


def test_a_first_scrape_asks_for_a_hundred_at_a_time(
    scraped: tuple[Blog, Path, float, int],
) -> None:
    blog, _, memory, asked = scraped
    pages_of = -(-blog.posts // 100) * (1 + PER_POST)
    feed = min(blog.posts // 10, FEED_PAGES) + 1
    assert asked <= pages_of + feed + 9  # robots, front page, root, names, totals
    assert memory <= 500


def test_an_unchanged_blog_costs_four_requests_and_no_page(
    scraped: tuple[Blog, Path, float, int],
) -> None:
    blog, folder, _, _ = scraped
    before = state(folder)
    blog.asked.clear()
    run(folder, "scrape", "--budget", "0")
    assert len(blog.asked) <= 4
    assert state(folder) == before


def test_counts_that_only_the_feed_tells_come_in_parts(
    scraped: tuple[Blog, Path, float, int],
) -> None:
    blog, folder, _, _ = scraped
    read = min(blog.posts, 10 * (1 + FEED_PAGES))
    sizes = [len(blog.thread(post)) for post in range(blog.posts, 0, -1)]
    unread = Counter({None: blog.posts - read})
    assert claims(folder) == +(Counter(sizes[:read]) + unread)
    run(folder, "scrape")
    assert claims(folder) == Counter(sizes)
    blog.asked.clear()
    run(folder, "scrape")
    assert len(blog.asked) <= 4


def test_edits_cost_by_their_number_not_by_the_size_of_the_archive(
    scraped: tuple[Blog, Path, float, int],
) -> None:
    blog, folder, _, _ = scraped
    blog.edited |= set(range(1, EDITED + 1))
    blog.asked.clear()
    db = sqlite3.connect(folder / "corpus.db")
    db.execute("pragma wal_checkpoint(truncate)")
    run(folder, "scrape", "--budget", "0")
    (revised,) = db.execute("select count(*) from revisions").fetchone()
    db.close()
    assert revised == EDITED
    assert len(blog.asked) <= 4 + 5  # names, the posts, their comments


def claims(folder: Path) -> Counter[int | None]:
    """How many posts say that they have so many comments."""
    db = sqlite3.connect(folder / "corpus.db")
    found = Counter(n for (n,) in db.execute("select comments_claimed from posts"))
    db.close()
    return found


def state(folder: Path) -> list[object]:
    """The blocks of the index, the pages of the file, the rows that are not the log."""
    db = sqlite3.connect(folder / "corpus.db")
    try:
        index = "select id, length(block) from docs_fts_data order by id"
        found: list[object] = db.execute(index).fetchall()
        for table in ("posts", "comments", "revisions", "bodies", "docs"):
            sql = f"select count(*), max(rowid) from {table}"  # noqa: S608  ours
            found += db.execute(sql).fetchall()
        return [*found, *db.execute("select max(last_seen) from posts")]
    finally:
        db.close()
