"""WordPress: a captured post page of any theme becomes a Thread.

    wordpress_page      what page it is, of which post; refuses what is no post
    wordpress_post      title, text, author, times, terms, claimed comments
    wordpress_facts     what the head says for machines (meta, JSON-LD)
    wordpress_comments  which elements are comments, and who is nested under whom
    wordpress_layouts   where each known markup keeps name, time and words
    wordpress_links     further pages of the post and of its comments

Everything rests on what WordPress itself writes (classes, ids, ``datetime``);
words of the page are read only where there is no structure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scraper.html import Node, Tree, decode, open_tree, parse_html
from scraper.model import Capture, Comment, Post, Source, Thread
from scraper.platforms.wordpress_comments import read_comments
from scraper.platforms.wordpress_links import further_pages
from scraper.platforms.wordpress_page import read_page
from scraper.platforms.wordpress_post import read_post
from scraper.thread import arrange, resolve_answers


def parse_thread(capture: Capture, source: Source) -> Thread:
    """Read one post page, or one further page of a post, and every comment on it.

    Args:
        capture: A page of a post; ``url`` may be "" for an imported file.
        source: The blog it belongs to.

    Returns:
        The thread as this page shows it; ``thread.merge`` makes one of several.

    Raises:
        NotAPost: a listing, an error page, a protected post, a page, an
            attachment, a bot challenge, a login; the message says which.
        SelectorError: no element holds the text of the post.
        ParseError: the page cannot be read at all.
    """
    page = read_page(parse_html(capture), capture, source)
    post, content = read_post(page)
    found = read_comments(page, post, content)
    if found.comments and post.comments_claimed == 0:
        post = replace(post, comments_claimed=None)  # an invitation, no count
    empty = not found.comments and not found.holes
    doubtful = bool(empty and post.comments_claimed)
    if doubtful:
        page.problems.append(
            f"the page claims {post.comments_claimed} comments and shows none"
        )
    return Thread(
        post=post,
        comments=resolve_answers(arrange(found.comments), timezone=source.timezone),
        layout=found.layout,
        pages=further_pages(page),
        problems=tuple(dict.fromkeys(page.problems)),
        doubtful=doubtful,
        part=page.part,
    )


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A post page whose tree may be changed, and where its comments stand in it."""

    tree: Tree
    post: Post
    comments: tuple[tuple[Comment, Node], ...]


def open_page(capture: Capture, source: Source) -> OpenPage:
    """The comments of a post page with their elements, for cutting some out.

    Raises:
        ParseError: as ``parse_thread``.
    """
    tree = open_tree(decode(capture))
    page = read_page(tree, capture, source)
    post, content = read_post(page)
    found = read_comments(page, post, content)
    return OpenPage(tree, post, tuple(zip(found.comments, found.nodes, strict=True)))
