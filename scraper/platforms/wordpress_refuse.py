"""Pages that are no post, and how one sees it."""

from __future__ import annotations

import re

from scraper.errors import NotAPost, Protected
from scraper.html import Node, Tree, line_of, many
from scraper.html.junk import words
from scraper.model import Capture, Source

_LISTINGS = words(
    "home blog archive search category tag author date post-type-archive",
    "search-results search-no-results tax",
)
_CHALLENGES = (
    "#challenge-form, #challenge-running, #challenge-error-text, #cf-wrapper, "
    "#cf-challenge-running, .cf-browser-verification, #sucuri_cloudproxy_js, "
    '#anubis_challenge, [src*="_Incapsula_Resource"], [src*="/cdn-cgi/challenge"], '
    '[href*="/.well-known/sgcaptcha"], [content*="/.well-known/sgcaptcha"]'
)
_CHALLENGE_TITLES = re.compile(
    r"just a moment|attention required|ddos-guard|checking your browser|access denied"
    r"|making sure you.re not a bot|one moment, please|vänta ett ögonblick"
    r"|robot challenge screen|are you a robot",
    re.IGNORECASE,
)
_TYPE = re.compile(r"type-([\w-]+)")
_XML = re.compile(rb"<\?xml|<rss|<feed|<urlset|<sitemapindex", re.IGNORECASE)
_NUMBERED = re.compile(r"post-\d+")
_OTHER_THAN_HTML = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x03\x04", "an archive"),
    (b"\x1f\x8b", "compressed data"),
)


def refuse_foreign(tree: Tree, capture: Capture, classes: frozenset[str]) -> None:
    """Raise NotAPost for what is no page of a blog at all, or not now.

    Args:
        classes: Of ``body``; WordPress' own mark of a post excuses from the rest.

    Raises:
        NotAPost: another status than 200, no HTML, a bot challenge, an error page
            of WordPress, a login form.
    """
    if capture.status != 200:
        raise NotAPost(f"HTTP {capture.status}, not a page")
    start = capture.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise NotAPost("an empty answer")
    for magic, what in _OTHER_THAN_HTML:
        if start.startswith(magic):
            raise NotAPost(f"{what}, not a page")
    if start[:1] in (b"{", b"["):
        raise NotAPost("JSON, not a page")
    if _XML.match(start) and not re.search(rb"<html[\s>]", start, re.IGNORECASE):
        raise NotAPost("XML, not a page: a feed, a sitemap or an export")
    if b"<" not in start and b"<" not in capture.body:
        raise NotAPost("text without markup, not a page")
    if "single" in classes:
        return
    title = _title(tree)
    if many(tree, _CHALLENGES) or _CHALLENGE_TITLES.match(title):
        raise NotAPost(f"a bot challenge instead of the page: {title!r}")
    if errors := many(tree, "body#error-page"):
        raise NotAPost(f"an error page of WordPress: {line_of(errors[0])[:200]!r}")
    if many(tree, "body.login, form#loginform"):
        raise NotAPost(f"a login form: {title!r}")


def refuse_kind(
    tree: Tree,
    body: Node,
    classes: frozenset[str],
    native_id: int | None,
    source: Source,
) -> None:
    """Raise NotAPost for pages of the blog that are no post.

    Raises:
        NotAPost: an error page, a listing, a page, an attachment, another type of
            post, a protected post.
    """
    title = _title(tree)
    if "error404" in classes:
        raise NotAPost(f"the blog's page for what does not exist: {title!r}")
    if "attachment" in classes or "single-attachment" in classes:
        raise NotAPost(f"the page of an attachment: {title!r}")
    if "single" not in classes and not any(c.startswith("postid-") for c in classes):
        if "page" in classes or any(c.startswith("page-id-") for c in classes):
            raise NotAPost(f"a page, not a post: {title!r}")
        if not _LISTINGS.isdisjoint(classes):
            raise NotAPost(f"a listing of posts: {title!r}")
        _refuse_unmarked(tree, body, native_id, title)
    elif source.post_type == "posts" and "single-post" not in classes:
        _refuse_other_type(body, native_id, title)
    if body.css_first('input[name="post_password"]') is not None:
        raise Protected(f"a post protected by a password: {title!r}")


def _refuse_unmarked(tree: Tree, body: Node, native_id: int | None, title: str) -> None:
    """Judge a page whose theme gives ``body`` none of WordPress' classes."""
    rest = many(tree, 'link[rel=alternate][type="application/json"]')
    kinds = [node.attributes.get("href") or "" for node in rest]
    if any("/wp/v2/pages/" in kind for kind in kinds):
        raise NotAPost(f"a page, not a post: {title!r}")
    if any(re.search(r"/wp/v2/(?:categories|tags|users)/", kind) for kind in kinds):
        raise NotAPost(f"a listing of posts: {title!r}")
    numbers = {
        name
        for node in many(body, 'article, .hentry, .post, [id^="post-"]')
        for name in (node.id or "", *(node.attributes.get("class") or "").split())
        if _NUMBERED.fullmatch(name)
    }
    if native_id is None and len(numbers) > 1:
        raise NotAPost(f"a listing of {len(numbers)} posts: {title!r}")
    signs = 'meta[property="og:type"][content="article"], #respond, #commentform'
    if native_id is None and not numbers and not many(tree, signs):
        raise NotAPost(f"no post on the page: {title!r}")


def _refuse_other_type(body: Node, native_id: int | None, title: str) -> None:
    for node in many(body, f'[id="post-{native_id}"], .post-{native_id}'):
        for name in (node.attributes.get("class") or "").split():
            kind = _TYPE.fullmatch(name)
            if kind and kind[1] != "post":
                raise NotAPost(f"of the type {kind[1]!r}, not a post: {title!r}")


def _title(tree: Tree) -> str:
    titles = tree.head.css("title") if tree.head else []
    return line_of(titles[0])[:120] if titles else ""
