"""Addresses of a blog's REST interface, with pretty and with plain permalinks.

    https://blogg.example/anna/wp-json/wp/v2/posts?per_page=100&page=2
    https://blogg.example/anna/?rest_route=/wp/v2/posts&per_page=100&page=2

Every address names its fields, so that no avatar (a hash of an e-mail address) and no
login name crosses the wire.  Parameters: ``rest-api/endpoints/`` of WordPress 6.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

PER_PAGE = 100
"""The most WordPress gives; 101 is an error."""

FEED_PAGES = 30
"""Pages of the feed that one run reads after the first, for what REST does not tell."""

ROOT_FIELDS = "name,home,timezone_string,gmt_offset,namespaces"
POST_FIELDS = (
    "id,date,date_gmt,modified_gmt,status,type,link,title,content,author"
    ",categories,tags"
)
COMMENT_FIELDS = (
    "id,post,parent,author,author_name,author_url,date,date_gmt,content,status,type"
)
NEWS_FIELDS = "id,date_gmt,modified_gmt,status,type,link,content.protected"
TERM_FIELDS = "id,name,taxonomy"
USER_FIELDS = "id,name"


@dataclass(frozen=True, slots=True)
class RestBase:
    """Where a blog's REST interface begins."""

    url: str
    """As the front page or its Link header names it (``discover.Index.rest``):
    ``…/wp-json/`` or ``…/?rest_route=/``."""

    def root(self) -> str:
        """What the blog says about itself: name, time zone."""
        return self._address("/", _fields=ROOT_FIELDS)

    def posts(self, post_type: str = "posts", *, page: int = 1) -> str:
        """A page of posts in order of id: one that comes meanwhile moves no other.

        Args:
            post_type: REST base, see ``Source.post_type``.
            page: From 1 on; one past the last is an error that ``read_posts`` knows.
        """
        return self._list(f"/wp/v2/{post_type}", POST_FIELDS, page, ("id", "asc"), {})

    def comments(self, *, page: int = 1) -> str:
        """A page of comments, in order of id."""
        return self._list("/wp/v2/comments", COMMENT_FIELDS, page, ("id", "asc"), {})

    def posts_among(self, ids: Iterable[int], post_type: str = "posts") -> str:
        """Those of up to 100 posts that anybody may read."""
        only = {"include": ",".join(map(str, ids))}
        return self._list(f"/wp/v2/{post_type}", POST_FIELDS, 1, ("id", "asc"), only)

    def comments_on(self, posts: Iterable[int], *, page: int = 1) -> str:
        """A page of the comments on up to 100 posts, in order of id."""
        only = {"post": ",".join(map(str, posts))}
        order = ("id", "asc")
        return self._list("/wp/v2/comments", COMMENT_FIELDS, page, order, only)

    def news(self, what: str, *, page: int = 1) -> str:
        """The newest of ``posts`` (by change) or ``comments`` (by number).

        Unfiltered, so that one answer holds the news and the total.
        """
        posts = what != "comments"
        fields = NEWS_FIELDS if posts else "id,post"
        order = ("modified" if posts else "id", "desc")
        return self._list(f"/wp/v2/{what}", fields, page, order, {})

    def total(self, what: str, among: Iterable[int]) -> str:
        """An answer whose X-WP-Total counts some posts, or the comments on them.

        Args:
            what: ``comments``, or the REST base of the posts.
            among: Numbers of up to 100 posts.
        """
        only = "post" if what == "comments" else "include"
        numbers = ",".join(map(str, among))
        return self._address(
            f"/wp/v2/{what}", per_page="1", **{only: numbers}, _fields="id"
        )

    def counted_before(self, what: str, moment: datetime) -> str:
        """An answer whose X-WP-Total counts those from before a time.

        Args:
            what: ``comments``, or the REST base of the posts.
            moment: Aware.
        """
        return self._address(
            f"/wp/v2/{what}", per_page="1", before=_z(moment), _fields="id"
        )

    def within(self, what: str, after: datetime | None, before: datetime | None) -> str:
        """The first hundred from between two times: numbers, and of which posts."""
        ends = {"after": after, "before": before}
        only = {name: _z(end) for name, end in ends.items() if end is not None}
        fields = "id,post" if what == "comments" else "id"
        return self._list(f"/wp/v2/{what}", fields, 1, ("id", "asc"), only)

    def categories(self, *, page: int = 1) -> str:
        """A page of categories."""
        return self._list("/wp/v2/categories", TERM_FIELDS, page, ("id", "asc"), {})

    def tags(self, *, page: int = 1) -> str:
        """A page of tags."""
        return self._list("/wp/v2/tags", TERM_FIELDS, page, ("id", "asc"), {})

    def users(self, *, page: int = 1) -> str:
        """A page of those who have written posts: their shown names."""
        return self._list("/wp/v2/users", USER_FIELDS, page, ("id", "asc"), {})

    def post(self, native_id: int, post_type: str = "posts") -> str:
        """One post."""
        return self._address(f"/wp/v2/{post_type}/{native_id}", _fields=POST_FIELDS)

    def comment(self, native_id: int) -> str:
        """One comment."""
        return self._address(f"/wp/v2/comments/{native_id}", _fields=COMMENT_FIELDS)

    def _list(
        self,
        route: str,
        fields: str,
        page: int,
        order: tuple[str, str],
        only: dict[str, str],
    ) -> str:
        return self._address(
            route,
            per_page=str(PER_PAGE),
            page=str(page),
            orderby=order[0],
            order=order[1],
            **only,
            _fields=fields,
        )

    def _address(self, route: str, **parameters: str) -> str:
        parts = urlsplit(self.url)
        given = parse_qsl(parts.query, keep_blank_values=True)
        if any(name == "rest_route" for name, _ in given):
            query = [pair for pair in given if pair[0] != "rest_route"]
            query = [*query, ("rest_route", route), *parameters.items()]
            path = parts.path
        else:
            query = [*given, *parameters.items()]
            path = parts.path.rstrip("/") + quote(route)
        encoded = urlencode(query, safe="/,:")
        return urlunsplit(parts._replace(path=path, query=encoded, fragment=""))


def _z(moment: datetime) -> str:
    """With Z: without it WordPress takes the time for the blog's own."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
