"""The site: a Datasette plugin that makes corpus.db a reading room.

Loaded by ``debattarkiv serve`` and by ``datasette corpus.db -m metadata.yml`` in the
same environment.  Reads through ``search``; never writes.

guard      before every request: language, refusals, headers, a queue
routes     which address is which view; a view gets a connection and an ``Ask``
views_*    the pages; ``thread``, ``hits_page`` … gather what they show
page       templates, and what they may say; ``language``, ``words``
limits, sql   what SQL may cost, and the functions it has
"""

from __future__ import annotations

import gc
import sqlite3
import sys
from collections.abc import Callable
from typing import Any

from datasette.plugins import pm
from pluggy import HookimplMarker

from scraper.site import datasette_pages, routes, tables
from scraper.site.guard import App, Guard
from scraper.site.page import environment
from scraper.site.sql import prepare
from scraper.swedish.keys import key_of

hookimpl = HookimplMarker("datasette")


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Make every search box Swedish, and bound what a statement may cost."""
    prepare(conn)


@hookimpl
def startup(datasette: Any) -> None:
    """Leave errors to us alone: Datasette asks every handler, and prints locals."""
    if pm.has_plugin("datasette.handle_exception"):
        pm.unregister(name="datasette.handle_exception")
    tables.take_over(datasette)


@hookimpl
def register_facet_classes() -> list[type]:
    """Datasette's facets, within bounds."""
    return list(tables.FACETS)


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Our pages; ``/`` is ours, Datasette's own begin at ``/corpus``."""
    return routes.table()


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """The guard before every request."""
    return lambda app: Guard(app, routes.busy(datasette), warm=_warm)


def _warm() -> None:
    """Load the dictionary that words unknown to the corpus are looked up in.

    It takes a second, more on a busy machine: a reader's first search must not.  What
    is there then stays for good: to look through it for garbage, now and then, would
    hold up every reader for 60 ms.
    """
    key_of("uppvärmning")
    environment()
    gc.collect()
    gc.freeze()


@hookimpl
def extra_template_vars(datasette: Any, request: Any) -> dict[str, Any]:
    """What our versions of Datasette's templates may say."""
    return datasette_pages.helpers_for(datasette, request)


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """A friendly page in place of every error, without a trace."""
    return datasette_pages.error_answer(datasette, request, exception)


def _register() -> None:
    """Be a plugin with all hooks in whichever order things are imported.

    Datasette registers its plugins when it is first imported.  If that was by the lines
    above, it has found this module before it had a hook.
    """
    plugin = sys.modules[__name__]
    name = pm.get_name(plugin)
    if name is not None and not pm.get_hookcallers(plugin):
        pm.unregister(plugin)
        pm.register(plugin, name)


_register()
