import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from scraper.errors import FetchError, ParseError, Refused
from scraper.model import Capture, Comment, Link, Post, Source, Tag
from scraper.platforms.wordpress_rest import (
    RestBase,
    RestList,
    RestRoot,
    error_code,
    is_gone,
    read_comments,
    read_names,
    read_posts,
    read_root,
)
from scraper.platforms.wordpress_rest_threads import Names, thread_of, threads_of

HOME = "https://blogg.example/anna/"
SOURCE = Source(name="anna", platform="wordpress", home=HOME)
TOTALS = {"x-wp-total": "250", "x-wp-totalpages": "3"}


def capture(
    found: object, status: int = 200, headers: dict[str, str] | None = None
) -> Capture:
    body = found if isinstance(found, bytes) else json.dumps(found).encode()
    return Capture(
        source="anna",
        purpose="rest-posts",
        url=HOME + "wp-json/wp/v2/x",
        final_url=HOME + "wp-json/wp/v2/x",
        fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
        status=status,
        headers=headers or {},
        body=body,
    )


def post(**changes: object) -> dict[str, object]:
    return {
        "id": 1609,
        "date": "2021-10-27T07:00:00",
        "date_gmt": "2021-10-27T05:00:00",
        "modified_gmt": "2021-11-02T08:30:00",
        "status": "publish",
        "type": "post",
        "link": HOME + "2021/10/27/tak/",
        "title": {"rendered": "Tak &#038; regn &#8211; igen"},
        "content": {
            "rendered": "<p>Det regnade &amp; blåste.</p>\n<p>Läs <a href='"
            "https://tidning.example/x'>här</a> 🙂</p>",
            "protected": False,
        },
        "author": 2,
        "categories": [7],
        "tags": [3, 9],
    } | changes


def comment(**changes: object) -> dict[str, object]:
    return {
        "id": 50,
        "post": 1609,
        "parent": 0,
        "author": 0,
        "author_name": "Bo Ek",
        "author_url": "",
        "date": "2021-10-31T02:30:00",
        "date_gmt": "2021-10-31T00:30:00",
        "content": {"rendered": "<p>Tak åldras.</p>\n<p>Men &quot;ingen&quot;…</p>"},
        "status": "approved",
        "type": "comment",
        "author_avatar_urls": {"24": "https://gravatar.example/0123456789abcdef"},
    } | changes


def test_a_post_is_read_like_its_page() -> None:
    (found,) = read_posts(capture([post()]), SOURCE).items
    assert found.post == Post(
        id="anna-1609",
        source="anna",
        url=HOME + "2021/10/27/tak/",
        title="Tak & regn – igen",
        text="Det regnade & blåste.\n\nLäs här 🙂",
        html=found.post.html,
        native_id=1609,
        published=datetime(2021, 10, 27, 5, tzinfo=UTC),
        published_precision="second",
        updated=datetime(2021, 11, 2, 8, 30, tzinfo=UTC),
        links=(Link(url="https://tidning.example/x", text="här"),),
    )
    assert "<p>Det regnade &amp; blåste.</p>" in (found.post.html or "")
    assert (found.author, found.categories, found.tags) == (2, (7,), (3, 9))


def test_a_comment_is_read_with_its_true_parent_and_the_right_hour() -> None:
    row = comment(
        parent=49, author_name="Ann &amp; “Bo”", author_url="http://x.example"
    )
    (found,) = read_comments(capture([row]), SOURCE).items
    assert found.comment == Comment(
        id="anna-c50",
        post="anna-1609",
        text='Tak åldras.\n\nMen "ingen"…',
        html=found.comment.html,
        native_id=50,
        parent="anna-c49",
        parent_precision="true",
        author='Ann & "Bo"',
        author_url="http://x.example",
        published=datetime(2021, 10, 31, 0, 30, tzinfo=UTC),
        published_precision="second",
    )
    assert (found.post, found.author) == (1609, 0)


def test_no_avatar_is_read_even_where_it_was_sent() -> None:
    found = read_comments(capture([comment()]), SOURCE)
    assert "gravatar" not in repr(found)


@pytest.mark.parametrize("name", ["", " ", "0", "Anonym"])
def test_a_name_that_a_page_prints_as_empty_is_none(name: str) -> None:
    (found,) = read_comments(capture([comment(author_name=name)]), SOURCE).items
    assert found.comment.author is None


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://x.example/~jag?a=1&b=2", "https://x.example/~jag?a=1&b=2"),
        ("", None),
        ("http://Har ingen hemsida", None),
        ("javascript:alert(1)", None),
        (HOME + "author/anna-inlogg/", None),  # a login name
    ],
)
def test_addresses_of_commenters_are_kept_but_never_a_login(
    written: str, url: str | None
) -> None:
    (found,) = read_comments(capture([comment(author_url=written)]), SOURCE).items
    assert found.comment.author_url == url


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"content": {"rendered": "", "protected": True}}, "behind a password"),
        ({"status": "private"}, "not published"),
        ({"status": "draft"}, "not published"),
        ({"type": "page"}, "no post"),
        ({"type": "kronika"}, "no post"),
        ({"link": "https://blogg.example/berta/x/"}, "outside the source"),
    ],
)
def test_what_is_not_public_or_no_post_stays_out_and_is_counted(
    changes: dict[str, object], why: str
) -> None:
    found = read_posts(capture([post(**changes), post(id=2)]), SOURCE)
    assert [p.post.native_id for p in found.items] == [2]
    assert (found.skipped, found.rows) == ({why: 1}, 2)


