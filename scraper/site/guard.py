"""What stands before every request: language, refusals, headers, a queue.

An ASGI wrapper.  It takes ``/en`` off the path, refuses what no reader sends, puts the
security headers on every answer and lets only so many heavy requests in at a time, so
that a visitor's slow query does not stall the reading of posts.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from scraper.site.table_search import in_order

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
Busy = Callable[[Message], tuple[str, bytes]]
"""Scope -> content type and body of the answer 503."""

LANG_KEY = "debattarkiv.lang"
TURNS_KEY = "debattarkiv.turns"
RETRY_AFTER_S = 10

CSP = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing but our own style sheet: no page of this site needs a script."""

HEADERS = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)

_OURS = frozenset(name for name, _ in HEADERS)

_STRANGE = re.compile(rb"\\|//|%5c|[\x00-\x20\x7f-\xff]", re.IGNORECASE)
_CLOSED = re.compile(
    rb"/-/(?:messages|allow-debug|permissions|logout|auth-token|patterns|actor)\b"
)
"""Pages of Datasette for its developers and for signing in."""
_LIGHT = re.compile(
    r"/(?:$|inlagg/|kommentar/|-/|om$|metod$|borttagning$|kodbok$|sql$|skick$"
    r"|robots\.txt$|opensearch\.xml$|favicon\.ico$)"
)
"""What is read by key, and therefore never waits for a turn: but for a post with
``traff=``, whose neighbours among the hits are searched for."""
_OWN_TURN = re.compile(r"/(?:sok|konkordans|grannord|trend|forst)$|/personer/")
"""Pages that take their turn themselves, see ``routes``: a kept one needs none."""
_EMPTY_SEARCH = re.compile(rb"(?:^|&)_search\w*=(?:\+|%20)*(?=&|$)")
"""A table's search box left empty: to Datasette a search that finds nothing."""
_EXPORT = re.compile(r"\.(?:csv|jsonl)$")
"""Downloads take as long as the reader's line: they have turns of their own."""


class Turns:
    """So many at a time, so many waiting, and not for long."""

    def __init__(self, at_once: int, waiting: int, patience_s: float) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._waiting = 0
        self._most = waiting
        self._patience_s = patience_s

    async def take(self) -> bool:
        """Whether a turn was given; then ``give_back`` must follow."""
        if self._free.locked() and self._waiting >= self._most:
            return False
        self._waiting += 1
        try:
            await asyncio.wait_for(self._free.acquire(), self._patience_s)
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return True

    def give_back(self) -> None:
        """End a turn."""
        self._free.release()


class Guard:
    """The wrapped site."""

    def __init__(
        self,
        app: App,
        busy: Busy,
        turns: Turns | None = None,
        exports: Turns | None = None,
        warm: Callable[[], object] | None = None,
    ) -> None:
        """Wrap a site.

        Args:
            warm: What the first reader should not wait for; called in a thread of its
                own when the server starts.
        """
        self._app = app
        self._busy = busy
        self._warm = warm
        self._turns = turns or Turns(at_once=4, waiting=64, patience_s=5.0)
        self._exports = exports or Turns(at_once=3, waiting=3, patience_s=5.0)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan" and self._warm:
                threading.Thread(target=self._warm, daemon=True).start()
            await self._app(scope, receive, send)
            return
        send = _with_headers(send)
        raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8")
        raw = raw.partition(b"?")[0]
        if scope["method"] not in ("GET", "HEAD"):
            await _plain(send, 405, b"Method not allowed\n", (b"allow", b"GET, HEAD"))
        elif _STRANGE.search(raw):
            await _plain(send, 400, b"No such address\n")
        elif raw != b"/" and raw.endswith(b"/") and raw != b"/en/":
            await _move(send, raw.rstrip(b"/"), scope["query_string"])
        elif raw == b"/en":
            await _move(send, b"/en/", scope["query_string"])
        else:
            scope = _in_language(scope, raw)
            if scope[LANG_KEY] == "en":
                send = _staying_in_english(send)
            if _CLOSED.match(scope["raw_path"]):
                await _plain(send, 404, b"No such page\n")
            else:
                await self._in_turn(scope, receive, send)

    async def _in_turn(self, scope: Message, receive: Receive, send: Send) -> None:
        query = _EMPTY_SEARCH.sub(b"", scope["query_string"])
        query = in_order(scope["path"], query.removeprefix(b"&"))
        scope = {**scope, "query_string": query}
        if _LIGHT.match(scope["path"]) and b"traff=" not in scope["query_string"]:
            await self._app(scope, receive, send)
            return
        if _OWN_TURN.match(scope["path"]):
            await self._app({**scope, TURNS_KEY: self._turns}, receive, send)
            return
        turns = self._exports if _EXPORT.search(scope["path"]) else self._turns
        if await turns.take():
            try:
                await self._app(scope, receive, send)
            finally:
                turns.give_back()
        else:
            kind, body = self._busy(scope)
            retry = (b"retry-after", str(RETRY_AFTER_S).encode())
            await _plain(send, 503, body, retry, kind=kind)


def _in_language(scope: Message, raw: bytes) -> Message:
    lang = "sv"
    path: str = scope["path"]
    if raw.startswith(b"/en/"):
        lang, raw, path = "en", raw[3:], path[3:]
    return {**scope, "raw_path": raw, "path": path, LANG_KEY: lang}


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(bytes(k).lower(), v) for k, v in message.get("headers", [])]
            kept = [pair for pair in headers if pair[0] not in _OURS]
            message = {**message, "headers": [*kept, *HEADERS]}
        await send(message)

    return sending


def _staying_in_english(send: Send) -> Send:
    """Datasette knows nothing of ``/en``, and redirects within itself."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (k, b"/en" + v)
                if k.lower() == b"location" and v.startswith(b"/") and v[:4] != b"/en/"
                else (k, v)
                for k, v in message.get("headers", [])
            ]
            message = {**message, "headers": headers}
        await send(message)

    return sending


async def _move(send: Send, path: bytes, query: bytes) -> None:
    location = path + (b"?" + query if query else b"")
    await _plain(send, 308, b"", (b"location", location))


async def _plain(
    send: Send,
    status: int,
    body: bytes,
    *headers: tuple[bytes, bytes],
    kind: str = "text/plain; charset=utf-8",
) -> None:
    start = [(b"content-type", kind.encode()), *headers]
    start.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})
