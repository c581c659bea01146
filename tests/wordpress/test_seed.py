"""The seeded content holds the odd cases, and WordPress treats them as we believe.

What is tested here of WordPress itself is what parsers and routes are built on; a newer
WordPress that does otherwise is to be known here first.
"""

import hashlib
import re
from typing import get_args

import pytest
import requests

from . import Truth, WordPress, comments_on_pages, public_comments, public_posts
from .site import Theme
from .truth import TruthPost

pytestmark = pytest.mark.wordpress


@pytest.fixture
def truth(fresh_wordpress: WordPress) -> Truth:
    return fresh_wordpress.truth()


def get(url: str) -> requests.Response:
    return requests.get(url, timeout=30)


def moved(url: str) -> tuple[int, str]:
    answer = requests.get(url, timeout=30, allow_redirects=False)
    return answer.status_code, answer.headers.get("Location", "")


def titled(truth: Truth, title: str) -> TruthPost:
    return next(p for p in truth["posts"] if p["post_title"] == title)


def test_old_addresses_lead_to_the_new_ones(
    fresh_wordpress: WordPress, truth: Truth
) -> None:
    home = fresh_wordpress.blogs["alfa"].url
    renamed = titled(truth, "Nämnden erkänner ett underskott")["permalink"]
    redated = titled(truth, "Flyttad till rätt dag")["permalink"]
    assert moved(home + "2022/02/02/namnden-antyder/") == (301, renamed)
    assert moved(home + "2022/04/10/flyttad-till-ratt-dag/") == (301, redated)
    assert moved(home + "?p=28") == (301, home + "2023/09/26/28/")
    assert moved(renamed.rstrip("/")) == (301, renamed)
    assert moved(home + "lektionerna-som/")[0] == 301  # a guess
    assert get(home + "2020/01/01/taket/").status_code == 404


def test_one_slug_stands_on_two_dates(fresh_wordpress: WordPress, truth: Truth) -> None:
    twins = [p for p in truth["posts"] if p["post_name"] == "manadsbrev"]
    assert len(twins) == 2
    for twin in twins:
        assert f"postid-{twin['ID']}" in get(twin["permalink"]).text


def test_an_encoded_slug_answers_in_each_spelling(
    fresh_wordpress: WordPress, truth: Truth
) -> None:
    post = titled(truth, "Привіт, Гранвіко")
    assert "%d0%bf" in post["permalink"]
    upper = re.sub(r"%\w\w", lambda hit: hit[0].upper(), post["permalink"])
    for url in (post["permalink"], upper):
        assert moved(url)[0] == 200


def test_a_blog_in_capitals_answers_in_small_letters(
    fresh_wordpress: WordPress,
) -> None:
    blog = fresh_wordpress.blogs["beta"]
    assert blog.path == "/Motvind/"
    page = get(blog.url.lower())
    assert page.status_code == 200
    assert blog.url + "2021/" in page.text
    assert get(blog.url + "robots.txt").status_code == 404
    assert get(blog.url + "wp-sitemap.xml").status_code == 200


def test_nothing_hidden_is_shown_anywhere(
    fresh_wordpress: WordPress, truth: Truth
) -> None:
    secret = re.compile(
        "SKYDDAD-TEXT|PRIVAT-TEXT|UTKAST-TEXT|GRANSKAS-TEXT|FRAMTIDA-TEXT|SLÄNGD-TEXT"
        "|VÄNTANDE-KOMMENTAR|SPAM-KOMMENTAR|SLÄNGD-KOMMENTAR|FÖRÄLDER som|SPAM-PING"
    )
    hidden = [p for p in truth["posts"] if secret.search(p["post_content"])]
    assert len(hidden) == 6
    home = fresh_wordpress.blogs["alfa"].url
    zoo = titled(truth, "Alla slags kommentarer")["permalink"]
    holes = titled(truth, "Tråden med hål")["permalink"]
    paths = ("feed/", "comments/feed/", "wp-json/wp/v2/posts?per_page=100", "page/3/")
    urls = (*(home + path for path in paths), zoo, holes)
    for url in (*urls, *(p["permalink"] for p in hidden)):
        assert not secret.search(get(url).text), url
    protected = get(titled(truth, "Bara för den som kan ordet")["permalink"])
    assert protected.status_code == 200
    assert "Lösenordsskyddad: Bara för den som kan ordet" in protected.text


def test_counts_of_wordpress_are_larger_than_what_pages_show(truth: Truth) -> None:
    shown = comments_on_pages(truth)
    by_post = {c["comment_ID"]: c["comment_post_ID"] for c in truth["comments"]}
    for title, claimed, found in (
        ("Tråden med hål", 10, 3),
        ("Den länkade texten", 4, 2),
        ("Bara länkad, aldrig kommenterad", 2, 0),
        ("Sexhundra röster om simhallen", 600, 600),
    ):
        post = titled(truth, title)
        on_page = sum(by_post[comment] == post["ID"] for comment in shown)
        assert (post["comment_count"], on_page) == (claimed, found), title
    assert len(public_comments(truth)) == len(shown) + 7


