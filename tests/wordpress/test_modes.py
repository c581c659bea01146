"""Modes of the test site: themes, REST and comment settings really switch."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from . import WordPress, comments_on_pages, public_posts
from .site import THEMES
from .test_harness import COMMENT, get, post_url

pytestmark = pytest.mark.wordpress


@pytest.mark.parametrize("theme", THEMES)
def test_each_theme_prints_every_comment_that_threads_show(
    fresh_wordpress: WordPress, theme: str
) -> None:
    fresh_wordpress.mode(theme=theme, page_comments=0, blog="beta")  # type: ignore[arg-type]
    truth = fresh_wordpress.truth("beta")
    printed: set[int] = set()
    for post in public_posts(truth).values():
        page = get(post["permalink"]).text
        assert post["rendered_title"] in page
        printed |= {int(number) for number in COMMENT.findall(page)}
    assert printed == comments_on_pages(truth).keys()


def test_themes_differ_in_what_they_print(fresh_wordpress: WordPress) -> None:
    url = post_url(fresh_wordpress, "Den som slår larm")
    marks = {
        "twentytwentyone": '<article id="div-comment-',
        "twentytwentytwo": "<article id=",
        "twentytwentythree": "wp-block-comment-template",
        "vk": '<span class="post-author"> (inläggsförfattare)</span>',
        "vk-xhtml": 'class="comment-meta commentmetadata"',
        "vk-div": '<div class="comment even thread-even depth-1',
        "vk-div5": '<div id="comment-',
        "okand": '<section id="comment-',
        "okand-snal": " sedan</i>",
    }
    assert marks.keys() == THEMES.keys()
    pages = {}
    for theme, mark in marks.items():
        fresh_wordpress.mode(theme=theme, blog="alfa")  # type: ignore[arg-type]
        pages[theme] = get(url).text
        assert mark in pages[theme], theme
    assert len(set(pages.values())) == len(marks)


REST_ANSWERS = {
    "on": (200, 200, "json"),
    "off": (401, 401, "json"),
    "missing": (404, 404, "html"),
    "html200": (200, 200, "html"),
    "comments-off": (200, 401, "json"),
    "comments-missing": (200, 404, "json"),
    "unlinked": (200, 200, "json"),
}


@pytest.mark.parametrize("rest", REST_ANSWERS)
def test_rest_is_shut_in_the_way_asked_for(
    fresh_wordpress: WordPress, rest: str
) -> None:
    fresh_wordpress.mode(rest=rest, blog="alfa")  # type: ignore[arg-type]
    home = fresh_wordpress.blogs["alfa"].url
    posts = get(home + "wp-json/wp/v2/posts?per_page=1")
    comments = get(home + "wp-json/wp/v2/comments?per_page=1")
    kind = REST_ANSWERS[rest][2]
    assert (posts.status_code, comments.status_code, kind) == REST_ANSWERS[rest]
    assert kind in posts.headers["Content-Type"]
    linked = "https://api.w.org/" in get(home).headers.get("Link", "")
    assert linked == (rest != "unlinked")
    assert get(fresh_wordpress.blogs["beta"].url + "wp-json/").ok


def test_comment_pages_start_where_the_blog_says(fresh_wordpress: WordPress) -> None:
    site = fresh_wordpress
    site.mode(theme="vk", blog="alfa")
    url = post_url(site, "Sexhundra röster om simhallen")
    newest = COMMENT.findall(get(url).text)
    assert len(newest) == 1
    site.mode(default_comments_page="oldest", blog="alfa")
    oldest = COMMENT.findall(get(url).text)
    assert oldest == COMMENT.findall(get(url + "comment-page-1/").text)
    assert len(oldest) > 50
    site.mode(comments_per_page=10, comment_order="desc", blog="alfa")
    assert len(COMMENT.findall(get(url).text)) < 20
    site.mode(page_comments=0, blog="alfa")
    assert len(COMMENT.findall(get(url).text)) == 600


def test_without_threading_the_list_is_flat_and_orphans_show(
    fresh_wordpress: WordPress,
) -> None:
    fresh_wordpress.mode(theme="vk", thread_comments=0, blog="alfa")
    page = LexborHTMLParser(get(post_url(fresh_wordpress, "Tråden med hål")).text)
    assert len(page.css("ol.commentlist > li.comment")) == 10
    assert not page.css("ol.commentlist li li")


def test_plain_permalinks_answer_every_path_with_the_front_page(
    fresh_wordpress: WordPress,
) -> None:
    fresh_wordpress.mode(permalinks="plain")
    home = fresh_wordpress.blogs["alfa"].url
    assert public_posts(fresh_wordpress.truth())[28]["permalink"] == home + "?p=28"
    front, unknown = get(home), get(home + "finns/inte/")
    assert unknown.status_code == 200
    # The pages differ only in their links to the next one.
    assert unknown.text.replace("finns/inte/", "") == front.text
    assert get(home + "?rest_route=/wp/v2/posts").json()
