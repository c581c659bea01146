"""A real WordPress on loopback: Debian's, in Swedish, a multisite with seeded blogs."""

import json
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from .database import Database
from .faults import Fault, Faults
from .front import Front, Request
from .processes import accepts, free_port, start, stop
from .template import DOMAIN, HERE, make_root, php, ready_template
from .truth import Truth

Rest = Literal[
    "on", "off", "missing", "html200", "comments-off", "comments-missing", "unlinked"
]
Theme = Literal[
    "twentytwentyone",
    "twentytwentytwo",
    "twentytwentythree",
    "vk",
    "vk-xhtml",
    "vk-div",
    "vk-div5",
    "okand",
    "okand-snal",
]
THEMES: dict[Theme, dict[str, str]] = {
    "twentytwentyone": {"stylesheet": "twentytwentyone"},
    "twentytwentytwo": {"stylesheet": "twentytwentytwo"},
    "twentytwentythree": {"stylesheet": "twentytwentythree"},
    "vk": {"stylesheet": "theme-vk", "theme_variant": "vk"},
    "vk-xhtml": {"stylesheet": "theme-vk", "theme_variant": "xhtml"},
    "vk-div": {"stylesheet": "theme-vk", "theme_variant": "div"},
    "vk-div5": {"stylesheet": "theme-vk", "theme_variant": "div5"},
    "okand": {"stylesheet": "theme-okand", "theme_variant": "vk"},
    "okand-snal": {"stylesheet": "theme-okand", "theme_variant": "snal"},
}
PERMALINKS = {"pretty": "/%year%/%monthnum%/%day%/%postname%/", "plain": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """One blog of the network."""

    id: int
    path: str
    """With slashes at both ends, in its own spelling: ``/Motvind/``."""
    url: str
    """With the closing slash."""


class WordPress:
    """The running site; made by ``WordPress.start``."""

    def __init__(self, folder: Path, database: Database, front: Front) -> None:
        self._folder = folder
        self._root = folder / "root"
        self._database = database
        self.front = front
        """For what has no method here: ``gzip``, ``weak_etags``, ``extra_headers``."""
        self.url = f"http://127.0.0.1:{front.port}"
        """Of the main blog, without the closing slash."""
        blogs = json.loads((folder / "blogs.json").read_text("utf-8"))
        self.blogs: dict[str, Blog] = {
            name: Blog(id=blog["id"], path=blog["path"], url=self.url + blog["path"])
            for name, blog in blogs.items()
        }
        """By name: alfa, beta and main are seeded, gamma is empty (see ``bulk``)."""

    @classmethod
    @contextmanager
    def start(cls, folder: Path) -> Iterator["WordPress"]:
        """Start the site in an empty folder and end it afterwards.

        Raises:
            SiteError: packages are missing, or a server did not start.
        """
        template = ready_template()
        shutil.copytree(template, folder, dirs_exist_ok=True)
        front = Front()
        try:
            domain = f"127.0.0.1:{front.port}"
            database = Database(folder / "data", _address_sql(domain, folder))
            try:
                make_root(folder / "root", domain, database.socket)
                uploads = folder / "root/wp-content/uploads"
                uploads.rmdir()
                (folder / "uploads").rename(uploads)
                front.backend_port = free_port()
                backend = _start_php(folder, front.backend_port)
                try:
                    database.save("wordpress", folder / "pristine")
                    yield cls(folder, database, front)
                finally:
                    stop(backend)
            finally:
                database.stop()
        finally:
            front.stop()

    def php(self, code: str | Path, *args: str, blog: str = "alfa") -> str:
        """What PHP prints, run inside WordPress for one blog.

        Args:
            code: PHP without the opening tag, or the path of a script.
            args: Seen by the code as ``$args``, a list of strings.

        Raises:
            SiteError: PHP stopped with an error, or our code made a notice.
        """
        path = self.blogs[blog].path
        if isinstance(code, Path):
            return php(self._root, path, code, *args)
        with tempfile.NamedTemporaryFile("w", suffix=".php", encoding="utf-8") as file:
            file.write("<?php\n" + code)
            file.flush()
            return php(self._root, path, Path(file.name), *args)

    def mode(
        self,
        *,
        theme: Theme | None = None,
        rest: Rest | None = None,
        permalinks: Literal["pretty", "plain"] | None = None,
        blog: str | None = None,
        **options: str | int,
    ) -> None:
        """Change what a blog is like, until ``reset``.

        Args:
            blog: One blog; ``None``: all but the main one.
            options: WordPress's own option names: page_comments=1,
                comments_per_page=50, default_comments_page="oldest",
                comment_order="desc", thread_comments=0, thread_comments_depth=3,
                posts_per_page=5, rss_use_excerpt=1, timezone_string="…", …

        Raises:
            SiteError: WordPress has no such option.
        """
        if theme is not None:
            options.update(THEMES[theme])
        if rest is not None:
            options["harness_rest"] = rest
        if permalinks is not None:
            options["permalink_structure"] = PERMALINKS[permalinks]
        every = [name for name in self.blogs if name != "main"]
        for name in every if blog is None else [blog]:
            self.php(HERE / "php/mode.php", json.dumps(options), blog=name)

    def truth(self, blog: str = "alfa") -> Truth:
        """Everything in the tables of one blog."""
        return cast(Truth, json.loads(self.php(HERE / "php/truth.php", blog=blog)))

    def bulk(self, posts: int = 280, comments: int = 3300, blog: str = "gamma") -> None:
        """Fill a blog with many plain posts and comments, the same each time."""
        numbers = (str(posts), str(comments))
        self.php(HERE / "seed/bulk.php", *numbers, blog=blog)

    def log(self) -> tuple[Request, ...]:
        """Every request since the start or ``reset``, in the order of arrival."""
        return tuple(self.front.log)

    def faults(self, *faults: Fault) -> None:
        """Switch these faults on instead of those before; none: all is well again."""
        self.front.faults = Faults(*faults)

    def robots(self, text: str | None) -> None:
        """Set /robots.txt; ``None``: WordPress's own."""
        self.front.robots = text

    def reset(self) -> None:
        """Put everything back as it was after the start: blogs, front and log."""
        with self.front.lock:
            self._database.restore("wordpress", self._folder / "pristine")
            self.front.clear()


def _start_php(folder: Path, port: int) -> subprocess.Popen[bytes]:
    options = {
        "opcache.enable_cli": "1",
        "opcache.validate_timestamps": "0",  # no file changes while it runs
        "memory_limit": "512M",
        "display_errors": "0",
        "error_log": str(folder / "php-errors.log"),
        "expose_php": "0",
    }
    flags = [part for k, v in options.items() for part in ("-d", f"{k}={v}")]
    root = str(folder / "root")
    return start(
        [
            "php",
            *flags,
            "-S",
            f"127.0.0.1:{port}",
            "-t",
            root,
            str(HERE / "php/router.php"),
        ],
        folder / "php.log",
        lambda: accepts(socket.AF_INET, ("127.0.0.1", port)),
    )


def _address_sql(domain: str, folder: Path) -> str:
    """SQL that moves the kept site to the address it has this time.

    Serialised options stay whole because both addresses are equally long.
    """
    blogs = json.loads((folder / "blogs.json").read_text("utf-8")).values()
    columns: dict[str, tuple[str, ...]] = {
        "wp_site": ("domain",),
        "wp_blogs": ("domain",),
        "wp_sitemeta": ("meta_value",),
        "wp_usermeta": ("meta_value",),
    }
    for blog in blogs:
        prefix = "wp_" if blog["id"] == 1 else f"wp_{blog['id']}_"
        columns[prefix + "options"] = ("option_value",)
        columns[prefix + "posts"] = ("guid", "post_content")
        columns[prefix + "comments"] = ("comment_author_url", "comment_content")
    statements = ["use wordpress;"]
    for table, names in columns.items():
        for column in names:
            moved = f"replace({column}, '{DOMAIN}', '{domain}')"
            statements.append(f"update {table} set {column} = {moved};")  # noqa: S608 (all ours)
    return "\n".join(statements)
