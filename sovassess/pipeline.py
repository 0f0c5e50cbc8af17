"""The whole tool on one screen: scan, resolve, build, rehearse, judge, and put together what a renderer needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from sovassess import __version__
from sovassess.acceptance import accepted_risks
from sovassess.catalog.catalog import Catalog
from sovassess.catalog.load import load_entries
from sovassess.detectors.egress import host_list
from sovassess.detectors.registry import DETECTORS
from sovassess.errors import InputFileError, NothingToAssess, ParseError
from sovassess.graph.conditions import AttestationInput, Policy
from sovassess.graph.graph import DependencyGraph
from sovassess.graph.subject import Declared, Subject
from sovassess.improvement import ranked_actions
from sovassess.model.assessment import (
    SCHEMA_VERSION,
    AcceptedRisk,
    Assessment,
    CatalogInfo,
    LevelName,
    RubricInfo,
    ToolInfo,
)
from sovassess.model.assessment import Subject as SubjectInfo
from sovassess.model.coverage import Coverage, UnreadFile
from sovassess.model.dependencies import Evidence
from sovassess.model.enums import Context, CoverageLevel, EvidenceKind, Origin, Status
from sovassess.model.items import Item
from sovassess.model.scan import FileObservations, Scan
from sovassess.resolution.own import OwnThings
from sovassess.resolution.redaction import redacted
from sovassess.resolution.resolve import Resolution, resolve
from sovassess.rubric.evaluate import Judgement, evaluate
from sovassess.rubric.evidence import Evidence as EvidenceOf
from sovassess.rubric.load import LoadedRubric, load_rubric
from sovassess.scanning import scan
from sovassess.scenario.apply import Rehearsals
from sovassess.scenario.load import load_scenarios
from sovassess.settings import Settings
from sovassess.source.revision import Checkout
from sovassess.source.tree import Tree
from sovassess.source.view import FileView

DEFAULT_RUBRIC = "ai-sovereignty"


class EgressFile(Struct, frozen=True):
    """A recording or a list that a person names on the command line. `kind`: `seen` or `permitted`."""

    path: str
    data: bytes
    kind: str


class Request(Struct, frozen=True, kw_only=True):
    """What to assess and how. `today` decides what has expired; `cache` is a folder for compiled catalogs; `jobs` is
    in how many processes files may be read."""

    tree: Tree
    today: dt.date
    settings: Settings = Settings()
    rubric: str = DEFAULT_RUBRIC
    checkout: Checkout = Checkout()
    egress: tuple[EgressFile, ...] = ()
    own_catalogs: tuple[Path, ...] = ()
    cache: Path | None = None
    jobs: int = 1


class Stage(Struct, frozen=True, kw_only=True):
    """Everything up to the graph, for commands that ask further questions of it."""

    scan: Scan
    resolution: Resolution
    graph: DependencyGraph
    rehearsals: Rehearsals
    catalog: Catalog
    policy: Policy


class _Facts:
    """What the rubric asks: the graph and the rehearsals behind one face."""

    def __init__(self, graph: DependencyGraph, rehearsals: Rehearsals) -> None:
        self._graph = graph
        self._rehearsals = rehearsals

    def items(self, kind: str) -> Sequence[Item]:
        return self._graph.items(kind)

    def coverage(self, kind: EvidenceKind) -> CoverageLevel:
        return self._graph.coverage(kind)

    def minor(self, kind: EvidenceKind) -> bool:
        return self._graph.minor(kind)

    def applicable(self, subject: str) -> bool | None:
        return self._graph.applicable(subject)

    def origin(self, evidence: str) -> Origin | None:
        return self._graph.origin(evidence)

    def scenarios_of(self, pattern: str) -> Sequence[str]:
        return self._rehearsals.matching(pattern)

    def survives(self, scenario: str, functions: Sequence[str]) -> Mapping[str, tuple[Status, tuple[str, ...], str]]:
        result = self._rehearsals.result(scenario)
        causes = {cause.function: cause for cause in result.because}
        out: dict[str, tuple[Status, tuple[str, ...], str]] = {}
        for function in functions:
            for status in result.functions.get(function, {}).values():
                cause = causes.get(function)
                lost = self._graph.dependencies[cause.path[0].removeprefix("service:")].name if cause else ""
                out[function] = (status, cause.evidence if cause else (), f"needs {lost}" if lost else "")
        return out


def prepare(request: Request) -> Stage:
    """Scan, resolve and build the graph. Raises `NothingToAssess` if no file was recognised."""
    scanned = scan(request.tree, DETECTORS, request.jobs)
    files = (*scanned.files, *_recorded(request.egress))
    coverage = _with_egress(scanned.coverage, request.egress)
    if not files and not coverage.unread:
        raise NothingToAssess(
            f"{request.tree.name}: nothing to assess: none of {coverage.files} files is of a kind that sovassess reads"
        )
    catalog = Catalog(load_entries(request.own_catalogs, cache=request.cache))
    settings = request.settings
    own = OwnThings((*settings.own.hosts, *settings.own.registries), settings.own.registries, settings.own.accounts)
    resolution = resolve(files, catalog, own, scanned.paths)
    graph = DependencyGraph(Subject(resolution, coverage, _declared(settings), request.today))
    policy = _policy(settings, request.today)
    rehearsals = Rehearsals(graph, load_scenarios(), policy)
    return Stage(
        scan=Scan(files, coverage, scanned.paths, scanned.acceptances),
        resolution=resolution,
        graph=graph,
        rehearsals=rehearsals,
        catalog=catalog,
        policy=policy,
    )


def facts(stage: Stage) -> EvidenceOf:
    """What a rubric may ask of a stage, for commands that judge more than once."""
    return _Facts(stage.graph, stage.rehearsals)


def assess(request: Request) -> Assessment:
    """The assessment of a tree."""
    rubric = load_rubric(request.rubric)
    stage = prepare(request)

    def judge(graph: DependencyGraph) -> Judgement:
        rehearsals = stage.rehearsals if graph is stage.graph else stage.rehearsals.on(graph)
        return evaluate(rubric.rubric, _Facts(graph, rehearsals), stage.policy)

    judgement = judge(stage.graph)
    scenarios = tuple(stage.rehearsals.result(name) for name in stage.rehearsals.names() if "(" not in name)
    graph = stage.graph
    # The last of all that cites evidence; whoever asks the graph later would cite what the result does not hold.
    switch_off, view = graph.switch_off, graph.view
    actions = ranked_actions(graph, judgement, judge)
    return Assessment(
        schema_version=SCHEMA_VERSION,
        tool=ToolInfo(name="sovassess", version=__version__),
        rubric=_rubric_info(rubric),
        catalog=CatalogInfo(
            version=__version__,
            digest=stage.catalog.digest,
            parties=len(stage.catalog.parties),
            services=len(stage.catalog.services),
        ),
        subject=SubjectInfo(
            name=request.tree.name,
            revision=request.checkout.revision,
            dirty=None,
            roots=(request.tree.name,),
            remote=request.checkout.remote,
            folder=request.checkout.folder,
        ),
        overall=judgement.overall,
        dimensions=judgement.dimensions,
        criteria=judgement.criteria,
        components=tuple(entry.component for entry in stage.resolution.components.declared),
        dependencies=stage.resolution.dependencies,
        evidence=_evidence(stage, judgement),
        contradictions=judgement.contradictions,
        accepted=_accepted(request, judgement, stage),
        scenarios=tuple(sorted(scenarios, key=lambda result: result.id)),
        switch_off=switch_off,
        coverage=stage.scan.coverage,
        graph=view,
        attestations=judgement.attestations,
        may_switch_off=graph.may_switch_off,
        switch_off_complete_to=graph.complete_to,
        actions=actions,
        scores=judgement.scores,
    )


def _evidence(stage: Stage, judgement: Judgement) -> tuple[Evidence, ...]:
    records = {record.id: record for record in (*stage.resolution.evidence, *judgement.evidence)}
    return tuple(records[key] for key in sorted(records))


def _rubric_info(loaded: LoadedRubric) -> RubricInfo:
    rubric = loaded.rubric
    return RubricInfo(
        id=rubric.id,
        version=rubric.version,
        title=rubric.title,
        digest=loaded.digest,
        levels=tuple(LevelName(level=e.level, name=e.name, meaning=e.meaning) for e in rubric.levels),
    )


def _declared(settings: Settings) -> Declared:
    inventory = settings.inventory
    required = {name for name, entry in settings.functions.items() if entry.required}
    return Declared(
        inventory=None if inventory is None else frozenset(entry.service for entry in inventory),
        required=frozenset(required or {"serve"}),
    )


def _policy(settings: Settings, today: dt.date) -> Policy:
    return Policy(
        today=today,
        home=settings.home_countries,
        attestations=tuple(
            AttestationInput(
                key=entry.key,
                outcome=entry.outcome,
                by=entry.by,
                signed=entry.signed,
                expires=entry.expires,
                evidence=entry.evidence,
            )
            for entry in settings.attestations
        ),
    )


def _accepted(request: Request, judgement: Judgement, stage: Stage) -> tuple[AcceptedRisk, ...]:
    dependencies = stage.graph.dependencies
    known = {c.id for c in judgement.criteria} | {key for d in dependencies.values() for key in (d.id, d.service)}
    return accepted_risks(request.settings, stage.scan, known, request.today)


def _recorded(egress: Sequence[EgressFile]) -> tuple[FileObservations, ...]:
    out: list[FileObservations] = []
    for entry in egress:
        view = FileView(entry.path, entry.data)
        try:
            seen = tuple(host_list.parse(view, entry.kind))
        except ParseError as error:
            raise InputFileError(entry.path, error.line, error.reason) from error
        out.append(
            FileObservations(entry.path, view.digest, Context.PRODUCTION, "host-list", EvidenceKind.EGRESS, seen)
        )
    return tuple(out)


def _with_egress(coverage: Coverage, egress: Sequence[EgressFile]) -> Coverage:
    unread = tuple(UnreadFile(entry.path, redacted(entry.reason), entry.line) for entry in coverage.unread)
    coverage = msgspec.structs.replace(coverage, unread=unread)
    if not egress:
        return coverage
    kinds = {**coverage.evidence_kinds, EvidenceKind.EGRESS.value: CoverageLevel.FULL.value}
    formats = {**coverage.formats, "host-list": coverage.formats.get("host-list", 0) + len(egress)}
    return Coverage(
        files=coverage.files + len(egress),
        read=coverage.read + len(egress),
        unread=coverage.unread,
        skipped=coverage.skipped,
        formats=dict(sorted(formats.items())),
        evidence_kinds=kinds,
        minor=coverage.minor,
    )
