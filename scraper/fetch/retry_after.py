"""The Retry-After header in both its forms (RFC 9110, 10.2.3).  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until the host wants to be asked again; ``None`` if it does not say.

    A date is taken relative to the answer's own ``Date``, so that a clock that is
    wrong, here or there, makes nobody wait for hours or not at all.

    Args:
        headers: Of the answer, names in lower case.
        now: Aware; used where the answer has no ``Date``.

    >>> retry_after({"retry-after": "120"}, datetime.now(UTC))
    120.0
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    moment = _http_date(value)
    if moment is None:
        return None
    sent = _http_date(headers.get("date", "")) or now
    return max(0.0, (moment - sent).total_seconds())


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
