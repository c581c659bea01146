"""A Chromium and the site as ``debattarkiv serve`` runs it, on loopback.

Without a browser the tests are skipped; with ``DEBATTARKIV_REQUIRE_BROWSER=1`` they
fail instead.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.serve import command
from tests.site import archives

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
    *("--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
AXE = ROOT / ".cache" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"desktop": (1280, 900), "phone": (375, 800), "narrow": (320, 640)}


def missing(reason: str) -> None:
    if os.environ.get("DEBATTARKIV_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """For these tests only: while it is open no other test can run an event loop."""
    if CHROMIUM is None:
        missing("no Chromium: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("no Playwright: pip install playwright")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    folder = AXE.parents[2]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers may start at once
        if not AXE.exists():
            _install_axe(folder)
    return AXE.read_text("utf-8")


def _install_axe(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        missing("no axe-core: npm is not installed")
    arguments = [str(npm), "install", "--prefix", str(folder), "axe-core@4"]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=600)
    if done.returncode:
        missing(f"no axe-core: {done.stderr.strip()[-300:]}")


class Served:
    """``debattarkiv serve`` on one archive, until closed."""

    def __init__(self, path: Path) -> None:
        arguments = command(path, host="127.0.0.1", port=0)
        self._log = path.with_suffix(".log").open("w+")
        self._process = subprocess.Popen(arguments, stderr=self._log, stdout=self._log)
        self.url = self._address(path.with_suffix(".log"))

    def _address(self, log: Path) -> str:
        import time

        for _ in range(600):  # two minutes: other tests may hold the machine
            found = re.search(r"running on (http://[\d.:]+)", log.read_text("utf-8"))
            if found:
                return found[1]
            if self._process.poll() is not None:
                break
            time.sleep(0.2)
        self.close()
        raise RuntimeError(log.read_text("utf-8"))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)
        self._log.close()


@pytest.fixture(scope="session")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = archives.edited_archive(tmp_path_factory.mktemp("edited") / "corpus.db")
    yield from _serving(path)


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = archives.many_hits(tmp_path_factory.mktemp("many") / "corpus.db")
    yield from _serving(path)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = archives.hostile_archive(tmp_path_factory.mktemp("hostile") / "corpus.db")
    yield from _serving(path)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The embedded sample blogs, scraped by the same road as real ones."""
    from tests.browser.screenshots import scraped_sample

    yield from _serving(scraped_sample(tmp_path_factory.mktemp("sample")))


def _serving(path: Path) -> Iterator[str]:
    served = Served(path)
    yield served.url
    served.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page; fails afterwards if it asked any other host for anything."""
    contexts: list[Any] = []
    asked: list[str] = []

    def opened(
        url: str,
        *,
        size: str = "desktop",
        dark: bool = False,
        scripts: bool = True,
    ) -> Any:
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    hosts = {url.split("/")[2].split(":")[0] for url in asked if "://" in url}
    assert hosts <= {"127.0.0.1"}, hosts
