"""The closed set of operations: each turns a check and the evidence into an answer. None reads a file or a level.

All are monotone in knowledge: a field that becomes known or a kind of evidence that becomes fully read can turn unknown
into pass or fail, never one of these into something else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeAlias

from sovassess.graph.conditions import Verdict, matches_any, value_of
from sovassess.model.enums import Outcome
from sovassess.model.items import Item
from sovassess.rubric import model
from sovassess.rubric.evidence import Answer, Question, Sorted, ids_of
from sovassess.rubric.judging import each, judged, nothing, rehearsed, shares, unclear, undecided, undetermined
from sovassess.rubric.wording import field_names, places, sentence, things, verb

Operation: TypeAlias = Callable[[Any, Question], Answer]


def all_of(check: model.All, ask: Question) -> Answer:
    """Pass if every selected item meets the condition, fail if one surely does not."""
    return each(check, str(check.select["kind"]), ask.sort(check.select, check.unless), check.where, ask)


def every_path(check: model.EveryPath, ask: Question) -> Answer:
    """As `all`, for the paths from components to what they reach."""
    return each(check, "path", ask.sort({"kind": "path", **check.to}), check.via, ask)


def none_of(check: model.NoneOf, ask: Question) -> Answer:
    """Fail if one item is surely selected; pass only if none may be and the evidence kinds are covered."""
    kind = str(check.select["kind"])
    found = ask.sort(check.select, check.unless)
    sure = [entry.item for entry in found if entry.sure]
    if sure:
        text = f"{len(sure)} {things(check, kind, len(sure))}: {places(sure)}"
        return Answer(Outcome.FAIL, sentence(text), ids_of(sure))
    if found:
        return undetermined(check, kind, found)
    gap = ask.gap(found=False)
    none = f"no {things(check, kind, 2)} found"
    if gap:
        return Answer(Outcome.UNKNOWN, sentence(f"{none}, but {gap}"))
    return Answer(Outcome.PASS, sentence(f"{none} in {ask.read()}"))


def exists(check: model.Exists, ask: Question) -> Answer:
    """Pass if enough items are surely selected; fail only if the evidence kinds are covered."""
    kind = str(check.select["kind"])
    found = ask.sort(check.select, check.unless)
    sure = [entry.item for entry in found if entry.sure]
    if len(sure) >= check.at_least:
        text = f"{len(sure)} {things(check, kind, len(sure))}: {places(sure)}"
        return Answer(Outcome.PASS, sentence(text), ids_of(sure))
    if len(found) >= check.at_least:
        return undetermined(check, kind, [entry for entry in found if not entry.sure])
    seen = f"only {len(sure)} {things(check, kind, len(sure))}" if sure else f"no {things(check, kind, 2)}"
    seen += f" of {check.at_least} needed found" if check.at_least > 1 else " found"
    gap = ask.gap(found=False)
    if gap:
        return Answer(Outcome.UNKNOWN, sentence(f"{seen}, but {gap}"), ids_of(sure))
    if check.absent == "unknown":
        text = f"{seen} in {ask.read()}; it may exist elsewhere"
        return Answer(Outcome.UNKNOWN, sentence(text), ids_of(sure))
    return Answer(Outcome.FAIL, sentence(f"{seen} in {ask.read()}"), ids_of(sure))


def subset(check: model.Subset, ask: Question) -> Answer:
    """Fail if a value on the left is surely missing on the right, which needs the right side to be covered."""
    kind = str(check.select["kind"])
    left = ask.sort(check.select, check.unless)
    right = ask.sort(check.within)
    sure = {value_of(entry.item, check.within_by) for entry in right if entry.sure} - {None}
    possible = {value_of(entry.item, check.within_by) for entry in right}
    incomplete = ask.gap(found=False)

    def inside(item: Item) -> Verdict:
        value = value_of(item, check.by)
        if value is None:
            return Verdict(None, (check.by,))
        if value in sure:
            return Verdict(True)
        if value in possible or None in possible:
            return Verdict(None, (f"{things(check, kind, 1)} on the other list",))
        return Verdict(None, (f"the whole list: {incomplete}",)) if incomplete else Verdict(False)

    return judged(check, kind, [(entry, inside(entry.item)) for entry in left], ask)


def ratio(check: model.Ratio, ask: Question) -> Answer:
    """Compare the share in the worst and in the best case with the minimum."""
    kind = str(check.select["kind"])
    rated = [
        (entry, matches_any(check.where, entry.item, ask.policy)) for entry in ask.sort(check.select, check.unless)
    ]
    if not rated:
        return nothing(check, kind, ask)
    met = sum(1 for entry, verdict in rated if entry.sure and verdict.truth)
    broken = [entry.item for entry, verdict in rated if entry.sure and verdict.truth is False]
    perhaps = sum(1 for _, verdict in rated if verdict.truth is not False) - met
    worst_total = met + sum(1 for _, verdict in rated if verdict.truth is not True)
    best_total = met + perhaps + len(broken)
    share = f"{met} of {len(rated)} {things(check, kind, len(rated))} {verb(check.holds, met)}"
    if best_total and met + perhaps < check.min * best_total:
        text = f"{share}, {check.min:.0%} needed; not so {places(broken)}"
        return Answer(Outcome.FAIL, sentence(text), ids_of(broken))
    if met >= check.min * worst_total:
        if not any(entry.sure for entry, _ in rated) and nothing(check, kind, ask).outcome is Outcome.UNKNOWN:
            return unclear(check, kind, [(entry, entry.missing) for entry, _ in rated], len(rated))
        items = [rated_entry.item for rated_entry, _ in rated]
        gap = ask.gap(found=True) if check.complete else ""
        if gap:
            return Answer(Outcome.UNKNOWN, sentence(f"{share} as far as was read, but {gap}"), ids_of(items))
        # A share speaks of what was found, not of everything there is: what is unread leaves it as it is.
        return Answer(Outcome.PASS, sentence(share), ids_of(items))
    return unclear(check, kind, undecided(rated), len(rated))


def max_of(check: model.Max, ask: Question) -> Answer:
    """Compare the largest and the smallest that the number can be with the limit."""
    kind = str(check.select["kind"])
    found = ask.sort(check.select, check.unless)
    if check.measure == "largest":
        limit = int(check.value)
        return each(check, kind, found, ({str(check.field): {"at_most": limit}},), ask)
    sure = sum(1 for entry in found if entry.sure)
    if len(found) < check.minimum_items or (not found and check.measure == "share"):
        return nothing(check, kind, ask)
    low, high, what = (
        (sure, len(found), things(check, kind, len(found))) if check.measure == "count" else shares(check, found, ask)
    )
    items = ids_of([entry.item for entry in found])
    gap = ask.gap(found=bool(found))
    shown = f"{low:.0%}" if check.measure == "share" else f"{low:g}"
    bound = f"{check.value:.0%}" if check.measure == "share" else f"{check.value:g}"
    if high <= check.value:
        text = f"{shown} {what}, at most {bound} wanted"
        return Answer(Outcome.UNKNOWN if gap else Outcome.PASS, sentence(f"{text}, but {gap}" if gap else text), items)
    if low > check.value and sure >= check.minimum_items:
        return Answer(Outcome.FAIL, sentence(f"{shown} {what}, more than {bound}"), items)
    undecided = [(entry, entry.missing or (str(check.field),)) for entry in found]
    open_ = [(entry, why) for entry, why in undecided if not entry.sure or value_of(entry.item, why[0]) is None]
    return unclear(check, kind, open_ or undecided, len(found))


def alternative(check: model.Alternative, ask: Question) -> Answer:
    """Count for each selected item the others that could stand in for it."""
    kind = str(check.select["kind"])
    others = ask.sort(check.among)
    incomplete = ask.gap(found=True)

    def replaceable(item: Item) -> Verdict:
        spared = matches_any(check.exempt, item, ask.policy)
        if spared.truth:
            return spared
        value = value_of(item, check.same)
        values = [(entry, value_of(entry.item, check.same)) for entry in others if entry.item.id != item.id]
        certain = sum(1 for entry, other in values if entry.sure and other == value and value is not None)
        if certain >= check.min:
            return Verdict(True)
        possible = sum(1 for _, other in values if other is None or value is None or other == value)
        if possible >= check.min:
            return Verdict(None, (check.same,))
        if spared.truth is None or incomplete:
            return Verdict(None, spared.missing or (f"other {things(check, kind, 2)}: {incomplete}",))
        return Verdict(False)

    found = ask.sort(check.select, check.unless)
    return judged(check, kind, [(entry, replaceable(entry.item)) for entry in found], ask)


def same_sink(check: model.SameSink, ask: Question) -> Answer:
    """Fail if two surely selected items have different sinks or one has a wrong sink."""
    kind = str(check.select["kind"])
    found = ask.sort(check.select, check.unless)
    sinks = {value_of(entry.item, check.field) for entry in found if entry.sure} - {None}
    if len(sinks) > 1:
        items = [entry.item for entry in found if entry.sure]
        text = f"{len(items)} {things(check, kind, len(items))} do not share one {field_names([check.field])}"
        return Answer(Outcome.FAIL, sentence(f"{text}: {places(items)}"), ids_of(items))
    rated: list[tuple[Sorted, Verdict]] = []
    for entry in found:
        verdict = matches_any(check.where, entry.item, ask.policy)
        value = value_of(entry.item, check.field)
        if verdict.truth and (value is None or (sinks and value not in sinks)):
            verdict = Verdict(None, (check.field,))
        rated.append((entry, verdict))
    if not sinks and len({value_of(entry.item, check.field) for entry in found}) > 1:
        rated = [(entry, Verdict(None, (check.field,))) for entry, _ in rated]
    return judged(check, kind, rated, ask)


def survives(check: model.Survives, ask: Question) -> Answer:
    """Pass if the functions that exist here stay up in the scenario."""
    return rehearsed((check.scenario,), check.functions, ask)


def survives_each(check: model.SurvivesEach, ask: Question) -> Answer:
    """As `survives`, for each scenario; patterns are replaced by what they stand for."""
    scenarios: list[str] = []
    for name in check.scenarios:
        scenarios += sorted(ask.evidence.scenarios_of(name)) if "*" in name else [name]
    return rehearsed(scenarios, check.functions, ask)


def attested(check: model.Attested, ask: Question) -> Answer:
    """Unknown unless somebody signed; the evaluation then takes the signed outcome."""
    for entry in ask.policy.attestations:
        if entry.key == check.key and check.max_age_days is not None:
            oldest = ask.policy.today - dt.timedelta(days=check.max_age_days)
            if entry.signed < oldest:
                text = f"{check.key} was signed on {entry.signed.isoformat()}, more than {check.max_age_days} days ago"
                return Answer(Outcome.UNKNOWN, sentence(text))
    return Answer(Outcome.UNKNOWN, f"Nobody has signed for {check.key}, and no file can show it")


OPERATIONS: dict[str, Operation] = {
    "all": all_of,
    "none": none_of,
    "exists": exists,
    "subset": subset,
    "ratio": ratio,
    "max": max_of,
    "every_path": every_path,
    "alternative": alternative,
    "same_sink": same_sink,
    "survives": survives,
    "survives_each": survives_each,
    "attested": attested,
}


def answer(check: model.Check, ask: Question) -> Answer:
    """The answer to a check by the operation that it names."""
    return OPERATIONS[check.op](check, ask)