def test_a_custom_type_of_post_is_accepted_where_the_source_says_so() -> None:
    source = Source(name="anna", platform="wordpress", home=HOME, post_type="kronikor")
    assert len(read_posts(capture([post(type="kronika")]), source).items) == 1
    assert len(read_posts(capture([post(type="page")]), source).items) == 0


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"status": "hold"}, "not approved"), ({"type": "review"}, "no comment")],
)
def test_comments_that_are_none_stay_out(changes: dict[str, object], why: str) -> None:
    found = read_comments(capture([comment(**changes)]), SOURCE)
    assert (found.items, found.skipped) == ((), {why: 1})


def test_a_post_without_universal_time_has_the_blogs() -> None:
    row = post(date_gmt="0000-00-00T00:00:00", modified_gmt=None)
    (found,) = read_posts(capture([row]), SOURCE).items
    assert found.post.published == datetime(2021, 10, 27, 5, tzinfo=UTC)
    assert found.post.updated is None


def test_pages_end_where_wordpress_says_and_never_at_a_short_one() -> None:
    short: RestList[object] = read_posts(capture([post()], headers=TOTALS), SOURCE)  # type: ignore[assignment]
    assert (short.total, short.pages) == (250, 3)
    assert [short.next_page(page) for page in (1, 2, 3)] == [2, 3, None]
    empty = read_comments(capture([], headers=TOTALS), SOURCE)
    assert empty.next_page(2) == 3


def test_without_totals_pages_go_on_to_the_end() -> None:
    assert read_posts(capture([post()]), SOURCE).next_page(1) == 2
    assert read_comments(capture([]), SOURCE).next_page(2) is None  # past the end
    past = {"code": "rest_post_invalid_page_number", "data": {"status": 400}}
    end = read_posts(capture(past, status=400), SOURCE)
    assert (end.items, end.ended, end.next_page(4)) == ((), True, None)


@pytest.mark.parametrize(
    ("found", "status", "error", "said"),
    [
        ({"code": "rest_not_logged_in"}, 401, Refused, "HTTP 401 rest_not_logged_in"),
        (b"<h1>Forbidden</h1>", 403, Refused, "HTTP 403"),
        ({"code": "rest_no_route"}, 404, FetchError, "HTTP 404 rest_no_route"),
        ({"code": "rest_invalid_param"}, 400, FetchError, "400 rest_invalid_param"),
        (b"", 500, FetchError, "HTTP 500"),
        (b"<html><title> Anna tycker </title>", 200, ParseError, "'Anna tycker'"),
        (b"<br />\n<b>Warning</b>: x in y.php\n[]", 200, ParseError, "Warning"),
        (b"", 200, ParseError, "got ''"),
        ({"id": 5}, 200, ParseError, "an object with 'id'"),
        ([1, 2], 200, ParseError, "a list of 2"),
        (b"[" * 100_000, 200, ParseError, "expected a list"),
    ],
)
def test_another_answer_than_a_list_is_an_error(
    found: object, status: int, error: type[Exception], said: str
) -> None:
    with pytest.raises(error) as caught:
        read_posts(capture(found, status=status), SOURCE)
    assert said in str(caught.value)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "x"}, "id 'x': expected a number in 'id', got 'x'"),
        ({"link": None}, "id 1609: expected a string in 'link', got nothing"),
        ({"title": "T"}, "expected an object with 'rendered' in 'title', got 'T'"),
        ({"tags": {"a": 1}}, "expected a list of numbers in 'tags', got an object"),
        ({"date_gmt": "i går"}, "i går"),
    ],
)
def test_a_field_that_is_not_as_it_should_be_is_named(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ParseError) as caught:
        read_posts(capture([post(**changes)]), SOURCE)
    assert said in str(caught.value)


def test_a_byte_order_mark_before_the_json_does_no_harm() -> None:
    assert read_comments(capture(b"\xef\xbb\xbf[]"), SOURCE).items == ()


@pytest.mark.parametrize(
    ("code", "status", "gone"),
    [
        ("rest_post_invalid_id", 404, True),
        ("rest_comment_invalid_id", 404, True),
        ("rest_forbidden", 401, True),
        ("rest_cannot_read", 401, True),
        ("rest_not_logged_in", 401, False),
        ("rest_no_route", 404, False),
        (None, 404, False),
        (None, 410, True),
    ],
)
def test_only_what_speaks_of_the_thing_itself_says_that_it_is_gone(
    code: str | None, status: int, gone: bool
) -> None:
    body: object = {"code": code} if code else b"<h1>Not Found</h1>"
    found = capture(body, status=status)
    assert is_gone(found) is gone
    assert error_code(found) == code


