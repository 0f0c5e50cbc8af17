"""`sovassess schema`: the JSON Schema of each file that sovassess reads or writes."""

from __future__ import annotations

from typing import Annotated

import typer

NAMES = ("assessment", "baseline", "rubric", "scenario", "settings", "catalog", "catalog-models", "catalog-bases")


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(schema)


def schema(
    name: Annotated[str, typer.Argument(metavar="NAME", help=", ".join(NAMES))],
) -> None:
    """Print the JSON Schema of a file: for an editor that completes, or a program that checks."""
    from sovassess.cli import schema as command

    raise typer.Exit(command.schema(name, NAMES))
