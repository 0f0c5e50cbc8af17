"""The list of report formats; each renderer turns an assessment into text and never opens a file.

Renderers see `model` and nothing else of ours. Their modules are loaded on demand, so that a run that prints a
terminal summary does not pay for the HTML templates.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from sovassess.errors import SovassessError

if TYPE_CHECKING:
    from sovassess.model.assessment import Assessment


# No struct: `--help` shows the list, and loading the library of structs takes a third of that command's time.
class Renderer(NamedTuple):
    """One format: its name on the command line, the module with its `render`, and the suffix of its files."""

    name: str
    module: str
    suffix: str
    summary: str


RENDERERS: tuple[Renderer, ...] = (
    Renderer(name="text", module="terminal", suffix=".txt", summary="one screen for a terminal or a log"),
    Renderer(name="html", module="html", suffix=".html", summary="one self-contained page for people and for paper"),
    Renderer(name="json", module="json_", suffix=".json", summary="the whole assessment, for programs"),
    Renderer(name="sarif", module="sarif", suffix=".sarif", summary="SARIF 2.1.0 for code scanning"),
    Renderer(name="markdown", module="markdown", suffix=".md", summary="a comment for a pull request, a job summary"),
    Renderer(name="junit", module="junit", suffix=".xml", summary="JUnit XML, one case for each criterion"),
    Renderer(name="gitlab", module="gitlab", suffix=".json", summary="GitLab's code quality report"),
    Renderer(name="github", module="github", suffix=".txt", summary="annotations for GitHub Actions"),
    Renderer(name="csv", module="csv_", suffix=".csv", summary="criteria and evidence as a table"),
    Renderer(name="cyclonedx", module="cyclonedx", suffix=".cdx.json", summary="CycloneDX 1.6: services, models"),
    Renderer(name="oscal", module="oscal", suffix=".json", summary="OSCAL assessment results, for tools of auditors"),
    Renderer(name="baseline", module="baseline", suffix=".json", summary="what a later scan is held against"),
)
NAMES = tuple(entry.name for entry in RENDERERS)


def renderer(name: str) -> Renderer:
    """The format called `name`; raises `SovassessError` with the known names if there is none."""
    for candidate in RENDERERS:
        if candidate.name == name:
            return candidate
    raise SovassessError(f"unknown format {name!r}; known: {', '.join(NAMES)}")


def render(name: str, assessment: Assessment) -> str:
    """The assessment in the format called `name`, with that format's default settings."""
    module = import_module(f"{__name__}.{renderer(name).module}")
    write = cast("Callable[[Assessment], str]", module.render)
    return write(assessment)