def test_the_root_tells_name_and_time_zone() -> None:
    root = {
        "name": "Anna &amp; Bo",
        "timezone_string": "Europe/Stockholm",
        "gmt_offset": 1,
        "namespaces": ["oembed/1.0", "wp/v2"],
    }
    assert read_root(capture(root)) == RestRoot(
        name="Anna & Bo",
        timezone="Europe/Stockholm",
        gmt_offset=1.0,
        has_content=True,
    )
    hours = root | {"timezone_string": "", "gmt_offset": "5.5", "namespaces": []}
    found = read_root(capture(hours))
    assert (found.timezone, found.gmt_offset, found.has_content) == (None, 5.5, False)


@pytest.mark.parametrize("found", [[], {"name": "x"}, {"namespaces": "wp/v2"}, b"<p>"])
def test_what_is_no_root_is_refused(found: object) -> None:
    with pytest.raises(ParseError, match="expected the root of a REST interface"):
        read_root(capture(found))


def test_threads_are_put_together_with_names_author_and_order() -> None:
    posts = read_posts(capture([post(), post(id=2, link=HOME + "b/")]), SOURCE).items
    comments = read_comments(
        capture(
            [
                comment(id=52, parent=51, author=2, author_name="Anna"),
                comment(id=51, date_gmt="2021-10-30T08:00:00"),
                comment(id=53, author=3, author_name="Vikarie"),
                comment(id=54, parent=999),  # its parent is hidden
                comment(id=55, post=77),  # on a page
            ]
        ),
        SOURCE,
    ).items
    rows = [{"id": 7, "name": "Barn &amp; unga"}]
    names = [
        *read_names(capture(rows), "category").items,
        *read_names(capture([{"id": 3, "name": "IVO"}]), "tag").items,
        *read_names(capture([{"id": 2, "name": "Anna Ström"}]), "author").items,
    ]
    threads, strays = threads_of(posts, comments, Names.of(names), SOURCE)
    first, second = threads
    assert strays == 1
    assert first.post.author == "Anna Ström"
    assert first.post.tags == (
        Tag(kind="category", name="Barn & unga"),
        Tag(kind="tag", name="IVO"),
    )
    assert first.problems == ("tag 9 of the post has no name",)
    assert [(c.native_id, c.depth, c.is_post_author) for c in first.comments] == [
        (51, 1, False),
        (52, 2, True),
        (53, 1, False),
        (54, 1, False),
    ]
    assert first.comments[3].parent == "anna-c999"
    assert [c.position for c in first.comments] == [0, 1, 2, 3]
    assert (second.comments, first.layout) == ((), "wordpress-rest/1")


def test_an_author_that_no_list_names_is_none_without_a_problem() -> None:
    (found,) = read_posts(capture([post(categories=[], tags=[])]), SOURCE).items
    thread = thread_of(found, (), Names(), SOURCE)
    assert (thread.post.author, thread.problems) == (None, ())


def test_a_visitor_is_never_the_author_of_a_post_without_one() -> None:
    (found,) = read_posts(capture([post(author=0)]), SOURCE).items
    comments = read_comments(capture([comment(author=0)]), SOURCE).items
    assert not thread_of(found, comments, Names(), SOURCE).comments[0].is_post_author


@pytest.mark.parametrize(
    ("base", "address"),
    [
        (HOME + "wp-json/", HOME + "wp-json/wp/v2/comments?"),
        (HOME + "wp-json", HOME + "wp-json/wp/v2/comments?"),
        (HOME + "?rest_route=/", HOME + "?rest_route=/wp/v2/comments&"),
        (
            HOME + "index.php?rest_route=/",
            HOME + "index.php?rest_route=/wp/v2/comments&",
        ),
    ],
)
def test_addresses_work_with_pretty_and_plain_permalinks(
    base: str, address: str
) -> None:
    url = RestBase(base).comments(page=2)
    assert url.startswith(address + "per_page=100&page=2&orderby=id&order=asc&_fields=")


def test_every_address_names_its_fields_and_no_avatar() -> None:
    base = RestBase(HOME + "wp-json/")
    addresses = [
        *(base.root(), base.posts(), base.posts("kronikor"), base.comments()),
        *(base.categories(), base.tags(), base.users(), base.post(5), base.comment(7)),
    ]
    for url in addresses:
        fields = url.partition("_fields=")[2].split(",")
        assert "author_avatar_urls" not in fields
        assert "slug" not in fields
        assert len(fields) >= 2
    assert "/wp/v2/kronikor?" in addresses[2]
    assert "orderby=modified&order=desc" in base.news("kronikor")
    assert "orderby=id&order=desc" in base.news("comments")


def test_times_are_sent_with_z() -> None:
    cut = datetime(2021, 10, 31, 2, 30, tzinfo=timezone(timedelta(hours=1)))
    base = RestBase(HOME + "wp-json/")
    assert "&before=2021-10-31T01:30:00Z&" in base.counted_before("comments", cut)
    assert "&after=2021-10-31T01:30:00Z&_" in base.within("posts", cut, None)
