"""What the doctor makes of answers: asks, costs, tables, page against REST."""

from __future__ import annotations

import doctest
import importlib
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.config import load_config
from scraper.discover import Index
from scraper.doctor.address import home_of
from scraper.doctor.asks import groups, reservations
from scraper.doctor.cost import by_pages, by_rest
from scraper.doctor.findings import Probe
from scraper.doctor.page import page_facts, read_thread
from scraper.doctor.table import append, name_for, with_table
from scraper.errors import ConfigError, DebattarkivError, FetchError, InputError
from scraper.model import Capture, Source, Thread
from tests.permissions import obeying

TOML = """\
# Kommentarer står kvar.
[defaults]
contact = ""  # ännu ingen
delay = 0

[topics.tystnad]
title = "Tystnadskultur"
any = ["tystnad*"]
"""
TABLE = '[sources.ny]\nhome = "http://127.0.0.1/ny/"\nplatform = "wordpress"\n'


def page(url: str = "http://127.0.0.1/a/", body: str = "", **headers: str) -> Capture:
    return Capture(
        source="a",
        purpose="home",
        url=url,
        final_url=url,
        fetched_at=datetime(2024, 5, 1, tzinfo=UTC),
        status=200,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        body=body.encode(),
    )


@pytest.mark.parametrize(
    ("given", "home"),
    [
        ("https://blogg.vk.se/lundgren", "https://blogg.vk.se/lundgren/"),
        (" blogg.vk.se/Lundgren/ ", "https://blogg.vk.se/Lundgren/"),
        ("http://A.example/?p=12&x#c", "http://a.example/"),
    ],
)
def test_address_is_completed(given: str, home: str) -> None:
    assert home_of(given) == home


@pytest.mark.parametrize("given", ["", "ftp://a.example/", "https://a b/", "https://"])
def test_what_is_no_web_address_is_refused(given: str) -> None:
    with pytest.raises(InputError, match="expected an address"):
        home_of(given)


def test_directives_count_if_they_are_said_to_us() -> None:
    head = '<meta name="robots" content="max-image-preview:large, NOAI">'
    other = '<meta name="googlebot" content="noarchive">'
    asked = page(
        body=f"<html><head>{head}{other}</head></html>",
        x_robots_tag="googlebot: noindex, none, debattarkivet: noarchive",
    )
    assert reservations([asked, asked], "", None) == (
        "noarchive (header X-Robots-Tag)",
        "noai (meta robots)",
    )
    assert reservations([page(x_robots_tag="bingbot: noarchive")], "", None) == ()


def test_reservation_of_text_mining_is_found_in_header_meta_and_file() -> None:
    head = '<meta name="tdm-reservation" content="1">'
    asked = page(
        body=head, tdm_reservation="1", tdm_policy="https://a.example/policy.json"
    )
    rules = [
        {"location": "/b/*", "tdm-reservation": 1},
        {"location": "/a*", "tdm-reservation": 1},
    ]
    file = page(body=json.dumps(rules))
    assert reservations([asked], "", file) == (
        "text and data mining is reserved (header tdm-reservation; "
        "policy: https://a.example/policy.json)",
        "text and data mining is reserved (meta tdm-reservation)",
        "text and data mining is reserved (/.well-known/tdmrep.json for /a*)",
    )
    rules[1]["tdm-reservation"] = 0
    assert reservations([page()], "", page(body=json.dumps(rules))) == ()
    assert reservations([page()], "", page(body="<html>front page</html>")) == ()


def test_robots_that_turn_away_gatherers_are_quoted() -> None:
    text = (
        "User-agent: GPTBot\nUser-agent: CCBot # alla\nDisallow: /\n"
        "User-agent: Bytespider\nDisallow: /wp-admin/\n"
        "Content-Signal: search=yes, ai-train=no\n"
    )
    assert reservations([], text, None) == (
        "robots.txt turns away gatherers of texts: CCBot, GPTBot",
        "robots.txt: Content-Signal: search=yes, ai-train=no",
    )


def test_groups_of_robots_are_runs_of_agents_and_their_rules() -> None:
    text = (
        "\ufeffUser-agent: A\nuser-agent: b\nDisallow: /x\n\nUser-Agent: *\nAllow: /\n"
    )
    assert groups(text + "Sitemap: http://a.example/s.xml\nfel\n") == (
        (frozenset({"a", "b"}), ("Disallow: /x",)),
        (frozenset({"*"}), ("Allow: /",)),
    )


def test_name_comes_from_the_address_and_is_free() -> None:
    assert name_for("https://blogg.vk.se/veronica-kerr/", {}) == "veronica-kerr"
    assert name_for("https://www.annas.wordpress.com/", {}) == "annas"
    assert name_for("https://a.se/%C3%96rjan/blogg/", {}) == "orjan"
    assert name_for("https://a.se/blogg/", {"a", "a-2"}) == "a-3"


def test_large_blog_by_rest_costs_what_its_lists_cost() -> None:
    cost = by_rest(280, 3300, feed=10, pause_s=2.0)
    assert 70 <= cost.requests <= 75
    assert cost.seconds == cost.requests * 2.0
    large = by_rest(5_000, 50_000, feed=10, pause_s=2.0)
    assert large.requests <= 620
    shut = by_rest(280, None, feed=10, pause_s=2.0)
    assert shut.requests > 280
    assert shut.at_least


