"""The sample's server answers as a WordPress would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
import requests
from protego import Protego
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.sample import Blog, Post, SampleServer, serve
from scraper.sample.address import Address

SLASH = "{http://purl.org/rss/1.0/modules/slash/}comments"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
VOID = {"meta", "link", "img", "br", "input", "hr"}


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def web() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


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


def test_pages_print_every_shown_comment_once(
    server: SampleServer, web: requests.Session
) -> None:
    for address, post in every_post(server):
        pages = read_pages(web, address.post(post))
        found = [row for page in pages for row in printed_ids(page)]
        assert sorted(found) == sorted(comment.id for comment in post.shown)


def test_nesting_on_the_page_is_the_parent_of_the_content(
    server: SampleServer, web: requests.Session
) -> None:
    address, post = long_post(server)
    found = {
        int((item.id or "").removeprefix("li-comment-")): parent_of(item)
        for page in read_pages(web, address.post(post))
        for item in page.css("li.comment")
    }
    assert found == {
        comment.id: comment.parent
        for comment in post.shown
        if comment.kind == "comment"
    }


def test_pages_tell_who_they_are(server: SampleServer, web: requests.Session) -> None:
    for address, post in every_post(server):
        response = web.get(address.post(post))
        page = LexborHTMLParser(response.content)
        canonical = one(page, 'link[rel="canonical"]')
        shortlink = one(page, 'link[rel="shortlink"]')
        assert canonical.attributes["href"] == address.post(post)
        assert shortlink.attributes["href"] == address.short(post)
        assert page.css_matches(f"body.postid-{post.id}")
        assert page.css_matches(f"#post-{post.id}.hentry")
        counted = one(page, ".post-comments").text()
        expected = f"{post.claimed} kommentarer" if post.claimed > 1 else counted
        assert counted == expected
        assert response.text.endswith("</html>\n")
        assert int(response.headers["Content-Length"]) == len(response.content)


class Balance(HTMLParser):
    """Notes an end tag that closes something else than what was opened last."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens and closes at once."""

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_markup_is_balanced(server: SampleServer, web: requests.Session) -> None:
    urls = [address.post(post) for address, post in every_post(server)]
    urls += [address.home for address in addresses(server)]
    urls += [server.url + "/", server.url + "/balgsten/finns-inte/"]
    for url in urls:
        balance = Balance()
        balance.feed(web.get(url).text)
        assert (url, balance.open, balance.wrong) == (url, [], [])


def test_the_post_address_shows_the_newest_comments_and_page_one_the_oldest(
    server: SampleServer, web: requests.Session
) -> None:
    address, post = long_post(server)
    last, second, first = read_pages(web, address.post(post))
    assert printed_ids(first)[0] == post.shown[0].id
    assert len(first.css("ol.commentlist > li")) == address.blog.comments_per_page
    assert post.shown[-1].parent is not None
    assert max(c.id for c in post.shown if not c.parent) in printed_ids(last)
    newer = one(second, ".comment-nav-below .post-nav-newer a")
    assert newer.attributes["href"] == address.post(post) + "#comments"
    canonical = one(second, 'link[rel="canonical"]').attributes["href"]
    assert canonical == address.comment_page(post, 2) + "#comments"


def test_a_comment_page_that_does_not_exist_is_a_page_without_comments(
    server: SampleServer, web: requests.Session
) -> None:
    address, post = long_post(server)
    response = web.get(address.comment_page(post, 9))
    assert response.status_code == 200
    assert printed_ids(LexborHTMLParser(response.content)) == []


def test_page_one_of_a_short_thread_holds_all_of_it(
    server: SampleServer, web: requests.Session
) -> None:
    address = addresses(server)[1]
    post = address.blog.posts[0]
    page = LexborHTMLParser(web.get(address.comment_page(post, 1)).content)
    assert len(printed_ids(page)) == len(post.shown)


def test_only_the_account_of_the_author_gets_the_authors_mark(
    server: SampleServer, web: requests.Session
) -> None:
    for address, post in every_post(server):
        pages = read_pages(web, address.post(post))
        marked = [
            int((node.id or "").rpartition("-")[2])
            for page in pages
            for node in page.css("li.bypostauthor")
        ]
        own = [comment.id for comment in post.shown if comment.user == post.author]
        assert sorted(marked) == sorted(own)


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


def test_robots_txt_shuts_reply_links_only(
    server: SampleServer, web: requests.Session
) -> None:
    robots = Protego.parse(web.get(server.url + "/robots.txt").text)
    address, post = long_post(server)
    reply = address.reply(post, post.shown[0], 1)
    assert robots.can_fetch(address.post(post), "debattarkiv")
    assert not robots.can_fetch(reply, "debattarkiv")
    assert len(list(robots.sitemaps)) == 3


def test_what_an_archive_must_not_keep_is_there(
    server: SampleServer, web: requests.Session
) -> None:
    address, post = long_post(server)
    html = web.get(address.post(post)).text
    assert "secure.gravatar.com/avatar/" in html
    assert "?replytocom=" in html
    noindex = web.get(address.reply(post, post.shown[-1], None)).text
    assert "content='noindex, follow'" in noindex


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
