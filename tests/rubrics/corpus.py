"""Small trees that show every criterion at work: read, run through the whole tool, and laid out as a matrix.

A case is a few files, written out or taken from the fragments, with the outcomes that it is there to show. Nothing here
builds a graph by hand: a case goes through the same `assess` as a real tree.
"""

from __future__ import annotations

import datetime as dt
import functools
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from msgspec import Struct
from pydantic import Field

from sovassess import documents, pipeline
from sovassess.documents import Written
from sovassess.egress.inputs import EgressFile
from sovassess.model.assessment import Assessment
from sovassess.model.enums import Origin, Outcome
from sovassess.rubric import load, model
from sovassess.settings import Settings, load_settings
from sovassess.source.tree import MemoryTree
from tests.loaded import loaded_once

HERE = Path(__file__).parent
TODAY = dt.date(2026, 11, 21)
OUTCOMES = (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE)


class Case(Written):
    """One small tree. `example` is a folder of `examples`, taken with its settings; `fragments` are names from
    `fragments.yaml`; files of one's own come last, and `replace` changes words in what is there, by path. `seen` and
    `permitted` are lists of hosts as given on the command line; `expect` maps criteria to outcomes."""

    case: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    example: str = ""
    fragments: tuple[str, ...] = ()
    files: dict[str, str] = {}
    replace: dict[str, dict[str, str]] = {}
    settings: dict[str, Any] = {}
    seen: str = ""
    permitted: str = ""
    expect: Annotated[dict[str, Outcome], Field(min_length=1)]


class CaseFile(Written):
    """A file of cases. `cannot` gives, for a criterion and an outcome, the reason why no tree can show it."""

    cases: tuple[Case, ...] = ()
    cannot: dict[str, dict[Outcome, str]] = {}


class Fragments(Written):
    """Files by fragment, to be shared by cases."""

    fragments: dict[str, dict[str, str]]


class Corpus(Struct, frozen=True):
    """All cases of one rubric, in order of their files, and what cannot be shown."""

    cases: tuple[Case, ...]
    cannot: Mapping[tuple[str, Outcome], str]


def read(rubric: str) -> Corpus:
    """The corpus of a rubric by its id."""
    cases: list[Case] = []
    cannot: dict[tuple[str, Outcome], str] = {}
    for path in sorted((HERE / "cases" / rubric).glob("*.yaml")):
        found = documents.load(path, CaseFile)
        cases += found.cases
        cannot |= {(name, outcome): why for name, entry in found.cannot.items() for outcome, why in entry.items()}
    return Corpus(tuple(cases), cannot)


@functools.cache
def fragments() -> Mapping[str, Mapping[str, str]]:
    """The shared fragments."""
    return documents.load(HERE / "fragments.yaml", Fragments).fragments


@functools.cache
def example(name: str) -> tuple[dict[str, str], Settings]:
    """The files of an example by path, and its settings."""
    root = HERE.parents[1] / "examples" / name
    files = {str(path.relative_to(root).as_posix()): path for path in sorted(root.rglob("*")) if path.is_file()}
    own = files.pop("sovassess.yaml", None)
    return (
        {name: path.read_text("utf-8") for name, path in files.items()},
        load_settings(own) if own is not None else Settings(),
    )


def run(case: Case, rubric: str) -> Assessment:
    """The assessment of a case, through the whole tool."""
    settings = Settings.model_validate(case.settings)
    files: dict[str, str] = {}
    if case.example:
        files, settings = example(case.example)
    for name in case.fragments:
        files = {**files, **fragments()[name]}
    files = {**files, **case.files}
    for path, words in case.replace.items():
        for old, new in words.items():
            if old not in files[path]:
                raise LookupError(f"{case.case}: {path} does not hold {old!r}")
            files[path] = files[path].replace(old, new)
    given = (("seen", case.seen), ("permitted", case.permitted))
    egress = tuple(EgressFile(f"{kind}.txt", text.encode(), kind) for kind, text in given if text)
    return pipeline.assess(
        pipeline.Request(
            tree=MemoryTree(dict(files), name=case.case),
            today=TODAY,
            settings=settings,
            rubric=rubric,
            egress=egress,
        )
    )


def structural(rubric: model.Rubric) -> dict[tuple[str, Outcome], str]:
    """What the shape of a criterion rules out, with the reason."""
    out: dict[tuple[str, Outcome], str] = {}
    for dimension, _, criterion in rubric.criteria():
        if dimension.applies_when is not None or criterion.not_applicable_when is not None:
            continue
        check = criterion.check
        if isinstance(check, model.NoneOf):
            reason = "asks for absence: where nothing is found it passes"
        elif isinstance(check, model.Exists):
            reason = "asks for presence: where nothing is found it fails or stays open"
        elif isinstance(check, model.Attested):
            reason = "asks a person, of every organisation"
        elif isinstance(check, model.Max) and check.measure == "count":
            reason = "asks for a number, and none is the smallest"
        else:
            continue
        out[criterion.id, Outcome.NOT_APPLICABLE] = reason
    return out


def matrix(rubric: str) -> dict[str, dict[Outcome, str]]:
    """For each criterion and outcome the first case that shows it, or the reason in brackets why none can."""
    corpus = read(rubric)
    loaded = load.load_rubric(rubric).rubric
    cannot = {**structural(loaded), **corpus.cannot}
    shown: dict[tuple[str, Outcome], str] = {}
    for case in corpus.cases:
        for name, outcome in case.expect.items():
            shown.setdefault((name, outcome), case.case)
    return {
        criterion.id: {
            outcome: shown.get((criterion.id, outcome))
            or (f"({cannot[criterion.id, outcome]})" if (criterion.id, outcome) in cannot else "")
            for outcome in OUTCOMES
        }
        for _, _, criterion in loaded.criteria()
    }


def table(rubric: str) -> str:
    """The matrix as a Markdown table."""
    rows = ["| criterion | pass | fail | unknown | not applicable |", "|---|---|---|---|---|"]
    rows += [
        f"| {name} | {' | '.join(cells[outcome] for outcome in OUTCOMES)} |" for name, cells in matrix(rubric).items()
    ]
    return "\n".join(rows)


def origins(assessment: Assessment, cited: tuple[str, ...]) -> set[Origin]:
    """Where the evidence that a criterion cites comes from."""
    known = {record.id: record.origin for record in assessment.evidence}
    return {known[entry] for entry in cited if entry in known}


def _explain(rubric: str, wanted: list[str]) -> None:
    """Print what the cases say, for authors of cases: `python -m tests.rubrics.corpus RUBRIC CASE...`."""
    say = functools.partial(print, file=sys.stdout)
    gaps = {(name, outcome) for name, cells in matrix(rubric).items() for outcome, text in cells.items() if not text}
    with loaded_once():
        for case in read(rubric).cases:
            found = run(case, rubric)
            for entry in found.criteria:
                stated = case.expect.get(entry.id)
                wrong = stated is not None and stated is not entry.outcome
                fills = stated is None and (entry.id, entry.outcome) in gaps
                if wrong or (fills and "-f" in wanted) or case.case in wanted:
                    mark = "WRONG" if wrong else "fills" if fills else "     "
                    say(f"{case.case:40} {mark} {entry.id:8} {entry.outcome.value:14} {entry.reason[:160]}")
    say(f"{len(gaps)} cells without a case")
    if "-g" in wanted:
        for name, outcome in sorted(gaps):
            say(f"    {name} {outcome.value}")


if __name__ == "__main__":
    _explain(sys.argv[1], sys.argv[2:])
