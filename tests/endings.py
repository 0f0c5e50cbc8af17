"""Turns what would never end into a test that fails. It asserts no time: a passing test is far from the limit."""

from __future__ import annotations

import signal
from collections.abc import Generator
from contextlib import contextmanager

LIMIT = 30.0
"""Seconds of processor time; what is guarded against would take hours."""


@contextmanager
def ending() -> Generator[None]:
    """Fail the block if it uses up the limit."""

    def give_up(*_: object) -> None:
        raise AssertionError(f"did not end within {LIMIT:.0f} seconds of processor time")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
