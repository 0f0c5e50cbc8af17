"""The questions that are asked of the graph as typer sees them; each loads the module that answers it when called."""

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
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="A folder or an assessment.json.")] = Path(),
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="ID|FILE", help="One scenario; ID(VALUE) or ID(NAME=VALUE) for parameters."),
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="PARTY", help="Lose a party; repeatable.")
    ] = None,
    jurisdiction: Annotated[
        list[str] | None, typer.Option("--jurisdiction", metavar="CC", help="Lose what is under a law; repeatable.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Lose every outside link.")] = False,
    list_: Annotated[
        bool, typer.Option("--list", help="List the scenarios and stop.", envvar="SOVASSESS_SIMULATE_LIST")
    ] = False,
    format_: Annotated[
        str, typer.Option("-f", "--format", metavar="NAME", help="text or json.", envvar="SOVASSESS_SIMULATE_FORMAT")
    ] = "text",
) -> None:
    """Rehearse a switch-off: what stops now, at the next restart, after a day, a month, a quarter, and why."""
    from sovassess.cli import simulate as command

    if list_:
        raise typer.Exit(command.list_scenarios())
    asked = command.Asked(
        scenario=scenario, without=tuple(without or ()), laws=tuple(jurisdiction or ()), offline=offline
    )
    raise typer.Exit(command.simulate(path, asked, format_))


def who(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="A folder or an assessment.json.")] = Path(),
    every: Annotated[bool, typer.Option("--all", help="Every piece of evidence.", envvar="SOVASSESS_WHO_ALL")] = False,
    format_: Annotated[
        str, typer.Option("-f", "--format", metavar="NAME", help="text or json.", envvar="SOVASSESS_WHO_FORMAT")
    ] = "text",
) -> None:
    """Who can switch you off: minimal sets of parties and jurisdictions, the single ones first, and what to do."""
    from sovassess.cli import who as command

    raise typer.Exit(command.who(path, format_, every=every))


def graph(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="A folder or an assessment.json.")] = Path(),
    format_: Annotated[
        str,
        typer.Option(
            "-f",
            "--format",
            metavar="NAME",
            help="svg, mermaid, dot, graphml or json.",
            envvar="SOVASSESS_GRAPH_FORMAT",
        ),
    ] = "json",
    output: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="- is standard output.")] = "-",
) -> None:
    """Write the dependency graph as a picture or for other tools."""
    from sovassess.cli import graph as command

    raise typer.Exit(command.graph(path, format_, output))
