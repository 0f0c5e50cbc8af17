"""What several operations share: from rated items or rehearsed functions to an answer. It selects nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

from sovassess.graph.conditions import Verdict, matches_any, value_of
from sovassess.model.enums import Outcome, Status
from sovassess.rubric import model
from sovassess.rubric.evidence import Answer, Question, Sorted, ids_of
from sovassess.rubric.wording import amount, field_names, listed, places, sentence, things, verb

Rated: TypeAlias = tuple[Sorted, Verdict]
Open: TypeAlias = tuple[Sorted, tuple[str, ...]]


def each(
    check: model.Worded, kind: str, found: Sequence[Sorted], where: Sequence[model.Selector], ask: Question
) -> Answer:
    """The answer for a condition that every item has to meet."""
    return judged(check, kind, [(entry, matches_any(where, entry.item, ask.policy)) for entry in found], ask)


def judged(check: model.Worded, kind: str, rated: Sequence[Rated], ask: Question) -> Answer:
    """Fail if a surely selected item surely breaks, unknown if one may, pass if all are met and nothing is unread."""
    total = len(rated)
    noun = things(check, kind, total)
    broken = [entry.item for entry, verdict in rated if entry.sure and verdict.truth is False]
    if broken:
        count = len(broken)
        text = f"{amount(count, total, noun)} {verb(check.lacks, count)}: {places(broken)}"
        return Answer(Outcome.FAIL, sentence(text), ids_of(broken))
    open_ = undecided(rated)
    if open_:
        return unclear(check, kind, open_, total)
    if not rated:
        return nothing(check, kind, ask)
    items = [entry.item for entry, _ in rated]
    text = f"{amount(total, total, noun)} {verb(check.holds, total)}"
    gap = ask.gap(found=True)
    if gap:
        return Answer(Outcome.UNKNOWN, sentence(f"{text} as far as was read, but {gap}"), ids_of(items))
    return Answer(Outcome.PASS, sentence(f"{text}: {places(items)}"), ids_of(items))


def undecided(rated: Sequence[Rated]) -> list[Open]:
    """The items that may break the condition, with what would have to be known."""
    return [
        (entry, tuple(sorted({*entry.missing, *verdict.missing})))
        for entry, verdict in rated
        if verdict.truth is None or (verdict.truth is False and not entry.sure)
    ]


def unclear(check: model.Worded, kind: str, open_: Sequence[Open], total: int) -> Answer:
    """Unknown, for want of fields of certain items, of which some condition has to hold."""
    items = [entry.item for entry, _ in open_]
    fields = sorted({field for _, missing in open_ for field in missing})
    count = len(items)
    which = amount(count, total, things(check, kind, total))
    text = f"{which} cannot be judged, not known: {field_names(fields)}; {places(items)}"
    return Answer(Outcome.UNKNOWN, sentence(text), ids_of(items))


def undetermined(check: model.Worded, kind: str, open_: Sequence[Sorted]) -> Answer:
    """Unknown, since it is open whether certain items are selected at all."""
    items = [entry.item for entry in open_]
    fields = sorted({field for entry in open_ for field in entry.missing})
    text = f"whether there are {things(check, kind, 2)} is open, not known: {field_names(fields)}; {places(items)}"
    return Answer(Outcome.UNKNOWN, sentence(text), ids_of(items))


def nothing(check: model.Worded, kind: str, ask: Question) -> Answer:
    """Not applicable where nothing is selected and that is proven, else unknown."""
    none = f"no {things(check, kind, 2)} found"
    gap = ask.gap(found=False)
    if gap:
        return Answer(Outcome.UNKNOWN, sentence(f"{none}, but {gap}"))
    return Answer(Outcome.NOT_APPLICABLE, sentence(f"{none} in {ask.read()}"))


def shares(check: model.Max, found: Sequence[Sorted], ask: Question) -> tuple[float, float, str]:
    """The least and the most that one value of the field can account for, and a phrase that names it.

    Each is a share of all that may be selected. An item whose value is unknown may have any value.
    """
    field = str(check.field)
    sure: Counter[str] = Counter()
    perhaps: Counter[str] = Counter()
    anything = {True: 0, False: 0}
    for entry in found:
        spared = matches_any(check.exempt, entry.item, ask.policy)
        if spared.truth:
            continue
        value = value_of(entry.item, field)
        if value is None:
            anything[entry.sure] += 1
        elif entry.sure and spared.truth is False:
            sure[str(value)] += 1
        else:
            perhaps[str(value)] += 1
    certain = sum(1 for entry in found if entry.sure)
    names = sorted({*sure, *perhaps}, key=lambda name: (-sure[name], name))
    low = max((sure[name] / len(found) for name in names), default=0.0)
    highest = 0.0
    for name in [*names, None]:
        count = anything[True] + anything[False]
        outside = anything[False]
        if name is not None:
            count += sure[name] + perhaps[name]
            outside += sum(1 for entry in found if not entry.sure and str(value_of(entry.item, field)) == name)
        highest = max(highest, min(1.0, count / max(1, certain + outside)))
    kind = things(check, str(check.select["kind"]), len(found))
    return (
        low,
        highest,
        f"of {len(found)} {kind} hang on one {field_names([field])}" + (f" ({names[0]})" if names else ""),
    )


def rehearsed(scenarios: Sequence[str], functions: Sequence[str], ask: Question) -> Answer:
    """Fail if a function goes down in one of the scenarios, unknown if one may, pass if all stay up."""
    down: list[str] = []
    open_: list[str] = []
    ids: dict[Status, set[str]] = {status: set() for status in Status}
    seen: set[str] = set()
    for scenario in scenarios:
        results = ask.evidence.survives(scenario, functions)
        for function in sorted(set(functions) & set(results)):
            status, evidence, reason = results[function]
            seen.add(function)
            ids[status] |= set(evidence)
            where = f"{function} in {scenario}" + (f" ({reason})" if reason else "")
            if status is Status.DOWN:
                down.append(where)
            elif status is Status.UNKNOWN:
                open_.append(where)
    if down:
        return Answer(Outcome.FAIL, sentence(f"down: {_first(down)}"), tuple(sorted(ids[Status.DOWN])))
    if open_:
        return Answer(Outcome.UNKNOWN, sentence(f"open: {_first(open_)}"), tuple(sorted(ids[Status.UNKNOWN])))
    gap = ask.gap(found=bool(seen))
    if not seen:
        none = f"nothing to rehearse for {listed(functions)}"
        outcome = Outcome.UNKNOWN if gap else Outcome.NOT_APPLICABLE
        return Answer(outcome, sentence(f"{none}, and {gap}" if gap else none))
    cases = scenarios[0] if len(scenarios) == 1 else f"each of {len(scenarios)} scenarios"
    text = f"{listed(sorted(seen))} {verb('stay', len(seen))} up in {cases}"
    if gap:
        return Answer(Outcome.UNKNOWN, sentence(f"{text} as far as was read, but {gap}"))
    return Answer(Outcome.PASS, sentence(text), tuple(sorted(ids[Status.UP])))


def _first(texts: Sequence[str]) -> str:
    rest = len(texts) - 3
    return "; ".join(texts[:3]) + (f"; and {rest} more" if rest > 0 else "")
