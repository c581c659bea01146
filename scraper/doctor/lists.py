"""REST, sitemap and feed: how many posts there are, and which one to look at; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scraper.discover import Index, Lead, address_key, read_index
from scraper.discover.scope import page_number
from scraper.doctor.findings import (
    Answer,
    ListFacts,
    Probe,
    RestFacts,
    reason,
    told,
)
from scraper.model import Capture, PostRef
from scraper.platforms.wordpress_rest import RestRoot, read_root
from scraper.platforms.wordpress_rest_json import Answer as RestAnswer
from scraper.platforms.wordpress_rest_json import number, read_answer
from scraper.platforms.wordpress_rest_news import read_news


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """A post whose page is worth a look."""

    url: str
    native_id: int | None = None
    comments: int = 0
    """As far as the lists tell."""


def rest_facts(probe: Probe) -> RestFacts:
    """What the REST interface answers, and where it is shut."""
    root = told(probe.root, read_root)
    linked = isinstance(probe.index, Index) and probe.index.rest is not None
    if not isinstance(root, RestRoot):
        return RestFacts(url=probe.rest, linked=linked, shut=reason(root))
    shut = None if root.has_content else "it has no posts and comments (wp/v2)"
    posts, posts_shut = _total(probe.posts)
    comments, comments_shut = _total(probe.comments)
    return RestFacts(
        url=probe.rest,
        linked=linked,
        shut=shut,
        posts=posts,
        posts_shut=posts_shut,
        comments=comments,
        comments_shut=comments_shut,
        name=root.name or None,
        timezone=root.timezone,
        gmt_offset=root.gmt_offset,
    )


def list_facts(probe: Probe) -> ListFacts:
    """What sitemap, feed and front page list."""
    index = probe.index if isinstance(probe.index, Index) else Index()
    sitemap, sitemap_shut = _mapped(probe)
    feed = told(probe.feed, lambda capture: read_index(capture, probe.source))
    refs = feed.refs if isinstance(feed, Index) else ()
    pages = [page_number(lead.url) for lead in index.more if lead.why == "page"]
    return ListFacts(
        sitemap=sitemap,
        sitemap_shut=sitemap_shut,
        feed=len(refs) if isinstance(feed, Index) else None,
        feed_counts=any(ref.comments_claimed is not None for ref in refs),
        feed_shut=_absent(probe.feed) or reason(feed),
        front=len(index.refs),
        pages=max(pages, default=1) - 1,
        months=sum(lead.why == "month" for lead in index.more),
    )


def specimens(probe: Probe) -> tuple[Specimen, ...]:
    """Posts to look at, those with most comments first, then the newest."""
    news = told(probe.posts, lambda capture: read_news(capture, probe.source))
    comments = told(probe.comments, _posts_commented)
    counted = comments if isinstance(comments, Counter) else Counter[int]()
    found: dict[str, Specimen] = {}
    for ref in (*listed(probe), *(news if isinstance(news, tuple) else ())):
        id_, key = ref.native_id, address_key(ref.url)
        count = max(ref.comments_claimed or 0, counted[id_] if id_ else 0)
        known = found.get(key)
        found[key] = Specimen(
            url=ref.url,
            native_id=id_ or (known.native_id if known else None),
            comments=max(count, known.comments if known else 0),
        )
    return tuple(sorted(found.values(), key=lambda each: -each.comments))


def listed(probe: Probe) -> tuple[PostRef, ...]:
    """The posts of the front page, then those of the feed."""
    index = probe.index if isinstance(probe.index, Index) else Index()
    feed = told(probe.feed, lambda capture: read_index(capture, probe.source))
    return (*index.refs, *(feed.refs if isinstance(feed, Index) else ()))


def ends(parts: Iterable[Lead]) -> tuple[Lead, ...]:
    """The first and the last of a sitemap's parts: those between are as the first."""
    every = [part for part in parts if part.purpose == "sitemap"]
    return tuple(every) if len(every) < 2 else (every[0], every[-1])


def _mapped(probe: Probe) -> tuple[int | None, str | None]:
    if not probe.sitemaps:
        return None, None
    read = [
        told(answer, lambda capture: read_index(capture, probe.source))
        for answer in probe.sitemaps
    ]
    for answer, found in zip(probe.sitemaps, read, strict=True):
        if not isinstance(found, Index):
            return None, _absent(answer) or reason(found)
    counts = [len(found.refs) for found in read if isinstance(found, Index)]
    if not probe.sitemap_parts:
        return counts[0], None
    first, last = counts[1] if len(counts) > 1 else 0, counts[-1]
    return first * (probe.sitemap_parts - 1) + last, None


def _absent(answer: Answer | None) -> str | None:
    if isinstance(answer, Capture) and answer.status in (404, 410):
        return f"none there (HTTP {answer.status})"
    return None


def _total(answer: Answer | None) -> tuple[int | None, str | None]:
    found = told(answer, read_answer)
    return (
        (found.total, None) if isinstance(found, RestAnswer) else (None, reason(found))
    )


def _posts_commented(capture: Capture) -> Counter[int]:
    return Counter(number(row, "post") for row in read_answer(capture).rows)
