"""Scraping the test WordPress into an archive, without waiting.

scraped = scrape(wp, tmp_path, route="rest")
rows_of(scraped.path), scraped.reports["alfa"].counts, scraped.db.table("posts")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from scraper.captures import Captures
from scraper.config import Config, config_from_text
from scraper.fetch.lease import Leases
from scraper.fetch.transport import Limits
from scraper.run.archive import RunReport, open_archive
from scraper.run.scraping import scrape as run_scrape
from scraper.run.visit import SourceReport
from scraper.store.corpus import open_corpus

from . import WordPress

SECTIONS = {
    "sektion": ("main", "/blogg/", "blogg"),
    "kategori": ("gamma", "/gamma/debatt/", "posts"),  # after seed/category.php
}
"""Sources that are a part of a blog -> (blog, ``include``, ``post_type``)."""
SECTION = "sektion"


TOPICS = """
[topics.social]
title = "Socialtjänsten"
any = ["socialtjänst*", "utredningar"]
[people.lindstam]
name = "Eva Lindstam"
office = "ledamot, individ- och familjenämnden"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scraped:
    """An archive after a run."""

    folder: Path
    db: Database = field(repr=False)
    """corpus.db, open; the archive itself is closed."""
    report: RunReport
    slept: tuple[float, ...]
    """Seconds that the run wanted to wait before a request, each time."""

    @property
    def path(self) -> Path:
        """corpus.db."""
        return self.folder / "corpus.db"

    @property
    def captures(self) -> Path:
        """captures.db."""
        return self.folder / "captures.db"

    @property
    def reports(self) -> Mapping[str, SourceReport]:
        """What the run did, by source."""
        return self.report.sources

    def bodies(self, purpose: str = "") -> list[bytes]:
        """Bodies of the captures of the last run, of one purpose or of all."""
        with closing(Captures(self.captures)) as captures:
            found = list(captures.of_run(self.report.run))
        return [c.body for c in found if purpose in ("", c.purpose)]


def config_of(
    wp: WordPress,
    *,
    route: str = "auto",
    blogs: Sequence[str] = ("alfa", "beta"),
    extra: Mapping[str, str] | None = None,
    delay: float = 0,
) -> Config:
    """Blogs of the site as sources of the same names; see ``sources_of``."""
    text = sources_of(wp, route=route, blogs=blogs, extra=extra, delay=delay)
    return config_from_text(text)


def sources_of(
    wp: WordPress,
    *,
    route: str = "auto",
    blogs: Sequence[str] = ("alfa", "beta"),
    extra: Mapping[str, str] | None = None,
    delay: float = 0,
) -> str:
    """The text of a sources.toml with blogs of the site.

    Args:
        blogs: Names of ``wp.blogs`` and of ``SECTIONS``.
        extra: Source -> further lines of its table.
    """
    lines = ["[defaults]", f"delay = {delay}"]
    for name in blogs:
        _, include, post_type = SECTIONS.get(name, ("", "", ""))
        home = f"{wp.url}{include}" if include else wp.blogs[name].url
        lines += [f"[sources.{name}]", f'home = "{home}"', 'platform = "wordpress"']
        lines += [f'route = "{route}"', (extra or {}).get(name, "")]
        if include:
            lines += [f'include = "{include}"', f'post_type = "{post_type}"']
    return "\n".join([*lines, TOPICS])


def scrape(
    wp: WordPress,
    folder: Path,
    *,
    route: str = "auto",
    blogs: Sequence[str] = ("alfa", "beta"),
    extra: Mapping[str, str] | None = None,
    delay: float = 0,
    full: bool = False,
    budget: int | None = None,
    at: datetime | None = None,
    limits: Limits | None = None,
    wait: bool = False,
) -> Scraped:
    """One run over blogs of the site, into the archive in a folder.

    Args:
        folder: Made if it is not there; an archive in it goes on.
        full: Read every post, due or not.
        budget: Of the patrol.
        at: Time of the whole run, for runs on other days; ``None`` for now.
        wait: Really wait between requests and tries.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = config_of(wp, route=route, blogs=blogs, extra=extra, delay=delay)
    slept: list[float] = []
    leases = folder / "leases"
    when = (at or datetime.now(UTC)).replace(microsecond=0)
    with open_archive(folder / "corpus.db", folder / "captures.db") as archive:
        report = run_scrape(
            archive,
            config,
            list(config.sources.values()),
            full=full,
            budget=budget,
            leases=Leases(leases) if wait else Leases(leases, sleep=slept.append),
            limits=limits,
            clock=lambda: when,
        )
    db = open_corpus(folder / "corpus.db", create=False)
    return Scraped(folder=folder, db=db, report=report, slept=tuple(slept))
