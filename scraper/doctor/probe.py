"""Which requests a visit makes, each chosen by what the ones before it answered.

    robots.txt · front page (again where a post was given) · REST root ·
    newest posts · newest comments · feed · a post's page (another if it is none) ·
    sitemap, its first and last part · tdmrep.json · the same post by REST

All are what a scrape would ask for too, but tdmrep.json.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from urllib.parse import urljoin

from scraper.discover import Index, Lead, read_index
from scraper.doctor.address import place_of, post_type_of
from scraper.doctor.findings import Answer, Fault, Probe, reason, told
from scraper.doctor.lists import ends, rest_facts, specimens
from scraper.doctor.page import SHORT, read_thread
from scraper.doctor.visit import Visit
from scraper.errors import FetchError
from scraper.fetch.robots import Robots
from scraper.hosts import origin
from scraper.model import Capture, Source, Thread
from scraper.platforms.wordpress_rest import PER_PAGE, RestBase

_TRIED = 2
"""Pages that are looked at, until one is a post."""


def probe(visit: Visit, source: Source) -> Probe:
    """Everything that one visit tells about a blog.

    Args:
        source: With the home that a person gave; what else is known of it holds.
    """
    found = _arrive(visit, source)
    if not isinstance(found.index, Index) or not found.index.signs:
        return _done(found, visit)
    if found.source.include and found.source.post_type == "posts":
        _look_at_section(found, visit)
    _ask_rest(found, visit)
    _ask_feed(found, visit)
    if found.page is None:
        _ask_page(found, visit)
    _ask_sitemap(found, visit)
    place = f"{origin(found.source.home)}/.well-known/tdmrep.json"
    found.tdmrep = visit.ask(place, found.source, "listing")
    _ask_same_post(found, visit)
    return _done(found, visit)


def _done(found: Probe, visit: Visit) -> Probe:
    found.requests, found.answer_s = visit.requests, visit.answer_s
    return found


def _arrive(visit: Visit, given: Source) -> Probe:
    """robots.txt and the front page of the blog that the address belongs to."""
    source = given
    robots, text = visit.robots(source)
    front = _front(visit, source, robots)
    index = _index(front, source)
    notes = []
    if isinstance(index, Index) and isinstance(front, Capture) and index.signs:
        place = place_of(front, index, source)
        source = place.source
        notes += [place.note] if place.note else []
        if place.moved:
            front = visit.ask(source.home, source, "home")
            index = _index(front, source)
        elif source != given:
            index = _index(front, source)
            robots, text = visit.robots(source)
    rest = index.rest if isinstance(index, Index) else None
    return Probe(
        given=given.home,
        source=source,
        robots=robots,
        robots_text=text,
        front=front,
        index=index,
        rest=rest or urljoin(source.home, "wp-json/"),
        notes=notes,
    )


def _front(visit: Visit, source: Source, robots: Robots | FetchError) -> Answer:
    """Nothing is asked of a host whose robots.txt cannot be read."""
    if isinstance(robots, FetchError):
        return robots
    visit.pace(robots.delay)
    return visit.ask(source.home, source, "home")


def _index(front: Answer, source: Source) -> Index | Fault:
    found = told(front, lambda capture: read_index(capture, source))
    return Index() if found is None else found


def _look_at_section(found: Probe, visit: Visit) -> None:
    """A section may keep its posts as a type of their own: one of them tells."""
    for specimen in specimens(found)[:1]:
        found.page = visit.ask(specimen.url, found.source, "post")
        if isinstance(found.page, Capture) and found.page.status == 200:
            kind = post_type_of(found.page) or "posts"
            found.source = replace(found.source, post_type=kind)


def _ask_rest(found: Probe, visit: Visit) -> None:
    base, source = RestBase(found.rest), found.source
    found.root = visit.ask(base.root(), source, "rest-root")
    if rest_facts(found).shut is None:
        found.posts = visit.ask(base.news(source.post_type), source, "rest-news")
        found.comments = visit.ask(base.news("comments"), source, "rest-news")


def _ask_feed(found: Probe, visit: Visit) -> None:
    for lead in _leads(found, "feed")[:1]:
        found.feed = visit.ask(lead.url, found.source, "feed")


def _ask_page(found: Probe, visit: Visit) -> None:
    every = specimens(found)
    # All comments of such a post come by REST in one answer, to compare them.
    short = [each for each in every if each.comments <= PER_PAGE] or every
    for specimen, following in zip_longest(short[:_TRIED], short[1:_TRIED]):
        found.page = visit.ask(specimen.url, found.source, "post")
        thread = read_thread(found)
        if isinstance(thread, Thread):
            if every[0].comments > max(SHORT, specimen.comments):
                found.longest = visit.ask(every[0].url, found.source, "post")
            return
        if following is None or isinstance(thread, FetchError):
            return
        found.notes.append(f"{specimen.url}: {reason(thread)}")


def _ask_sitemap(found: Probe, visit: Visit) -> None:
    for lead in _leads(found, "sitemap")[:1]:
        answer = visit.ask(lead.url, found.source, "sitemap")
        found.sitemaps.append(answer)
        listed = _index(answer, found.source)
        if not isinstance(listed, Index) or listed.refs:
            return
        found.sitemap_parts = len(listed.more)
        for part in ends(listed.more):
            found.sitemaps.append(visit.ask(part.url, found.source, "sitemap"))


def _ask_same_post(found: Probe, visit: Visit) -> None:
    """The post that was looked at, by REST: both must tell the same."""
    thread = read_thread(found)
    open_ = rest_facts(found)
    if not isinstance(thread, Thread) or open_.shut or open_.posts_shut:
        return
    if (id_ := thread.post.native_id) is None:
        return
    base, source = RestBase(found.rest), found.source
    url = base.posts_among([id_], source.post_type)
    found.same_post = visit.ask(url, source, "rest-posts")
    if open_.comments_shut is None:
        found.same_comments = visit.ask(
            base.comments_on([id_]), source, "rest-comments"
        )


def _leads(found: Probe, why: str) -> tuple[Lead, ...]:
    index = found.index
    more = index.more if isinstance(index, Index) else ()
    return tuple(lead for lead in more if lead.why == why)
