"""HTTP, politely.  The only module that talks to a blog; it returns Captures.

What comes back and what raises:

    200 whole, 304 that was asked for, 404, 410            a Capture
    400, 401, 403 with JSON (what REST says)               a Capture
    401, 403, 407, 451; 429 to the end; robots.txt forbids Refused
    everything else, once the tries are used up            FetchError

Every request, with whatever came of it, goes to ``record`` before anyone sees it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urldefrag, urljoin, urlsplit

from scraper import __version__
from scraper.captures.attempt import Attempt, RobotsVerdict, kept
from scraper.errors import FetchError, Refused
from scraper.fetch.asking import REFUSING, Asker, Recorder, Task
from scraper.fetch.lease import Leases
from scraper.fetch.robots import AGENT, Robots
from scraper.fetch.transport import Answer, Limits, Transport
from scraper.hosts import host_key, origin
from scraper.model import Capture, Purpose, Source

MAX_REDIRECTS = 5
"""RFC 9309, 2.3.1.2 asks for as many for robots.txt; WordPress needs two."""

_REDIRECTS = {301, 302, 303, 307, 308}
_EVIDENCE = {200, 304, 404, 410}
_EVIDENCE_IN_JSON = {400, 401, 403}


class Fetcher:
    """Fetches for one run: one request at a time per host, a delay apart.

    Args:
        contact: Goes into the user agent; ``None`` only for this machine.
        record: Called with every request; by default nothing is kept.
        leases: Keeps other processes off the host meanwhile.
        expects_html_end: Whether a source's earlier pages all closed ``</html>``.
        clock: Seconds, monotonic.
        now: Aware time of day.
    """

    def __init__(
        self,
        contact: str | None,
        *,
        record: Recorder = lambda attempt: None,
        leases: Leases | None = None,
        limits: Limits | None = None,
        expects_html_end: Callable[[str], bool] = lambda source: False,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        about = f" (+{contact})" if contact else ""
        self._transport = Transport(f"{AGENT}/{__version__}{about}", limits or Limits())
        self._asker = Asker(
            self._transport,
            leases or Leases(),
            record,
            expects_html_end=expects_html_end,
            clock=clock,
            now=now,
        )
        self._robots: dict[str, Robots | FetchError] = {}
        self._delays: dict[str, float] = {}

    @property
    def requests(self) -> int:
        """How many HTTP requests were sent, robots.txt, redirects, tries and all."""
        return self._asker.requests

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._transport.close()

    def fetch(
        self,
        url: str,
        *,
        source: Source,
        purpose: Purpose,
        validators: Capture | None = None,
    ) -> Capture:
        """The answer to a request for ``url``, as recorded.

        Args:
            url: On the source's host; its fragment is dropped.
            validators: An earlier capture of ``url``: lets the host answer 304.

        Raises:
            Refused: the host or its robots.txt says no; ask it no more of this kind.
            FetchError: no whole answer; the message says what was there instead.
        """
        task = Task(
            url=_plain(url), source=source, purpose=purpose, validators=validators
        )
        hop, seen = task.url, {task.url}
        while True:
            self._check_inside(hop, task)
            robots = self._ask_robots(hop, task)
            delay = self._delay(hop, source)
            answer, attempt = self._asker.ask(hop, task, robots, delay=delay)
            if answer.status not in _REDIRECTS:
                return self._concluded(answer, attempt, task)
            target = _location(answer)
            self._asker.record(replace(attempt, error=f"redirects to {target!r}"))
            hop = _plain(target, base=hop)
            if hop in seen or len(seen) > MAX_REDIRECTS:
                raise FetchError(
                    "expected a page, got redirects in a circle or more than "
                    f"{MAX_REDIRECTS}, the last to {hop}",
                    url=task.url,
                    status=answer.status,
                )
            seen.add(hop)

    def robots(self, url: str, *, source: Source) -> Robots:
        """What the robots.txt that speaks for ``url`` says; fetched once a run.

        Raises:
            Refused: the host answers with a server error: all is forbidden for now.
            FetchError: no answer at all.
        """
        place = origin(url)
        if place not in self._robots:
            try:
                capture = self.fetch(
                    f"{place}/robots.txt", source=source, purpose="robots"
                )
                self._robots[place] = Robots(capture)
            except FetchError as exc:
                self._robots[place] = exc
        found = self._robots[place]
        if isinstance(found, Robots):
            return found
        said_no = isinstance(found, Refused) or found.status is not None
        raise (Refused if said_no else FetchError)(
            f"robots.txt cannot be read, so nothing is fetched in this run: {found}",
            url=url,
            status=found.status,
        )

    def _check_inside(self, hop: str, task: Task) -> None:
        home = task.source.home
        if task.purpose == "robots" or host_key(hop) == host_key(home):
            return
        way = "redirected to" if hop != task.url else "got"
        raise FetchError(
            f"expected an address on {host_key(home)}, {way} {hop}; if the blog has "
            "moved, change its home in sources.toml",
            url=task.url,
        )

    def _ask_robots(self, hop: str, task: Task) -> RobotsVerdict:
        if task.purpose == "robots":
            return "exempt"
        verdict: RobotsVerdict = "unreachable"
        try:
            verdict = self.robots(hop, source=task.source).verdict(hop)
            if verdict != "disallowed":
                return verdict
            raise Refused(f"robots.txt of {origin(hop)} forbids {hop}", url=task.url)
        except FetchError as exc:
            failed = self._asker.attempt(hop, task, verdict, error=str(exc))
            self._asker.record(failed)
            raise

    def _delay(self, hop: str, source: Source) -> float:
        """The largest that anyone asked for this host, in seconds."""
        host = host_key(hop)
        robots = self._robots.get(origin(hop))
        asked = robots.delay if isinstance(robots, Robots) else 0.0
        delay = max(source.delay, asked, self._delays.get(host, 0.0))
        self._delays[host] = delay
        return delay

    def _concluded(self, answer: Answer, attempt: Attempt, task: Task) -> Capture:
        status = answer.status
        kind = answer.headers.get("content-type", "")
        if (
            status in _EVIDENCE
            or (status in _EVIDENCE_IN_JSON and "json" in kind)
            or (task.purpose == "robots" and 400 <= status < 500)
        ):
            capture = Capture(
                source=attempt.source,
                purpose=attempt.purpose,
                url=task.url,
                final_url=attempt.url,
                fetched_at=attempt.fetched_at.astimezone(UTC).replace(microsecond=0),
                status=status,
                headers=kept(answer.headers),
                body=answer.body,
            )
            return self._asker.record(replace(attempt, capture=capture)) or capture
        message = f"expected a page, got HTTP {status}"
        self._asker.record(replace(attempt, error=message, body=answer.body))
        refused = status in REFUSING
        raise (Refused if refused else FetchError)(message, url=task.url, status=status)


def _plain(url: str, *, base: str = "") -> str:
    """``url`` in full, without its fragment, if it is one that can be asked for."""
    try:
        full = urldefrag(urljoin(base, url)).url
        parts = urlsplit(full)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return full
    except ValueError as exc:
        raise FetchError(f"expected an http address: {exc}", url=url) from exc
    raise FetchError("expected an http address", url=url)


def _location(answer: Answer) -> str:
    """Header bytes read as Latin-1 are UTF-8 in what WordPress writes."""
    location = answer.headers.get("location", "")
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location
