"""`sovassess rubric`: list, show and check rubrics."""

from __future__ import annotations

from pathlib import Path

from sovassess.errors import SovassessError
from sovassess.rubric import load


def list_rubrics() -> int:
    """Print id and title of each rubric."""
    for name in load.available():
        rubric = load.load_rubric(name).rubric
        print(f"{rubric.id:24} {rubric.version:10} {rubric.title}")
    return 0


def show(name: str) -> int:
    """Print dimensions, levels and criteria."""
    rubric = load.load_rubric(name).rubric
    print(f"{rubric.title} ({rubric.id} {rubric.version})\n")
    for level in rubric.levels:
        print(f"  {level.level} {level.name}: {level.meaning}")
    for dimension in rubric.dimensions:
        print(f"\n{dimension.name} ({dimension.id})\n  {dimension.question}")
        for rung in dimension.levels:
            print(f"  {rung.level}. {rung.statement}")
            for criterion in rung.criteria:
                print(f"     {criterion.id:8} {criterion.title}")
    return 0


def check(path: Path) -> int:
    """Print what is wrong or worth a look; 2 if the file cannot be used."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SovassessError(f"{path}: cannot be read: {error.strerror or error}") from error
    findings = load.check(data, shown=str(path))
    for finding in findings:
        print(finding)
    if not findings:
        print(f"{path}: nothing to complain of")
    return 0
