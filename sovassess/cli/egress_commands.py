"""`sovassess egress …` as typer sees it; what it does is in `cli.egress`, loaded when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

egress_app = typer.Typer(name="egress", help="What leaves, and the policy that lets out no more.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(egress_app, name="egress")


@egress_app.command("policy")
def policy(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="A folder or an assessment.json.")] = Path(),
    form: Annotated[
        str,
        typer.Option(
            "-f",
            "--format",
            metavar="NAME",
            help="network-policy, cilium, squid or nftables.",
            # Not scan's variable: what it names is no format of a policy.
            envvar="SOVASSESS_EGRESS_POLICY_FORMAT",
        ),
    ] = "network-policy",
    egress: Annotated[
        list[str] | None,
        typer.Option(
            "--egress",
            metavar="FILE",
            help="Recorded egress, which tells addresses and ports; as for scan.",
            envvar="SOVASSESS_EGRESS",
        ),
    ] = None,
    output: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="- is standard output.")] = "-",
) -> None:
    """Write the least policy that the evidence supports, from what is declared and needed to run.

    What gets no rule stands in the first lines with the reason: only seen, optional, or without a known address.
    """
    from sovassess.cli import egress as command

    raise typer.Exit(command.policy(path, form, tuple(egress or ()), output))


@egress_app.command("formats")
def formats() -> None:
    """List the formats of recordings that are read, with the names by which each can be given."""
    from sovassess.cli import egress as command

    raise typer.Exit(command.formats())
