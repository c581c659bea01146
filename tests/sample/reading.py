"""Reads the sample's pages as its tests need them."""

from __future__ import annotations

import requests
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.sample import Post, SampleServer
from scraper.sample.address import Address


def addresses(server: SampleServer) -> list[Address]:
    return [Address(host=server.url, blog=blog) for blog in server.blogs]


def every_post(server: SampleServer) -> list[tuple[Address, Post]]:
    return [(a, post) for a in addresses(server) for post in a.blog.posts]


def long_post(server: SampleServer) -> tuple[Address, Post]:
    return max(every_post(server), key=lambda pair: pair[1].claimed)


def status(web: requests.Session, url: str) -> tuple[int, str | None]:
    response = web.get(url, allow_redirects=False)
    return response.status_code, response.headers.get("Location")


def printed_ids(page: LexborHTMLParser) -> list[int]:
    nodes = page.css("ol.commentlist li.comment, ol.pingbacklist li.pingback")
    return [int((node.id or "").rpartition("-")[2]) for node in nodes]


def one(page: LexborHTMLParser, css: str) -> LexborNode:
    (node,) = page.css(css)
    return node


def read_pages(web: requests.Session, url: str) -> list[LexborHTMLParser]:
    """The page and those reached by its own links to older comments."""
    pages: list[LexborHTMLParser] = []
    following: str | None = url
    while following:
        pages.append(LexborHTMLParser(web.get(following).content))
        link = pages[-1].css_first(".comment-nav-below .post-nav-older a")
        following = link.attributes["href"] if link else None
    return pages


def parent_of(item: LexborNode) -> int | None:
    above = item.parent
    while above is not None and above.tag != "li":
        above = above.parent
    return int((above.id or "").removeprefix("li-comment-")) if above else None
