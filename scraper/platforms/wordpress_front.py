"""The line of facts under a title, where a theme prints no ``time`` element.

    Av Stig Ek, 9 september 2018 kl 19:05, 12 kommentarer 42
    Av , , Bli först att kommentera 6

Name and date are links (and missing in some copies); a number after the count is a
counter of likes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.html import Node, line_of, many
from scraper.platforms.wordpress_page import Page, is_foreign, within
from scraper.swedish.counts import comment_count

_PLACES = (
    '[class*="meta"], [class*="byline"], [class*="posted"], [class*="post-info"], '
    "header p, header div"
)
_COUNT = r"bli först att kommentera|inga kommentarer|\d[\d\s]*kommentar(?:er)?\b"
_LINE = re.compile(
    r"(?:publicera[dt]\s)?(?:av|by)\s(?P<name>[^,]*?)\s?,(?P<date>.*?)[,|·]?\s?"
    rf"(?P<count>{_COUNT})(?:[\s,|·]+(?P<likes>\d[\d\s]*))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What the line says; ``None`` where it is silent or there is no such line."""

    author: str | None = None
    date: str | None = None
    """As printed."""
    claimed: int | None = None
    likes: int | None = None


def read_front(page: Page, content: Node) -> Front:
    """The facts under the title of the post."""
    for node in many(page.root, _PLACES):
        if is_foreign(node, page.root) or within(node, content):
            continue
        found = _LINE.fullmatch(line_of(node))
        if found:
            return Front(
                author=found["name"].strip() or None,
                date=found["date"].strip(" ,|·") or None,
                claimed=comment_count(found["count"]),
                likes=int("".join(found["likes"].split())) if found["likes"] else None,
            )
    return Front()
