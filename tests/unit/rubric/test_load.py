"""Rubric files: what is shipped is valid, and what is wrong is refused with file and line."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from sovassess.errors import InputFileError
from sovassess.rubric.load import available, check, load_rubric, parse_rubric, rubrics_folder

SMALL = """\
schema: sovassess.rubric/1
id: small
title: Small
version: "1"
origin: own
levels:
  - {level: 0, name: None yet, meaning: nothing}
  - {level: 1, name: One, meaning: one}
dimensions:
  - id: data
    prefix: D
    name: Data
    question: Where?
    covers: stores
    levels:
      - level: 1
        statement: known
        criteria:
          - id: D-1.1
            title: No hosted stores
            evidence: [iac]
            check:
              op: none
              select: {kind: dependency, role: data-store,
                       operated_by: {not: self}}
            satisfied_by: none
            remediation: move
            attestation: data.own
          - id: D-1.2
            title: Placed
            evidence: [iac]
            check:
              op: all
              select: {kind: dependency}
              where:
                - operated_by: self
                - location: DE
            satisfied_by: all
            remediation: place
            attestation: data.places
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("operated_by: {not: self}}", "operatedby: {not: self}}", 25, "did you mean 'operated_by'?"),
        ("role: data-store", "role: datastore", 24, "did you mean 'data-store'?"),
        ("{kind: dependency, role", "{kind: dependencies, role", 24, "did you mean 'dependency'?"),
        ("- location: DE", "- locations: DE", 37, "did you mean 'location'?"),
        ("op: none", "op: nones", 22, "unknown operation 'nones'; did you mean 'none'?"),
        ("id: D-1.2", "id: D-1.1", 29, "'D-1.1' occurs twice"),
        ("      - level: 1", "      - level: 7", 16, "level 7 is out of range"),
        ("evidence: [iac]", "evidence: [iacs]", 21, "iac"),
        ("evidence: [iac]", "evidence: []", 19, "names no evidence kind"),
        ("remediation: move", "remediation: move\n            remediations: move", 28, "did you mean 'remediation'?"),
        ("{level: 1, name: One", "{level: 2, name: One", 6, "numbered 0 to 1"),
        ("    prefix: D\n", "", 10, "'dimensions.0.prefix' is missing"),
        ("title: Small", "title: [", 5, "not valid YAML"),
        # The one way to write a cycle: criteria name no criteria, and a name that stands for itself is refused.
        (
            "levels:\n      - level: 1",
            "levels: &again\n      - *again\n      - level: 1",
            16,
            "aliases are not supported",
        ),
    ],
)
def test_a_wrong_rubric_is_refused_with_file_and_line(old: str, new: str, line: int, problem: str) -> None:
    assert old in SMALL
    with pytest.raises(InputFileError) as caught:
        parse_rubric(SMALL.replace(old, new, 1).encode(), shown="my.yaml")
    assert caught.value.path == "my.yaml"
    assert problem in str(caught.value)
    assert caught.value.line == line


def test_a_right_rubric_is_read_with_its_digest() -> None:
    loaded = parse_rubric(SMALL.encode(), shown="my.yaml")
    assert loaded.digest == sha256(SMALL.encode()).hexdigest()
    assert [level.name for level in loaded.info.levels] == ["None yet", "One"]


def test_the_author_is_told_of_empty_cells_and_of_what_nobody_can_answer() -> None:
    text = SMALL.replace(
        "  - {level: 1, name: One, meaning: one}\n",
        "  - {level: 1, name: One, meaning: one}\n  - {level: 2, name: Two, meaning: two}\n",
    ).replace("            attestation: data.own\n", "")
    found = [(finding.line, finding.text) for finding in check(text.encode(), shown="my.yaml")]
    assert found == [
        (11, "data asks nothing at level 2, so it is never proven"),
        (20, "D-1.1 names no attestation key, so nobody can answer it"),
    ]


def test_the_shipped_rubrics_are_found_and_have_no_empty_cell() -> None:
    assert "ai-sovereignty" in available()
    for name in available():
        assert check((rubrics_folder() / f"{name}.yaml").read_bytes(), shown=name) == ()


def test_a_rubric_is_found_by_id_and_by_file(tmp_path: Path) -> None:
    assert load_rubric().rubric.id == "ai-sovereignty"
    mine = tmp_path / "mine.yaml"
    mine.write_text(SMALL)
    assert load_rubric(str(mine)).rubric.id == "small"
    with pytest.raises(InputFileError, match="did you mean 'ai-sovereignty'"):
        load_rubric("ai-sovereignity")
    with pytest.raises(InputFileError, match="cannot be read"):
        load_rubric(str(tmp_path / "none.yaml"))
