"""Debian's WordPress for the tests: real software, content of our own.

with WordPress.start(folder) as wp:
    wp.mode(theme="vk", rest="off")
    requests.get(wp.blogs["alfa"].url)
    wp.truth("alfa")
"""

from .faults import Fault
from .front import Request
from .processes import SiteError
from .site import Blog, Rest, Theme, WordPress
from .truth import Truth, comments_on_pages, public_comments, public_posts

__all__ = [
    "Blog",
    "Fault",
    "Request",
    "Rest",
    "SiteError",
    "Theme",
    "Truth",
    "WordPress",
    "comments_on_pages",
    "public_comments",
    "public_posts",
]
