"""A thread with what must not be public masked (see ``privacy``), pure."""

from __future__ import annotations

from dataclasses import replace

from scraper.model import Comment, Link, Post, Source, Thread
from scraper.privacy import mask_address, mask_html, mask_text


def mask_thread(thread: Thread, source: Source) -> tuple[Thread, int]:
    """The thread as it may be stored, and how many things were masked in it."""
    if not source.mask:
        return thread, 0
    post, masked = _masked_post(thread.post)
    comments = []
    for comment in thread.comments:
        safe, more = _masked_comment(comment)
        comments.append(safe)
        masked += more
    return replace(thread, post=post, comments=tuple(comments)), masked


def _masked_post(post: Post) -> tuple[Post, int]:
    title, in_title = _text(post.title)
    text, in_text = _text(post.text)
    author, in_author = _text(post.author)
    safe = replace(
        post,
        title=title or "",
        text=text or "",
        author=author,
        html=mask_html(post.html).text if post.html else post.html,
        tags=tuple(replace(tag, name=_text(tag.name)[0] or "") for tag in post.tags),
        links=_links(post.links),
    )
    in_tags = sum(_text(tag.name)[1] for tag in post.tags)
    return safe, in_title + in_text + in_author + in_tags


def _masked_comment(comment: Comment) -> tuple[Comment, int]:
    text, in_text = _text(comment.text)
    author, in_author = _text(comment.author)
    safe = replace(
        comment,
        text=text or "",
        author=author,
        author_url=mask_address(comment.author_url) if comment.author_url else None,
        html=mask_html(comment.html).text if comment.html else comment.html,
        links=_links(comment.links),
    )
    return safe, in_text + in_author


def _text(text: str | None) -> tuple[str | None, int]:
    if text is None:
        return None, 0
    masked = mask_text(text)
    return masked.text, sum(masked.counts.values())


def _links(links: tuple[Link, ...]) -> tuple[Link, ...]:
    """Links without those whose address is somebody's."""
    return tuple(
        Link(url=url, text=mask_text(link.text).text)
        for link in links
        if (url := mask_address(link.url)) is not None
    )
