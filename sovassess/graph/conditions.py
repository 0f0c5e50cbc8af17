"""Decide over three values whether an item matches a selector. It knows items and policy, not what a match means.

Logic: Kleene's strong three-valued logic (S. C. Kleene, Introduction to Metamathematics, 1952, § 64); None is the third
value. A field that is missing, None, empty or the word `unknown` is undecided, whatever it is compared with, so that
learning its value can only turn an undecided answer into a decided one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

from msgspec import Struct

from sovassess.documents import existing, nearest
from sovassess.graph.words import closed_values
from sovassess.model.items import FieldValue, Item
from sovassess.model.vocabulary import VOCABULARY
from sovassess.settings import BLOCS

Truth: TypeAlias = bool | None
Scalar: TypeAlias = str | int | bool

COMPARISONS: dict[str, tuple[str, ...]] = {
    # comparison -> types of field that it makes sense for
    "not": ("text", "flag", "number", "set"),
    "in": ("text",),
    "not_in": ("text",),
    "subset_of": ("set",),
    "intersects": ("set",),
    "contains": ("set",),
    "at_most": ("number",),
    "at_least": ("number",),
    "before": ("date",),
    "after": ("date",),
    "known": ("text", "flag", "number", "set", "date"),
}
SET_REFERENCES = (
    "$eu",
    "$home",
    "$home_if_declared",
    "$placed_without_home",
    "$portable_model_protocols",
    "$allowed_model_licences",
)
DATE_REFERENCES = ("$today", "$notice")
PLAIN_FIELDS = {"id": "text", "name": "text"}

PERMISSIVE_LICENCES = frozenset(
    {"Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "CC0-1.0", "CC-BY-4.0", "OpenMDW-1.0"}
)
PORTABLE_PROTOCOLS = frozenset({"openai-chat", "openai", "openai-embeddings", "ollama", "kserve-v2", "oip-v2"})


class AttestationInput(Struct, frozen=True, kw_only=True):
    """What a person signed. `outcome` is `pass` or `fail`; `expires` None means that it does not expire."""

    key: str
    outcome: str
    by: str
    signed: dt.date
    expires: dt.date | None
    evidence: str


class Policy(Struct, frozen=True, kw_only=True):
    """What the organisation decides. `home` are ISO 3166-1 alpha-2 codes, empty if none is declared; `notice_days` is
    the warning wanted before an end of life, in days."""

    today: dt.date
    home: frozenset[str] = frozenset()
    notice_days: int = 180
    allowed_model_licences: frozenset[str] = PERMISSIVE_LICENCES
    portable_model_protocols: frozenset[str] = PORTABLE_PROTOCOLS
    attestations: tuple[AttestationInput, ...] = ()


class ConditionError(ValueError):
    """A selector that cannot be meant. `field` is the key at fault, "" for the selector itself."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        super().__init__(problem)


class Verdict(Struct, frozen=True):
    """Whether an item matches; `missing` names what would have to be known to decide, sorted."""

    truth: Truth
    missing: tuple[str, ...] = ()


def check_selector(selector: Mapping[str, object], kind: str | None = None) -> str:
    """The item kind that a selector is about; raises `ConditionError` for a word that the vocabulary does not know.

    `kind` is given for conditions on items that were selected already; they name no kind themselves.
    """
    if kind is None:
        written = selector.get("kind")
        if written is None:
            raise ConditionError("", f"a selector needs a kind{nearest('', VOCABULARY)}")
        kind = str(written)
        if kind not in VOCABULARY:
            raise ConditionError("kind", f"unknown kind {kind!r}{nearest(kind, VOCABULARY)}")
    for field, wanted in selector.items():
        if field != "kind":
            _check_condition(kind, field, wanted)
    return kind


def check_field(kind: str, field: str, types: Sequence[str] = ()) -> None:
    """Raise `ConditionError` if items of the kind have no such field, or one of another type than `types`."""
    found = _type_of(kind, field)
    if types and found not in types:
        raise ConditionError(field, f"{field!r} of a {kind} is a {found}, not a {' or '.join(types)}")


def matches(selector: Mapping[str, object], item: Item, policy: Policy) -> Verdict:
    """Whether the item meets every condition of the selector (its kind is not looked at)."""
    missing: set[str] = set()
    undecided = False
    for field, wanted in selector.items():
        if field == "kind":
            continue
        truth, unknown = _condition(item, field, wanted, policy)
        if truth is False:
            return Verdict(False)
        if truth is None:
            undecided = True
            missing |= unknown
    return Verdict(None, tuple(sorted(missing))) if undecided else Verdict(True)


def matches_any(selectors: Sequence[Mapping[str, object]], item: Item, policy: Policy) -> Verdict:
    """Whether the item meets at least one of the selectors; False for no selectors."""
    missing: set[str] = set()
    undecided = False
    for selector in selectors:
        verdict = matches(selector, item, policy)
        if verdict.truth:
            return verdict
        if verdict.truth is None:
            undecided = True
            missing |= set(verdict.missing)
    return Verdict(None, tuple(sorted(missing))) if undecided else Verdict(False)


def value_of(item: Item, field: str) -> FieldValue:
    """The value of a field, None if it is not known."""
    if field in PLAIN_FIELDS:
        return item.id if field == "id" else item.name
    value = item.fields.get(field)
    return None if value in ("unknown", "", ()) else value


