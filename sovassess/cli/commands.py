"""The commands and their options. Everything heavy is imported inside a command, so that `--help` stays instant."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sovassess import __version__
from sovassess.cli.catalog_commands import catalog_app
from sovassess.cli.options import Color, CountUnknownAs, Jobs, MinCoverage, Minima, MinLevel, Strict
from sovassess.cli.rubric_commands import rubric_app

app = typer.Typer(
    name="sovassess",
    help="Who, outside your organisation, can switch off what you run? Answers from evidence.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(rubric_app, name="rubric")
app.add_typer(catalog_app, name="catalog")


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Who, outside your organisation, can switch off what you run? Answers from evidence."""
    if version:
        print(f"sovassess {__version__}")
        raise typer.Exit


@app.command()
def scan(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="What to assess.", envvar="SOVASSESS_PATHS")
    ] = None,
    egress: Annotated[
        list[str] | None,
        typer.Option(
            "--egress",
            metavar="FILE",
            help="Recorded egress, a list of hosts; `permitted=FILE` for an allow-list.",
            envvar="SOVASSESS_EGRESS",
        ),
    ] = None,
    rubric: Annotated[
        str | None, typer.Option("--rubric", metavar="ID|FILE", help="Which rubric judges.", envvar="SOVASSESS_RUBRIC")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", help="Settings; looked for upward from PATH by default.", envvar="SOVASSESS_CONFIG"),
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "-f",
            "--format",
            metavar="NAME[=FILE]",
            help="text, html or json; repeatable; to standard output without FILE.",
            envvar="SOVASSESS_FORMAT",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Where the one --format without FILE goes; - is standard output.",
            envvar="SOVASSESS_OUTPUT",
        ),
    ] = None,
    output_dir: Annotated[
        Path, typer.Option("--output-dir", help="Where the reports go.", envvar="SOVASSESS_OUTPUT_DIR")
    ] = Path("reports"),
    no_reports: Annotated[
        bool, typer.Option("--no-reports", help="Write no reports.", envvar="SOVASSESS_NO_REPORTS")
    ] = False,
    min_level: MinLevel = None,
    minima: Minima = None,
    count_unknown_as: CountUnknownAs = "fail",
    min_coverage: MinCoverage = None,
    strict: Strict = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Report as usual but never gate.", envvar="SOVASSESS_EXIT_ZERO")
    ] = False,
    include: Annotated[
        list[str] | None,
        typer.Option("--include", metavar="GLOB", help="Read only what matches.", envvar="SOVASSESS_INCLUDE"),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="GLOB", help="Leave out what matches.", envvar="SOVASSESS_EXCLUDE"),
    ] = None,
    jobs: Jobs = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Keep no compiled catalog.", envvar="SOVASSESS_NO_CACHE")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Say nothing on standard error.", envvar="SOVASSESS_QUIET")
    ] = False,
    no_progress: Annotated[
        bool, typer.Option("--no-progress", help="Show no progress.", envvar="SOVASSESS_NO_PROGRESS")
    ] = False,
    color: Color = "auto",
) -> None:
    """Assess PATH (default: the current folder): print one screen and write the HTML and JSON reports.

    Exit codes: 0 done, gate met or none asked; 1 gate not met; 2 wrong usage, configuration, rubric or input file;
    3 nothing to assess or coverage below what was asked; 70 internal error.
    """
    from sovassess.cli import scan as command

    raise typer.Exit(
        command.scan(
            command.Options(
                paths=tuple(paths or (Path(),)),
                egress=tuple(egress or ()),
                rubric=rubric,
                config=config,
                formats=tuple(formats or ()),
                output=output,
                output_dir=None if no_reports else output_dir,
                min_level=min_level,
                minima=tuple(minima or ()),
                count_unknown_as=count_unknown_as,
                min_coverage=min_coverage,
                strict=strict,
                exit_zero=exit_zero,
                include=tuple(include or ()),
                exclude=tuple(exclude or ()),
                jobs=jobs,
                cache=not no_cache,
                quiet=quiet,
                progress=not no_progress,
                color=color,
            )
        )
    )


@app.command()
def gate(
    assessment: Annotated[Path, typer.Argument(help="A saved assessment.json.")],
    min_level: MinLevel = None,
    minima: Minima = None,
    count_unknown_as: CountUnknownAs = "fail",
    min_coverage: MinCoverage = None,
    strict: Strict = False,
) -> None:
    """Gate on a saved assessment: exit 0 if it meets what is asked, 1 if not, 3 if too little could be read."""
    from sovassess.cli import gate as command

    raise typer.Exit(
        command.gate(
            assessment,
            command.asked(min_level, tuple(minima or ()), count_unknown_as, min_coverage, strict=strict),
        )
    )


@app.command()
def report(
    assessment: Annotated[Path, typer.Argument(help="A saved assessment.json.")],
    format_: Annotated[
        str, typer.Option("-f", "--format", metavar="NAME", help="text, html or json.", envvar="SOVASSESS_FORMAT")
    ] = "text",
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="- is standard output.", envvar="SOVASSESS_OUTPUT")
    ] = "-",
    color: Color = "auto",
) -> None:
    """Render a saved assessment again, without scanning."""
    from sovassess.cli import report as command

    raise typer.Exit(command.report(assessment, format_, output, color))


@app.command()
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


@app.command()
def who(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="A folder or an assessment.json.")] = Path(),
) -> None:
    """Who can switch you off: minimal sets of parties and jurisdictions, the single ones first."""
    from sovassess.cli import questions as command

    raise typer.Exit(command.who(path))


@app.command()
def graph(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="A folder or an assessment.json.")] = Path(),
    format_: Annotated[
        str, typer.Option("-f", "--format", metavar="NAME", help="json, mermaid, dot, graphml.")
    ] = "json",
) -> None:
    """Print the dependency graph for other tools."""
    from sovassess.cli import questions as command

    raise typer.Exit(command.graph(path, format_))
