"""How often a blog is asked: few times at first, hardly ever when nothing is new."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.captures import Captures

from . import WordPress, public_comments, public_posts
from .archive import Scraped, scrape

pytestmark = pytest.mark.wordpress

POSTS, COMMENTS = 280, 3300
NIGHT = timedelta(hours=24)
FIRST = datetime.now(UTC).replace(microsecond=0)


def run(
    wp: WordPress, folder: Path, route: str, *, night: int = 0
) -> tuple[int, Scraped]:
    """(requests, archive) of one run."""
    before = len(wp.log())
    at = FIRST + night * NIGHT
    done = scrape(wp, folder, route=route, blogs=("gamma",), at=at)
    assert done.report.exit_code == 0, done.report
    return len(wp.log()) - before, done


@pytest.fixture(scope="module")
def bulk(
    wordpress: WordPress, tmp_path_factory: pytest.TempPathFactory
) -> tuple[WordPress, Path, int]:
    """(site, folder, requests) after a first scrape of a big blog by REST."""
    wordpress.reset()
    wordpress.bulk(posts=POSTS, comments=COMMENTS)
    folder = tmp_path_factory.mktemp("bulk")
    asked, done = run(wordpress, folder, "rest")
    assert done.db.table("posts").count == POSTS
    assert done.db.table("comments").count == COMMENTS
    return wordpress, folder, asked


def test_first_scrape_by_rest_asks_at_most_80_times(
    bulk: tuple[WordPress, Path, int],
) -> None:
    assert bulk[2] <= 80


def test_refresh_by_rest_of_an_unchanged_blog_asks_at_most_4_times(
    bulk: tuple[WordPress, Path, int],
) -> None:
    wp, folder, _ = bulk
    for night in (1, 2):
        asked, done = run(wp, folder, "rest", night=night)
        assert asked <= 4
        assert not [key for key in done.reports["gamma"].counts if "new" in key]


CHANGES = """
wp_insert_comment(['comment_post_ID' => 3, 'comment_content' => 'En ny kommentar.',
  'comment_author' => 'Nykommen', 'comment_approved' => '1',
  'comment_type' => 'comment',
  'comment_author_email' => 'ny@hemligt.invalid']);
wp_update_post(['ID' => 100, 'post_content' => 'Rättad text om bussarna.']);
wp_insert_post(['post_title' => 'Alldeles nytt', 'post_content' => 'Nyss skrivet.',
  'post_status' => 'publish', 'post_author' => get_post(100)->post_author]);
$draft = wp_insert_post(['post_title' => 'Gammalt utkast', 'post_content' => 'Låg.',
  'post_status' => 'draft', 'post_date' => '2018-05-05 08:00:00',
  'post_author' => get_post(100)->post_author]);
wp_update_post(['ID' => $draft, 'post_status' => 'publish']);
"""


def test_refresh_by_rest_finds_what_is_new_and_edited(
    bulk: tuple[WordPress, Path, int],
) -> None:
    wp, folder, _ = bulk
    wp.php(CHANGES, blog="gamma")
    asked, done = run(wp, folder, "rest", night=3)
    counts = done.reports["gamma"].counts
    assert (counts["new_posts"], counts["new_comments"]) == (2, 1)
    assert counts["edited_posts"] == 1
    assert asked <= 12
    truth = wp.truth("gamma")
    for table, public in (("posts", public_posts), ("comments", public_comments)):
        stored = {row["native_id"] for row in done.db.table(table).rows}
        assert stored == public(truth).keys()
    (row,) = done.db.query("select text from posts where native_id = 100")
    assert row["text"] == "Rättad text om bussarna."
    (old,) = done.db.query(
        "select text, changed from revisions where item = 'gamma-100'"
    )
    assert "text" in old["changed"]
    assert "Rättad" not in old["text"]


def test_refresh_by_rest_finds_by_time_what_no_list_tells(
    bulk: tuple[WordPress, Path, int],
) -> None:
    wp, folder, _ = bulk
    first = min(public_comments(wp.truth("gamma")))
    wp.php(f"wp_trash_comment({first + 1500});", blog="gamma")
    done = counted(wp, folder, night=4)
    gone = f"gamma-c{first + 1500}"
    assert missing(done[1], "comments") == [gone]
    assert done[0] <= 7, "halves of 3,300 down to 50"
    wp.php(f"wp_untrash_comment({first + 1500}); wp_trash_post(77);", blog="gamma")
    done = counted(wp, folder, night=5)
    assert missing(done[1], "comments") == []
    assert missing(done[1], "posts") == ["gamma-77"]
    assert done[0] <= 7 + 3


def counted(wp: WordPress, folder: Path, *, night: int) -> tuple[int, Scraped]:
    """(questions for a total before a time, archive) of a refresh by REST."""
    before = len(wp.log())
    _, done = run(wp, folder, "rest", night=night)
    asked = [r.path for r in wp.log()[before:]]
    return sum("per_page=1&before=" in path for path in asked), done


def missing(done: Scraped, table: str) -> list[str]:
    rows = done.db[table].rows_where("missing_since is not null")
    return [row["id"] for row in rows]


@pytest.mark.parametrize("paged", [0, 1])
def test_pages_are_each_asked_for_once(
    fresh_wordpress: WordPress, tmp_path: Path, paged: int
) -> None:
    posts = 40
    fresh_wordpress.bulk(posts=posts, comments=300)
    fresh_wordpress.mode(page_comments=paged, comments_per_page=3, blog="gamma")
    asked, done = run(fresh_wordpress, tmp_path, "html")
    assert done.db.table("comments").count == 300
    comment_pages = {
        r.path for r in fresh_wordpress.log() if "/comment-page-" in r.path
    }
    assert bool(comment_pages) == bool(paged)
    assert asked <= 1.2 * posts + len(comment_pages)
    again, _ = run(fresh_wordpress, tmp_path, "html", night=1)
    assert again <= 4


def test_refused_requests_are_in_the_log_too(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    fresh_wordpress.robots("User-agent: *\nDisallow: /gamma/feed/\n")
    fresh_wordpress.bulk(posts=2, comments=2)
    scraped = scrape(fresh_wordpress, tmp_path, route="rest", blogs=("gamma",))
    assert scraped.report.exit_code == 5
    with Captures(scraped.captures) as captures:
        sql = "select url, robots from requests where robots = 'disallowed'"
        refused = captures.connection.execute(sql).fetchall()
    assert [url.rpartition("/gamma/")[2] for url, _ in refused] == ["feed/"]
