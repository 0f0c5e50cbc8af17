"""What the sections of the HTML report show, prepared as plain records; it writes no markup and judges nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from sovassess.model.assessment import Assessment, Criterion, Dimension, Rung
from sovassess.model.coverage import UnreadFile
from sovassess.model.dependencies import Dependency, Evidence
from sovassess.model.enums import Outcome, Status
from sovassess.model.graph import GraphNode
from sovassess.model.rehearsals import MOMENTS, Cause, ScenarioResult
from sovassess.renderers import wording
from sovassess.renderers.html_facets import Facets
from sovassess.renderers.reading import Reading

REGISTER_CAP = 5000
PAPER_CAP = 2000
_CITED_PER_ITEM = 200
# In a larger graph the files of namesakes stand in their own rows alone; named at both ends they double the table.
_NAMED_WITH_FILES = 200
_WORST = (Status.DOWN, Status.UNKNOWN, Status.UP)


class Step(Struct, frozen=True, kw_only=True):
    """One rung as drawn. `mark`: `proven`, `possible`, `blocked` or `na`; `alone`: its own criteria are met although a
    lower rung is not."""

    rung: Rung
    mark: str
    alone: bool


class Ladder(Struct, frozen=True, kw_only=True):
    """One dimension as drawn; `here` is the statement it stands on, "" at level 0."""

    dimension: Dimension
    weakest: bool
    steps: tuple[Step, ...]
    here: str


class Cell(Struct, frozen=True, kw_only=True):
    """The worst status of one function in one scenario and the phases in which it shows."""

    status: Status | None
    phases: tuple[str, ...]


class ScenarioRow(Struct, frozen=True, kw_only=True):
    """One rehearsal: a cell per function of the table, all phases for the details, and the proofs.

    `proven` are the functions that have one.
    """

    result: ScenarioResult
    removed: tuple[str, ...]
    cells: tuple[Cell, ...]
    phases: tuple[str, ...]
    grid: tuple[tuple[str, tuple[Status | None, ...]], ...]
    proofs: tuple[tuple[Cause, tuple[str, ...]], ...]
    tally: tuple[tuple[Status, int], ...]
    moments: tuple[str, ...] = ()
    over_time: tuple[tuple[str, tuple[Status | None, ...]], ...] = ()
    proven: frozenset[str] = frozenset()
    degraded: tuple[str, ...] = ()


class Group(Struct, frozen=True, kw_only=True):
    """The criteria of one dimension with the number of each outcome."""

    dimension: Dimension
    criteria: tuple[Criterion, ...]
    tally: tuple[tuple[Outcome, int], ...]


class NodeRow(Struct, frozen=True, kw_only=True):
    """One row of the table twin of the map. `place` is the file of a component."""

    node: GraphNode
    place: str
    needs: tuple[str, ...]
    needed_by: tuple[str, ...]


class SourceFile(Struct, frozen=True, kw_only=True):
    """All evidence from one file; `digests` holds more than one only if the file changed while it was read.

    `detector` is the one that saw all of it, "" if several did.
    """

    path: str
    digests: tuple[str, ...]
    detector: str
    rows: tuple[Evidence, ...]


class Register(Struct, frozen=True, kw_only=True):
    """The evidence by file. `left_out` counts the rows beyond the cap, which only the JSON report holds.

    `big` says that the register is too long for paper.
    """

    files: tuple[SourceFile, ...]
    shown: frozenset[str]
    left_out: int
    big: bool


def ladders(assessment: Assessment) -> tuple[Ladder, ...]:
    """The seven dimensions in the rubric's order."""
    made: list[Ladder] = []
    for dimension in assessment.dimensions:
        steps = tuple(_step(dimension, rung) for rung in dimension.ladder)
        here = next((s.rung.statement for s in steps if s.rung.level == dimension.level), "")
        weakest = dimension.applicable and dimension.id in assessment.overall.limited_by
        made.append(Ladder(dimension=dimension, weakest=weakest, steps=steps, here=here))
    return tuple(made)


def _step(dimension: Dimension, rung: Rung) -> Step:
    if not dimension.applicable:
        return Step(rung=rung, mark="na", alone=False)
    if rung.level <= dimension.level:
        return Step(rung=rung, mark="proven", alone=False)
    mark = "possible" if rung.level <= dimension.ceiling else "blocked"
    return Step(rung=rung, mark=mark, alone=rung.outcome is Outcome.PASS)


def scenario_functions(assessment: Assessment) -> tuple[str, ...]:
    """The functions that the scenarios judge, well-known ones first."""
    names = {function for scenario in assessment.scenarios for function in scenario.functions}
    return tuple(sorted(names, key=wording.function_rank))


def scenarios(reading: Reading) -> tuple[ScenarioRow, ...]:
    """The rehearsals, the one that stops most first."""
    functions = scenario_functions(reading.assessment)
    rows = [_scenario(reading, scenario, functions) for scenario in reading.assessment.scenarios]
    return tuple(sorted(rows, key=lambda row: (*(-dict(row.tally)[s] for s in _WORST[:2]), row.result.id)))


