"""An invented municipality's blogs, served as WordPress would, for use offline.

``content/<blog>/`` holds the texts: ``blog.toml`` and one file for each post with
its comments.  Everything, and everybody, in it is made up for this project.

    content.py   the files -> Blog, Post, Comment
    text.py      stored text -> the HTML that WordPress's filters make of it
    address.py   what is where
    pages.py     post pages, lists and the error page, in a classic theme
    thread.py    the comments of a post page
    feeds.py     RSS, Atom, sitemaps, robots.txt
    routes.py, feed_routes.py, exchange.py
                 which answer belongs to which address
    server.py    an HTTP server on loopback
    sources.py   the sources.toml that archives it
"""

from scraper.sample.content import Blog, Comment, Post, User, load_blogs
from scraper.sample.server import SampleServer, serve
from scraper.sample.sources import sources_toml

__all__ = [
    "Blog",
    "Comment",
    "Post",
    "SampleServer",
    "User",
    "load_blogs",
    "serve",
    "sources_toml",
]
