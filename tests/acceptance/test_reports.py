"""The committed reports are what the program makes of the examples today, byte for byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "reports"
# The day on which `make report` judges; the Makefile is the one place that says it.
DAY = next(
    line.partition(":=")[2].strip()
    for line in (ROOT / "Makefile").read_text("utf-8").splitlines()
    if line.startswith("REPORT_DAY :=")
)
# The formats that are read as a difference, by their suffixes; the others are held against their schemas.
WRITTEN = {"html": "html", "json": "json", "markdown": "md"}
ESTATES = sorted(path.name for path in (ROOT / "examples").glob("*/") if path.is_dir())


@pytest.mark.parametrize("estate", ESTATES)
def test_a_committed_report_is_up_to_date(estate: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / estate, tmp_path / estate)
    targets = [f"--format={name}={tmp_path / f'{estate}.{suffix}'}" for name, suffix in WRITTEN.items()]
    subprocess.run(
        [sys.executable, "-m", "sovassess", "scan", estate, "--no-reports", "--quiet", *targets],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": DAY},
        check=True,
        timeout=120,
    )
    for name in WRITTEN.values():
        committed = REPORTS / f"{estate}.{name}"
        assert committed.exists(), "run `make report`"
        same = committed.read_bytes() == (tmp_path / f"{estate}.{name}").read_bytes()
        assert same, f"{committed.name} is old: run `make report` and read the difference"


def test_every_committed_report_belongs_to_an_example() -> None:
    assert ESTATES
    # A plain scan of the checkout leaves its own report in the same folder.
    assert {path.stem for path in REPORTS.iterdir()} - {".gitignore", "assessment"} == set(ESTATES)
