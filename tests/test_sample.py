"""What the sample holds, and how its text becomes HTML."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest

from scraper.config import config_from_text
from scraper.sample import Blog, Comment, Post, load_blogs, sources_toml
from scraper.sample.content import ContentError, read_post
from scraper.sample.text import comment_html, post_html, slugify, static_emoji
from scraper.sample.thread import comment_pages

BLOGS = load_blogs()
POSTS = [(blog, post) for blog in BLOGS for post in blog.posts]
COMMENTS = [(post, comment) for _, post in POSTS for comment in post.comments]

FILE = """
id = 7
slug = "ett"
title = "Ett"
published = 2021-10-31T01:00:00
modified = 2021-10-31T01:00:00
author = "solveig"
categories = ["Vardag"]
content = "Hej"
[[comments]]
id = 1
author = "Yngve"
date = 2021-10-31T02:30:00
text = "Ett"
[[comments]]
id = 2
parent = 1
author = "Yngve"
date = 2021-10-31T03:30:00
text = "Två"
"""


def find_blog(name: str) -> Blog:
    return next(blog for blog in BLOGS if blog.name == name)


def find_post(blog: str, start: str) -> Post:
    return next(p for p in find_blog(blog).posts if p.slug.startswith(start))


def is_answer_with_opening(post: Post, comment: Comment) -> bool:
    opening = comment.text.startswith("Svar på kommentar från ")
    return opening and comment.user == post.author


def test_the_sample_is_a_debate_of_some_size() -> None:
    assert [blog.name for blog in BLOGS] == ["balgsten", "inifran", "tranvik"]
    assert len(POSTS) >= 46
    assert len(COMMENTS) >= 330
    assert {post.published.year for _, post in POSTS} == {2021, 2022, 2023, 2024}


def test_the_debate_peaks_in_the_autumns_of_2021_and_2024() -> None:
    per_year = Counter(
        comment.date.year for _, comment in COMMENTS if comment.date.month >= 8
    )
    assert [year for year, _ in per_year.most_common(2)] == [2021, 2024]
    assert per_year[2024] > 2 * (per_year[2022] + per_year[2023])


def test_posts_without_comments_and_one_with_over_sixty_exist() -> None:
    claims = [post.claimed for _, post in POSTS]
    assert claims.count(0) >= 2
    assert max(claims) > 60


def test_the_longest_thread_spans_pages_and_the_deepest_has_five_levels() -> None:
    pages = [len(comment_pages(blog, post)) for blog, post in POSTS]
    assert max(pages) == 3
    depths: dict[tuple[int, int], int] = {}
    for post, comment in COMMENTS:
        above = depths[post.id, comment.parent] if comment.parent else 0
        depths[post.id, comment.id] = above + 1
    assert max(depths.values()) == 5


def test_ids_are_unique_in_a_blog_and_rise_with_time() -> None:
    for blog in BLOGS:
        rows = [comment for post in blog.posts for comment in post.comments]
        rows.sort(key=lambda comment: comment.date)
        assert all(one.id < next_one.id for one, next_one in pairwise(rows))
        assert all(newer.id > older.id for newer, older in pairwise(blog.posts))


def test_no_comment_is_written_twice() -> None:
    texts = Counter(comment.text for _, comment in COMMENTS)
    assert [text for text, times in texts.items() if times > 1] == []


def test_every_author_is_a_user_of_the_blog() -> None:
    for blog, post in POSTS:
        logins = {user.login for user in blog.users}
        writers = {comment.user for comment in post.comments if comment.user}
        assert {post.author} | writers <= logins


def test_one_post_stands_on_two_blogs_with_threads_of_their_own() -> None:
    here = find_post("balgsten", "ett-skydd-vart-namnet")
    there = find_post("inifran", "ett-skydd-vart-namnet")
    assert there.content.startswith(here.content)
    assert here.comments
    assert there.comments
    shared = {c.text for c in here.comments} & {c.text for c in there.comments}
    assert shared == set()


def test_one_slug_is_the_id_and_one_tells_of_an_earlier_title() -> None:
    assert [post.slug for _, post in POSTS if post.slug == str(post.id)] == ["2774"]
    changed = find_post("balgsten", "visselblasarna")
    assert "nio-av-dem" in changed.slug
    assert "14 av dem" in changed.title
    assert changed.modified > changed.published


def test_replies_to_hidden_comments_are_claimed_but_not_shown() -> None:
    gaps = {
        post.slug[:15]: [c.text for c in post.approved if c not in post.shown]
        for _, post in POSTS
        if post.claimed != len(post.shown)
    }
    assert {slug: len(texts) for slug, texts in gaps.items()} == {
        "ivos-dom-over-v": 1,
        "ryktena-radslan": 1,
    }


def test_pingbacks_are_claimed() -> None:
    pings = [(p, c) for p, c in COMMENTS if c.kind == "pingback"]
    assert len(pings) == 2
    assert all(ping in post.approved for post, ping in pings)


def test_authors_answer_with_an_opening_in_varied_spellings_of_dates() -> None:
    openings = [
        c.text.splitlines()[0] for p, c in COMMENTS if is_answer_with_opening(p, c)
    ]
    assert len(openings) >= 20
    for spelling in ("22/11-21", "15 nov 2021", "den 23 sept 2021", "17 sep. 2024"):
        assert any(line.endswith(spelling) for line in openings), spelling


def test_names_are_reused_across_blogs_and_one_is_empty() -> None:
    blogs_of: dict[str, set[str]] = {}
    for blog, post in POSTS:
        for comment in post.comments:
            blogs_of.setdefault(comment.author, set()).add(blog.name)
    assert len(blogs_of["Göran H (S)"]) == 3
    assert len(blogs_of["Soss på golvet"]) == 3
    assert "" in blogs_of


def test_words_of_the_debate_occur_in_several_forms() -> None:
    texts = [post.content for _, post in POSTS] + [c.text for _, c in COMMENTS]
    written = set(re.findall(r"\w+", " ".join(texts)))
    for word in (
        *("får", "far", "socialnämnden", "familjenämnden", "nämndsordförande"),
        *("nämndsammanträde", "anmälan", "anmälningar", "orosanmälan", "visselblåsare"),
        *("visselblåsarna", "tystnadskultur", "tystnadskulturen", "repressalie"),
    ):
        assert word in written


def test_the_hour_that_comes_twice_is_read_as_the_later_one() -> None:
    post = read_post("ett.toml", FILE)
    assert post.published.isoformat() == "2021-10-31T01:00:00+02:00"
    assert post.comments[0].date.isoformat() == "2021-10-31T02:30:00+01:00"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("parent = 1", "parent = 9", "answers an unknown one"),
        ("id = 2", "id = 1", "two comments have the same id"),
        ("2021-10-31T03:30:00", "2021-10-31T02:00:00", "answers a later one"),
        ("2021-10-31T02:30:00", "2021-10-30T02:30:00", "older than the post"),
        ("modified = 2021", "modified = 2020", "modified before"),
    ],
)
def test_impossible_content_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(ContentError, match=rf"ett.toml: .*{message}"):
        read_post("ett.toml", FILE.replace(old, new, 1))


def test_the_sources_are_accepted_and_expect_every_post() -> None:
    config = config_from_text(sources_toml("http://127.0.0.1:8000/"))
    expected = {blog.name: (len(blog.posts), blog.path) for blog in BLOGS}
    found = {
        source.name: (source.min_posts, source.home.split("/")[3])
        for source in config.sources.values()
    }
    assert found == expected
    assert {source.delay for source in config.sources.values()} == {0.0}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('Han sa "nej".', "<p>Han sa ”nej”.</p>"),
        ("jag vet inte...", "<p>jag vet inte…</p>"),
        ("bra - men", "<p>bra – men</p>"),
        ("10-12 år", "<p>10-12 år</p>"),
        ("ett\ntvå\n\ntre", "<p>ett<br />\ntvå</p>\n<p>tre</p>"),
        ("hej :-)", "<p>hej 🙂</p>"),
        ("du är bäst <3", "<p>du är bäst &lt;3</p>"),
        (
            "www.vp.example.",
            '<p><a href="http://www.vp.example" rel="nofollow ugc">'
            "http://www.vp.example</a>.</p>",
        ),
        ("a@b.example", '<p><a href="mailto:a@b.example">a@b.example</a></p>'),
    ],
)
def test_comments_pass_the_filters_of_wordpress(typed: str, printed: str) -> None:
    assert comment_html(typed) == printed


def test_blocks_of_a_post_keep_their_markup() -> None:
    stored = "Ett\ntvå\n\n<h2>Tre</h2>\n\n<blockquote>Fyra</blockquote>"
    printed = post_html(stored)
    assert printed == (
        "<p>Ett<br />\ntvå</p>\n<h2>Tre</h2>\n<blockquote><p>Fyra</p></blockquote>"
    )


def test_emoji_become_pictures_in_feeds() -> None:
    assert 'alt="😂"' in static_emoji("<p>haha 😂</p>")
    assert 'alt="❤️"' in static_emoji("<p>❤️</p>")


def test_slugs_are_made_as_wordpress_makes_them() -> None:
    assert slugify("IVO:s dom – §88, får & får") == "ivos-dom-88-far-far"
