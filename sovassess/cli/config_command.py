"""`sovassess config` as typer sees it; what it does is in `cli.config`, loaded then."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

config_app = typer.Typer(help="What settings apply, and where from.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the group of commands to the program."""
    app.add_typer(config_app, name="config")


@config_app.callback()
def config() -> None:
    """What settings apply, and where from."""


@config_app.command("show")
def config_show(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="Settings are looked for from here upward.")] = Path(),
    config: Annotated[
        Path | None, typer.Option("--config", help="Settings to show instead.", envvar="SOVASSESS_CONFIG")
    ] = None,
) -> None:
    """Print every setting and option with its value and where it came from: file and line, variable or default."""
    from sovassess.cli import config as command

    raise typer.Exit(command.show(path, config, context.find_root().command))
