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


class Summary(Struct, frozen=True, kw_only=True):
    """The section in words: `states` holds a line for each destination, `lost` the rows not read by file."""

    headline: str
    caution: str
    states: dict[str, tuple[str, ...]]
    lost: dict[str, int]


def groups(assessment: Assessment) -> tuple[Group, ...]:
    """The states that hold something, in order of gravity; a row stands in each of its states."""
    out: list[Group] = []
    for state, title, meaning in STATES:
        rows = tuple(row for row in assessment.egress if state in (row.states or (row.state,)))
        if rows:
            out.append(Group(state=state, title=title, meaning=meaning, rows=rows))
    return tuple(out)


def volume(row: EgressRow) -> str:
    """How often and how much a destination was reached, and when last; "" where it never was."""
    if not row.count:
        return ""
    parts = [f"{row.count:,} {'flow' if row.count == 1 else 'flows'}"]
    parts += [size(row.bytes)] if row.bytes else []
    parts += [f"last {moment(row.last)}"] if row.last is not None else []
    return ", ".join(parts)


def summary(assessment: Assessment) -> Summary | None:
    """The section as values for formats that carry such beside their findings; None without egress files."""
    if not (assessment.recordings or assessment.egress):
        return None
    return Summary(
        headline=headline(assessment),
        caution=caution(assessment),
        states={group.state: tuple(_line(row) for row in group.rows) for group in groups(assessment)},
        lost={entry.path: entry.unparsed for entry in assessment.recordings if entry.unparsed},
    )


def _line(row: EgressRow) -> str:
    told = "; ".join(part for part in (row.party or "not identified", volume(row)) if part)
    return f"{row.host} ({told})"


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


def extent(entry: Recording) -> str:
    """How much one file holds, of which time, and how many of its rows could not be read."""
    if entry.kind != "seen":
        return f"permits {wording.count(entry.destinations, 'destination')}"
    flows = f"{entry.flows:,} {'flow' if entry.flows == 1 else 'flows'}"
    lost = f"{entry.unparsed:,} of {entry.rows:,} rows not read" if entry.unparsed else ""
    return "; ".join(part for part in (flows, size(entry.bytes) if entry.bytes else "", window((entry,)), lost) if part)


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
