"""The commands about rubrics."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

rubric_app = typer.Typer(help="List, show and check rubrics.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the group of commands to the program."""
    app.add_typer(rubric_app, name="rubric")


@rubric_app.command("list")
def rubric_list() -> None:
    """List the rubrics that come with sovassess."""
    from sovassess.cli import rubric as command

    raise typer.Exit(command.list_rubrics())


@rubric_app.command("show")
def rubric_show(
    name: Annotated[str, typer.Argument(metavar="ID|FILE")] = "ai-sovereignty",
    shape: Annotated[
        str,
        typer.Option(
            "-f",
            "--format",
            metavar="NAME",
            help="table, list, or a questionnaire to be printed.",
            envvar="SOVASSESS_RUBRIC_SHOW_FORMAT",
        ),
    ] = "table",
) -> None:
    """Show a rubric: dimensions, levels and criteria."""
    from sovassess.cli import rubric as command

    raise typer.Exit(command.show(name, shape))


@rubric_app.command("check")
def rubric_check(file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Check a rubric file: words, ids, empty cells, criteria that can never pass. Exit 2 if it cannot be used."""
    from sovassess.cli import rubric as command

    raise typer.Exit(command.check(file))
