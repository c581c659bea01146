"""What a blog's owner does, and what the archive then says, by both routes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from . import Fault, WordPress
from .history import BEGIN, DAY, PHP, History, prepare

pytestmark = [pytest.mark.wordpress, pytest.mark.slow]

ROUTES = ("rest", "html")
PATROL = 100
"""Days until every post has been due for its quarterly reading."""


NIGHTS = (1, 2, 9, 40)
"""After the first, with nothing new: the next ones, a week and a month later."""


def seen(day: int) -> str:
    return (BEGIN + day * DAY).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(params=ROUTES)
def history(
    request: pytest.FixtureRequest, fresh_wordpress: WordPress, tmp_path: Path
) -> History:
    return History(fresh_wordpress, tmp_path / "archive", request.param)


CHANGE = PHP / "history-change.php"
RETURN = """
$n = json_decode( $args[0], true );
wp_untrash_comment( $n['quay1'] );
wp_untrash_comment( $n['trashed'] );
add_filter( 'wp_untrash_post_status', fn() => 'publish' );
wp_untrash_post( $n['annex'] );
"""


def test_history_of_a_blog_is_told_exactly(history: History) -> None:
    n = prepare(history.wp)
    assert history.run(0).report.exit_code == 0
    first = history.row("posts", n["reply"])
    words = history.row("comments", n["quay1"])["text"]
    n |= json.loads(history.php(CHANGE, json.dumps(n)))
    assert history.run(PATROL).report.exit_code == 0
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
    assert "Omskrivet." not in history.body(edit["capture"])

    for name in ("quay1", "trashed", "deleted"):
        gone = history.row("comments", n[name])
        assert gone["missing_since"] == seen(PATROL), name
        assert gone["withdrawn_at"] == seen(PATROL + 1), name
        assert (gone["text"], gone["author"]) == ("", None)
        assert f"{n[name]}" in history.body(gone["capture"])
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
    for name in ("roof", "reply", "lessons"):
        (state,) = history.revisions("posts", n[name])
        shown = history.body(state["capture"])
        assert str(state["url"]).split("/")[-2] in shown, "the address it had"
        assert "läcker fortfarande" not in shown

    assert history.row("comments", n["pending"])["text"] == "Väntar."
    assert history.row("comments", n["pending"])["first_seen"] == seen(PATROL)
    assert history.row("posts", n["new"])["comments_found"] == 1
    assert history.row("comments", n["late"])["post"] == f"beta-{n['letter']}"

    before = history.dump()
    assert history.run(PATROL + 2).report.exit_code == 0
    assert history.dump() == before, "a further refresh says nothing new"
    assert history.verified() == ()

    history.php(RETURN, json.dumps(n))
    history.run(2 * PATROL + 10)
    for name in ("quay1", "trashed"):
        row = history.row("comments", n[name])
        assert (row["missing_since"], row["withdrawn_at"]) == (None, None), name
        (back,) = history.revisions("comments", n[name])
        assert back["changed"] == "back"
        assert back["withdrawn_at"] == seen(PATROL + 1)
    assert history.row("comments", n["quay1"])["text"] == words
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
    history.run(4)
    assert len(history.paths()) <= 4
    assert history.verified() == ()


@pytest.mark.parametrize(
    ("route", "blog", "rest", "lacks"),
    [
        ("rest", "alfa", "on", None),
        ("html", "beta", "on", None),
        ("auto", "beta", "off", None),
        ("auto", "beta", "html200", None),
        ("auto", "beta", "comments-off", None),
        ("html", "beta", "on", "sitemap"),
        ("html", "beta", "on", "sitemap|feed"),
    ],
)
def test_unchanged_blog_costs_four_requests(
    fresh_wordpress: WordPress,
    tmp_path: Path,
    route: str,
    blog: str,
    rest: str,
    lacks: str | None,
) -> None:
    """However it is read, and whatever it does not have."""
    fresh_wordpress.mode(rest=rest, blog=blog)  # type: ignore[arg-type]
    if lacks is not None:
        gone = Fault(kind="status", status=404, path=lacks, times=None)
        fresh_wordpress.faults(gone)
    history = History(fresh_wordpress, tmp_path / "archive", route, blog)
    history.run(0)
    before = history.dump()
    for day in NIGHTS:
        history.run(day, budget=0)
        assert len(history.paths()) <= 4, (day, history.paths())
    assert history.dump() == before
    title = "Nytt inlägg"
    history.php(NEW, title)
    history.run(41)
    assert history.last
    assert title in [row["title"] for row in history.last.db.table("posts").rows]
    if route == "html":
        posts = [path for path in history.paths() if "/2025/" in path]
        changed = 1 if lacks is None else 2  # page 1 of the list, and the one after
        assert len(history.paths()) - len(posts) <= 4 + changed, history.paths()


NEW = """
wp_insert_post( array( 'post_title' => $args[0], 'post_content' => 'Nyskrivet.',
  'post_status' => 'publish', 'post_date' => '2025-02-18 09:00:00' ) );
