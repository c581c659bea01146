"""What the doctor says about the real WordPress, and that it says it politely."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest
from click.testing import CliRunner

from scraper.cli.doctor import doctor
from scraper.cli.main import Paths
from scraper.config import config_from_text
from scraper.doctor import LIMIT, Diagnosis, Visit, diagnose, probe
from scraper.doctor.address import home_of
from scraper.doctor.report import as_text
from scraper.doctor.table import table_of
from scraper.fetch.lease import Leases
from scraper.model import Source

from . import Rest, Theme, WordPress
from .archive import scrape
from .site import THEMES

pytestmark = pytest.mark.wordpress

Permalinks = Literal["pretty", "plain"]


def examine(
    wp: WordPress, folder: Path, url: str, *, delay: float = 2.0
) -> tuple[Diagnosis, list[float]]:
    """The diagnosis, and what the visit wanted to wait, in seconds, each time."""
    wp.front.log.clear()
    slept: list[float] = []
    home = home_of(url)
    source = Source(name="blogg", platform="wordpress", home=home, delay=delay)
    leases = Leases(folder / "leases", sleep=slept.append)
    with Visit("arkivet@umu.se", leases=leases) as visit:
        found = diagnose(probe(visit, source), delay=delay)
    assert len(wp.log()) == found.requests <= LIMIT
    assert {r.user_agent.partition("/")[0] for r in wp.log()} == {"Debattarkivet"}
    assert all("(+arkivet@umu.se)" in r.user_agent for r in wp.log())
    assert len(as_text(found, delay=delay).splitlines()) <= 40
    return found, slept


ROUTES: dict[Rest, tuple[str, int | None, str]] = {
    "on": ("by REST", 57, ""),
    "unlinked": ("by REST", 57, ""),
    "comments-off": ("posts by REST, comments by pages", 57, "401 rest_forbidden"),
    "comments-missing": ("posts by REST, comments by pages", 57, "404 rest_no_route"),
    "off": ("by pages", None, "401 rest_not_logged_in"),
    "missing": ("by pages", None, "404"),
    "html200": ("by pages", None, "a page titled"),
}


@pytest.mark.parametrize("rest", ROUTES)
def test_route_is_the_one_that_a_scrape_takes(
    fresh_wordpress: WordPress, tmp_path: Path, rest: Rest
) -> None:
    wp = fresh_wordpress
    wp.mode(rest=rest, theme="vk", blog="alfa")
    route, posts, why_shut = ROUTES[rest]
    found, _ = examine(wp, tmp_path, wp.blogs["alfa"].url)
    assert (found.exit_code, found.route) == (0, route)
    assert found.rest is not None
    assert found.rest.posts == posts
    shut = found.rest.shut or found.rest.posts_shut or found.rest.comments_shut or ""
    assert why_shut in shut
    assert bool(shut) == bool(why_shut)
    assert found.lists is not None
    assert (found.lists.sitemap, found.lists.feed_counts) == (57, True)
    assert found.source.timezone == "Europe/Stockholm"
    assert found.zone_problem is None


def test_totals_are_those_of_the_blog(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    wp = fresh_wordpress
    wp.bulk(posts=280, comments=330)
    found, _ = examine(wp, tmp_path, wp.blogs["gamma"].url)
    assert found.rest is not None
    assert found.lists is not None
    assert (found.rest.posts, found.rest.comments) == (280, 330)
    assert (found.posts, found.lists.sitemap) == (280, 280)


LAYOUTS: dict[Theme, tuple[str, bool]] = {
    "twentytwentyone": ("wordpress-html5/1", True),
    "twentytwentytwo": ("wordpress-html5/1", True),
    "twentytwentythree": ("wordpress-blocks/1", True),
    "vk": ("wordpress-callback/1", True),
    "vk-xhtml": ("wordpress-xhtml/1", True),
    "vk-div": ("wordpress-div/1", True),
    "vk-div5": ("wordpress-html5/1", True),
    "okand": ("wordpress-unknown/1", False),
    "okand-snal": ("wordpress-unknown/1", False),
}


@pytest.mark.parametrize("theme", THEMES)
def test_markup_of_each_theme_is_named_and_its_comments_are_found(
    fresh_wordpress: WordPress, tmp_path: Path, theme: Theme
) -> None:
    wp = fresh_wordpress
    wp.mode(theme=theme, blog="alfa")
    found, _ = examine(wp, tmp_path, wp.blogs["alfa"].url)
    page = found.page
    assert page is not None
    assert (page.layout, page.known) == LAYOUTS[theme]
    assert page.found == 14
    assert page.claimed in (14, None)
    assert page.compared
    assert page.unlike == ()


def test_paged_threads_are_seen_on_the_longest(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    wp = fresh_wordpress
    wp.mode(theme="vk", page_comments=1, comments_per_page=50, blog="alfa")
    found, _ = examine(wp, tmp_path, wp.blogs["alfa"].url)
    assert found.page is not None
    assert found.page.paged
    assert "of 600 comments" in (found.page.paging or "")
    wp.mode(page_comments=0, blog="alfa")
    found, _ = examine(wp, tmp_path, wp.blogs["alfa"].url)
    assert found.page is not None
    assert not found.page.paged
    assert found.page.paging == "none: 600 comments stand on one page"


@pytest.mark.parametrize("permalinks", ["pretty", "plain"])
def test_address_of_a_post_leads_to_its_blog(
    fresh_wordpress: WordPress, tmp_path: Path, permalinks: Permalinks
) -> None:
    wp = fresh_wordpress
    wp.mode(permalinks=permalinks, blog="alfa")
    home = wp.blogs["alfa"].url
    truth = wp.truth("alfa")["posts"]
    (url,) = (p["permalink"] for p in truth if p["post_title"] == "Den som slår larm")
    found, _ = examine(wp, tmp_path, url)
    assert (found.exit_code, found.source.home) == (0, home)
    plain = any("plain" in note for note in found.notes)
    assert plain == (permalinks == "plain")
    assert any("is a post" in note for note in found.notes) != plain


def test_section_of_a_larger_site_keeps_its_path_and_type_of_post(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    wp = fresh_wordpress
    found, _ = examine(wp, tmp_path, f"{wp.url}/blogg")
    assert found.exit_code == 0
    assert found.rest is not None
    assert found.rest.posts == 3
    table = table_of(found, "sektion", default_delay=2.0)
    source = config_from_text(table).sources["sektion"]
    assert (source.include, source.post_type) == ("/blogg/", "blogg")


def test_crawl_delay_is_kept_and_counted(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    wp = fresh_wordpress
    wp.robots("User-agent: *\nCrawl-delay: 9\n\nUser-agent: CCBot\nDisallow: /\n")
    found, slept = examine(wp, tmp_path, wp.blogs["alfa"].url)
    assert found.robots.delay == 9
    assert len(slept) == found.requests - 1
    assert min(slept) > 8
    assert found.costs[0].seconds >= found.costs[0].requests * 9
    assert found.asks == ("robots.txt turns away gatherers of texts: CCBot",)


def test_long_crawl_delay_makes_the_visit_short_and_still_finds_the_route(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    wp = fresh_wordpress
    wp.robots("User-agent: Debattarkivet\nCrawl-delay: 120\n")
    found, _ = examine(wp, tmp_path, wp.blogs["alfa"].url)
    assert (found.route, found.requests) == ("by REST", 7)


def test_what_robots_forbids_is_not_asked_for(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    wp = fresh_wordpress
    wp.robots("User-agent: *\nDisallow: /alfa/wp-json/\nDisallow: /alfa/feed/\n")
    found, _ = examine(wp, tmp_path, wp.blogs["alfa"].url)
    assert (found.exit_code, found.route) == (0, "by pages")
    assert set(found.robots.forbidden) == {"REST", "the feed"}
    asked = [request.path for request in wp.log()]
    assert not [p for p in asked if p.startswith(("/alfa/wp-json", "/alfa/feed"))]


def test_blog_whose_posts_robots_forbids_is_refused(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    wp = fresh_wordpress
    wp.mode(rest="off", blog="alfa")
    wp.robots("User-agent: *\nDisallow: /alfa/20\n")
    found, _ = examine(wp, tmp_path, wp.blogs["alfa"].url)
    assert (found.exit_code, found.route) == (5, None)
    assert found.costs == ()


def test_reservations_are_said_with_their_place(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    wp = fresh_wordpress
    wp.front.extra_headers = {"X-Robots-Tag": "noarchive", "TDM-Reservation": "1"}
    wp.mode(blog_public=0, blog="alfa")
    found, _ = examine(wp, tmp_path, wp.blogs["alfa"].url)
    assert found.exit_code == 0
    assert set(found.asks) >= {
        "noarchive (header X-Robots-Tag)",
        "noindex (meta robots)",
        "text and data mining is reserved (header tdm-reservation)",
    }


def test_post_behind_a_password_is_noticed(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    wp = fresh_wordpress
    wp.php(
        "wp_insert_post(array('post_title' => 'Hemligt', 'post_content' => 'x',"
        " 'post_status' => 'publish', 'post_password' => 'pw'));"
    )
    found, _ = examine(wp, tmp_path, wp.blogs["alfa"].url)
    assert any("password" in note for note in found.notes)


@pytest.mark.parametrize("route", ["rest", "html"])
def test_expected_requests_are_those_of_a_first_scrape(
    fresh_wordpress: WordPress, tmp_path: Path, route: str
) -> None:
    wp = fresh_wordpress
    wp.bulk(posts=130, comments=900)
    wp.mode(rest="on" if route == "rest" else "off", theme="vk", blog="gamma")
    found, _ = examine(wp, tmp_path, wp.blogs["gamma"].url)
    wp.front.log.clear()
    scraped = scrape(wp, tmp_path / "archive", blogs=["gamma"])
    made = len(wp.log())
    assert scraped.db.table("posts").count == found.posts == 130
    assert abs(found.costs[0].requests - made) <= max(2, made // 20), made


def test_command_reports_for_machines(
    fresh_wordpress: WordPress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBATTARKIV_LEASES", str(tmp_path / "leases"))
    paths = Paths(tmp_path / "a.db", tmp_path / "b.db", tmp_path / "sources.toml")
    url = fresh_wordpress.blogs["beta"].url
    done = CliRunner().invoke(doctor, [url, "--json"], obj=paths, standalone_mode=False)
    record = json.loads(done.stdout)
    assert done.return_value == record["exit_code"] == 0
    assert record["source"]["home"] == url
    assert config_from_text(record["table"]).sources["motvind"].home == url
    assert {path.name for path in tmp_path.iterdir()} == {"leases"}
