"""A pywb on loopback, which replays a folder that ``debattarkiv warc`` wrote."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

COLLECTION = "web"
"""As the Wayback Machine calls its own."""


@contextlib.contextmanager
def pywb(root: Path) -> Iterator[str]:
    """Serve ``root/collections/web``; its address, as ``archive`` takes it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = "import sys; from pywb.apps.cli import wayback; wayback(sys.argv[1:])"
    options = ["-d", str(root), "-b", "127.0.0.1", "-p", str(port)]
    with (root / "pywb.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", code, *options],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}/{COLLECTION}/"
    try:
        deadline = time.monotonic() + 120
        while True:
            assert process.poll() is None, (root / "pywb.log").read_text("utf-8")
            with contextlib.suppress(OSError):
                urlopen(f"{address}cdx?url=x.example", timeout=20).close()
                break
            assert time.monotonic() < deadline, (root / "pywb.log").read_text("utf-8")
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(20)
