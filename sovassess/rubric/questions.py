"""Which open questions matter: for each answer that a person could give, how many levels it would move.

Every answer is tried, alone, by judging again; nothing is estimated. It asks nobody and writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from sovassess.graph.conditions import AttestationInput, Policy
from sovassess.model.assessment import Dimension
from sovassess.model.enums import Outcome
from sovassess.rubric.evaluate import Judgement, evaluate
from sovassess.rubric.evidence import Evidence
from sovassess.rubric.model import Criterion, Rubric

HOME = "home"
# A country code that ISO 3166 leaves to users: nobody's home.
_NOWHERE = frozenset({"ZZ"})


class OpenQuestion(Struct, frozen=True, kw_only=True):
    """A question that no file answers. `up` is by how many levels, over all dimensions, a yes raises what is proven,
    `down` by how many a no lowers what is possible; `criteria` are those that the answer decides."""

    key: str
    criteria: tuple[Criterion, ...]
    up: int
    down: int

    @property
    def moves(self) -> int:
        """How many levels the answer could move."""
        return self.up + self.down


def open_questions(rubric: Rubric, evidence: Evidence, policy: Policy) -> tuple[OpenQuestion, ...]:
    """The questions that a person could answer, those that could move most first, then by key."""
    now = evaluate(rubric, evidence, policy)
    asked: dict[str, list[Criterion]] = defaultdict(list)
    outcomes = {entry.id: entry.outcome for entry in now.criteria}
    for _, _, criterion in rubric.criteria():
        if criterion.key is not None and outcomes[criterion.id] is Outcome.UNKNOWN:
            asked[criterion.key].append(criterion)
    out = [_question(rubric, evidence, policy, now, (key, criteria)) for key, criteria in asked.items()]
    if not policy.home:
        out += _home(rubric, evidence, policy, now)
    return tuple(sorted(out, key=lambda question: (-question.moves, -question.up, question.key)))


def _question(
    rubric: Rubric, evidence: Evidence, policy: Policy, now: Judgement, asked: tuple[str, list[Criterion]]
) -> OpenQuestion:
    key, criteria = asked
    yes = evaluate(rubric, evidence, _signed(policy, key, "pass"))
    no = evaluate(rubric, evidence, _signed(policy, key, "fail"))
    return OpenQuestion(
        key=key,
        criteria=tuple(sorted(criteria, key=lambda entry: entry.id)),
        up=_difference(now, yes, "level"),
        down=-_difference(now, no, "ceiling"),
    )


def _home(rubric: Rubric, evidence: Evidence, policy: Policy, now: Judgement) -> list[OpenQuestion]:
    """What declaring a home could move: every country in sight as home at best, none of them at worst."""
    seen: set[str] = set()
    for item in evidence.items("dependency"):
        for field in ("reach", "developer_reach", "jurisdictions"):
            value = item.fields.get(field)
            seen |= {entry for entry in value if len(entry) == 2} if isinstance(value, tuple) else set()
        location = item.fields.get("location")
        seen |= {location} if isinstance(location, str) and len(location) == 2 else set()
    best = evaluate(rubric, evidence, msgspec.structs.replace(policy, home=frozenset(seen) or _NOWHERE))
    worst = evaluate(rubric, evidence, msgspec.structs.replace(policy, home=_NOWHERE))
    before = {entry.id: entry.outcome for entry in now.criteria}
    moved = {entry.id for entry in (*best.criteria, *worst.criteria) if entry.outcome is not before[entry.id]}
    if not moved:
        return []
    criteria = tuple(criterion for _, _, criterion in rubric.criteria() if criterion.id in moved)
    up, down = _difference(now, best, "level"), -_difference(now, worst, "ceiling")
    return [OpenQuestion(key=HOME, criteria=criteria, up=max(0, up), down=max(0, down))]


def _signed(policy: Policy, key: str, outcome: str) -> Policy:
    answer = AttestationInput(
        key=key,
        outcome=outcome,
        by="whoever answers",
        signed=policy.today,
        expires=policy.today + dt.timedelta(days=1),
        evidence="",
    )
    return msgspec.structs.replace(policy, attestations=(*policy.attestations, answer))


def _difference(before: Judgement, after: Judgement, bound: str) -> int:
    old = _bounds(before, bound)
    return sum(value - old[name] for name, value in _bounds(after, bound).items())


def _bounds(judgement: Judgement, bound: str) -> Mapping[str, int]:
    return {entry.id: _bound(entry, bound) for entry in judgement.dimensions}


def _bound(dimension: Dimension, bound: str) -> int:
    return dimension.level if bound == "level" else dimension.ceiling
