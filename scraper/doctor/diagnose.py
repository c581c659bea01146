"""Probe -> Diagnosis: which route, at what cost, and whether at all; pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scraper.discover import Index
from scraper.doctor import cost
from scraper.doctor.asks import reservations, robots_facts
from scraper.doctor.findings import (
    Cost,
    Diagnosis,
    Fault,
    ListFacts,
    PageFacts,
    Probe,
    RestFacts,
    reason,
)
from scraper.doctor.lists import list_facts, listed, rest_facts, specimens
from scraper.doctor.page import (
    oddities,
    page_facts,
    read_thread,
    system_of,
    theme_of,
    title_of,
    zone_problem,
)
from scraper.errors import FetchError, NotAPost, Refused
from scraper.model import Capture, Thread
from scraper.platforms import PLATFORMS
from scraper.platforms.wordpress_rest import RestBase

_FEW = 0.5
"""Share of the sitemap's posts below which REST's total is not taken for all."""


def diagnose(probe: Probe, *, delay: float) -> Diagnosis:
    """What the archive would do with the blog that was visited.

    Args:
        delay: Seconds between two requests, as sources.toml has it.
    """
    index = probe.index
    if not isinstance(index, Index) or not index.signs:
        return _without_wordpress(probe)
    thread = read_thread(probe)
    page = page_facts(probe, thread) if isinstance(thread, Thread) else None
    rest, lists = rest_facts(probe), list_facts(probe)
    robots = robots_facts(
        probe.robots, probe.robots_text, probe.source.home, _addresses(probe)
    )
    source = replace(probe.source, timezone=rest.timezone or probe.source.timezone)
    posts = _posts(rest, lists)
    pause = max(delay, robots.delay) + probe.answer_s
    costs = _costs(rest, lists, page, posts, len(probe.sitemaps), pause)
    code, why = _verdict(rest, page, thread, probe)
    pages = tuple(p for p in (probe.front, probe.page) if isinstance(p, Capture))
    return Diagnosis(
        given=probe.given,
        source=source,
        title=rest.name or _of_front(probe, title_of),
        system=_of_front(probe, system_of),
        signs=index.signs,
        theme=_of_front(probe, theme_of),
        robots=robots,
        asks=_asks(probe),
        rest=rest,
        lists=lists,
        page=page,
        page_shut=None if page else reason(thread) or "no post is listed anywhere",
        zone_problem=zone_problem(pages, source),
        notes=tuple(_notes(probe, rest, lists)),
        route=costs[0].route if costs and not code else _route(rest, page),
        costs=costs if not code else (),
        posts=posts,
        exit_code=code,
        why=why,
        requests=probe.requests,
    )


def _without_wordpress(probe: Probe) -> Diagnosis:
    """The front page could not be read, or is none of WordPress."""
    code, why = _no_front(probe)
    return Diagnosis(
        given=probe.given,
        source=probe.source,
        title=_of_front(probe, title_of),
        system=None,
        signs=(),
        theme=None,
        robots=robots_facts(
            probe.robots,
            probe.robots_text,
            probe.source.home,
            {"the front page": probe.source.home},
        ),
        asks=_asks(probe),
        rest=None,
        lists=None,
        page=None,
        page_shut=None,
        zone_problem=None,
        notes=tuple(probe.notes),
        route=None,
        costs=(),
        posts=None,
        exit_code=code,
        why=why,
        requests=probe.requests,
    )


def _no_front(probe: Probe) -> tuple[int, str]:
    index = probe.index
    if isinstance(index, FetchError):
        return index.exit_code, f"its front page cannot be read: {reason(index)}"
    if not isinstance(index, Index):
        return 4, f"it is no WordPress: {reason(index)}"
    said = ""
    if isinstance(probe.front, Capture):
        try:
            PLATFORMS[probe.source.platform](probe.front, probe.source)
        except NotAPost as exc:
            said = str(exc) if "challenge" in str(exc) else ""
    return 4, said or "nothing on the page shows that WordPress made it"


def _verdict(
    rest: RestFacts,
    page: PageFacts | None,
    thread: Thread | Fault | None,
    probe: Probe,
) -> tuple[int, str]:
    route = _route(rest, page)
    if route == "by REST" and rest.posts == 0:
        return 0, "it can be archived: by REST; but it holds no posts yet"
    if route is not None:
        return 0, f"it can be archived: {route}"
    why = (
        f"it can be read by no route: REST: {rest.shut or rest.posts_shut}; "
        f"pages: {reason(thread) or 'no post is listed anywhere'}"
    )
    faults = [each for each in (probe.posts, probe.root, thread) if each is not None]
    if isinstance(thread, Refused) or (
        thread is None and any(isinstance(each, Refused) for each in faults)
    ):
        return Refused.exit_code, why
    if isinstance(thread, FetchError):
        return FetchError.exit_code, why
    return 4, why


def _route(rest: RestFacts, page: PageFacts | None) -> str | None:
    """How a run would read the blog, by the rules of ``run`` and ``run_rest``."""
    if rest.shut is None and rest.posts_shut is None:
        if rest.comments_shut is None:
            return "by REST"
        also = "comments by pages" if page else "without comments"
        return f"posts by REST, {also}"
    return "by pages" if page else None


def _posts(rest: RestFacts, lists: ListFacts) -> int | None:
    if rest.posts is not None:
        return rest.posts
    if lists.sitemap is not None:
        return lists.sitemap
    return (lists.pages + 1) * lists.front if lists.pages and lists.front else None


def _costs(
    rest: RestFacts,
    lists: ListFacts,
    page: PageFacts | None,
    posts: int | None,
    sitemaps: int,
    pause: float,
) -> tuple[Cost, ...]:
    found: list[Cost | None] = []
    if rest.shut is None and rest.posts_shut is None and posts is not None:
        comments = None if rest.comments_shut else rest.comments or 0
        found.append(cost.by_rest(posts, comments, feed=lists.feed, pause_s=pause))
    if page is not None:
        found.append(
            cost.by_pages(
                lists.sitemap if lists.sitemap is not None else posts,
                sitemaps=sitemaps if lists.sitemap is not None else 0,
                feed=lists.feed,
                paged=page.paged,
                pause_s=pause,
            )
        )
    return tuple(each for each in found if each is not None)


def _asks(probe: Probe) -> tuple[str, ...]:
    pages = (probe.front, probe.page, probe.feed)
    return reservations(
        [page for page in pages if isinstance(page, Capture)],
        probe.robots_text,
        probe.tdmrep if isinstance(probe.tdmrep, Capture) else None,
    )


def _addresses(probe: Probe) -> dict[str, str]:
    """One address of each kind that a scrape would ask for."""
    source, base = probe.source, RestBase(probe.rest)
    index = probe.index if isinstance(probe.index, Index) else Index()
    leads = {lead.why: lead.url for lead in reversed(index.more)}
    found = {
        "the front page": source.home,
        "posts": next((each.url for each in specimens(probe)), None),
        "further pages": leads.get("page"),
        "REST": base.posts(source.post_type),
        "the feed": leads.get("feed"),
        "the sitemap": leads.get("sitemap"),
    }
    return {kind: url for kind, url in found.items() if url}


def _notes(probe: Probe, rest: RestFacts, lists: ListFacts) -> list[str]:
    found = list(probe.notes)
    if isinstance(probe.front, Capture):
        found += oddities(probe.front, listed(probe))
    if "rest_route=" in rest.url:
        found.append("addresses are plain (?p=N): an unknown one shows the front page")
    if not rest.linked and rest.shut is None:
        found.append("REST answers though the front page does not name it")
    few = rest.posts is not None and lists.sitemap is not None
    if few and (rest.posts or 0) < _FEW * (lists.sitemap or 0):
        found.append(
            f"REST says {rest.posts} posts, the sitemap lists {lists.sitemap}: "
            'compare both, and set route = "html" if REST hides posts'
        )
    if rest.shut is None and rest.timezone is None:
        found.append(
            f"the blog has set hours and no time zone (now {rest.gmt_offset:+g} h): "
            f"{probe.source.timezone} is assumed"
        )
    return found


def _of_front(probe: Probe, read: Callable[[Capture], str | None]) -> str | None:
    return read(probe.front) if isinstance(probe.front, Capture) else None
