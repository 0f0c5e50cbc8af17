"""Find criteria that can never pass: conditions that contradict what is selected. It proves contradictions only from
values that are written out; what it says nothing about may still be wrong in another way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

from sovassess.graph.words import closed_values
from sovassess.model.vocabulary import VOCABULARY
from sovassess.rubric import model

Values: TypeAlias = frozenset[str | bool]


def never_passes(check: model.Check) -> str:
    """Why the check can never pass, "" if nothing says so."""
    if isinstance(check, model.EveryPath):
        return _conditions({"kind": "path", **check.to}, check.via)
    if not isinstance(check, model.Selecting):
        return ""
    reason = _selects_nothing(check.select, check.unless)
    if reason:
        return reason if isinstance(check, model.Exists) else f"{reason}, so that it never applies"
    if isinstance(check, model.All | model.Ratio | model.SameSink):
        return _conditions(check.select, check.where)
    return ""


def _selects_nothing(select: model.Selector, unless: Sequence[model.Selector]) -> str:
    kind = str(select["kind"])
    for field, wanted in select.items():
        if field != "kind" and _allowed(kind, field, wanted) == frozenset():
            return f"nothing can be selected: no {field!r} is left"
    for spared in unless:
        if spared and all(_covers(kind, field, wanted, select) for field, wanted in spared.items()):
            return "nothing can be selected: `unless` spares all of it"
    return ""


def _covers(kind: str, field: str, wanted: object, select: Mapping[str, object]) -> bool:
    """Whether everything selected has the value that spares it."""
    spared = _allowed(kind, field, wanted)
    chosen = _allowed(kind, field, select[field]) if field in select else None
    return spared is not None and chosen is not None and chosen <= spared


def _conditions(select: model.Selector, where: Sequence[model.Selector]) -> str:
    kind = str(select["kind"])
    fields = [next((f for f, w in entry.items() if _contradicts(kind, f, w, select)), "") for entry in where]
    if where and all(fields):
        return f"what is selected can never meet the condition on {fields[0]!r}"
    return ""


def _contradicts(kind: str, field: str, wanted: object, select: Mapping[str, object]) -> bool:
    asked = _allowed(kind, field, wanted)
    chosen = _allowed(kind, field, select[field]) if field in select else None
    return asked is not None and chosen is not None and not asked & chosen


def _allowed(kind: str, field: str, wanted: object) -> Values | None:
    """The values that a condition admits, None where they cannot be listed."""
    known = VOCABULARY[kind].get(field)
    if known is None or known.type not in ("text", "flag"):
        return None
    every: Values | None = frozenset((True, False)) if known.type == "flag" else frozenset(closed_values(kind, field))
    if not isinstance(wanted, dict):
        return _members(wanted)
    out: Values | None = None
    for comparison, operand in cast("dict[str, object]", wanted).items():
        members = _members(operand)
        if comparison in ("not", "not_in"):
            members = every - members if every and members is not None else None
        elif comparison != "in":
            members = None
        if members is not None:
            out = members if out is None else out & members
    return out


def _members(operand: object) -> Values | None:
    members = cast("list[str | bool]", operand) if isinstance(operand, list) else [cast("str | bool", operand)]
    return None if any(str(member).startswith("$") for member in members) else frozenset(members)
