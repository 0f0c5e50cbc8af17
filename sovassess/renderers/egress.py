"""Recorded egress in words: windows, volumes, groups of rows by state. It judges nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from sovassess.model.assessment import Assessment
from sovassess.model.egress import EgressRow, Recording
from sovassess.renderers import wording

# State, how it is headed, and what it means to whoever reads it.
STATES = (
    (
        "seen, never declared",
        "Seen, never declared",
        "Nobody wrote it down: find the caller, then declare or close it.",
    ),
    ("seen, not permitted", "Seen, not permitted", "It left although no policy or list lets it out."),
    ("declared and seen", "Declared and seen", "What the files name did happen."),
    ("declared, never seen", "Declared, never seen", "Dead, dormant, or rarer than the recording is long."),
    ("permitted, never used", "Permitted, never used", "Nothing went this way while it was watched: close it?"),
)
_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")
_DAY = 86_400
_SHORT = "watched for less than a day"


class Group(Struct, frozen=True, kw_only=True):
    """All rows in one state, largest first."""

    state: str
    title: str
    meaning: str
    rows: tuple[EgressRow, ...]


def groups(assessment: Assessment) -> tuple[Group, ...]:
    """The states that hold something, in order of gravity; a row stands in each of its states."""
    out: list[Group] = []
    for state, title, meaning in STATES:
        rows = tuple(row for row in assessment.egress if state in (row.states or (row.state,)))
        if rows:
            out.append(Group(state=state, title=title, meaning=meaning, rows=rows))
    return tuple(out)


def unknown(assessment: Assessment) -> tuple[EgressRow, ...]:
    """Destinations that were seen and belong to nobody known, by volume."""
    found = [row for row in assessment.egress if row.count and not row.party]
    return tuple(sorted(found, key=lambda row: (-row.bytes, -row.count, row.host)))


def size(count: int) -> str:
    """Bytes in the unit that reads best, by thousands."""
    number, unit = float(count), 0
    while number >= 1000 and unit < len(_UNITS) - 1:
        number, unit = number / 1000, unit + 1
    return f"{count} bytes" if unit == 0 else f"{number:.1f} {_UNITS[unit]}"


def moment(seconds: int | None) -> str:
    """A point in time in UTC, "" for none."""
    if seconds is None:
        return ""
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC).strftime("%Y-%m-%d %H:%M UTC")


def duration(seconds: int) -> str:
    """A length of time in the unit that reads best."""
    for length, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= length:
            return wording.count(seconds // length, unit)
    return wording.count(max(seconds, 1), "second")


def window(recordings: Sequence[Recording]) -> str:
    """From when to when the recordings watched, and for how long; a sentence about what is not known."""
    timed = [entry for entry in recordings if entry.first is not None and entry.last is not None]
    if not timed:
        return "how long was watched is not known"
    first, last = min(entry.first or 0 for entry in timed), max(entry.last or 0 for entry in timed)
    text = f"{moment(first)} to {moment(last)}, {duration(last - first)}"
    return text if len(timed) == len(recordings) else f"{text}; some files have no times"


def headline(assessment: Assessment) -> str:
    """What was recorded, in one sentence; "" without a recording."""
    seen = [entry for entry in assessment.recordings if entry.kind == "seen"]
    if not seen:
        return ""
    flows, volume = sum(entry.flows for entry in seen), sum(entry.bytes for entry in seen)
    counted = f"{flows:,} {'flow' if flows == 1 else 'flows'}" + (f", {size(volume)}" if volume else "")
    return f"{counted} to outside in {wording.count(len(seen), 'file')}; {window(seen)}"


def caution(assessment: Assessment) -> str:
    """Why the recordings prove little, "" if nothing limits them; the same words of several files once."""
    timed = [entry for entry in assessment.recordings if entry.first is not None and entry.last is not None]
    first, last = min((e.first or 0 for e in timed), default=0), max((e.last or 0 for e in timed), default=0)
    notes = dict.fromkeys(note for entry in assessment.recordings for note in entry.notes)
    # Several short files may make a long window together.
    return "; ".join(note for note in notes if last - first < _DAY or not note.startswith(_SHORT))
