"""`sovassess verify` as typer sees it; what it does is in `cli.verify`, loaded when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(verify)


def verify(
    assessment: Annotated[Path, typer.Argument(help="A saved assessment.json.")],
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="What was assessed; the current folder by default.")
    ] = None,
    egress: Annotated[
        list[Path] | None,
        typer.Option(
            "--egress", metavar="FILE", help="A recording, named as it was for the scan.", envvar="SOVASSESS_EGRESS"
        ),
    ] = None,
) -> None:
    """Check the digest of every file that is cited as evidence, and say what moved.

    Exit codes: 0 every file is as it was; 1 a file has changed or is missing; 2 wrong usage or input file.
    """
    from sovassess.cli import verify as command

    raise typer.Exit(command.verify(assessment, tuple(paths or (Path(),)), tuple(egress or ())))
