"""`sovassess init` as typer sees it; what it does is in `cli.init`, loaded then."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(init)


def init(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="The folder to scan.")] = Path(),
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Where to write; PATH/sovassess.yaml by default, - to print."
        ),
    ] = None,
    rubric: Annotated[
        str | None, typer.Option("--rubric", metavar="ID|FILE", help="Whose questions.", envvar="SOVASSESS_RUBRIC")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Ask nothing, even on a terminal.", envvar="SOVASSESS_NO_INPUT")
    ] = False,
    ci: Annotated[
        str | None, typer.Option("--ci", metavar="github|gitlab|pre-commit", help="Print a pipeline or hook, and stop.")
    ] = None,
) -> None:
    """Write sovassess.yaml from a scan: the outside services found, and the open questions that matter most first.

    On a terminal it asks the questions; elsewhere it writes them as comments.
    """
    from sovassess.cli import init as command

    if ci is not None:
        raise typer.Exit(command.pipeline_for(ci))
    raise typer.Exit(command.init(path, output, rubric, force=force, ask=not no_input))
