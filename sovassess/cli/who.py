"""`sovassess who`: who can switch you off, alone first, with the evidence, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from sovassess.cli.assessed import assessed
from sovassess.cli.output import terminal_width
from sovassess.cli.screen import folded
from sovassess.errors import SovassessError
from sovassess.model.actions import Action
from sovassess.model.assessment import Assessment
from sovassess.model.enums import Operator
from sovassess.model.rehearsals import SwitchOff
from sovassess.renderers import wording
from sovassess.renderers.inert import visible
from sovassess.renderers.reading import Reading

_PLACES = 3
_ACTIONS = 8


def who(path: Path, format_: str, *, every: bool) -> int:
    """Print the minimal sets of parties and jurisdictions, and the ranked actions. `every`: all evidence, all sets."""
    assessment = assessed(path)
    if format_ == "json":
        keys = ("switch_off", "may_switch_off", "switch_off_complete_to", "actions")
        print(json.dumps({k: msgspec.to_builtins(getattr(assessment, k)) for k in keys}, indent=2, sort_keys=True))
        return 0
    if format_ != "text":
        raise SovassessError(f"unknown format {format_!r}; known: text, json")
    shown = (visible(line) for line in lines(assessment, every=every))
    print("\n".join(folded(shown, terminal_width())))
    return 0


def lines(assessment: Assessment, *, every: bool = False) -> Iterator[str]:
    """The answer as lines of text."""
    reading = Reading(assessment)
    parties = [cut for cut in assessment.switch_off if cut.parties]
    laws = [cut for cut in assessment.switch_off if cut.jurisdictions]
    if not assessment.switch_off:
        yield "Nobody outside can surely stop anything here, as far as the files show."
    for title, cuts in (
        ("One party alone", [cut for cut in parties if len(cut.parties) == 1]),
        ("Several parties together", [cut for cut in parties if len(cut.parties) > 1]),
        ("One law alone", [cut for cut in laws if len(cut.jurisdictions) == 1]),
        ("Several laws together", [cut for cut in laws if len(cut.jurisdictions) > 1]),
    ):
        yield from _section(reading, title, cuts, every=every)
    yield from _perhaps(reading, assessment.may_switch_off)
    yield from _nameless(reading)
    for function, size in assessment.switch_off_complete_to.items():
        yield f"The sets for {function} are complete up to {size} members; larger ones were not looked for."
    yield from _actions(assessment)


def _section(reading: Reading, title: str, cuts: Iterable[SwitchOff], *, every: bool) -> Iterator[str]:
    grouped: dict[tuple[str, ...], list[SwitchOff]] = {}
    for cut in cuts:
        grouped.setdefault(cut.parties or cut.jurisdictions, []).append(cut)
    if not grouped:
        return
    yield f"{title} ({len(grouped)})"
    for members, found in sorted(grouped.items(), key=lambda pair: (-_reach(pair[1]), pair[0])):
        yield f"  {_who(reading, found[0], members)}"
        for cut in sorted(found, key=lambda entry: wording.phase_rank(entry.phase)):
            yield f"    {cut.phase:7} {', '.join(cut.functions):27} {_places(reading, cut, every=every)}".rstrip()
    yield ""


def _reach(cuts: Iterable[SwitchOff]) -> int:
    return sum(len(cut.functions) for cut in cuts)


def _who(reading: Reading, cut: SwitchOff, members: tuple[str, ...]) -> str:
    names = [reading.party_name(m) if cut.parties else f"law of {m}" for m in members]
    return " and ".join(names)


def _places(reading: Reading, cut: SwitchOff, *, every: bool) -> str:
    found = [wording.place(reading.evidence[key]) for key in cut.evidence if key in reading.evidence]
    unique = list(dict.fromkeys(found))
    return ", ".join(unique) if every else wording.listed(unique, _PLACES)


def _perhaps(reading: Reading, cuts: Iterable[SwitchOff]) -> Iterator[str]:
    grouped: dict[tuple[tuple[str, ...], str], list[SwitchOff]] = {}
    for cut in cuts:
        if len(cut.parties) == 1:
            grouped.setdefault((cut.parties, cut.after), []).append(cut)
    if not grouped:
        return
    yield f"Perhaps, alone ({len(grouped)})"
    for (members, after), found in sorted(grouped.items()):
        functions = dict.fromkeys(f for cut in found for f in cut.functions)
        yield f"  {_who(reading, found[0], members)}: {', '.join(functions)}{', ' + after if after else ''}"
        yield f"    {found[0].open}"
    yield ""


def _nameless(reading: Reading) -> Iterator[str]:
    """What is needed and is run by nobody that is known: somebody can stop it, and no name can be given."""
    found = [
        d
        for d in reading.assessment.dependencies
        if d.party is None and d.operated_by is Operator.UNKNOWN and d.strength.core
    ]
    if found:
        yield f"Run by nobody that is known ({len(found)}): {wording.listed([d.name for d in found], 6)}"
        yield ""


def _actions(assessment: Assessment) -> Iterator[str]:
    if not assessment.actions:
        return
    yield "What to do first"
    for number, action in enumerate(assessment.actions[:_ACTIONS], 1):
        yield f"  {number}. {action.title} ({action.effort})"
        yield f"     {_effect(action, assessment)}"
    rest = len(assessment.actions) - _ACTIONS
    if rest > 0:
        yield f"  and {rest} more"


def _effect(action: Action, assessment: Assessment) -> str:
    parties = {party for party, _ in action.restores}
    functions = sorted({function for _, function in action.restores}, key=wording.function_rank)
    out: list[str] = []
    if parties:
        many = wording.count(len(parties), "party", "parties")
        out.append(f"{many} less can stop {wording.listed([wording.function_name(f) for f in functions])} alone")
    if action.functions:
        out.append(f"nobody alone can stop {wording.listed([wording.function_name(f) for f in action.functions])} then")
    names = {dimension.id: dimension.name for dimension in assessment.dimensions}
    for turn in action.turns:
        before, after = wording.level_range(*turn.before), wording.level_range(*turn.after)
        out.append(f"{names[turn.dimension]} from {before} to {after}")
    if not action.judged:
        out.append("levels not judged")
    elif not action.turns:
        out.append("turns no level by itself")
    return "; ".join(out)
