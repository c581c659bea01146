"""Child processes of the test site: own sessions, ended by their pid."""

import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path


class SiteError(RuntimeError):
    """The test site did not do what it was asked; the message holds what it said."""


def start(
    argv: Sequence[str], log: Path, ready: Callable[[], bool], timeout: float = 30.0
) -> subprocess.Popen[bytes]:
    """Start a server and return once ``ready()`` is true.

    Args:
        log: Receives what the server prints.
        timeout: Seconds until a server that is not ready is given up.

    Raises:
        SiteError: the server ended or was not ready in time.
    """
    with log.open("ab") as sink:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    deadline = time.monotonic() + timeout
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            stop(process)
            said = log.read_text("utf-8", "replace")[-2000:]
            raise SiteError(f"{argv[0]}: not ready; it said: {said}")
        time.sleep(0.02)
    return process


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server by its pid: asked first, forced after ten seconds."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def run(argv: Sequence[str], text: str = "") -> str:
    """What a command prints, given ``text`` on its standard input.

    Raises:
        SiteError: the command's exit code is not 0.
    """
    done = subprocess.run(argv, input=text, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr + done.stdout).strip()[-4000:]
        raise SiteError(f"{' '.join(argv)[:300]}: exit {done.returncode}: {said}")
    return done.stdout


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, with five digits."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port > 9999:
            return port


def accepts(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    """Whether somebody listens at an address."""
    with socket.socket(family) as probe:
        return probe.connect_ex(address) == 0