def test_the_huge_thread_has_nine_pages_and_one_comment_on_the_last(
    fresh_wordpress: WordPress, truth: Truth
) -> None:
    fresh_wordpress.mode(theme="vk", blog="alfa")
    post = titled(truth, "Sexhundra röster om simhallen")
    by_post = {c["comment_ID"]: c["comment_post_ID"] for c in truth["comments"]}
    shown = comments_on_pages(truth).items()
    top = [c for c, above in shown if above is None and by_post[c] == post["ID"]]
    assert len(top) == 401
    pages = [get(f"{post['permalink']}comment-page-{n}/") for n in (1, 8, 9, 44)]
    assert all(page.status_code == 200 for page in pages)
    counts = [page.text.count('id="li-comment-') for page in pages]
    assert counts[0] > 50
    assert counts[1] > 50
    assert counts[2:] == [1, 0]


def test_the_hour_that_came_twice_is_known_only_in_utc(truth: Truth) -> None:
    owls = [c for c in truth["comments"] if c["comment_author"].startswith("Nattuggla")]
    assert [c["comment_date"][-8:] for c in owls] == [
        "02:30:00",
        "02:30:00",
        "03:00:00",
    ]
    assert [c["comment_date_gmt"][-8:-3] for c in owls] == ["00:30", "01:30", "02:00"]


def test_cross_posts_are_equal_or_nearly(fresh_wordpress: WordPress) -> None:
    alfa = {p["post_title"]: p for p in fresh_wordpress.truth("alfa")["posts"]}
    beta = fresh_wordpress.truth("beta")["posts"]
    shared = {
        p["post_title"]: p["post_content"] for p in beta if p["post_title"] in alfa
    }
    relations = {
        title: (text == theirs, theirs in text)
        for title, text in shared.items()
        if (theirs := alfa[title]["post_content"])
    }
    assert relations == {
        "Den som slår larm": (True, True),
        "Sju veckor till första besöket": (False, True),
        "Nio brev, ett svar": (False, True),
        "Allt om bron, i block": (True, True),
        "Månadsbrev": (False, False),
        "Taket": (False, False),
    }


def test_the_section_of_the_main_blog_has_addresses_without_dates(
    fresh_wordpress: WordPress,
) -> None:
    section = [
        p for p in fresh_wordpress.truth("main")["posts"] if p["post_type"] == "blogg"
    ]
    assert len(section) == 3
    for post in section:
        name = post["post_name"]
        assert post["permalink"] == f"{fresh_wordpress.url}/blogg/{name}/"
        assert get(post["permalink"]).status_code == 200
    listed = get(fresh_wordpress.url + "/wp-json/wp/v2/blogg").json()
    assert {item["id"] for item in listed} == {post["ID"] for post in section}


@pytest.mark.parametrize("theme", get_args(Theme))
def test_private_things_are_printed_where_an_archive_must_drop_them(
    fresh_wordpress: WordPress, truth: Truth, theme: Theme
) -> None:
    fresh_wordpress.mode(theme=theme, blog="alfa")
    post = titled(truth, "Skriv till rubrik.adress@hemligt.invalid om du vet mer")
    page = get(post["permalink"]).text
    printed = [
        "rubrik.adress@hemligt.invalid",
        "121212-1212",
        "070-174 06 05",
        "mailto:kommentarslank@hemligt.invalid",
        "namn.adress@hemligt.invalid",
        "comment-author-wiveka-konto",
    ]
    if theme != "okand-snal":  # prints no addresses of commenters
        printed.append("url.adress@hemligt.invalid")
    for text in printed:
        assert text in page, text
    if not theme.startswith("okand"):
        mail = b"tipsare.privat@hemligt.invalid"
        assert hashlib.md5(mail, usedforsecurity=False).hexdigest() in page


def test_every_sort_of_content_is_there(truth: Truth) -> None:
    posts = public_posts(truth).values()
    everything = "\n".join(post["post_content"] for post in posts)
    for mark in (
        "<!--nextpage-->",
        "<!--more",
        "<!-- wp:table",
        "<!-- wp:gallery",
        "<!-- wp:verse",
        "[caption",
        "[gallery",
        "<iframe",
        "<script>",
        "🦊",
        "&lt;b&gt;",
        "a\N{COMBINING RING ABOVE}",
        'sa "nej" -- och',
    ):
        assert mark in everything, mark
    texts = [comment["comment_content"] for comment in truth["comments"]]
    assert max(len(text.encode()) for text in texts) > 60_000
    names = {comment["comment_author"] for comment in truth["comments"]}
    assert {"", "0", "Kalle (S)", "Kalle (inläggsförfattare)"} <= names
    assert {len(post["post_title"]) for post in posts} >= {0}
