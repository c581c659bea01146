"""Feeds, sitemaps and robots.txt are what WordPress prints."""

from __future__ import annotations

from xml.etree import ElementTree

import requests
from protego import Protego

from scraper.sample import SampleServer
from scraper.sample.address import Address

from .reading import (
    addresses,
    long_post,
)

SLASH = "{http://purl.org/rss/1.0/modules/slash/}comments"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def test_sitemaps_list_every_post_once(
    server: SampleServer, web: requests.Session
) -> None:
    for address in addresses(server):
        index = ElementTree.fromstring(web.get(address.home + "wp-sitemap.xml").content)
        maps = [node.text or "" for node in index.iter(LOC)]
        posts = next(url for url in maps if "posts-post" in url)
        found = [
            node.text
            for node in ElementTree.fromstring(web.get(posts).content).iter(LOC)
        ]
        assert sorted(map(str, found)) == sorted(
            address.post(post) for post in address.blog.posts
        )
        assert all(web.get(url).status_code == 200 for url in maps)


def feed_items(
    web: requests.Session, address: Address
) -> tuple[list[ElementTree.Element], int]:
    """Items of all pages of the feed, and the status that ended them."""
    items: list[ElementTree.Element] = []
    for number in range(1, 9):
        response = web.get(f"{address.home}feed/?paged={number}")
        if response.status_code != 200:
            return items, response.status_code
        items += ElementTree.fromstring(response.content).iter("item")
    return items, 200


def test_feeds_hold_every_post_with_its_count_and_end_in_404(
    server: SampleServer, web: requests.Session
) -> None:
    for address in addresses(server):
        items, end = feed_items(web, address)
        assert end == 404
        assert [
            (item.findtext("guid"), int(item.findtext(SLASH) or 0)) for item in items
        ] == [(address.short(post), post.claimed) for post in address.blog.posts]


def test_comment_feeds_hold_the_ten_newest_and_have_no_second_page(
    server: SampleServer, web: requests.Session
) -> None:
    address = addresses(server)[0]
    feed = ElementTree.fromstring(web.get(address.home + "comments/feed/").content)
    newest = max(c.date for post in address.blog.posts for c in post.approved)
    items = list(feed.iter("item"))
    assert len(items) == 10
    assert newest.strftime("%M:%S +0000") in (items[0].findtext("pubDate") or "")
    assert web.get(address.home + "comments/feed/?paged=2").status_code == 404


def test_feeds_answer_304_while_every_validator_holds(
    server: SampleServer, web: requests.Session
) -> None:
    url = addresses(server)[0].home + "feed/"
    first = web.get(url)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    old = "Mon, 01 Jan 2018 00:00:00 GMT"
    asked: list[tuple[dict[str, str], int]] = [
        ({"If-None-Match": etag}, 304),
        ({"If-Modified-Since": modified}, 304),
        ({"If-None-Match": etag, "If-Modified-Since": modified}, 304),
        ({"If-None-Match": etag, "If-Modified-Since": old}, 200),
        ({"If-None-Match": "W/" + etag}, 200),
    ]
    found = [
        (headers, web.get(url, headers=headers).status_code) for headers, _ in asked
    ]
    assert found == asked


def test_pages_have_no_validators(server: SampleServer, web: requests.Session) -> None:
    headers = web.get(addresses(server)[0].home).headers
    assert {"ETag", "Last-Modified"} & set(headers) == set()


def test_robots_txt_shuts_reply_links_only(
    server: SampleServer, web: requests.Session
) -> None:
    robots = Protego.parse(web.get(server.url + "/robots.txt").text)
    address, post = long_post(server)
    reply = address.reply(post, post.shown[0], 1)
    assert robots.can_fetch(address.post(post), "debattarkiv")
    assert not robots.can_fetch(reply, "debattarkiv")
    assert len(list(robots.sitemaps)) == 3
