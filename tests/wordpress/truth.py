"""What a blog's database says, as the types of ``WordPress.truth``.

Column names are WordPress's own (wp-admin/includes/schema.php); dates are
``YYYY-MM-DD HH:MM:SS``, local and, in the ``_gmt`` ones, UTC.
"""

from typing import Literal, TypedDict


class Meta(TypedDict):
    meta_key: str
    meta_value: str


class TruthPost(TypedDict):
    """A row of wp_posts: posts, pages, attachments, drafts, everything."""

    ID: int
    post_author: int
    post_date: str
    post_date_gmt: str
    post_content: str
    post_title: str
    post_excerpt: str
    post_status: str
    post_password: str
    post_name: str
    post_modified: str
    post_modified_gmt: str
    post_parent: int
    guid: str
    post_type: str
    comment_count: int
    permalink: str
    rendered_title: str
    rendered_content: str
    """HTML after ``the_content``; ``<!--nextpage-->`` stays in, as by REST."""
    meta: list[Meta]
    terms: list[str]
    """``taxonomy:name``, sorted."""


class TruthComment(TypedDict):
    """A row of wp_comments, of any type and status."""

    comment_ID: int
    comment_post_ID: int
    comment_author: str
    comment_author_email: str
    comment_author_url: str
    comment_author_IP: str
    comment_date: str
    comment_date_gmt: str
    comment_content: str
    comment_approved: Literal["1", "0", "spam", "trash", "post-trashed"]
    comment_agent: str
    comment_type: str
    """comment, pingback, trackback."""
    comment_parent: int
    user_id: int
    rendered_content: str
    """HTML after ``comment_text``."""


class TruthUser(TypedDict):
    ID: int
    user_login: str
    user_nicename: str
    user_email: str
    display_name: str


class TruthTerm(TypedDict):
    term_id: int
    name: str
    slug: str
    taxonomy: str
    count: int


class Truth(TypedDict):
    """One blog, straight from its tables."""

    options: dict[str, str | int | list[int]]
    posts: list[TruthPost]
    comments: list[TruthComment]
    users: list[TruthUser]
    terms: list[TruthTerm]


def public_posts(truth: Truth, post_type: str = "post") -> dict[int, TruthPost]:
    """By id, the posts of one type that any visitor may read.

    Args:
        post_type: ``blogg`` for the section of the main blog.
    """
    return {
        post["ID"]: post
        for post in truth["posts"]
        if post["post_type"] == post_type
        and post["post_status"] == "publish"
        and not post["post_password"]
    }


def public_comments(
    truth: Truth, post_type: str = "post", *, pings: bool = False
) -> dict[int, TruthComment]:
    """By id, the approved comments, or the pings, of public posts.

    Replies to hidden parents are among them.
    """
    posts = public_posts(truth, post_type)
    return {
        comment["comment_ID"]: comment
        for comment in truth["comments"]
        if comment["comment_post_ID"] in posts
        and comment["comment_approved"] == "1"
        and (comment["comment_type"] != "comment") == pings
    }


def comments_on_pages(
    truth: Truth, depth: int = 5, post_type: str = "post"
) -> dict[int, int | None]:
    """What threaded pages show: id of comment -> id of the parent it is nested under.

    Args:
        depth: ``thread_comments_depth``: below it, replies become siblings
            (``Walker_Comment::display_element``).

    Returns:
        Only comments whose ancestors are all shown; ``None``: top level.
    """
    comments = public_comments(truth, post_type)
    chains: dict[int, list[int]] = {}
    for comment in sorted(comments):
        chain = [comment]
        while (parent := comments[chain[-1]]["comment_parent"]) in comments:
            chain.append(parent)
        if parent == 0:
            chains[comment] = chain[::-1]
    return {
        comment: None if len(chain) == 1 else chain[min(len(chain), depth) - 2]
        for comment, chain in chains.items()
    }
