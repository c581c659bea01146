"""Between Datasette and the views: a request becomes an ``Ask``, an answer is sent."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Response

from scraper.site.ask import Answer, Ask, Settings
from scraper.site.guard import LANG_KEY, RETRY_AFTER_S
from scraper.site.page import page

PLUGIN = "debattarkiv"
CACHE_S = 60
CODEBOOK = "/kodbok"


def response(answer: Answer, ask: Ask) -> Response:
    """An answer as Datasette sends it."""
    headers = dict(answer.headers)
    if answer.status in (200, 302, 308):
        headers.setdefault("cache-control", f"public, max-age={CACHE_S}")
    else:
        headers.setdefault("cache-control", "no-store")
    if answer.status == 503:
        headers["retry-after"] = str(RETRY_AFTER_S)
    if not ask.settings.indexed:
        headers["x-robots-tag"] = "noindex, nofollow"
    return Response(
        body=answer.body,
        status=answer.status,
        headers=headers,
        content_type=answer.content_type,
    )


def problem(ask: Ask, status: int, detail: str | None = None) -> Response:
    """The page for an error.

    Args:
        detail: What the reader's own SQL did wrong; never a trace.
    """
    made = page("problem.html", ask, status=status, code=status, detail=detail)
    return response(made, ask)


def ask_of(datasette: Any, request: Any) -> Ask:
    """What a request asks for."""
    scope = request.scope
    name = archive_name(datasette)
    tables: dict[str, Any] = {}
    if scope["path"] == CODEBOOK:
        tables = described_tables(datasette, name)
    parts = (scope.get("url_route") or {}).get("kwargs", {})
    return Ask(
        path=scope["path"],
        parts={key: unquote(value) for key, value in parts.items() if value},
        args=tuple((k, v) for k in request.args for v in request.args.getlist(k)),
        lang=scope.get(LANG_KEY, "sv"),
        origin=f"{request.scheme}://{request.host}",
        database=name,
        tables=tables,
        settings=settings_of(datasette),
        now=datetime.now(UTC),
    )


def archive_name(datasette: Any) -> str:
    """The database that is the archive: ``corpus``, or else the first."""
    names = [name for name in datasette.databases if not name.startswith("_")]
    return "corpus" if "corpus" in names or not names else names[0]


def described_tables(datasette: Any, database: str) -> dict[str, Any]:
    """Tables as metadata.yml describes them, by name.

    Datasette 1.0 copies them into tables of its own, and keeps them as given.
    """
    if hasattr(datasette, "metadata"):
        return dict(datasette.metadata("tables", database=database) or {})
    given = datasette._metadata_local.get("databases", {})
    return dict(given.get(database, {}).get("tables", {}))


def settings_of(datasette: Any) -> Settings:
    """Our part of metadata.yml; what it does not know is left out."""
    given = datasette.plugin_config(PLUGIN) or {}
    known = {field.name for field in fields(Settings)}
    return Settings(**{key: given[key] for key in known & given.keys()})
