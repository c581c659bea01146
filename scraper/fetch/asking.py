"""One address, asked until it answers: leases, tries, pauses, the fetch log.

Only ``fetch`` uses this; it decides which addresses are asked.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scraper.captures.attempt import Attempt, RobotsVerdict
from scraper.captures.body import Truncated, check_end, has_html_end
from scraper.errors import FetchError, Refused
from scraper.fetch.lease import Leases, NotYet
from scraper.fetch.retry_after import retry_after
from scraper.fetch.transport import Answer, Transport
from scraper.fetch.trouble import Trouble
from scraper.hosts import host_key
from scraper.model import Capture, Purpose, Source

log = logging.getLogger(__name__)

Recorder = Callable[[Attempt], Capture | None]
"""Keeps an attempt; returns the capture as stored, ``None`` if there is none."""

TRIES = 4
BACKOFF_S = 2.0
"""Pause after the first failed try, in seconds; doubled after each further one."""
PATIENCE_S = 300.0
"""Longest Retry-After that is waited for within a run, in seconds."""
GIVE_UP_AFTER = 5
"""Addresses in a row without an answer, until a host is left alone for the run."""
REFUSING = frozenset({401, 403, 407, 429, 451})
"""Statuses by which a host says no."""
_TRANSIENT = {408, 421, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}


@dataclass(frozen=True, kw_only=True)
class Task:
    """What a fetch is about, through all redirects and tries."""

    url: str
    """The address that was wanted in the first place."""
    source: Source
    purpose: Purpose
    validators: Capture | None = None
    """What a 304 would confirm."""


class Asker:
    """Asks one address at a time, and the same again while that may help.

    Args:
        transport: Sends the requests.
        leases: Gives the delay, and keeps other processes off the host.
        record: Called with every request.
        expects_html_end: Whether a source's earlier pages all closed ``</html>``.
        clock: Seconds, monotonic.
        now: Aware time of day.
    """

    def __init__(
        self,
        transport: Transport,
        leases: Leases,
        record: Recorder,
        *,
        expects_html_end: Callable[[str], bool] = lambda source: False,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._transport = transport
        self._leases = leases
        self._expects_html_end = expects_html_end
        self._clock = clock
        self._now = now
        self._html_end: dict[str, bool] = {}
        self._unanswered: dict[str, int] = {}
        self.record = record
        self.requests = 0
        """How many HTTP requests were sent."""

    def ask(
        self, url: str, task: Task, robots: RobotsVerdict, *, delay: float
    ) -> tuple[Answer, Attempt]:
        """The answer of ``url``, whole, with the attempt that is still to record.

        Raises:
            Refused: 429 to the end, or a Retry-After beyond our patience.
            FetchError: no whole answer after all tries.
        """
        host = host_key(url)
        if self._unanswered.get(host, 0) >= GIVE_UP_AFTER:
            raise FetchError(
                f"not asked: {GIVE_UP_AFTER} addresses in a row gave no answer, so "
                f"{host} is left alone for this run; run again later",
                url=task.url,
            )
        for tried in range(TRIES):
            try:
                found = self._try(url, task, robots, delay=delay, tried=tried)
            except NotYet as exc:
                until = self._now().astimezone(UTC) + timedelta(seconds=exc.seconds)
                raise Refused(
                    f"{host} asks to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC "
                    f"({exc.seconds:.0f} s; we wait {PATIENCE_S:.0f} s at most); "
                    "run again after that",
                    url=task.url,
                    status=429,
                ) from exc
            except Trouble as exc:
                trouble = exc
                if not trouble.retry:
                    break
            else:
                self._unanswered[host] = 0
                return found
        self._unanswered[host] = self._unanswered.get(host, 0) + 1
        kind = Refused if trouble.status in REFUSING else FetchError
        raise kind(str(trouble), url=task.url, status=trouble.status) from trouble

    def attempt(
        self,
        url: str,
        task: Task,
        robots: RobotsVerdict,
        *,
        sent: float | None = None,
        answer: Answer | None = None,
        trouble: Trouble | None = None,
        error: str | None = None,
    ) -> Attempt:
        """An attempt at ``url`` that ended now, with what came of it.

        Args:
            sent: When it was sent, by the clock; ``None`` if it was not.
        """
        body = trouble.body if trouble else None
        came = answer or trouble
        return Attempt(
            source=task.source.name,
            purpose=task.purpose,
            url=url,
            fetched_at=self._now(),
            ms=0 if sent is None else round((self._clock() - sent) * 1000),
            robots=robots,
            status=came.status if came else None,
            headers=came.headers if came else {},
            size=answer.size if answer else len(body or b""),
            error=error or (str(trouble) if trouble else None),
            body=body,
        )

    def _try(
        self, url: str, task: Task, robots: RobotsVerdict, *, delay: float, tried: int
    ) -> tuple[Answer, Attempt]:
        log.debug("asking for %s (%s, try %d)", url, task.purpose, tried + 1)
        host = host_key(url)
        with self._leases.hold(host, delay=delay, patience=PATIENCE_S) as lease:
            self.requests += 1
            sent = self._clock()
            headers = _validators(url, task.validators)
            try:
                answer = self._transport.get(url, headers)
                self._judge(answer, task, conditional=bool(headers))
            except Trouble as exc:
                if exc.retry:
                    asked = retry_after(exc.headers, self._now()) or 0.0
                    lease.defer(max(asked, BACKOFF_S * 2**tried))
                self.record(self.attempt(url, task, robots, sent=sent, trouble=exc))
                raise
            return answer, self.attempt(url, task, robots, sent=sent, answer=answer)

    def _judge(self, answer: Answer, task: Task, *, conditional: bool) -> None:
        status, headers = answer.status, answer.headers
        if status in _TRANSIENT:
            raise Trouble(
                f"HTTP {status}",
                retry=True,
                status=status,
                headers=headers,
                body=answer.body,
            )
        if status == 304 and not conditional:
            raise Trouble(
                "expected a page, got HTTP 304 unasked", retry=True, status=status
            )
        if status != 200 or task.purpose == "robots":
            return
        try:
            check_end(
                answer.body,
                headers.get("content-type", ""),
                length_known=answer.length_known,
                html_end=self._html_end_of(answer, task),
            )
        except Truncated as exc:
            raise Trouble(
                f"truncated: {exc}", retry=True, status=status, headers=headers
            ) from exc

    def _html_end_of(self, answer: Answer, task: Task) -> bool:
        """A front page that is whole decides for the run: themes do change."""
        name = task.source.name
        if name not in self._html_end:
            self._html_end[name] = self._expects_html_end(name)
        if task.purpose == "home" and answer.length_known and answer.body.strip():
            self._html_end[name] = has_html_end(answer.body)
        return self._html_end[name]


def _validators(url: str, known: Capture | None) -> dict[str, str]:
    """Headers of a conditional request, if ``known`` came from this very address.

    WordPress wants both to hold where both are sent, and a front that compresses
    weakens or renames the ETag: then the date goes alone (functions send_headers
    in wp-includes/class-wp.php).
    """
    if known is None or known.final_url != url:
        return {}
    etag, date = known.headers.get("etag"), known.headers.get("last-modified")
    altered = etag is not None and (etag.startswith("W/") or etag[-6:-1] == "-gzip")
    found = {"If-Modified-Since": date} if date else {}
    if etag and not (altered and date):
        found["If-None-Match"] = etag
    return found
