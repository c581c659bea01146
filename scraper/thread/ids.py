"""Ids that need no escaping in a URL, and the one spelling of a name; pure."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

_NOT_LETTERS = re.compile(r"[\W_]+")
_OPENING_WORDS = 40
# WordPress' own word for an empty name (get_comment_author).
_NAMELESS = frozenset({"Anonym", "Anonymous"})
_STRAIGHT = str.maketrans(
    {"”": '"', "“": '"', "„": '"', "″": '"', "’": "'", "‘": "'", "′": "'", "×": "x"}
)
_DASHES = re.compile(r"[–—]|-{2,}")
_TYPESET = re.compile(f"[{''.join(map(chr, _STRAIGHT))}–—…]|--")


def post_id(
    source: str, native_id: int | None, *, url: str | None, title: str, text: str
) -> str:
    """The id of a post: ``<source>-<native id>``, else ``<source>-x<12 hex>``.

    Args:
        native_id: WordPress' number of the post.
        url: Canonical; what the hex stands for where there is no number.
        title: With the opening words of ``text``, for saved text without address.

    >>> post_id("lundgren", 11754, url=None, title="", text="")
    'lundgren-11754'
    """
    if native_id is not None:
        return f"{source}-{native_id}"
    if url:
        return f"{source}-x{_hex(url.partition('://')[2])}"
    opening = " ".join(words_of(text).split()[:_OPENING_WORDS])
    return f"{source}-x{_hex(words_of(title), opening)}"


def comment_id(source: str, native_id: int) -> str:
    """The id of a comment whose number is known: ``<source>-c<native id>``."""
    return f"{source}-c{native_id}"


class TextIds:
    """Ids of the comments of one post that show no number, in document order.

    The same author writing the same words twice gives two ids: the second stands
    for its text and the number 2.
    """

    def __init__(self, source: str, post: str) -> None:
        """For the comments of the post with the id ``post``."""
        self._source, self._post = source, post
        self._seen: Counter[str] = Counter()

    def next(self, author: str | None, text: str) -> str:
        """The id ``<source>-cx<12 hex>`` of the next comment."""
        key = "\0".join((self._post, words_of(author or ""), words_of(text)))
        self._seen[key] += 1
        again = self._seen[key]
        return f"{self._source}-cx{_hex(key, *([str(again)] if again > 1 else []))}"


def words_of(text: str) -> str:
    """A text as its letters and digits only, so that layout does not change an id.

    >>> words_of("> Hej,\\n\\n”du”!")
    'hej du'
    """
    return _NOT_LETTERS.sub(" ", text.casefold()).strip()


def _hex(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def author_name(printed: str, *, registered: bool = False) -> str | None:
    """The name of a commenter, one spelling on every route; ``None`` if empty.

    A page prints "Anonym" for an empty name, where REST gives "": nobody can tell
    that from a reader who typed it, and both say the same, so both are ``None``.
    A page's typographic quotes and dashes (wptexturize) become the plain ones that
    REST gives.

    Args:
        printed: With entities decoded, without the theme's marks.
        registered: A user of the blog (class ``byuser``; REST ``author`` not 0):
            the display name counts, whatever it is.
    """
    name = " ".join(printed.split())
    if name in _NAMELESS and not registered:
        return None
    return straight(name) or None


def straight(printed: str) -> str:
    """A name or label without what wptexturize makes of it on a page.

    >>> straight("”citat” – igen…")
    '"citat" - igen...'
    """
    if not _TYPESET.search(printed):  # nearly every one
        return printed
    return _DASHES.sub("-", printed.translate(_STRAIGHT)).replace("…", "...")
