"""Addresses lead where WordPress lets them lead; the server keeps a log."""

from __future__ import annotations

from dataclasses import replace

import requests
from selectolax.lexbor import LexborHTMLParser

from scraper.sample import Blog, Post, SampleServer, serve
from scraper.sample.address import Address

from .reading import (
    addresses,
    long_post,
    one,
    printed_ids,
    status,
)


def test_crooked_addresses_lead_to_the_right_one_or_nowhere(
    server: SampleServer, web: requests.Session
) -> None:
    address, post = long_post(server)
    right = address.post(post)
    assert status(web, right.rstrip("/")) == (301, right)
    assert status(web, address.short(post)) == (301, right)
    assert status(web, right[:-9] + "/") == (301, right)
    assert status(web, right.replace("/2021/10/11/", "/2021/10/12/")) == (404, None)
    assert status(web, address.home + "?p=1") == (404, None)
    assert status(web, address.home + "page/1/") == (301, address.home)
    assert status(web, address.home + "page/99/") == (404, None)
    assert status(web, address.home + "wp-json/") == (404, None)
    assert status(web, address.home + "robots.txt") == (404, None)
    assert status(web, server.url + "/inifran/")[0] == 200


def test_lists_reach_every_post(server: SampleServer, web: requests.Session) -> None:
    for address in addresses(server):
        for start, posts in lists_of(address):
            found: list[str] = []
            following: str | None = start
            while following:
                page = LexborHTMLParser(web.get(following).content)
                found += [str(node.id) for node in page.css("div.hentry")]
                link = page.css_first("a.post-nav-older")
                following = link.attributes["href"] if link else None
            assert set(found) == {f"post-{post.id}" for post in posts}


def lists_of(address: Address) -> list[tuple[str, list[Post]]]:
    posts = list(address.blog.posts)
    first = posts[-1]
    year, month = first.published.year, first.published.month
    category = first.categories[0]
    return [
        (address.home, posts),
        (
            address.month(first),
            [
                post
                for post in posts
                if (post.published.year, post.published.month) == (year, month)
            ],
        ),
        (
            address.category(category),
            [post for post in posts if category in post.categories],
        ),
    ]


def test_a_sticky_post_comes_first_and_again_in_its_place(
    server: SampleServer, web: requests.Session
) -> None:
    address = next(a for a in addresses(server) if a.blog.name == "inifran")
    sticky = next(post for post in address.blog.posts if post.sticky)
    first = LexborHTMLParser(web.get(address.home).content).css("div.hentry")
    second = LexborHTMLParser(web.get(address.home + "page/2/").content)
    assert first[0].id == f"post-{sticky.id}"
    assert len(first) == address.blog.posts_per_page + 1
    assert second.css_matches(f"#post-{sticky.id}")


def test_requests_are_logged(server: SampleServer, web: requests.Session) -> None:
    web.head(server.url + "/robots.txt?a=1", headers={"User-Agent": "prov/1"})
    asked = server.log[-1]
    assert (asked.method, asked.path, asked.user_agent, asked.status) == (
        "HEAD",
        "/robots.txt?a=1",
        "prov/1",
        200,
    )
    assert asked.time.utcoffset() is not None


def test_content_may_be_replaced_while_it_runs(web: requests.Session) -> None:
    with serve() as own:
        address, post = long_post(own)
        own.blogs = tuple(without_comments(blog, post) for blog in own.blogs)
        page = LexborHTMLParser(web.get(address.post(post)).content)
        assert printed_ids(page) == []
        assert one(page, ".comment-reply-title").text() == "Lämna en kommentar"


def without_comments(blog: Blog, post: Post) -> Blog:
    bare = replace(post, comments=())
    return replace(blog, posts=tuple(bare if p == post else p for p in blog.posts))
