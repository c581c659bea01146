"""Checks for the values of sources.toml: each returns the value or says what is.

A check takes what TOML gave and returns what the field holds, or raises
``ValueError`` with what was expected and what was there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Check = Callable[[object], object]

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_REST_BASE = re.compile(r"[A-Za-z0-9_-]{1,60}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_WORD = re.compile(r'\*?[^\s"*]+\*?')
_PHRASE = re.compile(r'"[^"]*\w[^"]*"')
_RESERVED_TLDS = {"example", "invalid", "test", "localhost", "local"}
_NOBODYS = {"example", "exempel"}
"""RFC 2606 and its Swedish reading: domains at which nobody answers."""
_LONGEST_DELAY_S = 3600.0


def slug(value: object) -> str:
    """``[a-z0-9][a-z0-9-]*``, at most 60 characters: part of ids and URLs."""
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        raise ValueError(
            f"expected a-z, 0-9 and hyphens, not first a hyphen, got {value!r}"
        )
    return value


def text(value: object) -> str:
    """A line of text that is not empty."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError(f"expected a line of text in quotes, got {value!r}")
    return value.strip()


def texts(value: object) -> tuple[str, ...]:
    """A list of lines of text, not empty."""
    if not isinstance(value, list) or not value:
        raise ValueError(f'expected a list such as ["…", "…"], got {value!r}')
    return tuple(text(each) for each in value)


def terms(value: object) -> tuple[str, ...]:
    """Search terms: words, truncations (``visselblås*``), phrases in quotes."""
    found = texts(value)
    for term in found:
        if not _PHRASE.fullmatch(term) and not (
            _WORD.fullmatch(term) and re.search(r"\w", term)
        ):
            raise ValueError(
                "expected a word, a truncation such as visselblås* or a phrase in "
                f"quotes of its own such as '\"två ord\"', got {term!r}"
            )
    return found


def home(value: object) -> str:
    """An http(s) address without query, its host in lower case, with a last ``/``."""
    expected = 'expected an address such as "https://blogg.vk.se/lundgren/"'
    if not isinstance(value, str):
        raise ValueError(f"{expected}, got {value!r}")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as exc:
        raise ValueError(f"{expected}, got {value!r}: {exc}") from exc
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{expected}, got {value!r}")
    if parts.username is not None or parts.query or parts.fragment or port == 0:
        raise ValueError(f"{expected}, without user, '?' and '#', got {value!r}")
    if re.search(r"[\s\x00-\x1f\\]", value):
        raise ValueError(f"{expected}, without blanks, got {value!r}")
    path = parts.path if parts.path.endswith("/") else parts.path + "/"
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"


def path_prefix(value: object) -> str:
    """The path of a section of a site, from ``/`` to ``/``."""
    if not isinstance(value, str) or not re.fullmatch(r"/([^\s?#]*/)?", value):
        raise ValueError(
            f'expected a path from slash to slash such as "/blogg/", got {value!r}'
        )
    return value


def rest_base(value: object) -> str:
    """The REST base of a post type, as in ``/wp-json/wp/v2/<base>``."""
    if not isinstance(value, str) or not _REST_BASE.fullmatch(value):
        raise ValueError(
            f'expected a REST base such as "posts" or "nyheter", got {value!r}'
        )
    return value


def timezone(value: object) -> str:
    """The name of an IANA time zone."""
    try:
        return ZoneInfo(text(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise ValueError(
            f'expected an IANA time zone such as "Europe/Stockholm", got {value!r}'
        ) from exc


def one_of(allowed: Collection[str]) -> Check:
    """A check for membership in a closed vocabulary."""

    def check(value: object) -> object:
        if not isinstance(value, str) or value not in allowed:
            raise ValueError(f"expected one of {', '.join(allowed)}, got {value!r}")
        return value

    return check


def count(value: object) -> int:
    """A whole number, 0 or more."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"expected a whole number from 0, got {value!r}")
    return value


def seconds(value: object) -> float:
    """Seconds, from 0 to an hour."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= (found := float(value)) <= _LONGEST_DELAY_S:  # type: ignore[arg-type]  # a number, as just checked
        raise ValueError(f"expected seconds from 0 to 3600, got {value!r}")
    return found


def flag(value: object) -> bool:
    """``true`` or ``false``."""
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, without quotes, got {value!r}")
    return value


def day(value: object) -> date:
    """A TOML date without a time."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(
            f"expected a day such as 2025-06-30, without quotes, got {value!r}"
        )
    return value


def contact(value: object) -> str | None:
    """An e-mail or https address of somebody; ``None`` for an empty string."""
    if value == "":
        return None
    expected = "expected an e-mail or https address that somebody reads"
    if not isinstance(value, str) or not value.isascii():
        raise ValueError(f"{expected}, in ASCII, got {value!r}")
    if _EMAIL.fullmatch(value):
        domain = value.rpartition("@")[2]
    elif re.fullmatch(r"https?://[^\s()<>\"\\@]+", value):
        domain = urlsplit(value).hostname or ""
    else:
        raise ValueError(f"{expected}, got {value!r}")
    labels = domain.lower().rstrip(".").split(".")
    if len(labels) < 2 or labels[-1] in _RESERVED_TLDS or labels[-2] in _NOBODYS:
        raise ValueError(f"{expected}, nobody reads {value!r}")
    if all(label.isdigit() for label in labels):
        raise ValueError(f"{expected}, under a domain name, got {value!r}")
    return value
