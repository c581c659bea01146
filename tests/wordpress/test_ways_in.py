"""A real WordPress by other ways: through pywb, and by its own export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scraper.captures import Captures
from scraper.replay.verify import verify
from scraper.run.archive import open_archive
from scraper.run.importing import import_files
from scraper.warc.write import write_warc
from tests.pywb import COLLECTION, pywb

from . import WordPress, public_comments
from .archive import config_of, scrape
from .compare import compare
from .template import HERE

pytestmark = pytest.mark.wordpress

BLOGS = ("alfa", "beta")
UNTOLD = frozenset(
    {"first_seen", "since", "last_seen", "comments_listed", "comments_claimed"}
    | {"claimed_since", "doc"}
)
"""What depends on the blog's lists, or on when one looked."""


UNTOLD_BY_EXPORTS = frozenset({"comments claimed", "ping ids"})


def rows(db: Any, table: str) -> list[dict[str, Any]]:
    found = db.query(f"select * from {table} order by id")  # noqa: S608  ours
    return [{k: v for k, v in row.items() if k not in UNTOLD} for row in found]


def differences(
    expected: list[dict[str, Any]], found: list[dict[str, Any]]
) -> list[tuple[object, ...]]:
    """(id, column, expected, found) of everything that differs."""
    here = {row["id"]: row for row in found}
    wrong: list[tuple[object, ...]] = [
        (row["id"], column, value, here.get(row["id"], {}).get(column))
        for row in expected
        for column, value in row.items()
        if row["id"] not in here or here[row["id"]][column] != value
    ]
    ids = {row["id"] for row in expected}
    return [*wrong, *((id_, "unknown") for id_ in here if id_ not in ids)]


def test_from_pywb_come_the_same_posts_and_comments(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    """Each marked with the capture of the web archive that it rests on."""
    live = scrape(fresh_wordpress, tmp_path / "live", route="html", blogs=BLOGS)
    with Captures(live.captures) as captures:
        target = tmp_path / "collections" / COLLECTION
        now = captures.runs()[0].started
        write_warc(captures, target, sources=BLOGS, as_received=True, now=now)
    asked = len(fresh_wordpress.log())
    with pywb(tmp_path) as archive:
        found = scrape(
            fresh_wordpress,
            tmp_path / "later",
            route="wayback",
            blogs=BLOGS,
            extra=dict.fromkeys(BLOGS, f'archive = "{archive}"'),
        )
    assert len(fresh_wordpress.log()) == asked
    assert found.report.exit_code == live.report.exit_code, found.report
    for table in ("posts", "comments"):
        assert differences(rows(live.db, table), rows(found.db, table)) == []
    with Captures(found.captures) as captures:
        places = {c.digest: c.url for c in captures.of_run(1)}
    for row in (*rows(found.db, "posts"), *rows(found.db, "comments")):
        assert places[row["capture"]].startswith(archive)


def test_captures_by_rest_come_back_from_their_warc(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    """Two runs with a change between, so that some answers are revisits."""
    wp, folder = fresh_wordpress, tmp_path / "live"
    scrape(wp, folder, route="rest", blogs=BLOGS).db.close()
    wp.php("wp_trash_comment( (int) $args[0] );", "7", blog="beta")
    live = scrape(wp, folder, route="rest", blogs=BLOGS, full=True)
    target = tmp_path / "warc"
    with Captures(live.captures) as captures:
        now = captures.runs()[0].started
        write_warc(captures, target, sources=BLOGS, as_received=True, now=now)
    config = config_of(wp, blogs=BLOGS)
    with open_archive(tmp_path / "corpus.db", tmp_path / "captures.db") as archive:
        for name in BLOGS:
            file = target / f"archive/{name}.warc.gz"
            report = import_files(archive, config, config.sources[name], [file])
            assert report.exit_code == 0, report.sources[name].problems
        for table in ("posts", "comments"):
            assert differences(rows(live.db, table), rows(archive.db, table)) == []
    assert verify(tmp_path / "corpus.db", tmp_path / "captures.db") == ()


def test_the_export_of_a_wordpress_is_imported(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    truth = fresh_wordpress.truth("alfa")
    path = tmp_path / "export.xml"
    path.write_text(fresh_wordpress.php(HERE / "php/export.php", blog="alfa"), "utf-8")
    config = config_of(fresh_wordpress, blogs=("alfa",))
    with open_archive(tmp_path / "corpus.db", tmp_path / "captures.db") as archive:
        report = import_files(archive, config, config.sources["alfa"], [path])
        assert report.exit_code == 0, report
        found = compare(truth, archive.db, "alfa", route="rest")
        sql = "select native_id from comments where kind <> 'comment'"
        pings = {row["native_id"] for row in archive.db.query(sql)}
    assert pings == public_comments(truth, "post", pings=True).keys()
    # a page has typographic quotes, and what shortcodes and blocks put there
    words = {"post text", "comment text", "post title"}
    # an export claims no number, and has pings, which REST has not
    told = [d for d in found.differences if d.field not in UNTOLD_BY_EXPORTS]
    assert [d for d in told if d.field not in words] == []
    odd = [d for d in told if letters(d.expected) != letters(d.found)]
    # an unknown caption, smilies that a page makes pictures of, a link made of www.
    assert {d.item for d in odd} == {"alfa-51", "alfa-52", "alfa-c173"}


def letters(text: object) -> str:
    return "".join(c for c in str(text).casefold() if c.isalnum())