def test_pages_cost_one_request_a_post_and_nothing_is_invented() -> None:
    cost = by_pages(1500, sitemaps=2, feed=10, paged=False, pause_s=2.0)
    assert cost is not None
    assert cost.requests == 1506
    assert not cost.at_least
    assert by_pages(None, sitemaps=0, feed=10, paged=False, pause_s=2) is None


@pytest.mark.parametrize("module", ["address", "cost", "table"])
def test_examples_in_docstrings_hold(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"scraper.doctor.{module}"))
    assert found.attempted
    assert not found.failed


@pytest.mark.parametrize(
    "old", ["", "# bara en rad", TOML, TOML.replace("\n", "\r\n"), "\ufeff" + TOML]
)
def test_table_is_added_and_all_else_stays(old: str) -> None:
    new = with_table(old, TABLE, path="sources.toml")
    end = "\r\n" if "\r\n" in old else "\n"
    assert new.startswith(old)
    assert new.endswith(TABLE.replace("\n", end))
    assert ("\r\n" in new) == (new.count("\n") == new.count("\r\n"))
    added = new[len(old) :].removesuffix(TABLE.replace("\n", end))
    assert added == ("" if not old else end * (2 - old.endswith("\n")))


def test_table_that_does_not_fit_is_refused_and_nothing_written(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(TOML + TABLE, "utf-8")
    with pytest.raises(ConfigError, match="nothing was written"):
        append(path, TABLE)
    assert path.read_text("utf-8") == TOML + TABLE
    assert [each.name for each in tmp_path.iterdir()] == ["sources.toml"]


def test_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "riktig.toml", tmp_path / "sources.toml"
    path.write_text(TOML, "utf-8")
    path.chmod(0o640)
    link.symlink_to(path.name)
    append(link, TABLE)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(load_config(link).sources) == ["ny"]


def test_read_only_folder_is_said(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(TOML, "utf-8")
    tmp_path.chmod(0o500)
    try:
        with obeying(), pytest.raises(DebattarkivError, match="cannot be written"):
            append(path, TABLE)
    finally:
        tmp_path.chmod(0o700)


POST_PAGE = """<html><body class="single single-post postid-7">
<article id="post-7" class="post-7 post type-post"><h1 class="entry-title">Om snön</h1>
<div class="entry-content"><p>Ingen plogar.</p></div></article>
<ol class="commentlist"><li id="comment-1" class="comment depth-1">
<article class="comment-body"><b class="fn">Bo</b>
<div class="comment-content"><p>Sant!</p></div></article></li></ol></body></html>"""
REST_POST = {
    "id": 7,
    "date": "2024-05-01T10:00:00",
    "status": "publish",
    "type": "post",
    "link": "http://127.0.0.1/a/7/",
    "title": {"rendered": "Om snön"},
    "content": {"rendered": "<p>Ingen plogar.</p>", "protected": False},
}
REST_COMMENT = {
    "id": 1,
    "post": 7,
    "parent": 0,
    "author": 0,
    "author_name": "Bo",
    "author_url": "",
    "date": "2024-05-01T11:00:00",
    "content": {"rendered": "<p>Sant!</p>"},
    "status": "approved",
    "type": "comment",
}


@pytest.mark.parametrize(
    ("title", "text", "comments", "unlike"),
    [
        ("Om snön", "Ingen plogar.", [{}], ()),
        (
            "Snön",
            "Ingen plogar här.",
            [{}, {"id": 2}],
            (
                "title: 'Om snön' on the page, 'Snön' there",
                "text: 2 words on the page, 3 there",
                "comments given by REST and not on the page: 1",
            ),
        ),
        (
            "Om snön",
            "Ingen plogar.",
            [{"id": 2}],
            (
                "comments given by REST and not on the page: 1",
                "comments on the page and not given by REST: 1",
            ),
        ),
        (
            "Om snön",
            "Ingen plogar.",
            [{"author_name": "Eva"}],
            ("comments with another text or name by REST: 1",),
        ),
    ],
)
def test_post_that_page_and_rest_tell_differently_is_said(
    title: str, text: str, comments: list[dict[str, object]], unlike: tuple[str, ...]
) -> None:
    content = {"rendered": f"<p>{text}</p>", "protected": False}
    post = {**REST_POST, "title": {"rendered": title}, "content": content}
    rows = [{**REST_COMMENT, **changes} for changes in comments]
    found = Probe(
        given="http://127.0.0.1/a/",
        source=Source(name="a", platform="wordpress", home="http://127.0.0.1/a/"),
        robots=FetchError("not asked", url="http://127.0.0.1/"),
        front=page(),
        index=Index(),
        rest="http://127.0.0.1/a/wp-json/",
        page=page("http://127.0.0.1/a/7/", POST_PAGE),
        same_post=page(body=json.dumps([post]), x_wp_total="1", x_wp_totalpages="1"),
        same_comments=page(body=json.dumps(rows), x_wp_total="1", x_wp_totalpages="1"),
    )
    thread = read_thread(found)
    assert isinstance(thread, Thread)
    facts = page_facts(found, thread)
    assert (facts.compared, facts.found, facts.unlike) == (True, 1, unlike)
