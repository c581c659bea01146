"""The embedded sample is held to the real WordPress: one content, one archive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scraper.config import config_from_text
from scraper.fetch.lease import Leases
from scraper.run.archive import open_archive
from scraper.run.scraping import scrape as run_scrape
from scraper.sample import Blog, Comment, Post, load_blogs, sources_toml
from scraper.sample import serve as serve_sample
from scraper.store.corpus import open_corpus
from tests.dump import OBSERVED, content_of

from . import WordPress
from .site import HERE

pytestmark = [pytest.mark.wordpress, pytest.mark.slow]

STATES = {"approved": "1", "hold": "0", "spam": "spam", "trash": "trash"}


def test_same_content_gives_the_same_rows(
    fresh_wordpress: WordPress, tmp_path: Path
) -> None:
    wp, blogs = fresh_wordpress, load_blogs()
    put_sample(wp, blogs, tmp_path / "sample.json")
    real = rows_from(wp.url, tmp_path / "real")
    with serve_sample() as sample:
        embedded = rows_from(sample.url, tmp_path / "embedded")
        asked = [request.path for request in sample.log]
    assert embedded.keys() == real.keys()
    assert len(real["posts"]) == sum(len(blog.posts) for blog in blogs)
    for table in real:
        assert embedded[table] == real[table], table
    assert sorted(asked) == sorted(request.path for request in wp.log())


def rows_from(url: str, folder: Path) -> dict[str, list[str]]:
    """Table -> rows of an archive of the sample's blogs at ``url``."""
    config = config_from_text(sources_toml(url))
    folder.mkdir()
    with open_archive(folder / "corpus.db", folder / "captures.db") as archive:
        leases = Leases(folder / "leases")
        sources = list(config.sources.values())
        report = run_scrape(archive, config, sources, leases=leases)
    assert report.exit_code == 0
    rows = content_of(open_corpus(folder / "corpus.db"), without=OBSERVED | {"digest"})
    return {
        table: [row.replace(url, "http://bloggar.example") for row in found]
        for table, found in rows.items()
    }


def put_sample(wp: WordPress, blogs: Sequence[Blog], file: Path) -> None:
    """Make the sample's blogs in the real WordPress."""
    found = [
        {
            "path": blog.path,
            "title": blog.title,
            "users": [{"login": u.login, "name": u.name} for u in blog.users],
            "options": {
                "blogdescription": blog.tagline,
                "posts_per_page": blog.posts_per_page,
                "comments_per_page": blog.comments_per_page,
            },
            "posts": [post_of(post, wp.url) for post in blog.posts],
        }
        for blog in blogs
    ]
    file.write_text(json.dumps(found), "utf-8")
    wp.php(HERE / "php/sample.php", str(file))


def post_of(post: Post, host: str) -> dict[str, Any]:
    """A row of wp_posts, and what hangs on it."""
    local, utc = times(post.published)
    saved, saved_utc = times(post.modified)
    row = {
        "ID": post.id,
        "post_name": post.slug,
        "post_title": post.title,
        "post_date": local,
        "post_date_gmt": utc,
        "post_modified": saved,
        "post_modified_gmt": saved_utc,
        "post_content": post.content.replace('href="/', f'href="{host}/'),
        "post_status": "publish",
        "post_type": "post",
        **dict.fromkeys(
            ("post_excerpt", "to_ping", "pinged", "post_content_filtered"), ""
        ),
    }
    return {
        "row": row,
        "author": post.author,
        "categories": post.categories,
        "tags": post.tags,
        "likes": post.likes,
        "sticky": post.sticky,
        "comments": [comment_of(comment, host) for comment in post.comments],
    }


def comment_of(comment: Comment, host: str) -> dict[str, Any]:
    """A row of wp_comments, and who wrote it."""
    local, utc = times(comment.date)
    url = comment.url or ""
    row = {
        "comment_ID": comment.id,
        "comment_parent": comment.parent or 0,
        "comment_author": comment.author,
        "comment_author_email": f"lasare{comment.id}@vintersunda.invalid",
        "comment_author_url": host + url if url.startswith("/") else url,
        "comment_date": local,
        "comment_date_gmt": utc,
        "comment_content": comment.text,
        "comment_approved": STATES[comment.status],
        "comment_type": comment.kind,
    }
    return {"row": row, "user": comment.user}


def times(moment: datetime) -> tuple[str, str]:
    """Local and UTC, as in the tables."""
    local = moment.replace(tzinfo=None).isoformat(" ")
    return local, moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
