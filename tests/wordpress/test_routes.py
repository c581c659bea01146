"""Each route, theme and mode against the truth, and the routes against each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from scraper.config import config_from_text
from scraper.run.archive import RunReport, open_archive, scrape
from scraper.store.corpus import open_corpus

from . import WordPress
from .compare import Comparison, compare

pytestmark = [pytest.mark.wordpress, pytest.mark.slow]

EVERYTHING = frozenset({"author", "published", "tags"})
THEMES = {
    "twentytwentyone": EVERYTHING,
    "twentytwentytwo": EVERYTHING,
    "twentytwentythree": EVERYTHING,
    "vk": EVERYTHING,
    "vk-xhtml": EVERYTHING,
    "vk-div": EVERYTHING,
    "okand": frozenset({"published"}),
}
"""Theme -> what it prints of posts and comments."""

KNOWN_LIMITS = {
    "twentytwentytwo": "DEL-ETT",  # links no second page of a <!--nextpage--> post
    "twentytwentythree": "DEL-ETT",
}
"""Theme -> mark of the one text that cannot be read whole (README, Limits)."""

TOLD_BY_ONE_ROUTE_ONLY = {
    "posts": {"updated", "likes", "comments_explained", "comments_listed"},
    "comments": {"parent_precision", "answers"},
}
OBSERVED = {"first_seen", "since", "last_seen", "capture", "digest", "doc"}


@dataclass(frozen=True)
class Scraped:
    """An archive of one blog of the test site."""

    db: Database
    report: RunReport


def archive_of(
    wp: WordPress, folder: Path, route: str, blogs: tuple[str, ...] = ("alfa",)
) -> Scraped:
    """A first scrape of some blogs by one route."""
    tables = "".join(
        f'[sources.{name}]\nhome = "{wp.blogs[name].url}"\n'
        f'platform = "wordpress"\nroute = "{route}"\n'
        for name in blogs
    )
    config = config_from_text(f"[defaults]\ndelay = 0\n{tables}")
    folder.mkdir(exist_ok=True)
    with open_archive(folder / "corpus.db", folder / "captures.db") as archive:
        report = scrape(archive, config, list(config.sources.values()))
    return Scraped(open_corpus(folder / "corpus.db"), report)


def differences(found: Comparison) -> list[str]:
    return [
        f"{d.item} {d.field}: {str(d.expected)[:80]!r} became {str(d.found)[:80]!r}"
        for d in found.differences
    ]


@pytest.fixture(autouse=True)
def _leases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBATTARKIV_LEASES", str(tmp_path / "leases"))


@pytest.mark.parametrize("theme", THEMES)
def test_pages_of_every_theme_give_the_truth(
    fresh_wordpress: WordPress, tmp_path: Path, theme: str
) -> None:
    wp = fresh_wordpress
    wp.mode(theme=theme)
    scraped = archive_of(wp, tmp_path, "html", ("alfa", "beta"))
    assert scraped.report.exit_code == 0
    for blog in ("alfa", "beta"):
        found = compare(
            wp.truth(blog), scraped.db, blog, route="html", prints=THEMES[theme]
        )
        wrong = differences(found)
        known = KNOWN_LIMITS.get(theme)
        assert [line for line in wrong if not (known and known in line)] == []


@pytest.mark.parametrize("permalinks", ["pretty", "plain"])
def test_rest_gives_the_truth(
    fresh_wordpress: WordPress, tmp_path: Path, permalinks: Any
) -> None:
    wp = fresh_wordpress
    wp.mode(permalinks=permalinks)
    scraped = archive_of(wp, tmp_path, "auto", ("alfa", "beta"))
    assert scraped.report.exit_code == 0
    for blog in ("alfa", "beta"):
        assert scraped.report.sources[blog].route == ["by REST"]
        found = compare(wp.truth(blog), scraped.db, blog, route="rest")
        assert differences(found) == []


@pytest.mark.parametrize("rest", ["off", "missing", "html200", "unlinked"])
def test_shut_rest_falls_back_to_pages(
    fresh_wordpress: WordPress, tmp_path: Path, rest: Any
) -> None:
    wp = fresh_wordpress
    wp.mode(rest=rest)
    scraped = archive_of(wp, tmp_path, "auto", ("beta",))
    route = "rest" if rest == "unlinked" else "html"  # not named is not shut
    assert ("by REST" in scraped.report.sources["beta"].route) is (route == "rest")
    found = compare(wp.truth("beta"), scraped.db, "beta", route=route)
    assert differences(found) == []
    assert scraped.report.exit_code == 0


@pytest.mark.parametrize("rest", ["comments-off", "comments-missing"])
def test_comments_shut_in_rest_come_by_pages(
    fresh_wordpress: WordPress, tmp_path: Path, rest: Any
) -> None:
    wp = fresh_wordpress
    wp.mode(rest=rest)
    scraped = archive_of(wp, tmp_path, "auto", ("beta",))
    route = scraped.report.sources["beta"].route
    assert route[0] == "by REST"
    assert "pages" in route[1]
    found = compare(wp.truth("beta"), scraped.db, "beta", route="html")
    assert differences(found) == []
    updated = scraped.db.execute("select count(*) from posts where updated is null")
    assert updated.fetchone() == (0,), "the posts came by REST"
    assert scraped.db.table("revisions").count == 0, "nothing was edited"


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("newest", ["newest", "oldest"])
def test_six_hundred_comments_over_nine_pages_come_in_whole(
    fresh_wordpress: WordPress, tmp_path: Path, newest: str, order: str
) -> None:
    wp = fresh_wordpress
    wp.mode(theme="twentytwentyone")
    wp.mode(blog="alfa", default_comments_page=newest, comment_order=order)
    scraped = archive_of(wp, tmp_path, "html")
    sql = "select id from posts where comments_found >= 600"
    (post,) = scraped.db.query(sql)
    sql = "select count(*), count(distinct native_id) from comments where post = ?"
    assert scraped.db.execute(sql, [post["id"]]).fetchone() == (600, 600)
    found = compare(wp.truth("alfa"), scraped.db, "alfa", route="html")
    assert differences(found) == []


@pytest.mark.parametrize(
    "options",
    [{"thread_comments": 0}, {"page_comments": 0}, {"thread_comments_depth": 3}],
    ids=str,
)
def test_comment_settings_change_no_comment(
    fresh_wordpress: WordPress, tmp_path: Path, options: dict[str, Any]
) -> None:
    wp = fresh_wordpress
    wp.mode(theme="twentytwentyone")
    wp.mode(blog="alfa", **options)
    scraped = archive_of(wp, tmp_path, "html")
    threaded = options.get("thread_comments") != 0
    found = compare(
        wp.truth("alfa"),
        scraped.db,
        "alfa",
        route="html",
        depth=options.get("thread_comments_depth", 5),
        threaded=threaded,
    )
    wrong = differences(found)
    if not threaded:  # a flat page shows replies to hidden parents too
        wrong = [line for line in wrong if "comment ids" not in line]
    assert wrong == []


def test_plain_permalinks_are_read_by_pages_too(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    wp = fresh_wordpress
    wp.mode(permalinks="plain")
    scraped = archive_of(wp, tmp_path, "html", ("beta",))
    found = compare(wp.truth("beta"), scraped.db, "beta", route="html")
    assert differences(found) == []


@pytest.mark.parametrize("theme", ["twentytwentyone", "vk"])
def test_both_routes_give_equal_rows(
    fresh_wordpress: WordPress, tmp_path: Path, theme: Any
) -> None:
    """Whole tables, but observation and what DESIGN says one route alone tells."""
    wp = fresh_wordpress
    wp.mode(theme=theme)
    by_rest = archive_of(wp, tmp_path / "rest", "rest", ("alfa", "beta")).db
    by_html = archive_of(wp, tmp_path / "html", "html", ("alfa", "beta")).db
    shared = set()
    for table in ("posts", "comments"):
        rest, html = _rows(by_rest, table), _rows(by_html, table)
        shared |= rest.keys() & html.keys()
        _check_what_one_route_lacks(table, rest, html)
        for id_ in sorted(rest.keys() & html.keys()):
            ignored = OBSERVED | TOLD_BY_ONE_ROUTE_ONLY[table]
            ignored |= _unknowable(table, by_rest, html[id_], rest[id_])
            same = {c: v for c, v in rest[id_].items() if c not in ignored}
            assert {c: html[id_][c] for c in same} == same
    for sql in PARTS:
        one, other = ([*db.query(sql)] for db in (by_rest, by_html))
        assert [r for r in one if r["item"] in shared] == [
            r for r in other if r["item"] in shared
        ]


PARTS = (
    "select item, url, text from links order by 1, 2, 3",
    """select post as item, kind, name from post_tags
    join tags on tags.id = tag order by 1, 2, 3""",
)


def _check_what_one_route_lacks(
    table: str, rest: dict[str, dict[str, Any]], html: dict[str, dict[str, Any]]
) -> None:
    """Pages alone show pings, REST alone replies to hidden parents."""
    if table == "posts":
        assert rest.keys() == html.keys()
        return
    pings = {html[id_]["kind"] for id_ in html.keys() - rest.keys()}
    assert pings <= {"pingback", "trackback"}
    for id_ in rest.keys() - html.keys():
        while not rest[id_]["orphan"]:
            id_ = rest[id_]["parent"]
            assert id_ is not None, "a reply that a page should show"


def _unknowable(
    table: str, by_rest: Database, html: dict[str, Any], rest: dict[str, Any]
) -> set[str]:
    """Columns of one row that a page cannot tell as REST does."""
    found = set()
    if html["published_precision"] != "second":  # minutes, or the hour that comes twice
        if html["published_precision"] == "minute":
            assert html["published"][:16] == rest["published"][:16]
        found |= {"published", "published_precision"}
    sql = (
        "select max(depth) as depth, max(orphan) as orphan from comments where post = ?"
    )
    (thread,) = by_rest.query(sql, [rest["id"] if table == "posts" else rest["post"]])
    if thread["orphan"]:  # replies to hidden parents are not on the page
        found |= {"comments_found", "position"}
    if table == "comments" and thread["depth"] > 5:  # a page nests no deeper
        found |= {"parent", "depth", "position"}
    return found


def _rows(db: Database, table: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in db.table(table).rows}


def test_reprints_are_linked_and_both_threads_kept(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    wp = fresh_wordpress
    db = archive_of(wp, tmp_path, "auto", ("alfa", "beta")).db
    sql = """select a.id as later, b.id as earlier from posts a
        join posts b on b.id = a.crosspost_of"""
    linked = list(db.query(sql))
    assert len(linked) == 4
    for row in linked:
        assert row["later"].startswith("beta-")
        assert row["earlier"].startswith("alfa-")
    sql = """select distinct a.title from posts a join posts b
        on a.title_key = b.title_key and a.source < b.source
        where a.crosspost_of is null and b.crosspost_of is null"""
    one_heading = {row["title"] for row in db.query(sql)}
    assert one_heading == {"Månadsbrev", "Taket"}


def test_section_of_a_larger_site_is_read_alone(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    wp = fresh_wordpress
    config = config_from_text(
        f"""
        [defaults]
        delay = 0
        [sources.main]
        home = "{wp.url}/blogg/"
        platform = "wordpress"
        include = "/blogg/"
        post_type = "blogg"
        """
    )
    for route in ("rest", "html"):
        folder = tmp_path / route
        folder.mkdir()
        (source,) = config.sources.values()
        with open_archive(folder / "corpus.db", folder / "captures.db") as archive:
            scrape(archive, config, [replace(source, route=route)])
        db = open_corpus(folder / "corpus.db")
        found = compare(
            wp.truth("main"),
            db,
            "main",
            route=route,
            post_type="blogg",
            prints=frozenset({"published"}),
        )
        assert [line for line in differences(found) if "comment ids" not in line] == []
