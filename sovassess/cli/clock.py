"""What day it is, for everything that expires, and what moment, for what is kept; the one place that asks a clock."""

from __future__ import annotations

import datetime as dt
import os
import time


def today() -> dt.date:
    """The day that decides what has expired: SOURCE_DATE_EPOCH where it is set, else today in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC).date()
    return dt.datetime.now(tz=dt.UTC).date()


def moment() -> int:
    """The moment in nanoseconds since 1970, as file systems count."""
    return time.time_ns()
