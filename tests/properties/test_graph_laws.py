"""The laws of the graph on whole small estates: scans that see less, sets that rehearsals confirm, references."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from sovassess.model.assessment import Assessment, encode
from sovassess.model.enums import Status
from sovassess.pipeline import Request, assess
from sovassess.source.tree import MemoryTree
from tests.loaded import compiled
from tests.unit.graph.estates import ESTATES
from tests.unit.resolution.estate import TODAY, assessed, stage

ORDER = (Status.DOWN, Status.UNKNOWN, Status.UP)


class Unreadable(MemoryTree):
    """A tree of which one file is there and cannot be read."""

    def __init__(self, files: Mapping[str, str], hidden: str) -> None:
        super().__init__(files)
        self._hidden = hidden

    def read(self, path: str) -> bytes:
        if path == self._hidden:
            raise PermissionError(13, "Permission denied")
        return super().read(path)


@cache
def _whole(estate: str) -> Assessment:
    return assessed(ESTATES[estate])


@pytest.mark.parametrize(("estate", "hidden"), [(name, path) for name, files in ESTATES.items() for path in files])
def test_a_file_that_cannot_be_read_never_raises_a_level_nor_makes_a_dimension_fall_away(
    estate: str, hidden: str
) -> None:
    request = Request(tree=Unreadable(ESTATES[estate], hidden), today=TODAY, cache=compiled())
    blind = {dimension.id: dimension for dimension in assess(request).dimensions}
    for dimension in _whole(estate).dimensions:
        if dimension.applicable:
            assert blind[dimension.id].applicable, dimension.id
            assert blind[dimension.id].level <= dimension.level, dimension.id


@pytest.mark.parametrize("estate", ESTATES)
def test_level_never_passes_the_ceiling(estate: str) -> None:
    result = _whole(estate)
    assert all(dimension.level <= dimension.ceiling for dimension in result.dimensions)
    applicable = [dimension for dimension in result.dimensions if dimension.applicable]
    assert result.overall.level == min(dimension.level for dimension in applicable)
    assert result.overall.ceiling == min(dimension.ceiling for dimension in applicable)


@pytest.mark.parametrize("estate", ESTATES)
def test_the_order_of_files_never_changes_a_byte(estate: str) -> None:
    files = ESTATES[estate]
    backwards = dict(reversed(list(files.items())))
    assert encode(assessed(backwards)) == encode(assessed(files))


@pytest.mark.parametrize("estate", ESTATES)
def test_each_party_that_switches_off_alone_is_confirmed_by_its_own_rehearsal(estate: str) -> None:
    built = stage(ESTATES[estate])
    for cut in built.graph.switch_off:
        if len(cut.parties) == 1:
            result = built.rehearsals.result(f"vendor-exit({cut.parties[0]})")
            for function in cut.functions:
                assert result.functions[function] == {cut.phase: Status.DOWN}, cut.id


@pytest.mark.parametrize("estate", ESTATES)
def test_a_composed_scenario_is_never_milder_than_its_parts(estate: str) -> None:
    built = stage(ESTATES[estate])
    whole = built.rehearsals.result("combined-directive-and-sanctions")
    for name in ("export-control-directive", "cloud-region-or-country-sanctions", "container-registry-denies"):
        part = built.rehearsals.result(name)
        assert set(part.removed) <= set(whole.removed)
        for function, phases in part.functions.items():
            for phase, status in phases.items():
                assert ORDER.index(whole.functions[function][phase]) <= ORDER.index(status)


@pytest.mark.parametrize("estate", ESTATES)
def test_every_reference_of_a_result_leads_somewhere(estate: str) -> None:
    result = _whole(estate)
    evidence = {record.id for record in result.evidence}
    nodes = {node.id for node in result.graph.nodes}
    for cited in (
        *(e for d in result.dependencies for e in d.evidence),
        *(e for c in result.criteria for e in c.evidence),
        *(e for s in result.switch_off for e in s.evidence),
        *(e for s in result.scenarios for cause in s.because for e in cause.evidence),
        *(e for edge in result.graph.edges for e in edge.evidence),
    ):
        assert cited in evidence
    for edge in result.graph.edges:
        assert {edge.source, edge.target} <= nodes
    identifiers = [dependency.id for dependency in result.dependencies]
    assert identifiers == sorted(set(identifiers))
    components = {component.id for component in result.components}
    assert {c for d in result.dependencies for c in d.components} <= components
