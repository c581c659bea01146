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
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import IO
from urllib.parse import urlsplit
from urllib.request import urlopen

from scraper import serve
from scraper.config import load_config, require_contact
from scraper.errors import ConfigError, DebattarkivError
from scraper.store.corpus import open_corpus

SITE_PATIENCE_S = 120.0
STOP_PATIENCE_S = 10.0


def main(argv: Sequence[str]) -> int:
    """Scrape and serve until interrupted.

    Returns:
        0 after Ctrl-C; the code of ``debattarkiv scrape`` if it could not start.
    """
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        return _demo(list(argv))
    except DebattarkivError as exc:
        print(f"debattarkiv: {exc}", file=sys.stderr)
        return exc.exit_code
    except OSError as exc:
        print(f"debattarkiv: {exc.filename}: {exc.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; everything fetched so far is kept.")
        return 0


def _demo(arguments: list[str]) -> int:
    port = _port()
    with contextlib.ExitStack() as stack:
        if "--sample" in arguments:
            arguments.remove("--sample")
            stack.enter_context(_sample_blogs())
        else:
            config = load_config(Path(_paths()["SOURCES"]))
            require_contact(config, config.sources.values())
        open_corpus(Path(_paths()["DB"])).close()
        return _scrape_and_serve(port, arguments)


def _port() -> int:
    told = os.environ.get("PORT", "8001")
    if not told.isascii() or not told.isdigit() or not 0 < int(told) < 65536:
        raise ConfigError(f"PORT={told}: expected a number from 1 to 65535")
    return int(told)


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
    try:
        serving = serve_blogs(port=_port_of(config))
    except OSError as exc:
        raise DebattarkivError(
            f"the sample blogs: {exc.strerror}; "
            "is scripts/run --sample running already?"
        ) from exc
    with serving as blogs:
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


def _scrape_and_serve(port: int, arguments: Sequence[str]) -> int:
    address = f"http://127.0.0.1:{port}/"
    with contextlib.ExitStack() as stack:
        # not a pipe: nobody reads it while the site runs, and a full one would stop it
        said = stack.enter_context(tempfile.TemporaryFile("w+"))
        command = serve.command(Path(_paths()["DB"]), host="127.0.0.1", port=port)
        site = stack.enter_context(_child(command, said))
        if not _answers(address, site):
            said.seek(0)
            print(f"debattarkiv: no site at {address}", file=sys.stderr)
            print(*said.read().splitlines()[-1:], sep="\n", file=sys.stderr)
            print("Is the port taken? PORT=8002 scripts/run", file=sys.stderr)
            return 1
        print(f"Open {address}   (Ctrl-C stops)", flush=True)
        scrape = [sys.executable, "-m", "scraper.cli", "scrape", *arguments]
        with _child(scrape) as scraping:
            code = scraping.wait()
        if code in (1, 2, 6):
            return code
        print(f"Serving at {address}   (Ctrl-C stops)", flush=True)
        return site.wait()


@contextlib.contextmanager
def _child(
    command: Sequence[str], output: IO[str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is told to stop, as by Ctrl-C, when the block is done."""
    child = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
        try:
            child.wait(timeout=STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _answers(address: str, site: subprocess.Popen[bytes]) -> bool:
    """Whether the site came up."""
    deadline = time.monotonic() + SITE_PATIENCE_S
    while time.monotonic() < deadline and site.poll() is None:
        try:
            with urlopen(address, timeout=2):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _interrupted(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
