"""Levels, ceilings, attestations and contradictions over a rubric small enough to follow by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from sovassess.graph.conditions import AttestationInput, Policy
from sovassess.model.enums import Basis, CoverageLevel, EvidenceKind, Outcome
from sovassess.model.items import Item
from sovassess.rubric import operations
from sovassess.rubric.evaluate import Judgement, evaluate
from sovassess.rubric.evidence import Answer, Question
from sovassess.rubric.load import parse_rubric
from sovassess.rubric.model import Rubric
from tests.unit.rubric.fake import TODAY, FakeEvidence, item, signed


def rubric(*cells: str, applies: str = "", extra: str = "") -> Rubric:
    """One dimension whose levels each forbid the hosted dependencies of a role; extra text may follow the last."""
    head = "schema: sovassess.rubric/1\nid: r\ntitle: R\nversion: '1'\norigin: own\nlevels:\n"
    head += "".join(f"  - {{level: {n}, name: L{n}, meaning: m}}\n" for n in range(len(cells) + 1))
    head += (
        f"dimensions:\n  - id: d\n    prefix: D\n    name: D\n    question: q\n    covers: c\n{applies}    levels:\n"
    )
    for number, role in enumerate(cells, start=1):
        head += (
            f"      - level: {number}\n        statement: s{number}\n        criteria:\n"
            f"          - id: D-{number}\n            title: t\n            evidence: [code]\n"
            f"            attestation: key.{number}\n            satisfied_by: s\n            remediation: r\n"
            "            check: {op: none, things: [hosted one, hosted ones], "
            f"select: {{kind: dependency, role: {role}, operated_by: {{not: self}}}}}}\n"
        )
    return parse_rubric((head + extra).encode(), shown="r.yaml").rubric


def tie(role: str, operated_by: str | None = "vendor") -> Item:
    return item("dependency", role, role=role, operated_by=operated_by)


def judge(evidence: FakeEvidence, *attestations: AttestationInput, of: Rubric | None = None) -> Judgement:
    return evaluate(of or rubric("ci", "cdn", "dns"), evidence, Policy(today=TODAY, attestations=tuple(attestations)))


def bounds(found: Judgement) -> tuple[int, int]:
    return found.overall.level, found.overall.ceiling


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ([], (3, 3)),
        ([tie("ci")], (0, 0)),
        ([tie("dns")], (2, 2)),
        ([tie("cdn", None)], (1, 3)),
        ([tie("cdn", None), tie("dns")], (1, 2)),
        ([tie("ci", None), tie("cdn")], (0, 1)),
    ],
)
def test_a_level_needs_all_below_it_and_the_ceiling_counts_unknown_as_pass(
    ties: list[Item], expected: tuple[int, int]
) -> None:
    assert bounds(judge(FakeEvidence(ties))) == expected


def test_what_blocks_the_next_level_is_named_and_so_is_the_level() -> None:
    found = judge(FakeEvidence([tie("cdn"), tie("dns", None)]))
    (dimension,) = found.dimensions
    assert [step.criterion for step in dimension.next] == ["D-2"]
    assert [rung.outcome for rung in dimension.ladder] == [Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN]
    assert dimension.reason == "Level 2 waits for D-2 (fail)"
    assert found.overall.name == "L1"
    assert found.overall.limited_by == ("d",)


def test_an_attestation_answers_what_is_unknown_and_says_so() -> None:
    found = judge(FakeEvidence([tie("cdn", None)]), signed("key.2"))
    assert bounds(found) == (3, 3)
    criterion = found.criteria[1]
    assert (criterion.outcome, criterion.basis) == (Outcome.PASS, Basis.ATTESTED)
    assert criterion.evidence == ("attestation:key.2:pass",)
    assert criterion.reason.startswith("Attested as pass by head of platform on 2026-10-01, valid until 2027-10-01")
    assert [entry.id for entry in found.evidence] == ["attestation:key.2:pass"]
    assert [record.state for record in found.attestations] == ["valid"]


def test_an_attested_failure_is_a_failure() -> None:
    assert bounds(judge(FakeEvidence([tie("cdn", None)]), signed("key.2", "fail"))) == (1, 1)


def test_an_attestation_never_overrules_evidence_and_the_contradiction_is_reported() -> None:
    found = judge(FakeEvidence([tie("cdn")]), signed("key.2"))
    assert bounds(found) == (1, 1)
    (contradiction,) = found.contradictions
    assert contradiction.subject == "D-2"
    assert contradiction.evidence == ("e-cdn",)
    assert [record.state for record in found.attestations] == ["contradicted"]
    against_pass = judge(FakeEvidence(), signed("key.2", "fail"))
    assert bounds(against_pass) == (3, 3)
    assert len(against_pass.contradictions) == 1


@pytest.mark.parametrize(
    ("attestation", "state"),
    [
        (signed("key.2", expires=TODAY - dt.timedelta(days=1)), "expired"),
        (signed("key.2", signed=TODAY + dt.timedelta(days=1)), "unused"),
        (signed("key.9"), "unused"),
    ],
)
def test_an_attestation_that_is_not_in_force_changes_nothing(attestation: AttestationInput, state: str) -> None:
    found = judge(FakeEvidence([tie("cdn", None)]), attestation)
    assert bounds(found) == (1, 3)
    assert [record.state for record in found.attestations] == [state]


def test_an_attestation_holds_on_its_last_day_and_without_an_end() -> None:
    for expires in (TODAY, None):
        assert bounds(judge(FakeEvidence([tie("cdn", None)]), signed("key.2", expires=expires))) == (3, 3)


def test_of_two_people_who_disagree_the_one_who_says_no_counts() -> None:
    found = judge(FakeEvidence([tie("cdn", None)]), signed("key.2"), signed("key.2", "fail"))
    assert bounds(found) == (1, 1)
    assert len(found.contradictions) == 1


def test_a_criterion_that_raised_is_unknown_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(check: object, ask: Question) -> Answer:
        raise KeyError("lost")

    monkeypatch.setitem(operations.OPERATIONS, "none", broken)
    found = judge(FakeEvidence())
    assert bounds(found) == (0, 3)
    assert found.criteria[0].reason == "D-1 could not be evaluated, please report it: KeyError: 'lost'"


def test_the_basis_tells_files_from_recordings() -> None:
    seen = item("dependency", "seen", role="ci", operated_by="vendor")
    assert judge(FakeEvidence([seen])).criteria[0].basis is Basis.EGRESS
    assert judge(FakeEvidence([seen, tie("ci")])).criteria[0].basis is Basis.MIXED
    assert judge(FakeEvidence()).criteria[0].basis is Basis.OBSERVED
    assert judge(FakeEvidence([tie("ci", None)])).criteria[0].basis is Basis.NONE


def test_a_dimension_without_its_subject_is_left_out_and_never_counted() -> None:
    ai = rubric("ci", applies="    applies_when: ai\n")
    found = judge(FakeEvidence([tie("ci")], applicable=False), of=ai)
    assert (found.dimensions[0].applicable, found.dimensions[0].level, found.dimensions[0].ceiling) == (False, 0, 0)
    assert found.dimensions[0].reason == "Does not apply: no model is called or served as shipped"
    assert {criterion.outcome for criterion in found.criteria} == {Outcome.NOT_APPLICABLE}
    unsure = judge(FakeEvidence([tie("ci")], applicable=None), of=ai)
    assert (unsure.dimensions[0].level, unsure.dimensions[0].ceiling) == (0, 1)


EXCUSE = """\
            not_applicable_when:
              op: none
              select: {kind: dependency, role: email-sms, operated_by: {not: self}}
