"""The questions that are asked of the graph as typer sees them; what they do is in `cli.questions`, loaded then."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(simulate)
    app.command()(who)
    app.command()(graph)


def simulate(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="What to rehearse on.")] = Path(),
    scenario: Annotated[str | None, typer.Option("--scenario", metavar="ID|FILE", help="One scenario.")] = None,
    without: Annotated[list[str] | None, typer.Option("--without", metavar="PARTY", help="Lose a party.")] = None,
    jurisdiction: Annotated[list[str] | None, typer.Option("--jurisdiction", metavar="CC", help="Lose a law.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Lose every outside link.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the scenarios and stop.")] = False,
) -> None:
    """Rehearse a switch-off: what stops now, at the next restart and at the next patch."""
    from sovassess.cli import questions as command

    if list_:
        raise typer.Exit(command.list_scenarios())
    raise typer.Exit(command.simulate(path, scenario, tuple(without or ()), tuple(jurisdiction or ()), offline=offline))


def who(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="A folder or an assessment.json.")] = Path(),
) -> None:
    """Who can switch you off: minimal sets of parties and jurisdictions, the single ones first."""
    from sovassess.cli import questions as command

    raise typer.Exit(command.who(path))


def graph(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="A folder or an assessment.json.")] = Path(),
    format_: Annotated[
        str, typer.Option("-f", "--format", metavar="NAME", help="json, mermaid, dot, graphml.")
    ] = "json",
) -> None:
    """Print the dependency graph for other tools."""
    from sovassess.cli import questions as command

    raise typer.Exit(command.graph(path, format_))
