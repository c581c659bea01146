"""sources.toml -> Config: what is archived, checked before any request.

Every refusal names the file, the line, the table and the key, and what would be
allowed.  docs/sources.md describes each key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from scraper.config import values
from scraper.config.tables import Bad, known, named, parse, read
from scraper.config.values import Check
from scraper.errors import ConfigError
from scraper.hosts import host_of, is_loopback
from scraper.model import Source
from scraper.platforms import PLATFORMS

LEAST_DELAY_S = 1.0
"""No host but a loopback one is asked more often than this, in seconds."""

WAYBACK = "https://web.archive.org/web/"
"""The web archive that is asked where ``archive`` names no other."""

Record = dict[str, Any]
"""A source or topic as JSON has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What the debate is about: a matter, or a public office holder."""

    id: str
    """Slug, unique over topics and people."""
    kind: Literal["topic", "person"]
    title: str
    """What a reader sees; the name of a person."""
    any: tuple[str, ...]
    """Words, ``trunc*`` and ``"phrases in quotes"``; one that occurs is enough."""
    office: str | None = None
    """Public office of a person; ``None`` for a topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """sources.toml, read and checked."""

    path: str
    """As given, for messages."""
    contact: str | None
    """E-mail or https address that goes into the user agent; ``None`` if empty."""
    delay: float
    """Seconds between two requests to one host, where a source has no own."""
    sources: Mapping[str, Source]
    """By name, in file order."""
    topics: tuple[Topic, ...] = ()
    """Matters first, then people, each in file order."""

    @property
    def people(self) -> tuple[Topic, ...]:
        """The public office holders among the topics."""
        return tuple(t for t in self.topics if t.kind == "person")


def load_config(path: Path | str) -> Config:
    """The checked content of a ``sources.toml``.

    Raises:
        ConfigError: no such file, no TOML, an unknown key or platform, an
            impossible value.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
    except FileNotFoundError as exc:
        raise ConfigError(
            f"{path}: expected a file, there is none; name one with --sources"
        ) from exc
    except UnicodeDecodeError as exc:
        line = exc.object[: exc.start].count(b"\n") + 1
        raise ConfigError(f"{path}:{line}: expected UTF-8 text: {exc.reason}") from exc
    except OSError as exc:
        raise ConfigError(f"{path}: {exc.strerror}") from exc
    return config_from_text(text, path=str(path))


def config_from_text(text: str, *, path: str = "sources.toml") -> Config:
    """As ``load_config``, from the text itself.

    Args:
        path: Named in messages.
    """
    try:
        return _config(parse(text), path)
    except Bad as exc:
        raise ConfigError(f"{path}:{exc.line(text)}: {exc}") from exc


def require_contact(config: Config, sources: Iterable[Source]) -> None:
    """Make sure that whoever is visited can reach whoever visits.

    Args:
        sources: Those about to be fetched.

    Raises:
        ConfigError: no contact, and a source is on another machine.
    """
    if config.contact:
        return
    for source in sources:
        host = host_of(source.archive or source.home)
        if source.is_fetched and not is_loopback(host):
            raise ConfigError(
                f"{config.path}: [defaults] contact: expected an e-mail or https "
                f"address that people can write to before anything is fetched from "
                f"{host}, it is empty; set it there, "
                "or try the archive without any blog: scripts/run --sample"
            )


def to_record(item: Source | Topic) -> Record:
    """A source or topic as plain JSON values, to store with a run."""
    record = asdict(item)
    for key, value in record.items():
        if isinstance(value, date):
            record[key] = value.isoformat()
        elif isinstance(value, tuple):
            record[key] = list(value)
    return record


def from_record(record: Mapping[str, Any]) -> Source:
    """The source that ``to_record`` wrote, by this version or an older one.

    Raises:
        ConfigError: a field is unknown (written by a newer version) or missing.
    """
    ended = record.get("ended")
    day = date.fromisoformat(ended) if ended else None
    try:
        return Source(**{**record, "ended": day})
    except TypeError as exc:
        raise ConfigError(f"stored source {record.get('name')!r}: {exc}") from exc


def topic_from_record(record: Mapping[str, Any]) -> Topic:
    """The topic that ``to_record`` wrote; raises as ``from_record`` does."""
    try:
        return Topic(**{**record, "any": tuple(record["any"])})
    except (KeyError, TypeError) as exc:
        raise ConfigError(f"stored topic {record.get('id')!r}: {exc}") from exc


_DEFAULTS: dict[str, Check] = {"contact": values.contact, "delay": values.seconds}
_SOURCE: dict[str, Check] = {
    "home": values.home,
    "platform": values.one_of(tuple(PLATFORMS)),
    "owner": values.text,
    "party": values.text,
    "timezone": values.timezone,
    "route": values.one_of(("auto", "rest", "html", "wayback")),
    "archive": values.home,
    "include": values.path_prefix,
    "post_type": values.rest_base,
    "min_posts": values.count,
    "ended": values.day,
    "removed_comments": values.one_of(("private", "public")),
    "mask": values.flag,
    "delay": values.seconds,
}
_TOPIC: dict[str, Check] = {"title": values.text, "any": values.terms}
_PERSON: dict[str, Check] = {
    "name": values.text,
    "office": values.text,
    "spellings": values.texts,
}


def _config(tables: Mapping[str, object], path: str) -> Config:
    known(tables, ("defaults", "sources", "topics", "people"))
    defaults = read(tables.get("defaults", {}), _DEFAULTS, "defaults")
    delay = defaults.get("delay", Source.__dataclass_fields__["delay"].default)
    sources: dict[str, Source] = {}
    homes: dict[str, str] = {}
    for name, table in named(tables, "sources"):
        source = _source(name, table, delay)
        twin = homes.setdefault(source.home.lower(), name)
        if twin != name:
            raise Bad(f"[sources.{twin}] has this home too", "sources", name, "home")
        sources[name] = source
    return Config(
        path=path,
        contact=defaults.get("contact"),
        delay=delay,
        sources=MappingProxyType(sources),
        topics=_topics(tables),
    )


def _source(name: str, table: object, delay: float) -> Source:
    where = ("sources", name)
    found = read(table, _SOURCE, *where, required=("home", "platform"))
    if found.get("route") == "wayback":
        found.setdefault("archive", WAYBACK)
    elif "archive" in found:
        raise Bad('expected route = "wayback" with it', *where, "archive")
    source = Source(**{"name": name, "delay": delay, **found})
    host = host_of(source.home)
    if source.delay < LEAST_DELAY_S and not is_loopback(host):
        at = (*where, "delay") if "delay" in found else ("defaults", "delay")
        raise Bad(
            f"expected at least {LEAST_DELAY_S:g} seconds between requests to {host}, "
            f"got {source.delay:g}",
            *at,
        )
    return source


def _topics(tables: Mapping[str, object]) -> tuple[Topic, ...]:
    found: dict[str, Topic] = {}
    for name, table in named(tables, "topics"):
        row = read(table, _TOPIC, "topics", name, required=tuple(_TOPIC))
        found[name] = Topic(id=name, kind="topic", **row)
    for name, table in named(tables, "people"):
        row = read(table, _PERSON, "people", name, required=("name", "office"))
        if name in found:
            raise Bad("[topics] has this name too", "people", name)
        found[name] = Topic(
            id=name,
            kind="person",
            title=row["name"],
            any=tuple(f'"{each}"' for each in (row["name"], *row.get("spellings", ()))),
            office=row["office"],
        )
    return tuple(found.values())
