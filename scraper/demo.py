"""What scripts/run does: fill the archive and serve it at the same time.

``--sample`` starts the embedded blogs on loopback and scrapes those; the road is
the same.  Kept out of ``cli`` because it is only glue between two commands.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from scraper import serve
from scraper.config import load_config, require_contact
from scraper.errors import DebattarkivError
from scraper.store.corpus import open_corpus

SITE_PATIENCE_S = 30.0


def main(argv: Sequence[str]) -> int:
    """Scrape and serve until interrupted.

    Returns:
        0 after Ctrl-C; the code of ``debattarkiv scrape`` if it could not start.
    """
    arguments = list(argv)
    sample = "--sample" in arguments
    with contextlib.ExitStack() as stack:
        try:
            if sample:
                arguments.remove("--sample")
                stack.enter_context(_sample_blogs())
            else:
                config = load_config(Path(_paths()["SOURCES"]))
                require_contact(config, config.sources.values())
            open_corpus(Path(_paths()["DB"])).close()
        except DebattarkivError as exc:
            print(f"debattarkiv: {exc}", file=sys.stderr)
            return exc.exit_code
        except OSError as exc:
            print(f"debattarkiv: the sample blogs: {exc.strerror}", file=sys.stderr)
            return 1
        return _scrape_and_serve(arguments)


def _paths() -> dict[str, str]:
    names = {"DB": "corpus.db", "SOURCES": "sources.toml"}
    return {k: os.environ.get(f"DEBATTARKIV_{k}", v) for k, v in names.items()}


@contextlib.contextmanager
def _sample_blogs() -> Iterator[None]:
    """Serve the sample on loopback and point the commands at it.

    It is kept apart from a real archive in the same folder.
    """
    from scraper.sample import serve as serve_blogs
    from scraper.sample import sources_toml

    folder = Path(".cache") / "sample"
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "sources.toml"
    # the address is part of every post's: a second run must find the first's posts
    with serve_blogs(port=_port_of(config)) as blogs:
        config.write_text(sources_toml(blogs.url), encoding="utf-8")
        for name in ("sources.toml", "corpus.db", "captures.db"):
            variable = f"DEBATTARKIV_{name.partition('.')[0].upper()}"
            os.environ[variable.replace("CORPUS", "DB")] = str(folder / name)
        print(f"Sample blogs of an invented municipality at {blogs.url}", flush=True)
        yield


def _port_of(config: Path) -> int:
    """The port that the sample had last time; 0, any, the first time."""
    if not config.exists():
        return 0
    homes = [source.home for source in load_config(config).sources.values()]
    return urlsplit(homes[0]).port or 0


def _scrape_and_serve(arguments: Sequence[str]) -> int:
    port = int(os.environ.get("PORT", "8001"))
    address = f"http://127.0.0.1:{port}/"
    site = subprocess.Popen(
        serve.command(Path(_paths()["DB"]), host="127.0.0.1", port=port),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        if not _answers(address, site):
            return 1
        print(f"Open {address}   (Ctrl-C stops)", flush=True)
        scrape = [sys.executable, "-m", "scraper.cli", "scrape", *arguments]
        code = subprocess.run(scrape, check=False).returncode
        if code in (1, 2, 6):
            return code
        print(f"Serving at {address}   (Ctrl-C stops)", flush=True)
        site.wait()
        return 0
    except KeyboardInterrupt:
        print("\nStopped; everything fetched so far is kept.")
        return 0
    finally:
        site.send_signal(signal.SIGINT)
        try:
            site.wait(timeout=10)
        except subprocess.TimeoutExpired:
            site.kill()


def _answers(address: str, site: subprocess.Popen[str]) -> bool:
    """Whether the site came up; says why not."""
    deadline = time.monotonic() + SITE_PATIENCE_S
    while time.monotonic() < deadline:
        if site.poll() is not None:
            why = (site.stderr.read() if site.stderr else "").strip().splitlines()
            print(f"debattarkiv: {address} did not start: {why[-1:]}", file=sys.stderr)
            print("Is the port taken? PORT=8002 scripts/run", file=sys.stderr)
            return False
        try:
            with urlopen(address, timeout=2):
                return True
        except (URLError, OSError):
            time.sleep(0.1)
    print(f"debattarkiv: no answer from {address}", file=sys.stderr)
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
