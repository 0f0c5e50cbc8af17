"""`sovassess report` as typer sees it; what it does is in `cli.report`, loaded when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sovassess.cli.options import Color, Formats, Output


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(report)


def report(
    assessment: Annotated[Path, typer.Argument(help="A saved assessment.json.")],
    formats: Formats = None,
    output: Output = None,
    color: Color = "auto",
) -> None:
    """Render a saved assessment again, without scanning."""
    from sovassess.cli import report as command

    raise typer.Exit(command.report(assessment, tuple(formats or ()), output, color))
