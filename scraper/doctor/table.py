"""The table of a blog for sources.toml, and the file with it; pure but for writing."""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Collection
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scraper.config import Config, config_from_text
from scraper.config.config import LEAST_DELAY_S
from scraper.discover import address_key
from scraper.doctor.findings import Diagnosis
from scraper.errors import ConfigError, DebattarkivError
from scraper.hosts import host_of, is_loopback
from scraper.model import Source

_SAYS_NOTHING = {"", "blogg", "blog", "bloggen", "wordpress", "wp", "nyheter", "www"}


def twin_of(home: str, config: Config) -> Source | None:
    """The source that has this front page already, however it is spelled."""
    key = address_key(home)
    sources = config.sources.values()
    return next((s for s in sources if address_key(s.home) == key), None)


def name_for(home: str, taken: Collection[str]) -> str:
    """A name for a blog by its address, not among those taken.

    >>> name_for("https://blogg.vk.se/Åsa-Ek/", ())
    'asa-ek'
    >>> name_for("https://www.veckansnyheter.se/blogg/", ("veckansnyheter",))
    'veckansnyheter-2'
    """
    host = host_of(home).removeprefix("www.")
    labels = [host] if re.fullmatch(r"[\d.:]+", host) else host.split(".")
    words = [*reversed(unquote(urlsplit(home).path).split("/")), *labels]
    slugs = [_slug(word) for word in words]
    stem = next((slug for slug in slugs if slug not in _SAYS_NOTHING), "blog")
    names = [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def table_of(diagnosis: Diagnosis, name: str, *, default_delay: float) -> str:
    """The table, ready for sources.toml; ends with a line break.

    Args:
        default_delay: Of ``[defaults]``: a host elsewhere is never asked more often
            than allowed, so the table says so where the default does not do.
    """
    source, page = diagnosis.source, diagnosis.page
    lines = [
        f"[sources.{name}]",
        f"home = {_quoted(source.home)}",
        f"platform = {_quoted(source.platform)}",
    ]
    if page and page.author and page.author.isprintable():
        lines.append(f"owner = {_quoted(page.author)}  # as a post is signed")
    lines.append(f"timezone = {_quoted(source.timezone)}")
    if source.include:
        lines.append(f"include = {_quoted(source.include)}")
    if source.post_type != "posts":
        lines.append(f"post_type = {_quoted(source.post_type)}")
    if diagnosis.posts and (least := diagnosis.posts * 9 // 10):
        lines.append(f"min_posts = {least}  # there are {diagnosis.posts}")
    if default_delay < LEAST_DELAY_S and not is_loopback(host_of(source.home)):
        lines.append("delay = 2.0")
    return "\n".join(lines) + "\n"


def with_table(old: str, table: str, *, path: str) -> str:
    """The text of sources.toml with a table at its end, all else as it was.

    Args:
        old: As read, with its own line ends.

    Raises:
        ConfigError: the result would be refused; says why.
    """
    end = "\r\n" if "\r\n" in old else "\n"
    gap = "" if not old or old.endswith(end * 2) else end
    if old and not old.endswith("\n"):
        gap = end * 2
    new = old + gap + table.replace("\n", end)
    try:
        config_from_text(new.removeprefix("\ufeff"), path=path)
    except ConfigError as exc:
        raise ConfigError(f"{exc}; nothing was written") from exc
    return new


def append(path: Path, table: str) -> None:
    """Write a table at the end of sources.toml, all of it or nothing.

    Raises:
        ConfigError: the result would be refused.
        DebattarkivError: the file cannot be written.
    """
    target = path.resolve()  # a link stays a link
    try:
        with target.open(encoding="utf-8", newline="") as file:
            new = with_table(file.read(), table, path=str(path))
        mode = target.stat().st_mode & 0o7777
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with open(handle, "w", encoding="utf-8", newline="") as file:
                file.write(new)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(beside, mode)
            os.replace(beside, target)
        except BaseException:
            os.unlink(beside)
            raise
    except OSError as exc:
        raise DebattarkivError(
            f"{path}: cannot be written: {exc.strerror}; nothing was changed"
        ) from exc


def _slug(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.lower()).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", plain.decode()).strip("-")[:60].rstrip("-")


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)
