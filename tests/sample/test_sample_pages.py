"""Post pages and their comment pages are what WordPress prints."""

from __future__ import annotations

from html.parser import HTMLParser

import requests
from selectolax.lexbor import LexborHTMLParser

from scraper.sample import SampleServer

from .reading import (
    addresses,
    every_post,
    long_post,
    one,
    parent_of,
    printed_ids,
    read_pages,
)

VOID = {"meta", "link", "img", "br", "input", "hr"}


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


def test_what_an_archive_must_not_keep_is_there(
    server: SampleServer, web: requests.Session
) -> None:
    address, post = long_post(server)
    html = web.get(address.post(post)).text
    assert "secure.gravatar.com/avatar/" in html
    assert "?replytocom=" in html
    noindex = web.get(address.reply(post, post.shown[-1], None)).text
    assert "content='noindex, follow'" in noindex
