"""Every way in which the test WordPress is read and held to its own database.

``scripts/compare [MODE…]`` prints, for each, how many values of each field
were compared and how many differ; it ends with 1 if the README does not name all.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from scraper.model import Route

from . import WordPress
from .archive import SECTIONS, Scraped, scrape
from .compare import EVERYTHING, Comparison, Difference, compare
from .site import HERE, Theme

Told = Literal["rest", "html"]

PRINTS: dict[str, frozenset[str]] = {
    "okand": frozenset({"published", "names"}),
    "okand-snal": frozenset(),
}
"""Theme -> what it prints as WordPress' own do; others print everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """One state of the site and one way to read it."""

    name: str
    route: Route = "html"
    """As in sources.toml."""
    told: Told = "html"
    """Which route tells who is whose parent, and what is hidden."""
    theme: Theme = "twentytwentyone"
    site: Mapping[str, Any] = field(default_factory=dict)
    """What ``WordPress.mode`` sets besides."""
    blogs: tuple[str, ...] = ("alfa", "beta")
    prepare: str | None = None
    """Script of ``seed/`` that fills the empty blog before."""
    cut: str | None = None
    """Mark of the one text that this theme does not show whole (README)."""

    @property
    def prints(self) -> frozenset[str]:
        """What can be known whatever the theme calls it, see ``compare``."""
        if self.route != "html" and self.site.get("rest") not in SHUT:
            return EVERYTHING
        return PRINTS.get(self.theme, EVERYTHING)


TOLD: tuple[Told, ...] = ("rest", "html")
SHUT = ("off", "missing", "html200")
_BLOCK_THEMES = ("twentytwentytwo", "twentytwentythree")
_THEMES: tuple[Theme, ...] = (
    *("twentytwentyone", "twentytwentytwo", "twentytwentythree", "vk", "vk-xhtml"),
    *("vk-div", "vk-div5", "okand", "okand-snal"),
)
_REST_MODES = (
    Mode(name="rest", route="auto", told="rest"),
    Mode(name="rest-vk", route="auto", told="rest", theme="vk"),
    Mode(name="rest-plain", route="auto", told="rest", site={"permalinks": "plain"}),
    Mode(name="rest-unlinked", route="auto", told="rest", site={"rest": "unlinked"}),
    Mode(
        name="rest-unthreaded", route="rest", told="rest", site={"thread_comments": 0}
    ),
    *(
        Mode(name=f"rest-{shut}", route="auto", site={"rest": shut}, blogs=("beta",))
        for shut in SHUT
    ),
    Mode(name="comments-off", route="auto", site={"rest": "comments-off"}),
    Mode(
        name="comments-missing",
        route="auto",
        site={"rest": "comments-missing"},
        blogs=("beta",),
    ),
)
_SETTINGS: dict[str, dict[str, Any]] = {
    "oldest-first-page": {"default_comments_page": "oldest"},
    "newest-first": {"comment_order": "desc"},
    "unthreaded": {"thread_comments": 0},
    "unpaged": {"page_comments": 0},
    "depth-3": {"thread_comments_depth": 3},
    "plain": {"permalinks": "plain"},
}
MODES: dict[str, Mode] = {
    mode.name: mode
    for mode in (
        *(
            Mode(name=t, theme=t, cut="DEL-ETT" if t in _BLOCK_THEMES else None)
            for t in _THEMES
        ),
        *_REST_MODES,
        *(
            Mode(name=name, site=site, blogs=("alfa",))
            for name, site in _SETTINGS.items()
        ),
        Mode(
            name="plain-blocks",
            theme="twentytwentythree",
            site={"permalinks": "plain", "page_comments": 1, "comments_per_page": 2},
            blogs=("beta",),
        ),
        Mode(
            name="unindexed",  # no sitemap, and feeds that tell little
            site={"blog_public": 0, "rss_use_excerpt": 1, "posts_per_rss": 3},
            blogs=("beta",),
        ),
        *(
            Mode(
                name=f"{name}-{told}",
                blogs=(name,),
                route=told,
                told=told,
                prepare=prepare,
            )
            for name, prepare in (("sektion", None), ("kategori", "category"))
            for told in TOLD
        ),
    )
}


def read(
    wp: WordPress, folder: Path, mode: Mode
) -> tuple[Scraped, dict[str, Comparison]]:
    """An archive of the site in a mode, and how each blog in it stands."""
    wp.reset()
    wp.mode(theme=mode.theme, **mode.site)
    if mode.prepare:
        wp.php(HERE / f"seed/{mode.prepare}.php", blog="gamma")
    done = scrape(wp, folder, route=mode.route, blogs=mode.blogs)
    found = {}
    for blog in mode.blogs:
        name, include, post_type = SECTIONS.get(blog, (blog, "", "posts"))
        truth = wp.truth(name)
        truth["posts"] = [p for p in truth["posts"] if include in p["permalink"]]
        found[blog] = compare(
            truth,
            done.db,
            blog,
            route=mode.told,
            post_type="post" if post_type == "posts" else post_type,
            depth=mode.site.get("thread_comments_depth", 5),
            threaded=mode.site.get("thread_comments") != 0,
            prints=mode.prints,
        )
    return done, found


def unexpected(mode: Mode, found: Comparison) -> list[Difference]:
    """Differences that are not those of the one text which the theme cuts."""
    return [
        d for d in found.differences if not (mode.cut and mode.cut in str(d.expected))
    ]


def main(names: list[str]) -> int:
    """Print the tables of some modes, or of all; 1 if something is wrong."""
    unknown = [name for name in names if name not in MODES]
    if unknown:
        print(f"{', '.join(unknown)}: modes are {', '.join(MODES)}", file=sys.stderr)
        return 2
    wrong = 0
    with (
        tempfile.TemporaryDirectory(prefix="granvika-") as folder,
        WordPress.start(Path(folder) / "site") as wp,
    ):
        for name in names or MODES:
            done, found = read(wp, Path(folder) / name, MODES[name])
            for blog, comparison in found.items():
                route = "; ".join(done.reports[blog].route) or "by pages"
                print(f"== {name}: {blog} ({route})\n{comparison.table()}")
                bad = unexpected(MODES[name], comparison)
                wrong += len(bad)
                for difference in bad:
                    print(f"!! {difference}")
                for difference in comparison.differences:
                    if difference not in bad:
                        print(
                            f"-- known (README): {difference.item} {difference.field}"
                        )
                print(flush=True)
    print(f"{wrong} differences that the README does not name")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