"""


def test_an_excuse_makes_a_criterion_not_applicable_and_an_open_one_softens_a_failure() -> None:
    excused = rubric("ci", extra=EXCUSE)
    assert judge(FakeEvidence([tie("ci")]), of=excused).criteria[0].outcome is Outcome.NOT_APPLICABLE
    both = FakeEvidence([tie("ci"), tie("email-sms")])
    assert judge(both, of=excused).criteria[0].outcome is Outcome.FAIL
    open_ = FakeEvidence([tie("ci"), tie("email-sms", None)])
    assert judge(open_, of=excused).criteria[0].outcome is Outcome.UNKNOWN


def test_a_level_whose_criteria_do_not_apply_is_reached_and_one_that_asks_nothing_is_not() -> None:
    assert bounds(judge(FakeEvidence([tie("ci")]), of=rubric("ci", extra=EXCUSE))) == (1, 1)
    silent = rubric("ci", "cdn").model_copy(deep=True)
    dimension = silent.dimensions[0]
    cut = silent.model_copy(update={"dimensions": (dimension.model_copy(update={"levels": dimension.levels[:1]}),)})
    assert bounds(judge(FakeEvidence(), of=cut)) == (1, 2)


def test_partial_reading_leaves_a_pass_open() -> None:
    assert bounds(judge(FakeEvidence(coverage={EvidenceKind.CODE: CoverageLevel.PARTIAL}))) == (0, 3)
