"""CPU time and memory of a piece of work, in a process of its own."""

from __future__ import annotations

import multiprocessing
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def cpu(work: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    """Seconds of user and system time, and what the work returned.

    The process begins as a copy of this one: what is loaded here is loaded there.

    Raises:
        RuntimeError: it failed; its traceback is on standard error.
    """
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_child, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    try:
        found: tuple[float, Any] = ours.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"{work.__name__} failed") from None
    process.join()
    return found


def command_cpu(*command: str) -> float:
    """Seconds of user and system time of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def tool(name: str) -> str:
    """A command of the environment that runs this."""
    return str(Path(sys.executable).with_name(name))


def _child(pipe: Any, work: Callable[..., Any], arguments: Sequence[Any]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF)
    found = work(*arguments)
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    pipe.send((used, found))
    pipe.close()
