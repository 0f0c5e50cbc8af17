"""`sovassess explain` as typer sees it; what it does is in `cli.explain`, loaded then."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(explain)


def explain(
    word: Annotated[
        str, typer.Argument(metavar="ID", help="A criterion, dimension, level, dependency, party, scenario.")
    ],
    path: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help="A folder or an assessment.json to explain it for.")
    ] = None,
    rubric: Annotated[
        str | None, typer.Option("--rubric", metavar="ID|FILE", help="Which rubric.", envvar="SOVASSESS_RUBRIC")
    ] = None,
) -> None:
    """What a criterion, dimension, level, dependency, party or scenario means; with PATH why it is as it is there,
    with the evidence, the remedy and what that would unlock."""
    from sovassess.cli import explain as command

    raise typer.Exit(command.explain(word, path, rubric))
