"""`sovassess rubric`: list, show and check rubrics."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sovassess.cli.output import terminal_width
from sovassess.documents import line_of, nearest
from sovassess.errors import InputFileError, SovassessError
from sovassess.graph.needs import Function
from sovassess.rubric import load, model
from sovassess.scenario.load import load_scenarios

SHAPES = ("table", "list", "questionnaire")


def list_rubrics() -> int:
    """Print id and title of each rubric."""
    for name in load.available():
        rubric = load.load_rubric(name).rubric
        print(f"{rubric.id:24} {rubric.version:10} {rubric.title}")
    return 0


def show(name: str, shape: str) -> int:
    """Print a rubric in a shape."""
    if shape not in SHAPES:
        raise SovassessError(f"unknown format {shape!r}; known: {', '.join(SHAPES)}")
    rubric = load.load_rubric(name).rubric
    match shape:
        case "table":
            _table(rubric)
        case "list":
            print("\n".join(_list(rubric)))
        case _:
            print("\n".join(_questionnaire(rubric)))
    return 0


def check(path: Path) -> int:
    """Print what is wrong or worth a look; 2 if the file cannot be used."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SovassessError(f"{path}: cannot be read: {error.strerror or error}") from error
    findings = load.check(data, shown=str(path))
    for line, problem in _strangers(data, str(path)):
        raise InputFileError(str(path), line, problem)
    for finding in findings:
        print(f"{path}:{finding.line}: {finding.text}" if finding.line else f"{path}: {finding.text}")
    if not findings:
        print(f"{path}: nothing to complain of")
    return 0


def _strangers(data: bytes, shown: str) -> Iterator[tuple[int | None, str]]:
    """Scenarios and functions that rehearsals name and that do not exist; they would stay unknown for ever."""
    known = tuple(load_scenarios())
    functions = tuple(function.value for function in Function)
    for location, criterion in load.criteria_of(load.parse_rubric(data, shown=shown).rubric):
        check_ = criterion.check
        if isinstance(check_, model.Survives | model.SurvivesEach):
            named = (check_.scenario,) if isinstance(check_, model.Survives) else check_.scenarios
            for name in named:
                if name.partition("(")[0] not in known:
                    line = line_of(data, (*location, "check"))
                    yield line, f"{criterion.id}: unknown scenario {name!r}{nearest(name, known)}"
            for name in check_.functions:
                if name not in functions:
                    line = line_of(data, (*location, "check", "functions"))
                    yield line, f"{criterion.id}: unknown function {name!r}{nearest(name, functions)}"


def _table(rubric: model.Rubric) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{rubric.title} ({rubric.id} {rubric.version})", title_justify="left", show_lines=False)
    table.add_column("Id", no_wrap=True)
    table.add_column("Level", justify="right")
    table.add_column("Criterion", ratio=2)
    table.add_column("Shown by", ratio=1)
    table.add_column("Attested as", ratio=1, overflow="fold")
    before = ""
    for dimension, level, criterion in rubric.criteria():
        if dimension.id != before:
            table.add_section()
            table.add_row("", "", f"[bold]{dimension.name}[/bold]", "", "")
            before = dimension.id
        kinds = ", ".join(kind.value for kind in criterion.evidence) or "a person only"
        table.add_row(criterion.id, str(level), criterion.title, kinds, criterion.key or "")
    Console(width=terminal_width(), highlight=False).print(table)


def _list(rubric: model.Rubric) -> Iterator[str]:
    yield f"{rubric.title} ({rubric.id} {rubric.version})\n"
    for level in rubric.levels:
        yield f"  {level.level} {level.name}: {level.meaning}"
    for dimension in rubric.dimensions:
        yield f"\n{dimension.name} ({dimension.id})\n  {dimension.question}"
        for rung in dimension.levels:
            yield f"  {rung.level}. {rung.statement}"
            yield from (f"     {criterion.id:8} {criterion.title}" for criterion in rung.criteria)


def _questionnaire(rubric: model.Rubric) -> Iterator[str]:
    """Markdown to be printed and filled in by hand: every criterion with what a yes and a no mean."""
    yield f"# {rubric.title}\n"
    yield f"Rubric {rubric.id}, version {rubric.version}. {rubric.origin}\n"
    yield "Organisation: ______________________  System: ______________________  Date: ______________\n"
    yield "An answer that nobody can give is *not known*; it never counts as a yes.\n"
    for level in rubric.levels:
        yield f"* **{level.level} {level.name}.** {level.meaning}"
    for dimension in rubric.dimensions:
        yield f"\n## {dimension.name}\n\n{dimension.question} {dimension.covers}"
        for rung in dimension.levels:
            yield f"\n### Level {rung.level}. {rung.statement}"
            for criterion in rung.criteria:
                yield f"\n**{criterion.id} {criterion.title}**\n"
                yield f"* Yes: {criterion.satisfied_by}"
                if criterion.violated_by != "-":
                    yield f"* No: {criterion.violated_by}"
                if criterion.scope:
                    yield f"* In files: {criterion.scope}"
                key = f"  Key: `{criterion.key}`" if criterion.key else ""
                yield f"\n☐ yes  ☐ no  ☐ not known  ☐ does not apply{key}"
                yield "\nRecord: ______________________________  Signed: ______________  Until: ______________"
