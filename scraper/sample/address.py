"""Where everything of a blog is, as WordPress builds its addresses."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.sample.content import Blog, Comment, Post
from scraper.sample.text import slugify


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The addresses of one blog."""

    host: str
    """Scheme, name and port, without closing slash."""
    blog: Blog

    @property
    def home(self) -> str:
        """The front page."""
        return f"{self.host}/{self.blog.path}/"

    def absolute(self, markup: str) -> str:
        """``markup`` with the host put before links that begin with a path."""
        return markup.replace('href="/', f'href="{self.host}/')

    def post(self, post: Post) -> str:
        """The permalink: ``/%year%/%monthnum%/%day%/%postname%/``."""
        return f"{self.home}{post.published:%Y/%m/%d}/{post.slug}/"

    def short(self, post: Post) -> str:
        """The address by id; the guid in feeds."""
        return f"{self.home}?p={post.id}"

    def comment_page(self, post: Post, page: int) -> str:
        """One page of comments of a post that has several."""
        return f"{self.post(post)}comment-page-{page}/"

    def comment(self, post: Post, comment: Comment, page: int | None) -> str:
        """One comment; ``page`` is ``None`` where the thread has one page."""
        place = self.post(post) if page is None else self.comment_page(post, page)
        return f"{place}#comment-{comment.id}"

    def reply(self, post: Post, comment: Comment, page: int | None) -> str:
        """The same page again, with the form below the comment."""
        place = self.post(post) if page is None else self.comment_page(post, page)
        return f"{place}?replytocom={comment.id}#respond"

    def category(self, name: str) -> str:
        """The list of posts in a category."""
        return f"{self.home}category/{slugify(name)}/"

    def tag(self, name: str) -> str:
        """The list of posts with a tag."""
        return f"{self.home}tag/{slugify(name)}/"

    def author(self, login: str) -> str:
        """The list of posts by a user."""
        return f"{self.home}author/{login}/"

    def month(self, post: Post) -> str:
        """The list of posts of the month of ``post``."""
        return f"{self.home}{post.published:%Y/%m}/"
