"""Which address is which view, and how a view is called.

A view runs with its queries and its template in one of Datasette's SQL threads, under
a time limit; a limit that strikes is the answer "busy", never a stack trace.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from datasette.utils.asgi import Response

from scraper.site import (
    exports,
    exports_sql,
    views_about,
    views_feed,
    views_history,
    views_machine,
    views_post,
    views_search,
    views_start,
    views_words,
)
from scraper.site.ask import Answer, Ask, NotHere, Parted, View
from scraper.site.entry import ask_of, response
from scraper.site.erased import was_erased
from scraper.site.guard import LANG_KEY, TURNS_KEY, Busy, Turns
from scraper.site.kept import Kept, Marked
from scraper.site.limits import time_limit
from scraper.site.page import page, render

TIME_LIMIT_S = 4.0
T = TypeVar("T")

_ID = r"(?P<id>[a-z0-9][a-z0-9-]*)"
VIEWS: tuple[tuple[str, View], ...] = (
    (r"^/$", views_start.start),
    (r"^/sok$", views_search.search_page),
    (r"^/konkordans$", views_words.kwic),
    (r"^/grannord$", views_words.company),
    (r"^/trend$", views_words.over_time),
    (r"^/forst$", views_words.first_and_last),
    (rf"^/inlagg/{_ID}$", views_post.post),
    (rf"^/inlagg/{_ID}\.bib$", views_post.bibtex),
    (rf"^/inlagg/{_ID}\.atom$", views_feed.post_feed),
    (rf"^/kommentar/{_ID}$", views_post.comment),
    (r"^/sok\.atom$", views_feed.search_feed),
    (r"^/historik$", views_history.history),
    (rf"^/historik/{_ID}$", views_history.of_item),
    (r"^/personer$", views_about.everyone),
    (rf"^/personer/{_ID}$", views_about.person),
    (r"^/skick$", views_about.condition),
    (r"^/om$", views_about.about),
    (r"^/metod$", views_about.method),
    (r"^/borttagning$", views_about.takedown),
    (r"^/kodbok$", views_about.codebook),
    (r"^/sql$", views_about.sql),
    (r"^/historik\.atom$", views_feed.history_feed),
    (r"^/robots\.txt$", views_machine.robots),
    (r"^/opensearch\.xml$", views_machine.opensearch),
    (r"^/sitemap\.xml$", views_machine.sitemap),
)
COSTLY = frozenset(
    {
        views_start.start,
        views_search.search_page,
        views_words.kwic,
        views_words.company,
        views_words.over_time,
        views_words.first_and_last,
        views_about.person,
    }
)
"""Views whose answers are kept for a moment."""
STREAMS: tuple[tuple[str, Callable[..., Awaitable[None]]], ...] = (
    (r"^/sok\.csv$", exports.search_csv),
    (r"^/sok\.jsonl$", exports.search_jsonl),
    (r"^/konkordans\.csv$", exports.kwic_csv),
    (r"^/hamta\.csv$", exports_sql.sql_csv),
)


def table() -> list[tuple[str, Callable[..., Any]]]:
    """Every route of ours, as Datasette takes them."""
    kept, marked = Kept(), Marked()
    return [
        *((pattern, _called(view, kept, marked)) for pattern, view in VIEWS),
        *((pattern, stream) for pattern, stream in STREAMS),
        (r"^/-/debattarkiv/[0-9a-f]{12}/(?P<name>[a-z.-]+)$", views_machine.static),
    ]


def _called(
    view: View, kept: Kept, marked: Marked
) -> Callable[..., Awaitable[Response]]:
    async def call(datasette: Any, request: Any) -> Response:
        ask = ask_of(datasette, request).known()
        database = datasette.get_database(ask.database)

        async def make() -> Answer:
            turns = request.scope.get(TURNS_KEY)
            return await _in_turn(turns, ask, partial(_made, database, view, ask))

        if view not in COSTLY:
            return response(await make(), ask)
        marks = await marked.of(database)
        key = (database.path, marks, ask.path, ask.args, ask.lang, ask.origin)
        return response(await kept.answer(key, make), ask)

    return call


async def _made(database: Any, view: View, ask: Ask) -> Answer:
    """What a view answers; its parts at the same time, each in a thread."""
    if not isinstance(view, Parted):
        made: Answer = await database.execute_fn(partial(answered, view, ask))
        return made
    parts = (partial(_limited, part, ask) for part in view.parts)
    try:
        found = await asyncio.gather(*map(database.execute_fn, parts))
    except sqlite3.OperationalError as exc:
        return _too_long(ask, exc)
    made = await database.execute_fn(lambda _: view.page(ask, *found))
    return made


async def _in_turn(
    turns: Turns | None, ask: Ask, make: Callable[[], Awaitable[Answer]]
) -> Answer:
    """What ``make`` gives when its turn has come, if the guard left that to us."""
    if turns is None:
        return await make()
    if not await turns.take():
        return page("problem.html", ask, status=503, code=503, detail=None)
    try:
        return await make()
    finally:
        turns.give_back()


def answered(view: View, ask: Ask, conn: sqlite3.Connection) -> Answer:
    """What a view answers, or the page that says why it cannot."""
    try:
        return _limited(view, ask, conn)
    except NotHere:
        status = 410 if was_erased(conn, ask.parts.get("id")) else 404
        return page("problem.html", ask, status=status, code=status, detail=None)
    except sqlite3.OperationalError as exc:
        return _too_long(ask, exc)


def _limited(
    part: Callable[[sqlite3.Connection, Ask], T], ask: Ask, conn: sqlite3.Connection
) -> T:
    with time_limit(conn, TIME_LIMIT_S):
        return part(conn, ask)


def _too_long(ask: Ask, exc: sqlite3.OperationalError) -> Answer:
    if str(exc) != "interrupted":
        raise exc
    return page("problem.html", ask, status=503, code=503, detail=None)


def busy(datasette: Any) -> Busy:
    """The answer to those who would have to wait too long."""

    def answer(scope: Any) -> tuple[str, bytes]:
        ask = Ask(path=scope["path"], lang=scope.get(LANG_KEY, "sv"))
        text = render("problem.html", ask, code=503, detail=None)
        return "text/html; charset=utf-8", text.encode()

    return answer
