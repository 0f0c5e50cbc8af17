"""Every recording comes to what its `expected.json` says, is recognised by its content, and can be named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sovassess.egress.registry import FORMATS
from tests.egress.cases import HERE, case_folders, file_of, recorded

CASES = case_folders()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.relative_to(HERE).as_posix())
def test_a_recording_comes_to_what_it_expects(case: Path) -> None:
    assert recorded(case) == json.loads((case / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.relative_to(HERE).as_posix())
def test_the_format_that_is_detected_is_the_one_that_is_named(case: Path) -> None:
    """A wrong file named as a format is an error too; a right one reads the same either way."""
    assert recorded(case, case.parent.name) == recorded(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.relative_to(HERE).as_posix())
def test_every_case_says_how_its_file_was_made(case: Path) -> None:
    assert (case / "made.txt").read_text("utf-8").strip(), file_of(case)


@pytest.mark.parametrize("identifier", sorted(entry.id for entry in FORMATS))
def test_every_format_has_a_case_that_finds_destinations(identifier: str) -> None:
    expected = [json.loads(path.read_text("utf-8")) for path in (HERE / identifier).glob("*/expected.json")]
    assert any(entry.get("destinations") for entry in expected), f"add tests/egress/{identifier}/<case>/input"


@pytest.mark.parametrize("version", ["version-7", "version-8"])
def test_suricata_and_the_reader_of_packets_agree_on_the_same_packets(version: str) -> None:
    """Suricata read the capture of the case `capture/tcpdump`; two programs, one account of what left."""
    told = recorded(HERE / "suricata-eve" / version)["destinations"]
    read = recorded(HERE / "capture" / "tcpdump")["destinations"]

    def bare(entries: list[dict[str, object]]) -> list[dict[str, object]]:
        return [{key: value for key, value in entry.items() if key not in ("line",)} for entry in entries]

    assert bare(told) == bare(read)
