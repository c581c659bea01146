"""Saved text: a post page as a text browser prints it, comments and all.

The first line is the title.  Comments are told by how far they are moved in, since
their own words may hold numbers, dots and headings of any kind:

    Taket läcker igen                       title
                                            the post, not moved in
    Det regnade in i matsalen.

    3 kommentarer                           what the page claims

     1. Bo Ek                               a comment: number, 1 space before it

      Detta är inte första gången.          its text, 2 spaces

      • Anna Ström (inläggsförfattare)      a reply: dot, 2 spaces; between blank lines

       Svar på kommentar från Bo            its text, 3 spaces; a reply to it: 3, 4, …

    Lämna ett svar                          the form ends the page

Seen: copies of blogg.vk.se and veckansnyheter.se of 2021 to 2023.  They carry no
times and no addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

from scraper import marks
from scraper.errors import NotAPost
from scraper.html import canonical_url, fragment, links_of, text_of
from scraper.model import Comment, Link, Post, Source, Thread
from scraper.platforms.saved_lines import (
    Entry,
    entries_of,
    form_start,
    lines_of,
    report_rest,
    thread_start,
)
from scraper.swedish.counts import comment_count
from scraper.thread import TextIds, arrange, author_name, post_id, resolve_answers

LAYOUT = "saved-text/1"

_AUTHOR_MARK = re.compile(r"\s*\((?:inläggsförfattaren?|post author)\)$", re.IGNORECASE)
_PROTECTED = re.compile(r"(?:Lösenordsskyddad|Skyddad|Protected): ")
_PRIVATE = re.compile(r"(?:Privat|Private): ")
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"”]+[^\s<>\"”.,:;!?)\]]")


def parse_text(
    text: str, source: Source, *, url: str | None = None, problems: Sequence[str] = ()
) -> Thread:
    """Read a page that was saved as text.

    Args:
        text: The whole file, decoded.
        url: Address of the post, where somebody told it.
        problems: What was already found wrong with the file.

    Returns:
        The thread; no times, no markup.  A reply whose parent is not in the text is
        kept without a parent and reported.

    Raises:
        NotAPost: no thread and no form, no title or no words, or a post behind a
            password.
    """
    lines = lines_of(text)
    found = list(problems)
    start = thread_start(lines)
    end = form_start(lines, start)
    if start is None and end is None:
        raise NotAPost(
            "expected a page saved as text, got text without a line 'N kommentarer' "
            "and without the heading of a comment form"
        )
    post = _post(lines[: end if start is None else start], source, url)
    if not post.text:
        found.append("expected words under the title, got none")
    if start is None:
        return Thread(post=post, layout=LAYOUT, problems=tuple(found))
    entries = _without_holes(entries_of(lines[start + 1 : end], found))
    if end is None:
        found.append("expected the comment form after the thread, got the end of text")
    else:
        report_rest(lines[end + 1 :], found)
    claimed = comment_count(lines[start])
    return Thread(
        post=replace(post, comments_claimed=claimed),
        comments=_comments(entries, post, source, found),
        layout=LAYOUT,
        problems=tuple(found),
    )


def cut_text(
    text: str,
    source: Source,
    *,
    url: str | None,
    is_post: Callable[[Post], bool],
    is_comment: Callable[[Comment], bool],
) -> str | None:
    """A saved text without some of its comments; ``None`` without its post.

    What is nested under a comment that is cut stays, and so does its number.
    The same object comes back if nothing was cut.
    """
    lines = lines_of(text)
    start = thread_start(lines)
    end = form_start(lines, start)
    if is_post(_post(lines[: end if start is None else start], source, url)):
        return None
    if start is None:
        return text
    entries = entries_of(lines[start + 1 : end], [])
    post = _post(lines[:start], source, url)
    by_id = {c.id: c for c in _comments(entries, post, source, [])}
    ids = TextIds(source.name, post.id)
    ends = [*(entry.at for entry in entries[1:]), len(lines[start + 1 : end])]
    sought = [
        (entry, last)
        for entry, last in zip(entries, ends, strict=True)
        if is_comment(by_id[ids.next(_author(entry), _tidy(entry.lines))])
    ]
    for entry, last in reversed(sought):
        first = start + 1 + entry.at
        lines[first : start + 1 + last] = _hole(lines[first], entry)
    return "\n".join(lines) if sought else text


def _hole(line: str, entry: Entry) -> list[str]:
    """What stands where a comment was cut out."""
    words = " " * (entry.indent + 1) + marks.WORDS
    return [line.replace(entry.name, marks.NAME, 1), "", words, ""]


def _without_holes(entries: list[Entry]) -> list[Entry]:
    """The comments but those cut out on request; what was nested there stays."""
    kept = [n for n, entry in enumerate(entries) if entry.name != marks.NAME]
    if len(kept) == len(entries):
        return entries
    place = {old: new for new, old in enumerate(kept)}
    for n in kept:
        parent = entries[n].parent
        entries[n].parent = None if parent is None else place.get(parent)
    return [entries[n] for n in kept]


def _author(entry: Entry) -> str | None:
    return author_name(_AUTHOR_MARK.sub("", _tidy([entry.name])))


def _post(lines: list[str], source: Source, url: str | None) -> Post:
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise NotAPost("expected a title in the first line, got no words at all")
    title = _tidy([lines[first]])
    if _PROTECTED.match(title):
        raise NotAPost("expected a post, got one behind a password")
    title = _PRIVATE.sub("", title)
    text = _tidy(lines[first + 1 :])
    url = canonical_url(url) if url else None
    return Post(
        id=post_id(source.name, None, url=url, title=title, text=text),
        source=source.name,
        url=url,
        title=title,
        text=text,
        links=_links(text, source),
    )


def _comments(
    entries: list[Entry], post: Post, source: Source, problems: list[str]
) -> tuple[Comment, ...]:
    texts = [_tidy(entry.lines) for entry in entries]
    if not all(texts):
        problems.append(f"expected words in each comment, got {texts.count('')} empty")
    names = [_tidy([entry.name]) for entry in entries]
    authors = [author_name(_AUTHOR_MARK.sub("", name)) for name in names]
    marked = [_AUTHOR_MARK.search(name) is not None for name in names]
    trusted = {name for name, mark in zip(authors, marked, strict=True) if mark}
    if len(trusted) > 1:  # a reader may call himself «Kalle (inläggsförfattare)»
        problems.append("expected one author of the post, got several names marked so")
        trusted &= {source.owner}
    new = TextIds(source.name, post.id)
    ids = [new.next(*both) for both in zip(authors, texts, strict=True)]
    comments = [
        Comment(
            id=ids[at],
            post=post.id,
            text=texts[at],
            parent=None if entry.parent is None else ids[entry.parent],
            author=authors[at],
            is_post_author=marked[at] and authors[at] in trusted,
            links=_links(texts[at], source),
        )
        for at, entry in enumerate(entries)
    ]
    return resolve_answers(arrange(comments), timezone=source.timezone)


def _links(text: str, source: Source) -> tuple[Link, ...]:
    """The addresses written out in a text; WordPress makes links of them."""
    anchors = "".join(
        f'<a href="{escape(url)}">{escape(url)}</a>' for url in _ADDRESS.findall(text)
    )
    return links_of(fragment(anchors), base=source.home, source=source)


def _tidy(lines: list[str]) -> str:
    """Lines as ``text_of`` leaves them, so that saved and live text compare equal."""
    return text_of(fragment(f"<pre>{escape(chr(10).join(lines), quote=False)}</pre>"))
