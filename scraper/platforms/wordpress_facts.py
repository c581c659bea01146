"""What a page's head says for machines: meta elements and JSON-LD of SEO plugins.

The last resort for what the theme does not show; nothing here is ever preferred to
what a reader sees.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scraper.html import Tree

_ARTICLES = frozenset({"Article", "BlogPosting", "NewsArticle", "SocialMediaPosting"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """As printed; ``None`` where the head says nothing."""

    title: str | None = None
    author: str | None = None
    published: str | None = None
    updated: str | None = None
    comments: int | None = None


def read_facts(tree: Tree) -> Facts:
    """The facts in the head of a post page."""
    meta = _meta(tree)
    article = next(_articles(tree), {})
    return Facts(
        title=_text(article.get("headline")) or meta.get("og:title"),
        author=_author(article) or meta.get("author"),
        published=_text(article.get("datePublished"))
        or meta.get("article:published_time"),
        updated=_text(article.get("dateModified")) or meta.get("article:modified_time"),
        comments=_comments(article),
    )


def _meta(tree: Tree) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.head.css("meta[content]") if tree.head else []:
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name")
        value = (attributes.get("content") or "").strip()
        if name and value:
            found.setdefault(name, value)
    return found


def _articles(tree: Tree) -> Iterator[dict[str, Any]]:
    """JSON-LD objects that describe an article; a broken script says nothing."""
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(script.text())
        except ValueError:
            continue  # other plugins write here too, and not always well
        graph = data.get("@graph", [data]) if isinstance(data, dict) else data
        for item in graph if isinstance(graph, list) else []:
            kinds = item.get("@type") if isinstance(item, dict) else None
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if not _ARTICLES.isdisjoint(k for k in kinds if isinstance(k, str)):
                yield item


def _author(article: dict[str, Any]) -> str | None:
    author = article.get("author")
    author = author[0] if isinstance(author, list) and author else author
    return _text(author.get("name") if isinstance(author, dict) else author)


def _comments(article: dict[str, Any]) -> int | None:
    count = article.get("commentCount")
    if isinstance(count, str) and count.isascii() and count.isdigit():
        return int(count)
    return count if isinstance(count, int) and not isinstance(count, bool) else None


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
