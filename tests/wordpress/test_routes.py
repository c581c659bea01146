"""Each route, theme and mode against the truth, and the routes against each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlite_utils import Database

from tests.dump import OBSERVED

from . import WordPress
from .archive import Scraped
from .compare import Comparison
from .modes import MODES, SHUT, read, unexpected

pytestmark = [pytest.mark.wordpress, pytest.mark.slow]

Reading = Callable[[str], tuple[Scraped, dict[str, Comparison]]]
Row = dict[str, Any]


@pytest.fixture(scope="module")
def reading(wordpress: WordPress, tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """What a mode gives, by its name; each is read once."""
    known: dict[str, tuple[Scraped, dict[str, Comparison]]] = {}

    def once(name: str) -> tuple[Scraped, dict[str, Comparison]]:
        if name not in known:
            known[name] = read(wordpress, tmp_path_factory.mktemp(name), MODES[name])
        return known[name]

    return once


WHY_SHUT = {
    "off": "REST does not answer (HTTP 401 rest_not_logged_in)",
    "missing": "REST does not answer (HTTP 404)",
    "html200": "REST does not answer (HTTP 200, no JSON as expected)",
    "comments-off": "REST does not give them (HTTP 401 rest_forbidden)",
    "comments-missing": "REST does not give them (HTTP 404 rest_no_route)",
}
"""State of REST -> what the run log says of it."""


@pytest.mark.parametrize("name", MODES)
def test_every_theme_and_mode_gives_the_truth(reading: Reading, name: str) -> None:
    mode = MODES[name]
    done, found = reading(name)
    assert done.report.exit_code == 0
    assert done.db.table("revisions").count == 0, "nothing was edited"
    by_rest = mode.route != "html" and mode.site.get("rest") not in SHUT
    for blog, comparison in found.items():
        assert unexpected(mode, comparison) == []
        assert comparison.compared["comment text"] >= 3
        route = " ".join(done.reports[blog].route)
        assert ("by REST" in route) is by_rest
        assert ("comments by pages" in route) is (by_rest and mode.told == "html")
    if by_rest:
        assert done.db.table("posts").count_where("updated is null") == 0
    (log,) = done.db.table("runs").rows
    for blog in mode.blogs:
        route = json.loads(log["counters"])[blog]["route"]
        assert route == "; ".join(done.reports[blog].route)
        assert WHY_SHUT.get(mode.site.get("rest", "on"), "") in route


def test_six_hundred_comments_over_nine_pages_come_in_whole(reading: Reading) -> None:
    for name in ("twentytwentyone", "oldest-first-page", "newest-first", "plain"):
        db = reading(name)[0].db
        (post,) = db.query("select id from posts where comments_found >= 600")
        sql = "select count(*), count(distinct native_id) from comments where post = ?"
        assert db.execute(sql, [post["id"]]).fetchone() == (600, 600)


PARTS = {
    "bodies": "select item, html from bodies",
    "links": "select item, url, host, text from links",
    "post_tags": """select post as item, kind, name from post_tags
        join tags on tags.id = tag""",
    "item_topics": """select item, title, kind, matched from item_topics
        join topics on topics.id = topic""",
    "docs": "select item, kind, source, author from docs",
}
"""Table -> what of it says something of an item."""
OTHERS = {
    *("sources", "runs", "issues", "meta", "erasures", "revisions"),  # logs, and none
    *("tags", "topics"),  # with what points at them
    *("vocab", "months", "docs_fts", "states_fts"),  # made of the words
}
TOLD_BY_ONE_ROUTE_ONLY = {
    "posts": {"updated", "likes", "comments_listed"},
    "comments": {"parent_precision"},
}
SHADOWS = ("_data", "_idx", "_docsize", "_config")


@pytest.mark.parametrize(
    ("rest", "theme"),
    [
        ("rest", "twentytwentyone"),
        ("rest", "twentytwentythree"),
        ("rest-vk", "vk"),  # its captions and galleries are older markup
    ],
)
def test_both_routes_give_equal_rows(reading: Reading, rest: str, theme: str) -> None:
    """Whole tables, but observation and what the README says one route cannot know."""
    by_rest, by_html = (reading(name)[0].db for name in (rest, theme))
    tables = {n for n in by_rest.table_names() if not n.endswith(SHADOWS)}
    assert tables == {"posts", "comments", *PARTS, *OTHERS}
    cut = MODES[theme].cut
    shared: set[str] = set()
    for table in ("posts", "comments"):
        one, other = _rows(by_rest, table), _rows(by_html, table)
        _check_what_one_route_lacks(table, one, other)
        for id_ in sorted(one.keys() & other.keys()):
            row, same = one[id_], other[id_]
            if cut and cut in row["text"]:
                continue
            shared.add(id_)
            ignored = OBSERVED | {"digest", "doc"} | TOLD_BY_ONE_ROUTE_ONLY[table]
            ignored |= _unknowable(table, by_rest, by_html, same, row)
            if row.get("title") == "Untitled" and theme != MODES[rest].theme:
                ignored |= {"title", "title_key"}  # its own word for none, by REST too
            known = {c: v for c, v in row.items() if c not in ignored}
            assert {c: same[c] for c in known} == known
    for table, sql in PARTS.items():
        parts, others = (
            sorted(str(row) for row in db.query(sql) if row["item"] in shared)
            for db in (by_rest, by_html)
        )
        assert parts == others, table
        assert parts, table


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
    table: str, by_rest: Database, by_html: Database, html: Row, rest: Row
) -> set[str]:
    """Columns of one row that a page cannot tell as REST does."""
    found = set()
    if html["published_precision"] != "second":  # minutes, or the hour that comes twice
        if html["published_precision"] == "minute":
            assert html["published"][:16] == rest["published"][:16]
        found |= {"published", "published_precision"}
    post = rest["id"] if table == "posts" else rest["post"]
    sql = "select id, depth, kind from comments where post = ?"
    there, here = (
        {r["id"]: r for r in d.query(sql, [post])} for d in (by_rest, by_html)
    )
    if there.keys() - here.keys():  # replies to hidden parents are not on the page
        found |= {"comments_found", "comments_explained", "position"}
    if here.keys() - there.keys():  # nor are pings in the list of comments
        found |= {"comments_explained"}
    if any(row["depth"] > 5 for row in there.values()):  # a page nests no deeper
        found |= {"parent", "depth", "position"}
    return found


def _rows(db: Database, table: str) -> dict[str, Row]:
    return {row["id"]: row for row in db.table(table).rows}


@pytest.mark.parametrize("name", ["rest", "vk"])
def test_reprints_are_linked_and_both_threads_kept(reading: Reading, name: str) -> None:
    db = reading(name)[0].db
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
