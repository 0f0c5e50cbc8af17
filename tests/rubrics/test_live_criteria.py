"""Every criterion of every rubric is alive: seen to pass, to fail, to be unknown and not to apply, from real files."""

from __future__ import annotations

import functools

import pytest

from sovassess.model.assessment import Assessment
from sovassess.model.enums import Origin, Outcome
from sovassess.rubric.load import available, load_rubric
from tests.loaded import loaded_once
from tests.rubrics.corpus import Case, matrix, read, run, structural, table

RUBRICS = available()
CASES = [(rubric, case) for rubric in RUBRICS for case in read(rubric).cases]


@functools.cache
def assessed(rubric: str, name: str) -> Assessment:
    case = next(entry for entry in read(rubric).cases if entry.case == name)
    with loaded_once():
        return run(case, rubric)


@pytest.mark.parametrize(("rubric", "case"), CASES, ids=[f"{rubric}:{case.case}" for rubric, case in CASES])
def test_a_case_has_the_outcomes_that_it_is_there_to_show(rubric: str, case: Case) -> None:
    found = {entry.id: entry for entry in assessed(rubric, case.case).criteria}
    wrong = {
        name: (expected.value, found[name].outcome.value, found[name].reason)
        for name, expected in case.expect.items()
        if found[name].outcome is not expected
    }
    assert not wrong


@pytest.mark.parametrize("rubric", RUBRICS)
def test_no_cell_of_the_matrix_is_empty_that_could_be_filled(rubric: str) -> None:
    print(table(rubric))  # noqa: T201 - the matrix, for whoever runs the test with -s
    empty = [
        (name, outcome.value) for name, cells in matrix(rubric).items() for outcome, shown in cells.items() if not shown
    ]
    assert not empty


@pytest.mark.parametrize(("rubric", "case"), CASES, ids=[f"{rubric}:{case.case}" for rubric, case in CASES])
def test_what_a_case_shows_rests_on_files_of_the_case_or_on_a_signature(rubric: str, case: Case) -> None:
    """A fail cites what fails. A pass cites what is well, or says which files were read and held nothing."""
    assessment = assessed(rubric, case.case)
    known = {record.id: record for record in assessment.evidence}
    for entry in assessment.criteria:
        if case.expect.get(entry.id) is Outcome.FAIL:
            assert entry.evidence, (entry.id, entry.reason)
        if case.expect.get(entry.id) is Outcome.PASS:
            assert entry.evidence or "which holds no" not in entry.reason, (entry.id, entry.reason)
        for cited in entry.evidence:
            assert known[cited].origin in (Origin.OBSERVED, Origin.EGRESS, Origin.ATTESTED)


@pytest.mark.parametrize("rubric", RUBRICS)
def test_a_reason_why_a_cell_cannot_be_filled_is_only_given_where_no_case_fills_it(rubric: str) -> None:
    corpus = read(rubric)
    shown = {(name, outcome) for case in corpus.cases for name, outcome in case.expect.items()}
    given = {**structural(load_rubric(rubric).rubric), **corpus.cannot}
    assert not shown & set(given)


@pytest.mark.parametrize("rubric", RUBRICS)
def test_cases_and_reasons_name_criteria_that_exist(rubric: str) -> None:
    known = {criterion.id for _, _, criterion in load_rubric(rubric).rubric.criteria()}
    corpus = read(rubric)
    named = {name for case in corpus.cases for name in case.expect} | {name for name, _ in corpus.cannot}
    assert named <= known
    assert len({case.case for case in corpus.cases}) == len(corpus.cases)
