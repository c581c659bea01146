"""A misbehaving server delays the archive and never spoils it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper.fetch.transport import Limits
from tests.dump import content_of

from . import Fault, WordPress
from .archive import Scraped, scrape

pytestmark = pytest.mark.wordpress

KINDS: dict[str, dict[str, Any]] = {
    "500": {"kind": "status"},
    "503": {"kind": "status", "status": 503, "retry_after": "120"},
    "429": {"kind": "status", "status": 429, "retry_after": "7"},
    "slow": {"kind": "slow", "seconds": 1.0},
    "short-length": {"kind": "short-length"},
    "cut-chunked": {"kind": "cut-chunked"},
    "cut-gzip": {"kind": "cut-gzip"},
    "cut-close": {"kind": "cut-close", "keep": 0.9},
    "reset": {"kind": "reset"},
    "reset-midway": {"kind": "reset-midway"},
    "redirect-loop": {"kind": "redirect-loop"},
    "error-page": {"kind": "error-page"},
}
LIMITS = {"slow": Limits(read_s=0.7)}
"""So that a slow answer is too slow."""
LASTING = {"html": "/Motvind/2022/", "rest": "/wp/v2/comments"}
"""Addresses that answer with faults through a whole run."""
LISTS = [
    ("auto", "/Motvind/$"),
    ("auto", "/wp-json/[?]"),
    ("auto", "categories"),
    ("auto", "users"),
    ("auto", "/posts[?]"),
    ("auto", "/feed/"),
    ("auto", "robots"),
    ("html", "/Motvind/$"),
    ("html", "sitemap"),
    ("html", "/feed/"),
]
"""Route, and a list that it reads."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = datetime.now(UTC).replace(microsecond=0)

Whole = Callable[[str], Scraped]


@pytest.fixture(scope="module")
def whole(wordpress: WordPress, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The archive of beta by a route, from a server that is well; read once."""
    known: dict[str, Scraped] = {}

    def read(route: str) -> Scraped:
        if route not in known:
            wordpress.reset()
            folder = tmp_path_factory.mktemp("whole")
            known[route] = scrape(wordpress, folder, route=route, blogs=("beta",))
            assert known[route].report.exit_code == 0
        return known[route]

    return read


def check_nothing_is_spoilt(scraped: Scraped, whole: Scraped) -> None:
    """No fault is taken for a removal or an edit, and no text is a wrong one."""
    for table in ("posts", "comments"):
        gone = "missing_since is not null or withdrawn_at is not null"
        assert scraped.db.table(table).count_where(gone) == 0
        assert texts(scraped, table) <= texts(whole, table)
    assert scraped.db.table("revisions").count == 0


def texts(scraped: Scraped, table: str) -> set[tuple[str, str]]:
    return {(row["id"], row["text"]) for row in scraped.db.table(table).rows}


@pytest.mark.parametrize("route", ["rest", "html"])
@pytest.mark.parametrize("kind", KINDS)
def test_archive_is_the_same_after_three_runs(
    wordpress: WordPress, whole: Whole, tmp_path: Path, kind: str, route: str
) -> None:
    undisturbed = whole(route)
    wordpress.reset()
    lasting = Fault(**KINDS[kind], path=LASTING[route], times=None)
    passing = Fault(**KINDS[kind], path="/Motvind/", every=3, times=None)
    for run, faults in enumerate([(lasting,), (passing,), ()]):
        wordpress.faults(*faults)
        scraped = scrape(
            wordpress,
            tmp_path,
            route=route,
            blogs=("beta",),
            at=FIRST + run * HOUR,
            limits=LIMITS.get(kind) if faults else None,
        )
        check_nothing_is_spoilt(scraped, undisturbed)
        if run == 0:
            assert scraped.report.exit_code in (3, 5), "the fault befell nothing"
    assert scraped.report.exit_code == 0, scraped.report
    assert content_of(scraped.db) == content_of(undisturbed.db)


@pytest.mark.parametrize(("route", "path"), LISTS)
@pytest.mark.parametrize("kind", ["500", "error-page"])
def test_any_list_may_fail_for_a_run(
    wordpress: WordPress,
    whole: Whole,
    tmp_path: Path,
    kind: str,
    path: str,
    route: str,
) -> None:
    undisturbed = whole(route)
    wordpress.reset()
    # A root that is a page even when it is asked again is taken for shut REST.
    passing = kind == "error-page" and "wp-json" in path
    times = 1 if passing else None
    wordpress.faults(Fault(**KINDS[kind], path=path, times=times))
    for run in range(2):
        scraped = scrape(
            wordpress, tmp_path, route=route, blogs=("beta",), at=FIRST + run * HOUR
        )
        check_nothing_is_spoilt(scraped, undisturbed)
        assert any(request.fault for request in wordpress.log())
        wordpress.faults()
    assert scraped.report.exit_code == 0, scraped.report
    assert content_of(scraped.db) == content_of(undisturbed.db)


@pytest.mark.parametrize("route", ["rest", "html"])
def test_no_fault_takes_anything_from_an_archive(
    wordpress: WordPress, whole: Whole, tmp_path: Path, route: str
) -> None:
    undisturbed = whole(route)
    wordpress.reset()
    for day, kind in enumerate(["", *KINDS, ""]):
        paths = [LASTING[route], "feed", "users"] if kind else []
        wordpress.faults(*[Fault(**KINDS[kind], path=p, times=None) for p in paths])
        scraped = scrape(
            wordpress,
            tmp_path,
            route=route,
            blogs=("beta",),
            full=True,
            at=FIRST + day * DAY,
            limits=LIMITS.get(kind),
        )
        check_nothing_is_spoilt(scraped, undisturbed)
    assert content_of(scraped.db) == content_of(undisturbed.db)


@pytest.mark.parametrize("kind", ["500", "cut-close", "error-page", "redirect-loop"])
def test_page_of_a_long_thread_that_fails_takes_no_comment(
    fresh_wordpress: WordPress, tmp_path: Path, kind: str
) -> None:
    fresh_wordpress.bulk(posts=2, comments=60)
    fresh_wordpress.mode(page_comments=1, comments_per_page=5, blog="gamma")
    middle = Fault(**KINDS[kind], path="/comment-page-[23]/", times=None)
    for day, faults in enumerate([(middle,), (), (middle,), (middle,)]):
        fresh_wordpress.faults(*faults)
        scraped = scrape(
            fresh_wordpress,
            tmp_path,
            route="html",
            blogs=("gamma",),
            full=True,
            at=FIRST + day * DAY,
        )
        check_nothing_is_spoilt(scraped, scraped)
        assert scraped.report.exit_code == (3 if faults else 0)
        found = scraped.db.table("comments").count
        assert found < 60 if day == 0 else found == 60
