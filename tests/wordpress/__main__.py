"""Runs the test site for a person to look at: ``python -m tests.wordpress [THEME]``."""

import sys
import tempfile
from pathlib import Path

from . import WordPress
from .site import THEMES


def main() -> None:
    """Start the site, print its addresses, and keep it until Ctrl-C."""
    themes = [name for name in THEMES if name in sys.argv[1:]]
    if len(themes) != len(sys.argv) - 1:
        sys.exit(f"{sys.argv[1:]}: themes are {', '.join(THEMES)}")
    with (
        tempfile.TemporaryDirectory(prefix="granvika-") as folder,
        WordPress.start(Path(folder) / "site") as site,
    ):
        for theme in themes:
            site.mode(theme=theme)
        site.bulk()
        for name, blog in site.blogs.items():
            print(f"{name:6} {blog.url}")
        try:
            input("Enter ends it. ")
        except (KeyboardInterrupt, EOFError):
            print()


if __name__ == "__main__":
    main()
