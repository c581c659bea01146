"""What a blog's owner does, and what the archive then says, by both routes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from . import Fault, WordPress
from .history import BEGIN, DAY, PHP, History, prepare

pytestmark = [pytest.mark.wordpress, pytest.mark.slow]

ROUTES = ("rest", "html")
PATROL = 100
"""Days until every post has been due for its quarterly reading."""


def seen(day: int) -> str:
    return (BEGIN + day * DAY).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(params=ROUTES)
def history(
    request: pytest.FixtureRequest, fresh_wordpress: WordPress, tmp_path: Path
) -> History:
    return History(fresh_wordpress, tmp_path / "archive", request.param)


CHANGE = PHP / "history-change.php"


def test_history_of_a_blog_is_told_exactly(history: History) -> None:
    n = prepare(history.wp)
    assert history.run(0).report.exit_code == 0
    first = history.row("posts", n["reply"])
    n |= json.loads(history.php(CHANGE, json.dumps(n)))
    history.run(PATROL)
    assert history.last
    assert history.last.report.exit_code == 0, history.last.reports
    history.run(PATROL + 1)

    assert "läcker fortfarande" in str(history.row("posts", n["roof"])["text"])
    (edit,) = history.revisions("posts", n["roof"])
    assert (edit["changed"], edit["seen_from"]) == ("text", seen(0))
    assert edit["seen_until"] == seen(0)
    assert edit["capture"] != history.row("posts", n["roof"])["capture"]
    assert edit["text"]

    assert history.row("comments", n["quay0"])["text"] == "Omskrivet."
    (edit,) = history.revisions("comments", n["quay0"])
    assert (edit["changed"], edit["text"], edit["author"]) == ("text", None, None)

    for name in ("quay1", "trashed", "deleted"):
        gone = history.row("comments", n[name])
        assert gone["missing_since"] == seen(PATROL), name
        assert gone["withdrawn_at"] == seen(PATROL + 1), name
        assert (gone["text"], gone["author"]) == ("", None)
    hidden = history.row("comments", n["hidden"])
    assert (hidden["missing_since"], hidden["withdrawn_at"]) == (None, None)
    assert hidden["text"] == "Svaret."
    assert history.row("comments", n["moved_up"])["parent"] is None
    (move,) = history.revisions("comments", n["moved_up"])
    assert (move["changed"], move["parent"]) == ("parent", f"beta-c{n['deleted']}")
    child = history.row("comments", n["grandchild"])
    assert child["parent"] == f"beta-c{n['moved_up']}"
    assert not history.revisions("comments", n["grandchild"])

    for name in ("annex", "call"):
        gone = history.row("posts", n[name])
        assert gone["missing_since"] == seen(PATROL), name
        assert gone["withdrawn_at"] == seen(PATROL + 1), name
        assert gone["text"], "posts stay whole"
    moved = history.row("posts", n["reply"])
    assert str(moved["url"]).endswith("/ny-adress/")
    (move,) = history.revisions("posts", n["reply"])
    assert (move["changed"], move["url"]) == ("url", first["url"])
    dated = history.row("posts", n["lessons"])
    assert dated["date"] == "2023-02-03"
    (move,) = history.revisions("posts", n["lessons"])
    assert set(str(move["changed"]).split(", ")) == {"url", "published"}

    assert history.row("comments", n["pending"])["text"] == "Väntar."
    assert history.row("comments", n["pending"])["first_seen"] == seen(PATROL)
    assert history.row("posts", n["new"])["comments_found"] == 1
    assert history.row("comments", n["late"])["post"] == f"beta-{n['letter']}"

    before = history.dump()
    assert history.run(PATROL + 2).report.exit_code == 0
    assert history.dump() == before, "a further refresh says nothing new"
    assert history.verified() == ()


RETURN = """
$n = json_decode( $args[0], true );
wp_untrash_comment( $n['quay1'] );
wp_untrash_comment( $n['trashed'] );
add_filter( 'wp_untrash_post_status', fn() => 'publish' );
wp_untrash_post( $n['annex'] );
"""


def test_what_comes_back_is_whole_again_with_a_revision(history: History) -> None:
    n = prepare(history.wp)
    history.run(0)
    before = history.row("comments", n["quay1"])
    history.php(CHANGE, json.dumps(n))
    history.run(PATROL)
    history.run(PATROL + 1)
    history.php(RETURN, json.dumps(n))
    history.run(2 * PATROL + 10)
    for name in ("quay1", "trashed"):
        row = history.row("comments", n[name])
        assert (row["missing_since"], row["withdrawn_at"]) == (None, None), name
        (back,) = history.revisions("comments", n[name])
        assert back["changed"] == "back"
        assert back["withdrawn_at"] == seen(PATROL + 1)
    assert history.row("comments", n["quay1"])["text"] == before["text"]
    post = history.row("posts", n["annex"])
    assert (post["missing_since"], post["withdrawn_at"]) == (None, None)
    assert history.verified() == ()


def test_rest_finds_by_its_totals_what_no_list_tells(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    history = History(fresh_wordpress, tmp_path / "archive", "rest")
    n = prepare(history.wp)
    history.run(0)
    history.php("wp_trash_comment( (int) $args[0] );", n["quay1"])
    history.php("wp_set_comment_status( (int) $args[0], 'approve' );", n["pending"])
    history.php("wp_trash_post( (int) $args[0] );", n["annex"])
    history.run(1)
    assert history.row("comments", n["quay1"])["missing_since"] == seen(1)
    assert history.row("comments", n["pending"])["first_seen"] == seen(1)
    assert history.row("posts", n["annex"])["missing_since"] == seen(1)
    history.run(2)
    assert history.row("comments", n["quay1"])["withdrawn_at"] == seen(2)
    assert history.row("posts", n["annex"])["withdrawn_at"] == seen(2)
    history.php("wp_untrash_comment( (int) $args[0] );", n["quay1"])
    history.run(3)
    assert history.row("comments", n["quay1"])["withdrawn_at"] is None
    asked = len(history.wp.log())
    history.run(4)
    assert len(history.wp.log()) - asked <= 4
    assert history.verified() == ()


@pytest.mark.parametrize("blog", ["alfa", "beta"])
def test_unchanged_blog_costs_four_requests(history: History, blog: str) -> None:
    history.blog = blog
    history.run(0)
    before = history.dump()
    for day in (1, 2):
        asked = len(history.wp.log())
        history.run(day)
        paths = [request.path for request in history.wp.log()[asked:]]
        assert len(paths) <= 4, paths
    assert history.dump() == before


def test_new_comment_on_an_old_post_is_seen_the_next_day(history: History) -> None:
    n = prepare(history.wp)
    history.run(0)
    n |= json.loads(history.php(CHANGE, json.dumps(n)))
    history.run(1)
    assert history.row("comments", n["late"])["first_seen"] == seen(1)
    assert history.row("comments", n["first"])["first_seen"] == seen(1)
    assert history.row("posts", n["call"])["missing_since"] == seen(1)


@pytest.mark.parametrize(
    "theme", ["twentytwentyone", "twentytwentytwo", "twentytwentythree", "vk-xhtml"]
)
def test_swapped_theme_is_no_event(
    fresh_wordpress: WordPress, tmp_path: Path, theme: str
) -> None:
    history = History(fresh_wordpress, tmp_path / "archive", "html", "alfa")
    history.wp.mode(theme="vk")
    history.run(0)
    history.wp.mode(theme=theme)  # type: ignore[arg-type]
    history.run(1, full=True)
    assert history.last
    assert history.last.report.exit_code == 0
    db = history.last.db
    changed = {(r["item"], r["changed"]) for r in db.table("revisions").rows}
    # block themes print the first part of a classic <!--nextpage--> post and link no
    # other (render_block_core_post_content): nothing tells that it goes on
    blocks = theme in ("twentytwentytwo", "twentytwentythree")
    assert changed == ({("alfa-47", "text")} if blocks else set())
    sql = "select id from comments where missing_since is not null"
    assert list(db.query(sql)) == []


REPLACE = PHP / "history-replace.php"
ALL = "^/(?!robots)"
CHALLENGE = "<html><head><title>Just a moment...</title></head><body></body></html>"
PARKED = (
    "<html><head><title>beta.example is for sale</title></head><body>Buy</body></html>"
)


def emptied(history: History) -> None:
    history.php(REPLACE, 0)


def replaced(history: History) -> None:
    history.php(REPLACE, 9)


def page_for_all(body: str) -> Callable[[History], None]:
    def play(history: History) -> None:
        everywhere = Fault(
            kind="error-page", path="^/(?!robots)", times=None, body=body
        )
        history.wp.faults(everywhere)

    return play


def refused(history: History) -> None:
    history.wp.faults(
        Fault(
            kind="status", path="^/(?!robots)", times=None, status=403, body=CHALLENGE
        )
    )


@pytest.mark.parametrize("days", [(1, 2), (30, 31), (PATROL, PATROL + 1)], ids=str)
@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(emptied, id="empty"),
        pytest.param(replaced, id="another"),
        pytest.param(page_for_all(CHALLENGE), id="challenge"),
        pytest.param(page_for_all(PARKED), id="parked"),
        pytest.param(refused, id="refused"),
    ],
)
@pytest.mark.parametrize("route", ["auto", "html"])
def test_blog_that_is_no_longer_itself_changes_nothing(
    fresh_wordpress: WordPress,
    tmp_path: Path,
    route: str,
    happens: Callable[[History], None],
    days: tuple[int, int],
) -> None:
    history = History(fresh_wordpress, tmp_path / "archive", route)
    history.run(0)
    before = history.dump()
    happens(history)
    for day in days:
        report = history.run(day).report
        assert report.exit_code in (4, 5), report.sources
        assert history.dump() == before
        of_source = report.sources["beta"]
        assert of_source.drift or of_source.problems
    assert history.verified() == ()