"""


def test_new_comment_on_an_old_post_is_seen_the_next_day(history: History) -> None:
    n = prepare(history.wp)
    history.run(0)
    n |= json.loads(history.php(CHANGE, json.dumps(n)))
    history.run(1)
    assert history.row("comments", n["late"])["first_seen"] == seen(1)
    assert history.row("comments", n["first"])["first_seen"] == seen(1)
    assert history.row("posts", n["call"])["missing_since"] == seen(1)


def test_swapped_theme_is_no_event(fresh_wordpress: WordPress, tmp_path: Path) -> None:
    history = History(fresh_wordpress, tmp_path / "archive", "html", "alfa")
    history.wp.mode(theme="vk")
    history.run(0)
    for day in NIGHTS:
        history.run(day, budget=0)
        assert len(history.paths()) <= 4, (day, history.paths())
    themes = ("twentytwentyone", "twentytwentythree", "vk-xhtml")
    for day, theme in enumerate(themes, 41):
        history.wp.mode(theme=theme)  # type: ignore[arg-type]
        assert history.run(day, full=True).report.exit_code == 0, theme
        assert history.last
        db = history.last.db
        assert list(db.table("revisions").rows) == [], theme
        for table in ("posts", "comments"):
            sql = f"select id from {table} where missing_since is not null"  # noqa: S608
            assert list(db.query(sql)) == [], theme


REPLACE = PHP / "history-replace.php"
CHALLENGE = "<html><head><title>Just a moment...</title></head><body></body></html>"
PARKED = (
    "<html><head><title>beta.example is for sale</title></head><body>Buy</body></html>"
)
LOGIN = (
    '<html><head><title>Logga in</title></head><body class="login">'
    '<form id="loginform" action="/wp-login.php"><input name="log">'
    '<input type="password" name="pwd"></form></body></html>'
)
BECOMES = {
    "empty": 0,
    "another": 9,
    "challenge": CHALLENGE,
    "parked": PARKED,
    "login": LOGIN,
    "refused": 403,
}
"""What stands in a blog's place: so many posts of another, a page, or a status."""


def become(history: History, what: str) -> None:
    new, everywhere = BECOMES[what], "^/(?!robots)"
    if isinstance(new, str):
        page = Fault(kind="error-page", path=everywhere, times=None, body=new)
        history.wp.faults(page)
    elif new == 403:
        no = Fault(
            kind="status", status=403, path=everywhere, times=None, body=CHALLENGE
        )
        history.wp.faults(no)
    else:
        history.php(REPLACE, new)


@pytest.fixture(scope="module", params=["auto", "html"])
def first_night(
    request: pytest.FixtureRequest,
    wordpress: WordPress,
    tmp_path_factory: pytest.TempPathFactory,
) -> History:
    """An archive of the blog before anything befell it."""
    wordpress.reset()
    folder = tmp_path_factory.mktemp("first") / "archive"
    history = History(wordpress, folder, request.param)
    history.run(0)
    return history


@pytest.mark.parametrize("what", BECOMES)
def test_blog_that_is_no_longer_itself_changes_nothing(
    first_night: History, fresh_wordpress: WordPress, tmp_path: Path, what: str
) -> None:
    history = first_night.copy(tmp_path / "archive")
    before = history.dump()
    become(history, what)
    for day in (1, 2, 30, 31, PATROL, PATROL + 1):
        report = history.run(day).report
        assert report.exit_code in (4, 5), report.sources
        assert history.dump() == before, day
        of_source = report.sources["beta"]
        assert of_source.drift or of_source.problems
    assert history.verified() == ()
    if what not in ("empty", "another"):
        fresh_wordpress.faults()
        assert history.run(PATROL + 2).report.exit_code == 0
        assert history.dump() == before, "it is back, and nothing happened"
