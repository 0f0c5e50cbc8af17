"""`sovassess simulate`, `who` and `graph`: questions that are asked of the graph of a tree or of a saved result."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from sovassess.cli.gate import load
from sovassess.cli.scan import plain_request
from sovassess.documents import nearest
from sovassess.errors import SovassessError
from sovassess.model.assessment import Assessment, Graph, ScenarioResult
from sovassess.model.enums import Status
from sovassess.pipeline import Stage, assess, prepare
from sovassess.scenario.load import SHIPPED, load_scenarios
from sovassess.scenario.model import Scenario

_MARKS = {Status.UP: "up", Status.UNKNOWN: "?", Status.DOWN: "DOWN"}


def simulate(path: Path, name: str | None, without: tuple[str, ...], laws: tuple[str, ...], *, offline: bool) -> int:
    """Rehearse scenarios: those of the catalog, one of them, a file of one's own, or a loss put together here."""
    stage = prepare(plain_request(path))
    if without or laws or offline:
        scenario = _composed(stage, without, laws, offline=offline)
        _show([stage.rehearsals.apply(scenario, {}, scenario.id)], stage)
        return 0
    if name is None:
        _show([stage.rehearsals.result(known) for known in stage.rehearsals.names() if "(" not in known], stage)
        return 0
    if Path(name).suffix in (".yaml", ".yml"):
        own = load_scenarios(Path(name))
        _show([stage.rehearsals.apply(scenario, {}, scenario.id) for scenario in own.values()], stage)
        return 0
    known = stage.rehearsals.names()
    wanted = stage.rehearsals.matching(name)
    unknown = [entry for entry in wanted if entry not in known]
    if unknown or not wanted:
        raise SovassessError(f"there is no scenario {name!r}{nearest(name, known)}")
    _show([stage.rehearsals.result(entry) for entry in wanted], stage)
    return 0


def list_scenarios() -> int:
    """Print the scenarios that come with sovassess."""
    for scenario in load_scenarios(SHIPPED).values():
        more = " (one for each party)" if scenario.each else ""
        print(f"{scenario.id:34} {scenario.title}{more}")
    return 0


def _selector(**fields: object) -> dict[str, object]:
    return fields


def _composed(stage: Stage, without: tuple[str, ...], laws: tuple[str, ...], *, offline: bool) -> Scenario:
    removes: list[dict[str, object]] = []
    known = stage.graph.parties()
    for party in without:
        if party not in known:
            raise SovassessError(f"nothing here depends on a party {party!r}{nearest(party, known)}")
        removes += [
            _selector(operated_by="vendor", owners={"contains": party}),
            _selector(operated_by="vendor", developers={"contains": party}),
        ]
    for law in laws:
        removes += [
            _selector(operated_by="vendor", jurisdictions={"contains": law.upper()}),
            _selector(operated_by="vendor", location=law.upper()),
            _selector(operated_by="vendor", developer_reach={"contains": law.upper()}),
        ]
    if offline:
        removes.append(_selector(operated_by={"not": "self"}))
    words = [*(f"without {party}" for party in without), *(f"law of {law.upper()}" for law in laws)]
    title = ", ".join([*words, *(["offline"] if offline else [])])
    return Scenario(id="asked", title=title, removes=tuple(removes), keeps=({"operated_by": "self"},))


def _show(results: list[ScenarioResult], stage: Stage) -> None:
    dependencies = stage.graph.dependencies
    for result in results:
        print(f"{result.id}: {result.title}")
        if not result.functions:
            print("  nothing here needs what is lost")
        for function, phases in result.functions.items():
            for phase, status in phases.items():
                cause = next((c for c in result.because if c.function == function), None)
                why = ""
                if cause is not None:
                    dependency = dependencies[cause.path[0].removeprefix("service:")]
                    record = stage.resolution.book.records.get(cause.evidence[0]) if cause.evidence else None
                    where = f" ({record.path}:{record.line})" if record is not None and record.line else ""
                    why = f"  needs {dependency.name}{where}"
                print(f"  {function:14} {phase:7} {_MARKS[status]:5}{why}")
        print()


def who(path: Path) -> int:
    """Print the minimal sets of parties and jurisdictions, the single ones first."""
    assessment = _assessed(path)
    names = {d.party.id: d.party.name for d in assessment.dependencies if d.party is not None}
    evidence = {record.id: record for record in assessment.evidence}
    if not assessment.switch_off:
        print("Nobody outside can stop anything here, as far as the files show.")
    for cut in sorted(assessment.switch_off, key=lambda cut: (not cut.parties, len(cut.parties), cut.id)):
        members = [names.get(party, party) for party in cut.parties] or [f"law of {c}" for c in cut.jurisdictions]
        record = evidence.get(cut.evidence[0]) if cut.evidence else None
        where = f"  {record.path}:{record.line}" if record is not None else ""
        print(f"{' and '.join(members):44} {cut.phase:7} {', '.join(cut.functions)}{where}")
    return 0


def graph(path: Path, name: str) -> int:
    """Print the dependency graph in a format for other tools."""
    found = _assessed(path).graph
    match name:
        case "json":
            print(json.dumps(msgspec.to_builtins(found), indent=2, sort_keys=True))
        case "mermaid":
            print(_mermaid(found))
        case "dot":
            print(_dot(found))
        case "graphml":
            from sovassess.graph.exchange import graphml

            print(graphml(found))
        case _:
            raise SovassessError(f"unknown format {name!r}; known: json, mermaid, dot, graphml")
    return 0


def _assessed(path: Path) -> Assessment:
    return load(path) if path.suffix == ".json" and path.is_file() else assess(plain_request(path))


def _mermaid(found: Graph) -> str:
    ids = {node.id: f"n{number}" for number, node in enumerate(found.nodes)}
    lines = ["flowchart LR"]
    lines += [f"  {ids[node.id]}[{json.dumps(f'{node.name} ({node.kind})')}]" for node in found.nodes]
    lines += [
        f"  {ids[e.source]} -->|{e.kind}| {ids[e.target]}" for e in found.edges if {e.source, e.target} <= ids.keys()
    ]
    return "\n".join(lines)


def _dot(found: Graph) -> str:
    lines = ["digraph sovassess {", "  rankdir=LR;"]
    lines += [
        f"  {json.dumps(node.id)} [label={json.dumps(node.name)}, kind={json.dumps(node.kind)}];"
        for node in found.nodes
    ]
    lines += [f"  {json.dumps(e.source)} -> {json.dumps(e.target)} [label={json.dumps(e.kind)}];" for e in found.edges]
    return "\n".join([*lines, "}"])
