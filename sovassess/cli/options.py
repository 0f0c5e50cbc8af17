"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sovassess.renderers import NAMES

Formats = Annotated[
    list[str] | None,
    typer.Option(
        "-f",
        "--format",
        metavar="NAME[=FILE]",
        help=f"{', '.join(NAMES)}; repeatable; to standard output without FILE.",
        envvar="SOVASSESS_FORMAT",
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="Where the one --format without FILE goes; - is standard output.",
        envvar="SOVASSESS_OUTPUT",
    ),
]
MinLevel = Annotated[
    int | None,
    typer.Option(
        "--min-level",
        min=0,
        max=5,
        help="Gate: exit 1 if the proven overall level is below.",
        envvar="SOVASSESS_MIN_LEVEL",
    ),
]
Minima = Annotated[
    list[str] | None,
    typer.Option("--min", metavar="DIMENSION=N", help="Gate on one dimension; repeatable.", envvar="SOVASSESS_MIN"),
]
CountUnknownAs = Annotated[
    str,
    typer.Option(
        "--count-unknown-as",
        metavar="fail|pass",
        help="What unknown counts as in the gate.",
        envvar="SOVASSESS_COUNT_UNKNOWN_AS",
    ),
]
MinCoverage = Annotated[
    float | None,
    typer.Option(
        "--min-coverage",
        metavar="PERCENT",
        min=0,
        max=100,
        help="Gate: exit 3 if less of the recognised files could be read.",
        envvar="SOVASSESS_MIN_COVERAGE",
    ),
]
Strict = Annotated[
    bool,
    typer.Option("--strict", help="Gate: exit 3 if any recognised file could not be read.", envvar="SOVASSESS_STRICT"),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        min=1,
        metavar="N",
        help="In how many processes to read; one for each processor where that pays by default.",
        envvar="SOVASSESS_JOBS",
    ),
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help="Gate: exit 1 only for what is worse than this baseline or assessment.",
        envvar="SOVASSESS_BASELINE",
    ),
]
NoAccepted = Annotated[
    bool, typer.Option("--no-accepted", help="Gate: ignore accepted risks.", envvar="SOVASSESS_NO_ACCEPTED")
]
ExitZero = Annotated[
    bool, typer.Option("--exit-zero", help="Report as usual but never gate.", envvar="SOVASSESS_EXIT_ZERO")
]
Color = Annotated[
    str,
    typer.Option("--color", metavar="auto|always|never", help="Colour on the terminal.", envvar="SOVASSESS_COLOR"),
]
