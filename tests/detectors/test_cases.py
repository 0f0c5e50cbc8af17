"""Every case folder yields what its `expected.json` says, and every detector has cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.detectors.cases import HERE, case_folders, detectors, observed

DETECTORS = detectors()


@pytest.mark.parametrize("case", case_folders(), ids=lambda case: case.relative_to(HERE).as_posix())
def test_a_case_yields_what_it_expects(case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    assert observed(case, DETECTORS[case.parent.name]) == expected


@pytest.mark.parametrize("identifier", sorted(DETECTORS))
def test_every_detector_has_a_case_that_hits(identifier: str) -> None:
    expected = [json.loads(path.read_text("utf-8")) for path in (HERE / identifier).glob("*/expected.json")]
    assert any(expected), f"add tests/detectors/{identifier}/<case>/input and regenerate"


def test_no_placeholder_of_a_template_leaks_into_what_is_yielded() -> None:
    for case in case_folders():
        text = (case / "expected.json").read_text("utf-8")
        assert not any("\uf500" <= char <= "\uf6d5" for char in text), case


def test_every_case_has_files_and_a_detector() -> None:
    for case in case_folders():
        assert case.parent.name in DETECTORS, case
        assert any(path.is_file() for path in (case / "input").rglob("*")), case


def test_ids_are_the_module_names_in_kebab_case() -> None:
    assert all(identifier == identifier.lower() and "_" not in identifier for identifier in DETECTORS)
