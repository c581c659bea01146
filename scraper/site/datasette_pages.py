"""Datasette's own pages in our frame: helpers for its templates, and its errors."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any

from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError

from scraper.site.entry import ask_of, problem
from scraper.site.page import helpers
from scraper.site.table_search import SORTED
from scraper.site.tables import COUNTED, table_rows, uncounted_facets

log = logging.getLogger(__name__)


def helpers_for(datasette: Any, request: Any) -> dict[str, Any]:
    """What our versions of Datasette's templates may say."""
    if request is None:
        return {}
    most = datasette.setting("max_returned_rows")
    return {
        **helpers(ask_of(datasette, request)),
        "most_rows": most,
        "rows_counted": COUNTED,
        "rows_sorted": SORTED,
        "table_rows": table_rows,
        "uncounted_facets": partial(_uncounted, datasette),
    }


def _uncounted(
    datasette: Any,
    database: str,
    table: str,
    described: Mapping[str, Any],
    counted: Mapping[str, Any],
) -> list[str]:
    """As ``uncounted_facets``; Datasette 1.0 keeps facets apart from descriptions."""
    config = getattr(datasette, "config", None) or {}
    tables = config.get("databases", {}).get(database, {}).get("tables", {})
    return uncounted_facets({**described, **tables.get(table, {})}, counted)


def error_answer(
    datasette: Any, request: Any, exception: Exception
) -> Callable[[], Coroutine[Any, Any, Response]]:
    """The page for an error: what the reader did wrong, or only that we did."""
    status, detail = 500, None
    if isinstance(exception, Base400):
        status = exception.status
    elif isinstance(exception, DatasetteError):
        status = exception.status
        detail = None if exception.message_is_html else exception.message
    elif isinstance(exception, sqlite3.OperationalError):
        status = 503 if str(exception) == "interrupted" else 500

    if status == 500:
        log.error("%s: %s", request.path, exception, exc_info=exception)

    async def answer() -> Response:
        if request.path.endswith(".json"):
            info = {"ok": False, "status": status, "error": detail or "error"}
            return Response.json(info, status=status)
        return problem(ask_of(datasette, request), status, detail)

    return answer
