"""A blog's month, one change or none a night, and what the archive promises of each.

Promised (README, by pages): a new post or comment, and a post taken away, by the next
run; edits and removals of comments, and edits of posts, when the patrol comes by: daily
below 14 days of age, weekly below 90.  What is gone is withdrawn one run later.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scraper.sample import SampleServer
from scraper.sample.content import ZONE, Blog, Comment, Post

DAY = timedelta(days=1)
Check = Callable[[sqlite3.Connection], bool]


@dataclass(slots=True)
class Promise:
    """A change that was made, and when the archive must have found it."""

    what: str
    made: int
    """Night of the change."""
    within: int
    """Nights until it must be there."""
    check: Check
    found: int | None = None
    """Night after whose run it was there."""


class Month:
    """The changing blog of a sample server."""

    def __init__(self, server: SampleServer) -> None:
        self._server = server
        self._blog: Blog = server.blogs[0]
        self._next = 900_000

    @property
    def name(self) -> str:
        """Of the source."""
        return self._blog.name

    def ids(self) -> list[int]:
        """Posts, newest first."""
        return [post.id for post in self._blog.posts]

    def new_post(self, night: int, when: datetime) -> Promise:
        """A post of tonight."""
        number, local = self._number(), when.astimezone(ZONE)
        post = replace(
            self._blog.posts[0],
            id=number,
            slug=f"nytt-{number}",
            title=f"Nytt inlägg {number}",
            published=local,
            modified=local,
            content=f"Snön kom i natt igen, inlägg {number}.",
            comments=(),
            sticky=False,
        )
        self._show((post, *self._blog.posts))
        return self._promise("new post", night, 1, f"posts where native_id = {number}")

    def new_comment(self, night: int, when: datetime, post: int) -> Promise:
        """A comment of tonight, on a post of any age."""
        number = self._number()
        comment = Comment(
            id=number,
            author=f"Läsare {number}",
            date=when.astimezone(ZONE),
            text=f"Jag håller med, kommentar {number}.",
        )
        old = self._post(post)
        self._change(replace(old, comments=(*old.comments, comment)))
        found = f"comments where native_id = {number}"
        return self._promise("new comment", night, 1, found)

    def edited_comment(self, night: int, post: int, within: int) -> Promise:
        """The first comment of a post says something else."""
        old = self._post(post)
        comment, text = self._first(old), f"Jag har ändrat mig, natt {night}."
        self._put(old, replace(comment, text=text))
        found = f"comments where native_id = {comment.id} and text = '{text}'"
        return self._promise("comment edited", night, within, found)

    def removed_comment(self, night: int, post: int, within: int) -> Promise:
        """The last comment of a post that nobody answered goes to the trash."""
        old = self._post(post)
        answered = {comment.parent for comment in old.comments}
        comment = next(
            c
            for c in reversed(old.shown)
            if c.id not in answered and c.kind == "comment"
        )
        self._put(old, replace(comment, status="trash"))
        found = f"comments where native_id = {comment.id} and withdrawn_at is not null"
        return self._promise("comment removed", night, within + 1, found)

    def edited_post(self, night: int, post: int, within: int) -> Promise:
        """A post gets one more paragraph; pages do not tell that it changed."""
        old, text = self._post(post), f"Tillägg natt {night}."
        self._change(replace(old, content=f"{old.content}\n\n{text}"))
        found = f"posts where native_id = {post} and text like '%{text}'"
        return self._promise("post edited", night, within, found)

    def removed_post(self, night: int, post: int) -> Promise:
        """A post goes to the trash."""
        self._show(tuple(p for p in self._blog.posts if p.id != post))
        found = f"posts where native_id = {post} and withdrawn_at is not null"
        return self._promise("post removed", night, 2, found)

    def _promise(self, what: str, night: int, within: int, found: str) -> Promise:
        def check(db: sqlite3.Connection) -> bool:
            sql = f"select count(*) from {found}"  # noqa: S608  ours
            return bool(db.execute(sql).fetchone()[0])

        return Promise(what=what, made=night, within=within, check=check)

    def _first(self, post: Post) -> Comment:
        return next(c for c in post.shown if c.kind == "comment")

    def _put(self, post: Post, comment: Comment) -> None:
        comments = (comment if c.id == comment.id else c for c in post.comments)
        self._change(replace(post, comments=tuple(comments)))

    def _post(self, number: int) -> Post:
        return next(post for post in self._blog.posts if post.id == number)

    def _change(self, new: Post) -> None:
        self._show(tuple(new if p.id == new.id else p for p in self._blog.posts))

    def _show(self, posts: tuple[Post, ...]) -> None:
        self._blog = replace(self._blog, posts=posts)
        self._server.blogs = (self._blog,)

    def _number(self) -> int:
        self._next += 1
        return self._next
