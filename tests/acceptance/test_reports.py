"""The committed reports are what the program makes of the examples today, byte for byte, in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from sovassess.renderers import NAMES
from tests.acceptance.example_reports import ESTATES, REPORTS, made


@pytest.mark.parametrize("estate", ESTATES)
def test_a_committed_report_is_up_to_date(estate: str, tmp_path: Path) -> None:
    for name, data in made(estate, tmp_path).items():
        committed = REPORTS / name
        assert committed.exists(), "run `make report`"
        if name.endswith(".sha256"):
            moved = set(data.decode().splitlines()) - set(committed.read_text("ascii").splitlines())
            other = sorted(line.split("  ")[1] for line in moved)
            assert other == [], f"{estate} has changed in these formats: run `make report` and look into build/reports"
        assert committed.read_bytes() == data, f"{name} is old: run `make report` and read the difference"


@pytest.mark.parametrize("estate", ESTATES)
def test_every_format_has_its_digest(estate: str) -> None:
    told = [line.split("  ")[1] for line in (REPORTS / f"{estate}.sha256").read_text("ascii").splitlines()]
    assert told == sorted(NAMES)


def test_every_committed_report_belongs_to_an_example() -> None:
    assert ESTATES
    # A plain scan of the checkout leaves its own report in the same folder.
    assert {path.stem for path in REPORTS.iterdir()} - {".gitignore", "assessment"} == set(ESTATES)
