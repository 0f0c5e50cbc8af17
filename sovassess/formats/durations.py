"""Lengths of time as configuration files write them, in hours. A number without a unit is only read if one is given."""

from __future__ import annotations

import re

HOUR = 3600.0
_SECONDS = {
    "ns": 1e-9,
    "us": 1e-6,
    "µs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "sec": 1.0,
    "secs": 1.0,
    "second": 1.0,
    "seconds": 1.0,
    "m": 60.0,
    "min": 60.0,
    "mins": 60.0,
    "minute": 60.0,
    "minutes": 60.0,
    "h": HOUR,
    "hr": HOUR,
    "hrs": HOUR,
    "hour": HOUR,
    "hours": HOUR,
    "d": 24 * HOUR,
    "day": 24 * HOUR,
    "days": 24 * HOUR,
    "w": 168 * HOUR,
    "week": 168 * HOUR,
    "weeks": 168 * HOUR,
    "y": 8760 * HOUR,
    "year": 8760 * HOUR,
    "years": 8760 * HOUR,
}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-zµ]+)\s*")
_ISO = re.compile(
    r"P(?:(?P<w>\d+)W)?(?:(?P<d>\d+)D)?(?:T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?",
    re.IGNORECASE,
)


def hours(text: str, unit: str = "") -> float | None:
    """The length in hours of `720h`, `1h30m`, `90 days`, `P30D`, or of a bare number in `unit`; None if it is none.

    Units are those of Go, of systemd and of ISO 8601 durations without months and years, whose length varies.
    """
    written = text.strip().strip("\"'").lower()
    if not written:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", written):
        number = float(written)
        if number == 0:
            return 0.0
        return number * _SECONDS[unit] / HOUR if unit in _SECONDS else None
    if written.startswith("p"):
        found = _ISO.fullmatch(written)
        parts = {name: float(value) for name, value in found.groupdict().items() if value} if found else {}
        return sum(number * _SECONDS[name] for name, number in parts.items()) / HOUR if parts else None
    total, at = 0.0, 0
    while at < len(written):
        part = _PART.match(written, at)
        if part is None or part[2] not in _SECONDS:
            return None
        total += float(part[1]) * _SECONDS[part[2]]
        at = part.end()
    return total / HOUR
