"""The program and the list of its commands, each of which registers itself from a module of its own.

Everything heavy is imported inside a command, so that `--help` stays instant. A new command is a module with `register`
and a line in `_COMMANDS`, in the order in which `--help` shows them.
"""

from __future__ import annotations

from typing import Annotated

import typer

from sovassess import __version__
from sovassess.cli import (
    catalog_commands,
    config_command,
    diff_command,
    egress_commands,
    explain_command,
    gate_command,
    init_command,
    question_commands,
    report_command,
    rubric_commands,
    scan_command,
    schema_command,
    verify_command,
)

PREFIX = "SOVASSESS"
_COMMANDS = (
    scan_command,
    gate_command,
    report_command,
    diff_command,
    verify_command,
    question_commands,
    explain_command,
    init_command,
    egress_commands,
    rubric_commands,
    catalog_commands,
    config_command,
    schema_command,
)

app = typer.Typer(
    name="sovassess",
    help="Who, outside your organisation, can switch off what you run? Answers from evidence.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    # An option that names no variable of its own has SOVASSESS_COMMAND_OPTION.
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": PREFIX},
)
for _module in _COMMANDS:
    _module.register(app)


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", allow_from_autoenv=False)
    ] = False,
) -> None:
    """Who, outside your organisation, can switch off what you run? Answers from evidence."""
    if version:
        print(f"sovassess {__version__}")
        raise typer.Exit
