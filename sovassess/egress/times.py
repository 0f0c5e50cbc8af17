"""Points in time as logs write them, to seconds since 1970 in UTC. A time without a zone is taken as UTC."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}


@lru_cache(maxsize=4096)
def iso(text: str) -> int | None:
    """RFC 3339 and ISO 8601 (`2026-11-22T10:00:00.123456+0000`); None if it is none."""
    try:
        return _seconds(dt.datetime.fromisoformat(text))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def common(text: str) -> int | None:
    """The time of the Common Log Format (`22/Nov/2026:10:00:00 +0000`, with `.123` as HAProxy adds); None if none."""
    date, _, rest = text.partition(":")
    clock, _, zone = rest.partition(" ")
    day, _, month_year = date.partition("/")
    month, _, year = month_year.partition("/")
    number = _MONTHS.get(month.lower())
    if number is None:
        return None
    return iso(f"{year}-{number:02}-{day.zfill(2)}T{clock.partition('.')[0]}{_zone(zone)}")


def _zone(zone: str) -> str:
    return f"{zone[:3]}:{zone[3:]}" if len(zone) == 5 else ""


def epoch(text: str | bytes | float | None) -> int | None:
    """Seconds since 1970, with a fraction or not, or milliseconds; None if it is no number."""
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    if not 0 < number < 1e17:
        return None
    while number > 1e11:
        number /= 1000
    return int(number)


def _seconds(point: dt.datetime) -> int:
    if point.tzinfo is None:
        point = point.replace(tzinfo=dt.UTC)
    return int(point.timestamp())


def moment(text: str | None) -> int | None:
    """A point in time in either of the ways that JSON logs write it: seconds since 1970 or ISO 8601."""
    if not text:
        return None
    return epoch(text) or iso(text)
