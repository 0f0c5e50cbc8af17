"""`sovassess report` as typer sees it; what it does is in `cli.report`, loaded when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sovassess.cli.options import Color
from sovassess.renderers import NAMES


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(report)


def report(
    assessment: Annotated[Path, typer.Argument(help="A saved assessment.json.")],
    format_: Annotated[
        str,
        typer.Option(
            "-f", "--format", metavar="NAME", help=f"{', '.join(NAMES)}; repeatable.", envvar="SOVASSESS_FORMAT"
        ),
    ] = "text",
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="- is standard output.", envvar="SOVASSESS_OUTPUT")
    ] = "-",
    color: Color = "auto",
) -> None:
    """Render a saved assessment again, without scanning."""
    from sovassess.cli import report as command

    raise typer.Exit(command.report(assessment, format_, output, color))
