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
def catalog_list() -> None:
    """List the parties of the catalog with their country and number of services."""
    from sovassess.cli import catalog as command

    raise typer.Exit(command.list_parties())


@catalog_app.command("show")
def catalog_show(party: Annotated[str, typer.Argument(metavar="PARTY")]) -> None:
    """Show a party: owner, parents, services, sources."""
    from sovassess.cli import catalog as command

    raise typer.Exit(command.show(party))


@catalog_app.command("lookup")
def catalog_lookup(what: Annotated[str, typer.Argument(metavar="HOST|PURL|MODEL|IMAGE")]) -> None:
    """Say what the catalog makes of a host, a package URL, a model id or an image."""
    from sovassess.cli import catalog as command

    raise typer.Exit(command.lookup(what))


@catalog_app.command("check")
def catalog_check(
    own: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FOLDER]...", help="Own catalogs, laid over the one of the package."),
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
