"""`sovassess diff` as typer sees it; what it does is in `cli.diff`, loaded when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(diff)


def diff(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="OLD NEW | [PATH]", help="Two assessments or folders; with --git, one checkout."),
    ] = None,
    git: Annotated[
        str | None,
        typer.Option(
            "--git",
            metavar="BASE[..NEW]",
            help="Compare two commits, NEW is HEAD by default; the work tree is not touched.",
            envvar="SOVASSESS_DIFF_GIT",
        ),
    ] = None,
    format_: Annotated[
        str,
        typer.Option("-f", "--format", metavar="NAME", help="text, markdown, json.", envvar="SOVASSESS_DIFF_FORMAT"),
    ] = "text",
    output: Annotated[
        str,
        typer.Option("-o", "--output", metavar="FILE", help="- is standard output.", envvar="SOVASSESS_DIFF_OUTPUT"),
    ] = "-",
    fail_on_worse: Annotated[
        bool,
        typer.Option(
            "--fail-on-worse",
            help="Exit 1 if something is worse, as `gate --baseline` would.",
            envvar="SOVASSESS_DIFF_FAIL_ON_WORSE",
        ),
    ] = False,
) -> None:
    """Say what moved between two assessments, two folders or two commits, and why."""
    from sovassess.cli import diff as command

    raise typer.Exit(command.diff(tuple(paths or ()), git, format_, output, fail_on_worse=fail_on_worse))
