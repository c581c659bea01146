"""The test site itself: truth, modes, reset and log are what they say."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from selectolax.lexbor import LexborHTMLParser, LexborNode

from . import SiteError, WordPress, comments_on_pages, public_comments, public_posts
from .template import DOMAIN, ready_template

pytestmark = pytest.mark.wordpress

COMMENT = re.compile(r'<(?:li|article|div|section)\b[^>]*\bid="comment-(\d+)"')


def get(url: str, **options: bool) -> requests.Response:
    return requests.get(url, timeout=30, **options)  # type: ignore[arg-type]


def rest_all(url: str, **parameters: str) -> Iterator[dict[str, object]]:
    """Every item of a REST list."""
    page = 1
    while True:
        asked = {"per_page": "100", "page": str(page), "orderby": "id"} | parameters
        answer = requests.get(url, asked, timeout=30)
        answer.raise_for_status()
        yield from answer.json()
        if page >= int(answer.headers["X-WP-TotalPages"]):
            return
        page += 1


def post_url(site: WordPress, title: str, blog: str = "alfa") -> str:
    (found,) = (p for p in site.truth(blog)["posts"] if p["post_title"] == title)
    return found["permalink"]


def test_truth_has_the_posts_that_rest_shows(fresh_wordpress: WordPress) -> None:
    truth = fresh_wordpress.truth()
    listed = rest_all(fresh_wordpress.blogs["alfa"].url + "wp-json/wp/v2/posts")
    shown = {
        item["id"]: (
            item["title"]["rendered"],  # type: ignore[index]
            item["link"],
            item["date_gmt"],
            comparable(item["content"]["rendered"]),  # type: ignore[index]
        )
        for item in listed
    }
    protected = {p["ID"]: p for p in truth["posts"] if p["post_password"]}
    assert len(protected) == 1
    assert shown == {
        post["ID"]: (
            post["rendered_title"],
            post["permalink"],
            post["post_date_gmt"].replace(" ", "T"),
            "" if post["post_password"] else comparable(post["rendered_content"]),
        )
        for post in (public_posts(truth) | protected).values()
    }


def comparable(html: str) -> str:
    """What WordPress prints of a post, whichever posts it printed before.

    Galleries are numbered over all posts of one answer.  After a post made of blocks
    wpautop runs behind shortcode_unautop, so that shortcodes stand in paragraphs.
    """
    html = re.sub(r"gallery-\d+", "gallery-N", html)
    return " ".join(re.sub(r"</?p>", " ", html).split())


def test_truth_has_the_comments_that_rest_shows(fresh_wordpress: WordPress) -> None:
    truth = fresh_wordpress.truth()
    others = {p["ID"] for p in truth["posts"] if p["post_type"] != "post"}
    listed = rest_all(fresh_wordpress.blogs["alfa"].url + "wp-json/wp/v2/comments")
    shown = {
        item["id"]: (
            item["parent"],
            item["author_name"],
            item["date_gmt"],
            item["content"]["rendered"],  # type: ignore[index]
        )
        for item in listed
        if item["post"] not in others
    }
    assert shown == {
        comment["comment_ID"]: (
            comment["comment_parent"],
            comment["comment_author"],
            comment["comment_date_gmt"].replace(" ", "T"),
            comment["rendered_content"],
        )
        for comment in public_comments(truth).values()
    }


def test_a_thread_is_nested_on_the_page_as_comments_on_pages_says(
    fresh_wordpress: WordPress,
) -> None:
    fresh_wordpress.mode(theme="vk", blog="alfa")
    truth = fresh_wordpress.truth()
    expected = comments_on_pages(truth)
    titles = ("Hur djupt kan man svara?", "Tråden med hål", "Inspektionen kom tillbaka")
    posts = {p["ID"]: p for p in truth["posts"] if p["post_title"] in titles}
    nested: dict[int, int | None] = {}
    for post in posts.values():
        page = LexborHTMLParser(get(post["permalink"]).text)
        for item in page.css("ol.commentlist li.comment"):
            nested[native_id(item)] = next(
                (native_id(a) for a in ancestors(item) if a.id is not None), None
            )
    on_these = {
        comment["comment_ID"]
        for comment in truth["comments"]
        if comment["comment_post_ID"] in posts
    }
    assert nested == {c: p for c, p in expected.items() if c in on_these}
    assert len(nested) == 30


def native_id(item: LexborNode) -> int:
    return int((item.id or "").removeprefix("li-comment-"))


def ancestors(item: LexborNode) -> Iterator[LexborNode]:
    above = item.parent
    while above is not None:
        if above.tag == "li":
            yield above
        above = above.parent


def test_an_option_that_wordpress_lacks_is_refused(wordpress: WordPress) -> None:
    with pytest.raises(SiteError, match="page_coments: not an option"):
        wordpress.mode(page_coments=1, blog="alfa")


def test_php_sees_its_arguments_and_its_blog(wordpress: WordPress) -> None:
    code = "echo get_bloginfo('name'), '|', implode(',', $args);"
    assert wordpress.php(code, "å", "b c", blog="beta") == "Motvind i Granvika|å,b c"
    with pytest.raises(SiteError, match="okand_variabel"):
        wordpress.php("echo $okand_variabel;")


def test_reset_puts_every_change_back(fresh_wordpress: WordPress) -> None:
    site = fresh_wordpress
    before = {name: site.truth(name) for name in site.blogs}
    pages = get(site.blogs["alfa"].url).text
    site.mode(theme="vk", permalinks="plain", rest="off")
    site.php(
        "wp_delete_post(5, true); wp_trash_comment(140); wp_create_user('n', 'x');"
    )
    site.bulk(posts=3, comments=9)
    site.php("$wpdb->query('CREATE TABLE extra (a INT)');")
    site.php("$wpdb->query('DROP TABLE wp_2_links');")
    site.robots("User-agent: *\nDisallow: /")
    assert {name: site.truth(name) for name in site.blogs} != before
    site.reset()
    assert {name: site.truth(name) for name in site.blogs} == before
    assert get(site.blogs["alfa"].url).text == pages
    assert "Disallow: /wp-admin/" in get(site.url + "/robots.txt").text
    tables = json.loads(site.php("echo wp_json_encode($wpdb->get_col('SHOW TABLES'));"))
    assert "extra" not in tables
    assert "wp_2_links" in tables


def test_the_log_holds_every_request_as_sent(fresh_wordpress: WordPress) -> None:
    site = fresh_wordpress
    path = "/alfa/wp-json/wp/v2/posts?per_page=1&_fields=id"
    requests.head(site.url + path, headers={"User-Agent": "Ett/1"}, timeout=30)
    get(site.url + "/alfa/2019/06/01/taket", allow_redirects=False)
    requests.get(site.url + "/alfa/finns-ej/", headers={"X-A": "å"}, timeout=30)
    log = site.log()
    assert [(r.method, r.path, r.status) for r in log] == [
        ("HEAD", path, 200),
        ("GET", "/alfa/2019/06/01/taket", 301),
        ("GET", "/alfa/finns-ej/", 404),
    ]
    assert log[0].user_agent == "Ett/1"
    assert log[2].headers["x-a"]
    assert log[0].at < log[1].at < log[2].at
    assert log[0].size == 0 < log[2].size
    site.reset()
    assert site.log() == ()


def test_the_bulk_blog_has_as_much_as_asked_for(fresh_wordpress: WordPress) -> None:
    fresh_wordpress.bulk()
    home = fresh_wordpress.blogs["gamma"].url
    for kind, total in (("posts", "280"), ("comments", "3300")):
        answer = requests.head(home + f"wp-json/wp/v2/{kind}", timeout=30)
        assert answer.headers["X-WP-Total"] == total
    first = fresh_wordpress.truth("gamma")
    assert len(comments_on_pages(first)) == 3300
    assert sum(post["comment_count"] for post in first["posts"]) == 3300
    fresh_wordpress.reset()
    fresh_wordpress.bulk()
    assert fresh_wordpress.truth("gamma") == first


def test_a_second_site_starts_beside_the_first_and_leaves_nothing(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    with WordPress.start(tmp_path / "andra") as second:
        assert second.url != fresh_wordpress.url
        theirs = second.truth("alfa")
        pid = int((tmp_path / "andra/mariadb.pid").read_text("utf-8"))
        home = second.blogs["alfa"].url
        assert get(home).ok
    ours = json.dumps(fresh_wordpress.truth("alfa"))
    assert json.dumps(theirs).replace(second.url, fresh_wordpress.url) == ours
    assert DOMAIN not in ours
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(requests.ConnectionError):
        get(home)


def test_the_site_is_kept_for_the_next_session(fresh_wordpress: WordPress) -> None:
    kept = ready_template()
    assert (kept / "data/wordpress").is_dir()
    assert ready_template() == kept
