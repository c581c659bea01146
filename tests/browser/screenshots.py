"""The README's screenshots, taken from the sample: see scripts/screenshots."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scraper.sample import serve as serve_sample
from scraper.sample import sources_toml
from tests.browser.conftest import CHROMIUM, FLAGS, ROOT, Served

POST = "/inlagg/balgsten-3446?q=visselblåsare&traff=2&ordning=relevans"
SHOTS = (
    ("screenshot.png", "/sok?q=*nämnd*", (1280, 900), "light"),
    ("screenshot-start.png", "/", (1280, 900), "light"),
    ("screenshot-post.png", POST, (1280, 900), "light"),
    ("screenshot-phone.png", POST, (375, 760), "dark"),
)
"""File, page, size and colours."""


def main() -> int:
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        print("screenshots: no Chromium; apt-get install chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        served = Served(scraped_sample(Path(name)))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for file, path, (width, height), scheme in SHOTS:
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            page.goto(served.url + path)
            page.screenshot(path=ROOT / "docs" / file)
            print(f"docs/{file}")
        browser.close()
        served.close()
    return 0


def scraped_sample(folder: Path) -> Path:
    """corpus.db of the sample blogs, scraped into a folder."""
    with serve_sample() as blogs:
        (folder / "sources.toml").write_text(sources_toml(blogs.url), "utf-8")
        environment = {**os.environ, "DEBATTARKIV_LEASES": str(folder / "leases")}
        environment["PYTHONPATH"] = str(ROOT)
        arguments = [sys.executable, "-m", "scraper.cli", "scrape"]
        subprocess.run(
            arguments, cwd=folder, env=environment, check=True, capture_output=True
        )
    return folder / "corpus.db"


if __name__ == "__main__":
    sys.exit(main())
