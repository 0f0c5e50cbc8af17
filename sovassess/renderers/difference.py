"""What moved between two assessments, for people and for programs; it compares nothing itself."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from sovassess.comparison import Difference, KnownTie, Moved, standing
from sovassess.model.assessment import Assessment, Criterion
from sovassess.model.enums import Outcome, Strength
from sovassess.model.findings import Finding, findings
from sovassess.renderers import inert, wording
from sovassess.renderers.reading import Reading

_BAD = {"": 0, "pass": 0, "not_applicable": 0, "unknown": 1, "fail": 2}
_PLACES = 3


class Row(Struct, frozen=True):
    """One thing that moved, and where the new state shows."""

    text: str
    where: tuple[str, ...] = ()
    why: str = ""


class Section(Struct, frozen=True):
    """Things that moved the same way."""

    title: str
    rows: tuple[Row, ...]


def text(difference: Difference, old: Assessment, new: Assessment) -> str:
    """Plain lines for a terminal or a log."""
    lines = [inert.visible(_head(difference, old, new))]
    for section in sections(difference, old, new):
        lines += ["", section.title]
        for row in section.rows:
            lines.append(f"  {inert.one_line(row.text)}")
            lines += [f"      {inert.one_line(row.why)}"] if row.why else []
            lines += [f"      {inert.visible(place)}" for place in row.where]
    return "\n".join(lines) + "\n"


def markdown(difference: Difference, old: Assessment, new: Assessment) -> str:
    """A comment for a pull request."""
    blocks = ["<!-- sovassess diff -->", f"### {inert.markdown(_head(difference, old, new))}"]
    for section in sections(difference, old, new):
        rows: list[str] = []
        for row in section.rows:
            where = f" at {', '.join(inert.code(place) for place in row.where)}" if row.where else ""
            why = f" ({inert.markdown(row.why)})" if row.why else ""
            rows.append(f"- {inert.markdown(row.text)}{where}{why}")
        blocks.append("\n".join([f"**{section.title}**", "", *rows]))
    return "\n\n".join(blocks) + "\n"


def json(difference: Difference, old: Assessment, new: Assessment) -> str:
    """The difference with both subjects, and every finding that is new or gone."""
    before = {finding.key: finding for finding in standing(old).findings}
    after = {finding.key: finding for finding in standing(new).findings}
    value = {
        "diff_version": "1",
        "old": msgspec.to_builtins(old.subject),
        "new": msgspec.to_builtins(new.subject),
        **msgspec.to_builtins(difference),
        "added": [msgspec.to_builtins(after[key]) for key in difference.added],
        "gone": [msgspec.to_builtins(before[key]) for key in difference.gone],
    }
    return inert.dumped(value)


def _head(difference: Difference, old: Assessment, new: Assessment) -> str:
    names = " to ".join(
        f"{side.subject.name}{' at ' + side.subject.revision[:12] if side.subject.revision else ''}"
        for side in (old, new)
    )
    level = wording.level_range(new.overall.level, new.overall.ceiling)
    if difference.nothing:
        return f"{names}: nothing moved, level {level}"
    if difference.overall is None:
        return f"{names}: level {level} as before"
    return f"{names}: level {level}, was {difference.overall.before}"


def sections(difference: Difference, old: Assessment, new: Assessment) -> tuple[Section, ...]:
    """What is worse, what is better, what else moved; empty ones are left out."""
    worse: list[Row] = []
    better: list[Row] = []
    other: list[Row] = []
    names = {d.id: d.name for d in (*old.dimensions, *new.dimensions)}
    for moved in difference.dimensions:
        row = Row(f"{names.get(moved.id, moved.id)}: level {moved.after or '-'}, was {moved.before or '-'}")
        (other if "" in (moved.before, moved.after) else better if moved.after > moved.before else worse).append(row)
    _ties(difference, (old, new), worse, better)
    _alone(difference, new, worse, better)
    _criteria(difference, (old, new), worse, better)
    other += [Row("the rubric has another content")] if difference.rubric_changed else []
    other += [Row("the catalog has another content")] if difference.catalog_changed else []
    other += list(_coverage(old, new))
    made = (Section("Worse", tuple(worse)), Section("Better", tuple(better)), Section("Besides", tuple(other)))
    return tuple(section for section in made if section.rows)


def _ties(difference: Difference, both: tuple[Assessment, Assessment], worse: list[Row], better: list[Row]) -> None:
    before, after = ({tie.service: tie for tie in standing(side).ties} for side in both)
    for moved in difference.ties:
        tie = after.get(moved.id) or before[moved.id]
        new_party = (tie.party or tie.service) in difference.parties_added
        laws = [country for country in tie.jurisdictions if country in difference.jurisdictions_added]
        if not moved.before:
            law = f", the first under the law of {', '.join(laws)}" if laws else ""
            what = "new dependency on a new party" if new_party else "new dependency"
            worse.append(Row(f"{what}: {_named(tie)} [{moved.after}]{law}", (tie.where,) if tie.where else ()))
        elif not moved.after:
            better.append(Row(f"no dependency any more: {_named(tie)}"))
        else:
            stronger = Strength(moved.after).rank > Strength(moved.before).rank
            row = Row(f"{_named(tie)}: {moved.after}, was {moved.before}", (tie.where,) if tie.where else ())
            (worse if stronger else better).append(row)


def _named(tie: KnownTie) -> str:
    if not tie.party:
        return f"{tie.name} (nobody has identified it)"
    country = f" ({tie.country})" if tie.country not in ("", "unknown") else ""
    return f"{tie.name} of {tie.party_name}{country}"


def _alone(difference: Difference, new: Assessment, worse: list[Row], better: list[Row]) -> None:
    reading = Reading(new)
    for moved in difference.alone:
        before, after = (set(filter(None, side.split(", "))) for side in (moved.before, moved.after))
        kind, _, key = moved.id.partition(":")
        name = reading.party_name(key) if kind == "party" else f"the law of {key}"
        if after - before:
            worse.append(Row(f"{name} alone can now stop {_functions(after - before)}"))
        if before - after:
            better.append(Row(f"{name} alone can no longer stop {_functions(before - after)}"))


def _functions(names: set[str]) -> str:
    return wording.listed([wording.function_name(name) for name in sorted(names, key=wording.function_rank)])


def _criteria(difference: Difference, both: tuple[Assessment, Assessment], worse: list[Row], better: list[Row]) -> None:
    before, after = ({criterion.id: criterion for criterion in side.criteria} for side in both)
    added = set(difference.added)
    fresh = [finding for finding in findings(both[1]) if finding.key in added]
    turned = {moved.id: moved for moved in difference.criteria}
    for key in sorted({*turned, *(finding.criterion.id for finding in fresh)}):
        moved = turned.get(key)
        criterion = after.get(key) or before[key]
        here = [finding for finding in fresh if finding.criterion.id == key]
        if moved is not None and _BAD[moved.after] < _BAD[moved.before]:
            better.append(_turned(criterion, moved, []))
        elif moved is not None and _BAD[moved.after] > _BAD[moved.before]:
            worse.append(_turned(criterion, moved, here))
        elif here and criterion.outcome in (Outcome.FAIL, Outcome.UNKNOWN):
            state = wording.OUTCOMES[criterion.outcome][1]
            count = wording.count(len(here), "more place", "more places")
            worse.append(Row(f"{key} {criterion.title}: {state} in {count}", _places(here)))


def _turned(criterion: Criterion, moved: Moved, here: list[Finding]) -> Row:
    words = [wording.OUTCOMES[Outcome(side)][1] if side else "not judged" for side in (moved.after, moved.before)]
    return Row(f"{criterion.id} {criterion.title}: {words[0]}, was {words[1]}", _places(here), criterion.reason)


def _places(found: Iterable[Finding]) -> tuple[str, ...]:
    places = [wording.place(finding.place) for finding in found if finding.place is not None]
    more = (f"and {len(places) - _PLACES} more",) if len(places) > _PLACES else ()
    return (*places[:_PLACES], *more)


def _coverage(old: Assessment, new: Assessment) -> Iterable[Row]:
    known = {entry.path for entry in old.coverage.unread}
    fresh = [entry for entry in new.coverage.unread if entry.path not in known]
    if fresh:
        files = wording.count(len(fresh), "more file")
        yield Row(f"{files} could not be read", tuple(f"{entry.path}: {entry.reason}" for entry in fresh[:_PLACES]))
