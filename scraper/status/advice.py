"""What is wrong with a source, and what to do next; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NO = re.compile(r"robots\.txt of .* forbids|HTTP (?:401|403|407|429|451)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that a person should look at."""

    what: str
    next: str
    """What to do about it: a command, or a sentence."""


def alarms_of(
    *,
    name: str,
    home: str,
    stale: bool,
    never: bool,
    outcome: str | None,
    failed: int,
    messages: Sequence[tuple[str, str]],
) -> list[Alarm]:
    """What is wrong with a source, the worst first.

    Args:
        never: No run ever read all it wanted.
        outcome: Of the last run that read it; ``None`` if none did.
        failed: Pages that failed in it.
        messages: (level, message) of its errors and broken expectations.
    """
    found: list[Alarm] = []
    if outcome is None:
        return [Alarm(what="never read", next=f"debattarkiv scrape {name}")]
    drift = [message for level, message in messages if level == "drift"]
    errors = [message for level, message in messages if level == "error"]
    refused = [message for message in errors if _NO.search(message)]
    if drift:
        found.append(
            Alarm(
                what=f"its last reading was not believed: {drift[0]}",
                next=f"look at {home}; if it is as it should be: "
                f"debattarkiv scrape {name} --trust",
            )
        )
    if refused:
        found.append(
            Alarm(
                what=f"the host says no: {refused[0]}",
                next=f"leave it alone and ask the owner of {home}; if it is over, "
                f"write ended = DATE under [sources.{name}]",
            )
        )
    elif failed:
        first = f", first {errors[0]}" if errors else ""
        found.append(
            Alarm(
                what=f"{failed} pages failed in the last run{first}",
                next=f"debattarkiv scrape {name}; if it fails again: "
                f"debattarkiv doctor {home}",
            )
        )
    if outcome in ("running", "interrupted") and stale:
        found.append(
            Alarm(
                what="the last run did not come to its end",
                next=f"debattarkiv scrape {name}: it goes on where that one stopped",
            )
        )
    if stale and not found:
        found.append(
            Alarm(
                what="no good run ever" if never else "the last good run is too old",
                next="does the schedule run? systemctl list-timers debattarkiv.timer, "
                f"or: crontab -l; by hand: debattarkiv scrape {name}",
            )
        )
    return found
