"""A limit to the processor time that one file may take: what every other limit missed ends here. Measures nothing.

No result depends on it, but that of a file that takes some hundred times longer than any that people write.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager

from sovassess.errors import OutOfTime

MAX_SECONDS = 60.0
_AGAIN = 5.0


@contextmanager
def limited() -> Generator[None]:
    """Raise `OutOfTime` in the block after `MAX_SECONDS`, and again some seconds later where something caught it.

    Counts the time that this process computes, so that a busy machine makes no difference. Native code is not
    interrupted; it has limits of its own. Without effect outside the main thread and on systems without such a clock.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, MAX_SECONDS, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _give_up(_number: int, _frame: object) -> None:
    raise OutOfTime(f"took more than {MAX_SECONDS:.0f} seconds of processor time")
