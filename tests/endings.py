"""Turns what would never end into a test that fails. It asserts no time: a passing test is far from the limit."""

from __future__ import annotations

import signal
from collections.abc import Generator
from contextlib import contextmanager

LIMIT = 30.0
"""Seconds of processor time; what is guarded against would take hours."""


@contextmanager
def ending() -> Generator[None]:
    """Fail the block if it uses up the limit, even if something in it catches what is raised then."""
    spent: list[bool] = []

    def give_up(*_: object) -> None:
        spent.append(True)
        raise AssertionError(f"did not end within {LIMIT:.0f} seconds of processor time")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    assert not spent, f"did not end within {LIMIT:.0f} seconds of processor time"
