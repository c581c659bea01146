"""Ctrl-C is never lost, wherever it comes."""

from __future__ import annotations

import signal
from weakref import finalize

import pytest

from scraper.cli.interrupts import Interrupts
from scraper.run.progress import silent


class Thing:
    """May be referred to weakly."""


def test_interrupt_is_raised_at_once() -> None:
    with pytest.raises(KeyboardInterrupt), Interrupts().caught():
        signal.raise_signal(signal.SIGINT)


def test_interrupt_inside_a_weakref_callback_is_raised_before_the_next_post() -> None:
    interrupts = Interrupts()
    thing = Thing()
    finalize(thing, signal.raise_signal, signal.SIGINT)
    report = interrupts.watched(silent)
    with interrupts.caught():
        report("anna", 1, 9, 1)
        del thing  # Python would print the exception and go on
        with pytest.raises(KeyboardInterrupt):
            report("anna", 2, 9, 2)


def test_interrupt_that_somebody_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interrupts().caught():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