def _scenario(reading: Reading, scenario: ScenarioResult, functions: tuple[str, ...]) -> ScenarioRow:
    phases = sorted({p for statuses in scenario.functions.values() for p in statuses}, key=wording.phase_rank)
    grid = tuple(
        (f, tuple(scenario.functions[f].get(phase) for phase in phases)) for f in functions if f in scenario.functions
    )
    cells = tuple(_cell(scenario.functions.get(function, {})) for function in functions)
    counted = Counter(cell.status for cell in cells)
    moments = tuple(m for m in MOMENTS if any(m in states for states in scenario.moments.values()))
    return ScenarioRow(
        result=scenario,
        removed=tuple(dict.fromkeys(reading.node_name(node) for node in scenario.removed)),
        degraded=tuple(dict.fromkeys(reading.node_name(node) for node in scenario.degraded)),
        cells=cells,
        phases=tuple(phases),
        grid=grid,
        proofs=tuple(
            (cause, tuple(reading.node_name(node) for node in (*cause.reached, *cause.path)))
            for cause in scenario.because
        ),
        proven=frozenset(cause.function for cause in scenario.because),
        moments=moments,
        over_time=tuple(
            (f, tuple(scenario.moments[f].get(moment) for moment in moments))
            for f in functions
            if f in scenario.moments
        ),
        tally=tuple((status, counted[status]) for status in _WORST),
    )


def _cell(statuses: dict[str, Status]) -> Cell:
    worst = next((status for status in _WORST if status in statuses.values()), None)
    hit = sorted((phase for phase, status in statuses.items() if status is worst), key=wording.phase_rank)
    return Cell(status=worst, phases=tuple(hit) if worst is not Status.UP else ())


def groups(assessment: Assessment) -> tuple[Group, ...]:
    """The criteria by dimension, in the rubric's order, by level and id."""
    made: list[Group] = []
    for dimension in assessment.dimensions:
        own = sorted((c for c in assessment.criteria if c.dimension == dimension.id), key=lambda c: (c.level, c.id))
        counted = Counter(criterion.outcome for criterion in own)
        tally = tuple((outcome, counted[outcome]) for outcome in wording.OUTCOMES if counted[outcome])
        made.append(Group(dimension=dimension, criteria=tuple(own), tally=tally))
    return tuple(made)


def node_rows(reading: Reading) -> tuple[NodeRow, ...]:
    """The graph as a table: each node with what it needs and what needs it, by name."""
    assessment, names = reading.assessment, reading.nodes
    if len(names) > _NAMED_WITH_FILES:
        names = {node.id: node.name for node in assessment.graph.nodes}
    needs: dict[str, dict[str, None]] = {}
    needed: dict[str, dict[str, None]] = {}
    for edge in assessment.graph.edges:
        needs.setdefault(edge.source, {})[edge.target] = None
        needed.setdefault(edge.target, {})[edge.source] = None
    order = ("component", "service", "model", "party", "jurisdiction")
    drawn = [node for node in assessment.graph.nodes if node.kind in order]

    def named(ends: dict[str, None]) -> tuple[str, ...]:
        return tuple(sorted({names.get(end, end) for end in ends}))

    return tuple(
        NodeRow(
            node=node,
            place=reading.places.get(node.id, ""),
            needs=named(needs.get(node.id, {})),
            needed_by=named(needed.get(node.id, {})),
        )
        for node in sorted(drawn, key=lambda n: (order.index(n.kind), n.name, n.id))
    )


def picks(services: Mapping[str, Facets]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What the map can be narrowed to: roles, phases and laws that occur, sorted."""
    found = services.values()
    return (
        tuple(sorted({role for one in found for role in one.roles})),
        tuple(sorted({phase for one in found for phase in one.phases}, key=wording.phase_rank)),
        tuple(sorted({law for one in found for law in one.laws})),
    )


def dependencies(assessment: Assessment) -> tuple[Dependency, ...]:
    """What is run outside first, the strongest ties first."""
    place = {"vendor": 0, "unknown": 1, "self": 2}
    return tuple(
        sorted(
            assessment.dependencies,
            key=lambda d: (place[d.operated_by], -d.strength.rank, d.party.name if d.party else "~", d.name, d.id),
        )
    )


def register(assessment: Assessment, cap: int = REGISTER_CAP) -> Register:
    """The evidence by file; above `cap` rows those that the findings cite stay and the rest fills up in order of id."""
    cited: dict[str, None] = {}
    lists = [item.evidence for item in assessment.switch_off]
    lists += [item.evidence for item in assessment.criteria]
    lists += [item.evidence for item in assessment.contradictions]
    lists += [item.evidence for item in assessment.accepted]
    for ids in lists:
        cited.update(dict.fromkeys(ids[:_CITED_PER_ITEM]))
    chosen = sorted(assessment.evidence, key=lambda e: (e.id not in cited, e.id))[:cap]
    by_path: dict[str, list[Evidence]] = {}
    for item in chosen:
        by_path.setdefault(item.path, []).append(item)
    files = tuple(
        SourceFile(
            path=path,
            digests=tuple(sorted({row.digest for row in by_path[path] if row.digest})),
            detector=by_path[path][0].detector if len({row.detector for row in by_path[path]}) == 1 else "",
            rows=tuple(sorted(by_path[path], key=lambda row: (row.line or 0, row.id))),
        )
        for path in sorted(by_path)
    )
    left_out = len(assessment.evidence) - len(chosen)
    return Register(
        files=files, shown=frozenset(item.id for item in chosen), left_out=left_out, big=len(chosen) > PAPER_CAP
    )


def skipped_reasons(skipped: tuple[UnreadFile, ...]) -> tuple[tuple[str, int, tuple[str, ...]], ...]:
    """Reason, number of files and the first paths, the most frequent reason first."""
    by_reason: dict[str, list[str]] = {}
    for item in skipped:
        by_reason.setdefault(item.reason, []).append(item.path)
    rows = [(reason, len(paths), tuple(sorted(paths)[:5])) for reason, paths in by_reason.items()]
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))


def json_digest(text: str) -> str:
    """The SHA-256 of the JSON report that belongs to this page, so that a reader can tell whether the two match."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
