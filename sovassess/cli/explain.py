"""`sovassess explain`: what a word of the tool means, and why it is as it is in an assessment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import fill
from typing import TypeAlias

from sovassess.catalog.catalog import Catalog
from sovassess.catalog.load import load_entries
from sovassess.cli import explained
from sovassess.cli.gate import load
from sovassess.cli.kept import kept_folder
from sovassess.cli.output import terminal_width
from sovassess.cli.scan import plain_request
from sovassess.documents import nearest
from sovassess.errors import SovassessError
from sovassess.model.assessment import Assessment
from sovassess.pipeline import DEFAULT_RUBRIC, assess
from sovassess.rubric.load import load_rubric
from sovassess.rubric.model import Rubric
from sovassess.scenario.load import load_scenarios

Lines: TypeAlias = Iterator[str]


def explain(word: str, path: Path | None, rubric: str | None) -> int:
    """Print what `word` means and, with a path, why it is as it is there. Raises `SovassessError` for a word that is
    nothing."""
    assessment = None if path is None else _assessed(path, rubric)
    name = rubric or (assessment.rubric.id if assessment is not None else DEFAULT_RUBRIC)
    known = _words(load_rubric(name).rubric, assessment)
    found = known.get(word) or known.get(word.casefold())
    if found is None:
        found = _party(word, assessment)
    if found is None:
        hint = "" if path is not None else "; dependencies need a PATH to be looked for in"
        raise SovassessError(f"there is nothing called {word!r}{nearest(word, known)}{hint}")
    width = terminal_width()
    for line in found():
        indent = " " * (len(line) - len(line.lstrip()))
        print(fill(line, width, subsequent_indent=indent + "  ") if line.strip() else "")
    return 0


def _assessed(path: Path, rubric: str | None) -> Assessment:
    if path.suffix == ".json" and path.is_file():
        return load(path)
    import msgspec

    request = plain_request(path)
    return assess(request if rubric is None else msgspec.structs.replace(request, rubric=rubric))


def _words(rubric: Rubric, assessment: Assessment | None) -> Mapping[str, Callable[[], Lines]]:
    """Every word that can be explained without the catalog; the lower-case form of ids and names works too."""
    out: dict[str, Callable[[], Lines]] = {}

    def add(word: str, lines: Callable[[], Lines]) -> None:
        out.setdefault(word, lines)
        out.setdefault(word.casefold(), lines)

    for dimension, level, criterion in rubric.criteria():
        place = (dimension, level)
        add(criterion.id, lambda c=criterion, p=place: explained.criterion(rubric, p, c, assessment))  # type: ignore[misc]
    for dimension in rubric.dimensions:
        for word in (dimension.id, dimension.prefix, dimension.name):
            add(word, lambda d=dimension: explained.dimension(d, assessment))  # type: ignore[misc]
    for entry in rubric.levels:
        for word in (str(entry.level), f"level {entry.level}", entry.name):
            add(word, lambda e=entry: explained.level(rubric, e, assessment))  # type: ignore[misc]
    for scenario in load_scenarios().values():
        add(scenario.id, lambda s=scenario: explained.scenario(s, assessment))  # type: ignore[misc]
    for dependency in assessment.dependencies if assessment is not None else ():
        for word in (dependency.id, dependency.service, dependency.name):
            add(word, lambda d=dependency: explained.dependency(d, assessment))  # type: ignore[misc]
    return out


def _party(word: str, assessment: Assessment | None) -> Callable[[], Lines] | None:
    catalog = Catalog(load_entries((), cache=kept_folder()))
    wanted = word.casefold()
    for party in catalog.parties.values():
        if wanted in (party.id, party.name.casefold()):
            return lambda: explained.party(party.id, catalog, assessment)
    return None
