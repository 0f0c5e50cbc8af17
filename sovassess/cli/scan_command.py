"""`sovassess scan` as typer sees it; what it does is in `cli.scan`, loaded when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sovassess.cli.options import (
    Baseline,
    Color,
    CountUnknownAs,
    ExitZero,
    Formats,
    Jobs,
    MinCoverage,
    Minima,
    MinLevel,
    NoAccepted,
    Output,
    Strict,
)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(scan)


def scan(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="What to assess.", envvar="SOVASSESS_PATHS")
    ] = None,
    egress: Annotated[
        list[str] | None,
        typer.Option(
            "--egress",
            metavar="FILE",
            help="Recorded egress, its format detected or named (FORMAT=FILE); permitted=FILE for an allow-list.",
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
    formats: Formats = None,
    output: Output = None,
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
    baseline: Baseline = None,
    no_accepted: NoAccepted = False,
    exit_zero: ExitZero = False,
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
        bool,
        typer.Option(
            "--no-cache", help="Use nothing that earlier runs kept, and keep nothing.", envvar="SOVASSESS_NO_CACHE"
        ),
    ] = False,
    cache_dir: Annotated[
        Path | None,
        typer.Option(
            "--cache-dir",
            metavar="FOLDER",
            help="Where runs keep what need not be worked out again; never in what is scanned.",
            envvar="SOVASSESS_CACHE_DIR",
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Say nothing on standard error.", envvar="SOVASSESS_QUIET")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "-v",
            "--verbose",
            help="Say on standard error which settings apply, what was read and which files were not.",
            envvar="SOVASSESS_VERBOSE",
        ),
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
                baseline=baseline,
                use_accepted=not no_accepted,
                exit_zero=exit_zero,
                include=tuple(include or ()),
                exclude=tuple(exclude or ()),
                jobs=jobs,
                cache=not no_cache,
                cache_dir=cache_dir,
                quiet=quiet,
                verbose=verbose,
                progress=not no_progress,
                color=color,
            )
        )
    )
