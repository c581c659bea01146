"""One post page, read by the parser of a scrape and held against REST; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from scraper.doctor.findings import Fault, PageFacts, Probe, told
from scraper.html import parse_html
from scraper.model import Capture, PostRef, Source, Thread
from scraper.platforms import PLATFORMS
from scraper.platforms.wordpress_layouts import UNKNOWN
from scraper.platforms.wordpress_rest import (
    RestComment,
    RestList,
    RestPost,
    read_comments,
    read_posts,
)
from scraper.platforms.wordpress_rest_threads import Names, thread_of

_THEME = re.compile(rb"/wp-content/themes/([\w.-]{1,60})/")
_STAMP = re.compile(rb"datetime=[\"'](\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([+-]\d\d:\d\d)")
SHORT = 20
"""Comments up to which a thread is hardly ever cut into pages."""
_LOCKED_TITLE = re.compile(r"(?:Skyddad|Lösenordsskyddad|Protected): ")
_LOCKED = '.post-password-required, .post-password-form, input[name="post_password"]'


def read_thread(probe: Probe) -> Thread | Fault | None:
    """The thread of the post that was looked at, as a scrape would read it."""
    source = probe.source
    return told(probe.page, lambda page: PLATFORMS[source.platform](page, source))


def page_facts(probe: Probe, thread: Thread) -> PageFacts:
    """What the parser made of the page, and how REST tells the same post."""
    post = thread.post
    by_rest = _by_rest(probe)
    found = sum(comment.kind == "comment" for comment in thread.comments)
    longest = _longest(probe, thread)
    return PageFacts(
        url=post.url or probe.source.home,
        title=post.title,
        author=post.author,
        words=len(post.text.split()),
        layout=thread.layout,
        known=thread.layout != UNKNOWN.name,
        found=found,
        pings=len(thread.comments) - found,
        claimed=post.comments_claimed,
        paging=_paging(longest),
        paged=bool(longest.pages),
        problems=thread.problems,
        compared=by_rest is not None,
        unlike=() if by_rest is None else tuple(_unlike(thread, by_rest, probe)),
    )


def theme_of(front: Capture) -> str | None:
    """The folder of the theme that a page loads most files from."""
    names = Counter(_THEME.findall(front.body))
    return names.most_common(1)[0][0].decode() if names else None


def system_of(front: Capture) -> str | None:
    """What the page names as its maker, e.g. ``"WordPress 6.1.9"``."""
    for node in parse_html(front).css("meta[name=generator][content]"):
        said = " ".join((node.attributes.get("content") or "").split())
        if said.startswith("WordPress"):
            return said[:60]
    return None


def title_of(page: Capture) -> str | None:
    """The page's title."""
    titles = parse_html(page).css("head title")
    return (" ".join(titles[0].text().split())[:80] or None) if titles else None


def oddities(front: Capture, listed: Iterable[PostRef]) -> tuple[str, ...]:
    """What a reader of the lists should know; a line each.

    Args:
        listed: The posts of front page and feed.
    """
    tree = parse_html(front)
    found = []
    locked = {ref.url for ref in listed if _LOCKED_TITLE.match(ref.title or "")}
    if locked or tree.css(_LOCKED):
        found.append("some posts ask for a password: they stay out of the archive")
    if any("sticky" in _own(node) for node in tree.css(".sticky")):
        found.append("a post is pinned to the top of the front page; it counts once")
    language = (tree.root.attributes.get("lang") or "") if tree.root else ""
    if language and not language.lower().startswith("sv"):
        found.append(f"the page says its language is {language}; the search is Swedish")
    return tuple(found)


def zone_problem(pages: tuple[Capture, ...], source: Source) -> str | None:
    """The first time on the pages whose offset is not that of the source's zone."""
    zone = ZoneInfo(source.timezone)
    for page in pages:
        for clock, offset in _STAMP.findall(page.body):
            printed = datetime.fromisoformat((clock + offset).decode())
            there = printed.astimezone(zone)
            if there.utcoffset() != printed.utcoffset():
                return (
                    f"a page prints {printed.isoformat()}, which is "
                    f"{there.isoformat()} in {source.timezone}"
                )
    return None


def _own(node: object) -> list[str]:
    return (getattr(node, "attributes", {}).get("class") or "").split()


def _longest(probe: Probe, thread: Thread) -> Thread:
    """The thread with most comments among those that were seen."""
    source = probe.source
    long = told(probe.longest, lambda page: PLATFORMS[source.platform](page, source))
    return long if isinstance(long, Thread) else thread


def _paging(longest: Thread) -> str | None:
    """Whether long threads are cut into pages."""
    shown, post = len(longest.comments), longest.post
    if longest.pages:
        of = f" of {post.comments_claimed}" if post.comments_claimed else ""
        return (
            f"yes: {shown}{of} comments on the first page of “{post.title}”; "
            f"further pages linked there: {len(longest.pages)}"
        )
    return f"none: {shown} comments stand on one page" if shown > SHORT else None


def _by_rest(probe: Probe) -> Thread | None:
    """The same post by REST; without comments where they were not all given."""
    source = probe.source
    posts = told(probe.same_post, lambda answer: read_posts(answer, source))
    if not isinstance(posts, RestList) or len(posts.items) != 1:
        return None
    post: RestPost = posts.items[0]
    listed = told(probe.same_comments, lambda answer: read_comments(answer, source))
    comments: tuple[RestComment, ...] = ()
    if isinstance(listed, RestList) and listed.pages in (0, 1):
        comments = listed.items
    return thread_of(post, comments, Names(), source)


def _unlike(page: Thread, rest: Thread, probe: Probe) -> list[str]:
    """How the page differs from REST, in sentences."""
    found = []
    if page.post.title != rest.post.title:
        found.append(
            f"title: {page.post.title!r} on the page, {rest.post.title!r} there"
        )
    if not page.pages and page.part == 1 and page.post.text != rest.post.text:
        here, there = len(page.post.text.split()), len(rest.post.text.split())
        found.append(f"text: {here} words on the page, {there} there")
    if not rest.comments:
        return found
    shown = {c.id: c for c in page.comments if c.kind == "comment"}
    known = {c.id: c for c in rest.comments}
    lacking = len(known.keys() - shown.keys())
    if lacking and not page.pages:
        found.append(f"comments given by REST and not on the page: {lacking}")
    if extra := len(shown.keys() - known.keys()):
        found.append(f"comments on the page and not given by REST: {extra}")
    changed = [
        id_
        for id_ in shown.keys() & known.keys()
        if (shown[id_].text, shown[id_].author) != (known[id_].text, known[id_].author)
    ]
    if changed:
        found.append(f"comments with another text or name by REST: {len(changed)}")
    return found
