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
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "-f",
            "--format",
            metavar="NAME[=FILE]",
            help=f"{', '.join(NAMES)}; repeatable; to standard output without FILE.",
            envvar="SOVASSESS_FORMAT",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Where the one --format without FILE goes; - is standard output.",
            envvar="SOVASSESS_OUTPUT",
        ),
    ] = None,
    color: Color = "auto",
) -> None:
    """Render a saved assessment again, without scanning."""
    from sovassess.cli import report as command

    raise typer.Exit(command.report(assessment, tuple(formats or ()), output, color))