def _type_of(kind: str, field: str) -> str:
    if field in PLAIN_FIELDS:
        return PLAIN_FIELDS[field]
    known = VOCABULARY[kind]
    if field not in known:
        raise ConditionError(field, f"a {kind} has no field {field!r}{existing(field, known)}")
    return known[field].type


def _check_condition(kind: str, field: str, wanted: object) -> None:
    type_ = _type_of(kind, field)
    if not isinstance(wanted, dict):
        _check_operand(kind, field, type_, wanted)
        return
    comparisons = cast("dict[str, object]", wanted)
    if not comparisons:
        raise ConditionError(field, f"the condition on {field!r} is empty")
    for comparison, operand in comparisons.items():
        if comparison not in COMPARISONS:
            raise ConditionError(field, f"unknown comparison {comparison!r}{nearest(comparison, COMPARISONS)}")
        if type_ not in COMPARISONS[comparison]:
            raise ConditionError(field, f"{comparison!r} does not fit {field!r}, which is a {type_}")
        if comparison == "known":
            if operand is not True:
                raise ConditionError(field, "`known` takes true only: what is not known cannot be selected")
        else:
            _check_operand(kind, field, type_, operand)


def _check_operand(kind: str, field: str, type_: str, operand: object) -> None:
    members = cast("list[object]", operand) if isinstance(operand, list) else [operand]
    for member in members:
        if isinstance(member, str) and member.startswith("$"):
            known = DATE_REFERENCES if type_ == "date" else SET_REFERENCES
            if member not in known:
                raise ConditionError(field, f"unknown reference {member!r}{nearest(member, known)}")
            continue
        expected = {"flag": bool, "number": int, "text": str, "set": str, "date": str}[type_]
        if not isinstance(member, expected) or (expected is int and isinstance(member, bool)):
            raise ConditionError(field, f"{field!r} is a {type_}, {member!r} is not")
        if type_ == "date" and _date(str(member)) is None:
            raise ConditionError(field, f"{member!r} is no date of the form YYYY-MM-DD")
        if member == "unknown":
            raise ConditionError(field, "what is not known cannot be compared with; it makes the outcome unknown")
        values = closed_values(kind, field)
        if values and member not in values:
            raise ConditionError(field, f"{field!r} is never {member!r}{existing(str(member), values)}")


def _condition(item: Item, field: str, wanted: object, policy: Policy) -> tuple[Truth, set[str]]:
    comparisons: Mapping[str, object] = (
        cast("dict[str, object]", wanted) if isinstance(wanted, dict) else {"is": wanted}
    )
    value = value_of(item, field)
    if value is None:
        return None, {field}
    missing: set[str] = set()
    for comparison, operand in comparisons.items():
        if comparison == "known":
            continue
        operands, undeclared = _resolved(operand, value, policy)
        truth = None if undeclared else _compare(comparison, value, operands)
        if truth is False:
            return False, set()
        if truth is None:
            missing.add(undeclared or field)
    return (None, missing) if missing else (True, set())


def _resolved(operand: object, value: FieldValue, policy: Policy) -> tuple[frozenset[Scalar], str]:
    """The values that an operand stands for, and what would have to be declared first ("" if nothing)."""
    out: set[Scalar] = set()
    for member in cast("list[Scalar]", operand) if isinstance(operand, list) else [cast("Scalar", operand)]:
        match member:
            case "$today":
                out.add(policy.today.isoformat())
            case "$notice":
                out.add((policy.today + dt.timedelta(days=policy.notice_days)).isoformat())
            case "$eu":
                out |= {"EU", *BLOCS["EU"]}
            case "$home":
                if not policy.home:
                    return frozenset(), "home countries (none declared)"
                out |= policy.home
            case "$home_if_declared":
                out |= policy.home or _members(value)
            case "$placed_without_home":
                # Who has declared a home accepts named countries only; who has not, any place that can be named.
                out |= set() if policy.home else {"stated", "chosen"}
            case "$portable_model_protocols":
                out |= policy.portable_model_protocols
            case "$allowed_model_licences":
                out |= policy.allowed_model_licences
            case _:
                out.add(member)
    return frozenset(out), ""


def _members(value: FieldValue) -> frozenset[Scalar]:
    if isinstance(value, tuple):
        return frozenset(member for member in value if member != "unknown")
    return frozenset() if value is None else frozenset({value})


def _compare(comparison: str, value: FieldValue, operands: frozenset[Scalar]) -> Truth:
    """The comparison of a known value; None if an unknown member of a set could decide it."""
    members = _members(value)
    open_ended = isinstance(value, tuple) and "unknown" in value
    match comparison:
        case "is" | "in" | "intersects" | "contains":
            return True if members & operands else (None if open_ended else False)
        case "not" | "not_in":
            return False if members & operands else (None if open_ended else True)
        case "subset_of":
            return False if members - operands else (None if open_ended else True)
        case "at_most":
            return isinstance(value, int) and all(value <= int(limit) for limit in operands)
        case "at_least":
            return isinstance(value, int) and all(value >= int(limit) for limit in operands)
        case "before" | "after":
            return _compare_dates(comparison, str(value), operands)
        case _:
            raise ConditionError("", f"unknown comparison {comparison!r}")


def _compare_dates(comparison: str, value: str, operands: frozenset[Scalar]) -> Truth:
    day = _date(value)
    limits = [_date(str(operand)) for operand in operands]
    if day is None or None in limits:
        return None
    known = [limit for limit in limits if limit is not None]
    return all(day < limit if comparison == "before" else day > limit for limit in known)


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
