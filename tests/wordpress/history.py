"""A blog's life in PHP: what its owner does between two runs of the archive."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scraper.captures import Captures
from scraper.replay.verify import verify
from tests.dump import rows_of

from . import WordPress
from .archive import Scraped, scrape

PHP = Path(__file__).parent / "php"
DAY = timedelta(days=1)
BEGIN = datetime(2025, 1, 10, 3, 0, tzinfo=UTC)
"""Of the first run; what the owner then does bears today's date, which is later."""


class History:
    """One archive of the blog beta, on one day after another.

    Args:
        route: ``rest`` or ``html``.
        blog: Name of the blog.
    """

    def __init__(
        self, wp: WordPress, folder: Path, route: str, blog: str = "beta"
    ) -> None:
        self.wp, self.folder, self.route, self.blog = wp, folder, route, blog
        self.last: Scraped | None = None
        self._asked = len(wp.log())

    def copy(self, folder: Path) -> History:
        """Another archive that begins as this one."""
        if self.last is not None:
            self.last.db.close()
            self.last = None
        shutil.copytree(self.folder, folder)
        return History(self.wp, folder, self.route, self.blog)

    def paths(self) -> list[str]:
        """What the last run asked the host for."""
        return [request.path for request in self.wp.log()[self._asked :]]

    def run(
        self, day: int, *, full: bool = False, budget: int | None = None
    ) -> Scraped:
        """A scrape so many days after the first."""
        if self.last is not None:
            self.last.db.close()
        self._asked = len(self.wp.log())
        self.last = scrape(
            self.wp,
            self.folder,
            route=self.route,
            blogs=(self.blog,),
            at=BEGIN + day * DAY,
            full=full,
            budget=budget,
        )
        return self.last

    def php(self, code: str | Path, *args: int | str) -> str:
        """What the owner does."""
        return self.wp.php(code, *map(str, args), blog=self.blog)

    def row(self, kind: str, native_id: int) -> dict[str, object]:
        """A post (``posts``) or comment (``comments``) as the archive has it."""
        sql = f"select * from {kind} where source = ? and native_id = ?"  # noqa: S608
        assert self.last is not None
        return next(self.last.db.query(sql, [self.blog, native_id]))

    def revisions(self, kind: str, native_id: int) -> list[dict[str, object]]:
        """Its earlier states, oldest first."""
        assert self.last is not None
        sql = "select * from revisions where item = ? order by id"
        return list(self.last.db.query(sql, [self.row(kind, native_id)["id"]]))

    def body(self, digest: object) -> str:
        """What the capture showed on which a row or an earlier state rests."""
        with closing(Captures(self.folder / "captures.db")) as captures:
            return captures.body(str(digest)).decode()

    def dump(self) -> dict[str, object]:
        """All rows but when they were last seen, and by which run."""
        seen = frozenset({"last_seen", "last_run", "last_good_run"})
        return rows_of(self.folder / "corpus.db", without=seen)

    def verified(self) -> tuple[str, ...]:
        """What is wrong with the archive."""
        return verify(self.folder / "corpus.db", self.folder / "captures.db")


def prepare(wp: WordPress) -> dict[str, int]:
    """Threads to change later; name -> WordPress's number."""
    found: dict[str, int] = json.loads(wp.php(PHP / "history-prepare.php", blog="beta"))
    return found
