"""The commands under `sovassess catalog` as typer sees them; what they do is in `cli.catalog`, loaded when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

catalog_app = typer.Typer(
    help="List, show and look up what the catalog knows.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    """Add the group of commands to the program."""
    app.add_typer(catalog_app, name="catalog")


@catalog_app.command("list")
def catalog_list(
    what: Annotated[str, typer.Argument(metavar="parties|services|products|models|bases")] = "parties",
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="Only this role.")] = None,
    country: Annotated[
        str | None,
        typer.Option("--country", metavar="CC", help="Only what this country can compel."),
    ] = None,
) -> None:
    """List what the catalog knows: parties, services, self-run software, models or operating-system bases."""
    from sovassess.cli import catalog as command

    raise typer.Exit(command.list_entries(what, role=role, country=country))


@catalog_app.command("show")
def catalog_show(
    name: Annotated[str, typer.Argument(metavar="ID", help="Of a party, service, software, model family or base.")],
) -> None:
    """Show an entry in full: owners since when, hosts, exit routes, habits with their off switches, sources."""
    from sovassess.cli import catalog as command

    raise typer.Exit(command.show(name))


@catalog_app.command("lookup")
def catalog_lookup(
    what: Annotated[str, typer.Argument(metavar="NAME", help="As it stands in a file.")],
) -> None:
    """Say what the catalog makes of a name: host, URL, package URL, model id, image, variable, import, resource type.

    Exit codes: 0 something is known; 1 nothing is.
    """
    from sovassess.cli import catalog as command

    raise typer.Exit(command.lookup(what))


@catalog_app.command("check")
def catalog_check(
    own: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FOLDER|FILE]...", help="Own catalogs, or settings with entries of their own."),
    ] = None,
    coverage: Annotated[
        Path | None,
        typer.Option("--coverage", metavar="FOLDER", help="Measure against the lists of names in this folder."),
    ] = None,
) -> None:
    """Check every entry of the catalog: nothing claimed twice, every reference there, every claim with its source.

    Exit codes: 0 all right; 1 an entry is wrong or a list's target is missed; 2 a folder or list cannot be read.
    """
    from sovassess.cli import catalog as command

    raise typer.Exit(command.check(tuple(own or ()), coverage))
