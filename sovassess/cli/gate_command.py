"""`sovassess gate` as typer sees it; what it does is in `cli.gate`, loaded when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sovassess.cli.options import Baseline, CountUnknownAs, ExitZero, MinCoverage, Minima, MinLevel, NoAccepted, Strict


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(gate)


def gate(
    assessment: Annotated[Path, typer.Argument(help="A saved assessment.json.")],
    min_level: MinLevel = None,
    minima: Minima = None,
    count_unknown_as: CountUnknownAs = "fail",
    min_coverage: MinCoverage = None,
    strict: Strict = False,
    baseline: Baseline = None,
    no_accepted: NoAccepted = False,
    exit_zero: ExitZero = False,
) -> None:
    """Gate on a saved assessment: exit 0 if it meets what is asked, 1 if not, 3 if too little could be read."""
    from sovassess.cli import gate as command

    wanted = command.Wanted(
        min_level=min_level,
        minima=tuple(minima or ()),
        count_unknown_as=count_unknown_as,
        min_coverage=min_coverage,
        strict=strict,
        baseline=baseline,
        use_accepted=not no_accepted,
    )
    raise typer.Exit(command.gate(assessment, wanted, exit_zero=exit_zero))
