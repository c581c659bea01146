"""A feed of the newest comments: which posts have a new one; pure.

From ``feed-rss2-comments.php``:

    <item><title>Av: NAMN</title>
      <link>…/2021/10/27/slug/comment-page-1/#comment-2548</link> …

It holds ten and cannot be paged; of password-protected posts it tells too much, so
only addresses are read.
"""

from __future__ import annotations

import re

from scraper.discover.scope import post_url
from scraper.discover.xml import child_text, children, local_name, xml_root
from scraper.errors import ParseError
from scraper.html import absolute
from scraper.model import Capture, Source

_COMMENT = re.compile(r"#comment-(\d+)$")
_PAGE = re.compile(r"/comment-page-\d+/?$")


def read_new_comments(capture: Capture, source: Source) -> tuple[tuple[str, int], ...]:
    """(address of the post, number of the comment) of each comment, newest first.

    Raises:
        ParseError: no RSS feed of comments.
    """
    root = xml_root(capture, "a feed of comments")
    channel = children(root, "channel")
    if local_name(root) != "rss" or not channel:
        raise ParseError(f"expected a feed of comments, got XML with {root.name!r}")
    found = []
    for item in children(channel[0], "item"):
        link = absolute(capture.final_url, child_text(item, "link") or "") or ""
        number = _COMMENT.search(link)
        url = post_url(_PAGE.sub("/", link.partition("#")[0]), source)
        if number and url:
            found.append((url, int(number[1])))
    return tuple(found)


def comment_feed(feed: str) -> str | None:
    """The address of the feed of comments beside a blog's feed of posts."""
    if feed.endswith("/feed/"):
        return feed.removesuffix("feed/") + "comments/feed/"
    if feed.endswith("?feed=rss2"):
        return feed.removesuffix("rss2") + "comments-rss2"
    return None
