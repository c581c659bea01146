"""The sample's texts as plain data, read from ``content/<blog>/*.toml``.

Fields carry what a row of WordPress's own tables carries, so that the same content
can be put into a real WordPress.  Times in the files are local, Europe/Stockholm.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib import resources
from typing import Any, Literal
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Stockholm")

CommentKind = Literal["comment", "pingback"]
CommentStatus = Literal["approved", "hold", "spam", "trash"]


class ContentError(ValueError):
    """A content file says something WordPress could not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Someone who can log in to a blog and write posts there."""

    login: str
    """Part of CSS classes and of the address of the author's list."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One row of ``wp_comments``."""

    id: int
    parent: int | None = None
    """The comment it answers; ``None`` for an answer to the post."""
    author: str
    """As typed; empty for someone who gave no name."""
    url: str | None = None
    """Begins with the path for a page of the sample itself."""
    date: datetime
    """Aware, Europe/Stockholm; in the hour that comes twice, the later one."""
    kind: CommentKind = "comment"
    user: str | None = None
    """Login, when the writer was logged in; ``None`` for a visitor."""
    status: CommentStatus = "approved"
    text: str
    """As typed, paragraphs apart by empty lines; for a pingback an excerpt."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """One row of ``wp_posts`` with its terms and comments."""

    id: int
    slug: str
    title: str
    published: datetime
    """Aware, Europe/Stockholm."""
    modified: datetime
    """Aware, Europe/Stockholm; equal to ``published`` if never saved again."""
    author: str
    """Login of a user of the blog."""
    categories: tuple[str, ...]
    tags: tuple[str, ...] = ()
    likes: int = 0
    sticky: bool = False
    """Shown first on the front page, whatever its date."""
    content: str
    """As in the editor: HTML blocks, paragraphs apart by empty lines.

    Links to the sample's own pages begin with the path, ``/balgsten/2021/…``.
    """
    comments: tuple[Comment, ...] = ()
    """All rows, oldest first, whatever their status."""

    @cached_property
    def approved(self) -> tuple[Comment, ...]:
        """Approved rows, oldest first: what WordPress counts and feeds show.

        Pingbacks and replies to hidden comments are among them
        (``get_comments_number()``, wp-includes/comment-template.php).
        """
        return tuple(c for c in self.comments if c.status == "approved")

    @property
    def claimed(self) -> int:
        """The number a page, a list and the feed give for this post."""
        return len(self.approved)

    @cached_property
    def shown(self) -> tuple[Comment, ...]:
        """Approved rows whose whole line of parents is approved, oldest first.

        A threaded page shows these only (``WP_Comment_Query`` fetches top-level
        comments and then their descendants).
        """
        seen: set[int] = set()
        for comment in self.approved:
            if comment.parent is None or comment.parent in seen:
                seen.add(comment.id)
        return tuple(c for c in self.approved if c.id in seen)


@dataclass(frozen=True, kw_only=True)
class Blog:
    """One blog of the multisite."""

    name: str
    """Folder of the content and name of the source."""
    path: str
    """Directory on the host, without slashes; may hold capitals."""
    title: str
    tagline: str
    owner: str
    party: str | None = None
    users: tuple[User, ...]
    posts_per_page: int
    comments_per_page: int
    """Top-level comments on a page, each with all its replies."""
    posts: tuple[Post, ...]
    """Newest first."""

    def user_name(self, login: str) -> str:
        """The printed name of a user."""
        return next(user.name for user in self.users if user.login == login)


def load_blogs() -> tuple[Blog, ...]:
    """All blogs of the sample, by name.

    Raises:
        ContentError: a file breaks a rule; the message names file and rule.
    """
    root = resources.files("scraper.sample") / "content"
    blogs = []
    for folder in sorted(root.iterdir(), key=lambda entry: entry.name):
        files = {entry.name: entry.read_text("utf-8") for entry in folder.iterdir()}
        blogs.append(_blog(folder.name, files))
    return tuple(blogs)


def read_post(file: str, text: str) -> Post:
    """A post with its comments from the text of its file.

    Args:
        file: Its name, for messages.
        text: TOML with the fields of ``Post``, and ``[[comments]]`` with those
            of ``Comment``.

    Raises:
        ContentError: something in it could not be in a WordPress.
        tomllib.TOMLDecodeError: it is no TOML.
    """
    row: dict[str, Any] = tomllib.loads(text)
    comments = [_comment(comment) for comment in row.pop("comments", [])]
    comments.sort(key=lambda comment: (comment.date, comment.id))
    row["published"] = _local(row["published"])
    row["modified"] = _local(row["modified"])
    row["categories"] = tuple(row["categories"])
    row["tags"] = tuple(row.get("tags", ()))
    row["content"] = row["content"].strip("\n")
    post = Post(comments=tuple(comments), **row)
    _check(file, post)
    return post


def _blog(name: str, files: Mapping[str, str]) -> Blog:
    about = tomllib.loads(files["blog.toml"])
    posts = [
        read_post(f"{name}/{file}", text)
        for file, text in files.items()
        if file != "blog.toml"
    ]
    posts.sort(key=lambda post: (post.published, post.id), reverse=True)
    users = tuple(User(**user) for user in about.pop("users"))
    return Blog(name=name, users=users, posts=tuple(posts), **about)


def _comment(row: dict[str, Any]) -> Comment:
    row["date"] = _local(row["date"])
    row["text"] = row["text"].strip("\n")
    return Comment(**row)


def _local(moment: datetime) -> datetime:
    # PHP 8.2 prints the later offset for the hour that comes twice in October.
    return moment.replace(tzinfo=ZONE, fold=1)


def _check(file: str, post: Post) -> None:
    dates = {comment.id: comment.date for comment in post.comments}
    if len(dates) != len(post.comments):
        raise ContentError(f"{file}: two comments have the same id")
    if post.modified < post.published:
        raise ContentError(f"{file}: modified before it was published")
    for comment in post.comments:
        if comment.date < post.published:
            raise ContentError(f"{file}: comment {comment.id} is older than the post")
        if comment.parent is None:
            continue
        if comment.parent not in dates:
            raise ContentError(f"{file}: comment {comment.id} answers an unknown one")
        if dates[comment.parent] >= comment.date:
            raise ContentError(f"{file}: comment {comment.id} answers a later one")
