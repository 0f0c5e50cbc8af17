"""Laws over whole examples: losing evidence never raises a level, and every dimension can be climbed by files alone."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import msgspec
import pytest

from sovassess import pipeline
from sovassess.catalog.catalog import Catalog
from sovassess.catalog.load import load_entries
from sovassess.detectors.registry import DETECTORS
from sovassess.model.assessment import Assessment
from sovassess.model.enums import CoverageLevel
from sovassess.model.scan import Scan
from sovassess.rubric.evaluate import Judgement, evaluate
from sovassess.rubric.load import load_rubric
from sovassess.scanning import scan
from sovassess.source.tree import MemoryTree
from tests.loaded import loaded_once
from tests.rubrics.corpus import TODAY, example, read, run

EXAMPLES = ("gateway-hybrid", "hosted-assistant", "plain-webapp", "sovereign-onprem")


def request(name: str) -> pipeline.Request:
    files, settings = example(name)
    return pipeline.Request(tree=MemoryTree(dict(files), name=name), today=TODAY, settings=settings)


def levels(assessment: Assessment | Judgement) -> dict[str, int | None]:
    return {entry.id: entry.level if entry.applicable else None for entry in assessment.dimensions}


def with_one_less(full: Scan) -> Iterator[tuple[str, Scan]]:
    """The scan without one observation. A file of which something is lost was not wholly read, and the account says so:
    only then is what is left the truth about less evidence, and not about another tree."""
    for place, file in enumerate(full.files):
        kinds = {**full.coverage.evidence_kinds, file.evidence.value: CoverageLevel.PARTIAL.value}
        coverage = msgspec.structs.replace(full.coverage, evidence_kinds=kinds)
        for index, lost in enumerate(file.observations):
            rest = file.observations[:index] + file.observations[index + 1 :]
            files = (*full.files[:place], msgspec.structs.replace(file, observations=rest), *full.files[place + 1 :])
            yield f"{file.path}: {lost}", msgspec.structs.replace(full, files=files, coverage=coverage)


@pytest.mark.parametrize("name", EXAMPLES)
def test_losing_any_one_observation_of_an_example_never_raises_a_level(name: str) -> None:
    """Every one of them, in turn; judged without what only a report needs, which no level depends on."""
    asked = request(name)
    full = scan(asked.tree, DETECTORS)
    rubric = load_rubric().rubric
    # One catalog for all, with the indexes that it makes when first asked.
    catalog = Catalog(load_entries())

    def judged(less: Scan) -> dict[str, int | None]:
        with patch.object(pipeline, "scan", return_value=less), patch.object(pipeline, "Catalog", return_value=catalog):
            stage = pipeline.prepare(asked)
        return levels(evaluate(rubric, pipeline.facts(stage), stage.policy))

    with loaded_once():
        before = judged(full)
        assert before == levels(pipeline.assess(asked))
        for lost, less in with_one_less(full):
            after = judged(less)
            raised = {
                dimension: (level, after[dimension])
                for dimension, level in before.items()
                if level is not None and (after[dimension] or 0) > level
            }
            assert not raised, lost


def test_levels_one_to_three_are_reached_from_files_alone() -> None:
    """The estate of one's own, without its settings and under a name that any reader knows to be private."""
    files, _ = example("sovereign-onprem")
    own = {path: text.replace("corp.example", "corp.internal") for path, text in files.items()}
    with loaded_once():
        found = levels(pipeline.assess(pipeline.Request(tree=MemoryTree(own, name="own"), today=TODAY)))
        guarded = next(c for c in read("ai-sovereignty").cases if c.case == "personal-data-removed-by-ones-own-filter")
        assert not guarded.settings
        # That example's own gateway does not say what happens when a check fails; this small one does.
        found["safety_architecture"] = levels(run(guarded, "ai-sovereignty"))["safety_architecture"]
    assert all(level is not None and level >= 3 for level in found.values()), found
