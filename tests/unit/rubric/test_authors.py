"""What an author of a rubric is told: a mistake with its line and the nearest word, and what can never pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from sovassess.cli import rubric as command
from sovassess.errors import InputFileError
from sovassess.rubric.load import available, check, rubrics_folder

RUBRIC = """\
schema: sovassess.rubric/1
id: mine
title: Mine
version: "1"
origin: made for this test
levels:
  - {level: 0, name: none, meaning: none}
  - {level: 1, name: some, meaning: some}
dimensions:
  - id: one
    prefix: ONE
    name: One
    question: "?"
    covers: "-"
    levels:
      - level: 1
        statement: Something.
        criteria:
          - id: ONE-1.1
            title: Stores are your own
            evidence: [iac]
            check:
              op: all
              select: {kind: dependency, role: data-store, operated_by: vendor}
              where: {country: FR}
            satisfied_by: yes
            remediation: do
            attestation: one.stores
"""


def told(text: str, tmp_path: Path) -> str:
    file = tmp_path / "mine.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputFileError) as caught:
        command.check(file)
    return str(caught.value).removeprefix(f"{file}:")


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("operated_by: vendor", "operated_bye: vendor", 24, "did you mean 'operated_by'?"),
        ("role: data-store", "role: data-stor", 24, "did you mean 'data-store'?"),
        ("kind: dependency", "kind: dependancy", 24, "did you mean 'dependency'?"),
        ("op: all", "op: al", 22, "unknown operation 'al'"),
        ("remediation: do", "remediaton: do", 27, "did you mean 'remediation'?"),
        ("      - level: 1\n", "      - level: 7\n", 16, "level 7 is out of range, 1 to 1 are known"),
        ("evidence: [iac]", "evidence: [terraform]", 21, "evidence"),
        ("where: {country: FR}", "where: {country: &a [*a]}", 25, "aliases are not supported"),
        ("where: {country: FR}", "where: {country: $hom}", 25, "unknown reference '$hom'"),
    ],
)
def test_a_mistake_is_refused_with_its_line(old: str, new: str, line: int, problem: str, tmp_path: Path) -> None:
    assert old in RUBRIC
    message = told(RUBRIC.replace(old, new), tmp_path)
    assert message.startswith(f"{line}: "), message
    assert problem in message


def test_the_same_id_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    again = RUBRIC + RUBRIC[RUBRIC.index("          - id: ONE-1.1") :]
    assert told(again, tmp_path).startswith("29: the criterion 'ONE-1.1' occurs twice")


@pytest.mark.parametrize(
    ("check_", "problem"),
    [
        ("{op: survives, scenario: export-control-directiv, functions: [serve]}", "did you mean 'export-control-dir"),
        ("{op: survives, scenario: export-control-directive, functions: [serv]}", "did you mean 'serve'?"),
        ("{op: survives_each, scenarios: vendor-exist(*), functions: [serve]}", "did you mean 'vendor-exit'?"),
    ],
)
def test_a_rehearsal_of_something_that_does_not_exist_is_refused(check_: str, problem: str, tmp_path: Path) -> None:
    start, end = RUBRIC.index("            check:\n"), RUBRIC.index("            satisfied_by")
    message = told(f"{RUBRIC[:start]}            check: {check_}\n{RUBRIC[end:]}", tmp_path)
    assert message.startswith("22: "), message
    assert problem in message


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("where: {country: FR}", "where: {operated_by: self}", "can never meet the condition on 'operated_by'"),
        (
            "where: {country: FR}",
            "where: {country: FR}\n              unless: {operated_by: [vendor, self]}",
            "`unless` spares all of it",
        ),
        ("operated_by: vendor}", "operated_by: {in: [vendor], not: vendor}}", "no 'operated_by' is left"),
        ("operated_by: vendor}", "core: true}\n              unless: {core: true}", "`unless` spares all of it"),
    ],
)
def test_a_criterion_that_can_never_pass_is_named_with_its_line(old: str, new: str, reason: str) -> None:
    findings = check(RUBRIC.replace(old, new).encode(), shown="mine.yaml")
    assert [(finding.line, reason in finding.text) for finding in findings] == [(22, True)]


def test_a_condition_that_can_be_met_is_not_complained_of() -> None:
    assert check(RUBRIC.encode(), shown="mine.yaml") == ()
    assert check(RUBRIC.replace("{country: FR}", "[{operated_by: self}, {core: true}]").encode(), shown="m") == ()


def test_an_empty_cell_and_a_question_that_nobody_can_answer_are_named() -> None:
    text = RUBRIC.replace(
        "  - {level: 1, name: some, meaning: some}",
        "  - {level: 1, name: some, meaning: some}\n  - {level: 2, name: more, meaning: more}",
    )
    findings = check(text.replace("            attestation: one.stores\n", "").encode(), shown="mine.yaml")
    assert [finding.line for finding in findings] == [11, 20]
    assert "asks nothing at level 2" in findings[0].text
    assert "nobody can answer it" in findings[1].text


@pytest.mark.parametrize("name", available())
def test_a_shipped_rubric_gives_no_cause_for_complaint(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = rubrics_folder() / f"{name}.yaml"
    assert command.check(path) == 0
    assert capsys.readouterr().out == f"{path}: nothing to complain of\n"
