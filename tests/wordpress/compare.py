"""An archive against the truth of the WordPress it was scraped from, field by field."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from scraper.html import canonical_url, fragment, line_of, text_of
from scraper.privacy import mask_text
from scraper.thread import author_name

from .truth import Truth, TruthComment, comments_on_pages, public_comments, public_posts

EVERYTHING = frozenset({"author", "published", "tags", "names"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one item that is not as the truth has it."""

    item: str
    field: str
    expected: object
    found: object


@dataclass(slots=True)
class Comparison:
    """How an archive stands against the truth."""

    compared: Counter[str] = field(default_factory=Counter)
    """Field -> how many values were compared."""
    differences: list[Difference] = field(default_factory=list)

    def check(self, item: str, name: str, expected: object, found: object) -> None:
        """Compare one value."""
        self.compared[name] += 1
        if expected != found:
            self.differences.append(Difference(item, name, expected, found))

    def table(self) -> str:
        """Counts per field, for a person."""
        wrong = Counter(d.field for d in self.differences)
        lines = [f"{'field':24}{'compared':>10}{'different':>11}"]
        lines += [
            f"{n:24}{c:10}{wrong[n]:11}" for n, c in sorted(self.compared.items())
        ]
        return "\n".join(lines)


def compare(
    truth: Truth,
    db: Database,
    source: str,
    *,
    route: str,
    post_type: str = "post",
    depth: int = 5,
    threaded: bool = True,
    prints: frozenset[str] = EVERYTHING,
) -> Comparison:
    """Hold every public post and comment of a blog to the rows of its source.

    Args:
        route: ``html`` (visible parents, no hidden replies) or ``rest``.
        depth: ``thread_comments_depth`` of the blog.
        threaded: Whether the blog nests comments at all.
        prints: What the theme prints so that it can be known: author and tags of posts,
            published times, names of commenters (else some are missing, none wrong).
    """
    found = Comparison()
    _posts(found, truth, db, source, post_type, prints, route)
    expected = public_comments(truth, post_type)
    parents: dict[int, int | None] = {
        id_: comment["comment_parent"] or None for id_, comment in expected.items()
    }
    if route == "html":
        parents = (
            comments_on_pages(truth, depth, post_type)
            if threaded
            else dict.fromkeys(parents)
        )
    sql = "select * from comments where source = ? and kind = 'comment'"
    every = list(db.query(sql, [source]))
    rows = {row["native_id"]: row for row in every}
    each = sorted(row["native_id"] for row in every)
    found.check(source, "comment ids", sorted(parents), each)
    pings = public_comments(truth, post_type, pings=True) if route == "html" else {}
    sql = "select native_id from comments where source = ? and kind <> 'comment'"
    stored = sorted(row["native_id"] for row in db.query(sql, [source]))
    found.check(source, "ping ids", sorted(pings), stored)
    for id_ in parents.keys() & rows.keys():
        _comment(found, truth, expected[id_], rows[id_], parents[id_], prints)
    return found


def _posts(
    found: Comparison,
    truth: Truth,
    db: Database,
    source: str,
    post_type: str,
    prints: frozenset[str],
    route: str,
) -> None:
    posts = public_posts(truth, post_type)
    sql = "select * from posts where source = ?"
    rows = {row["native_id"]: row for row in db.query(sql, [source])}
    found.check(source, "post ids", sorted(posts), sorted(rows))
    names = {user["ID"]: user["display_name"] for user in truth["users"]}
    for id_ in posts.keys() & rows.keys():
        post, row, item = posts[id_], rows[id_], rows[id_]["id"]
        found.check(item, "post url", canonical_url(post["permalink"]), row["url"])
        title = _text(post["rendered_title"])
        found.check(item, "post title", title, _words(row["title"]))
        text = _text(post["rendered_content"])
        found.check(item, "post text", text, _words(row["text"]))
        found.check(
            item, "comments claimed", post["comment_count"], row["comments_claimed"]
        )
        if row["updated"] is not None:
            updated = _utc(post["post_modified_gmt"])
            found.check(item, "post updated", updated, row["updated"])
        if "author" in prints:
            author = names[post["post_author"]]
            found.check(item, "post author", author, row["author"])
        if "published" in prints:
            when = _utc(post["post_date_gmt"])
            kept = 16 if row["published_precision"] == "minute" else 20
            if not (route == "html" and _in_double_hour(when)):
                told = (row["published"] or "")[:kept]
                found.check(item, "post published", when[:kept], told)
        if "tags" in prints:
            found.check(item, "post tags", _terms(post["terms"]), _tags(db, item))


def _comment(
    found: Comparison,
    truth: Truth,
    comment: TruthComment,
    row: dict[str, Any],
    parent: int | None,
    prints: frozenset[str],
) -> None:
    item = row["id"]
    source = row["source"]
    post = f"{source}-{comment['comment_post_ID']}"
    found.check(item, "comment post", post, row["post"])
    hidden = row["orphan"] and parent is not None
    wanted = None if parent is None or hidden else f"{source}-c{parent}"
    found.check(item, "comment parent", wanted, row["parent"])
    registered = comment["user_id"] != 0
    printed = line_of(fragment(comment["comment_author"]))
    if comment["comment_author"] == "0":
        printed = ""  # PHP takes it for empty, and the page prints Anonym
    name = author_name(printed, registered=registered)
    if "names" in prints or row["author"] is not None:
        found.check(item, "comment author", name and _masked(name), row["author"])
    text = _text(comment["rendered_content"])
    found.check(item, "comment text", text, _words(row["text"]))
    posts = public_posts(truth) | public_posts(truth, "blogg")
    author = posts[comment["comment_post_ID"]]["post_author"]
    by_author = int(comment["user_id"] == author != 0)
    found.check(item, "is_post_author", by_author, row["is_post_author"])
    if "published" in prints and row["published_precision"] != "hour":
        kept = 19 if row["published_precision"] == "second" else 16
        when = _utc(comment["comment_date_gmt"])[:kept]
        found.check(item, "comment published", when, (row["published"] or "")[:kept])


def _in_double_hour(utc: str) -> bool:
    """Local 02:00 to 03:00 on the day that summer time ends: a page cannot tell."""
    local = datetime.fromisoformat(utc).astimezone(ZoneInfo("Europe/Stockholm"))
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def _text(html: str) -> str:
    return _words(_masked(text_of(fragment(html))))


def _masked(text: str) -> str:
    return mask_text(text).text


def _words(text: str) -> str:
    return " ".join(text.split())


def _utc(mysql: str) -> str:
    return mysql.replace(" ", "T") + "Z"


def _terms(terms: list[str]) -> list[str]:
    kinds = {"category": "category", "post_tag": "tag"}
    pairs = (term.split(":", 1) for term in terms)
    return sorted(
        f"{kinds[kind]}:{_masked(unescape(name))}"
        for kind, name in pairs
        if kind in kinds
    )


def _tags(db: Database, post: str) -> list[str]:
    sql = """
        select kind || ':' || name as tag
        from post_tags join tags on tags.id = post_tags.tag where post = ?"""
    return sorted(row["tag"] for row in db.query(sql, [post]))
