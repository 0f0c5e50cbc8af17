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
from sovassess.detectors.registry import DETECTORS
from sovassess.egress.coverage import covered
from sovassess.egress.inputs import PERMITTED, EgressFile, gather
from sovassess.errors import NothingToAssess
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
    SettingsInfo,
    ToolInfo,
)
from sovassess.model.assessment import Subject as SubjectInfo
from sovassess.model.coverage import UnreadFile
from sovassess.model.dependencies import Evidence
from sovassess.model.egress import Recording
from sovassess.model.enums import Basis, CoverageLevel, EvidenceKind, Origin, Outcome, Status
from sovassess.model.items import Item
from sovassess.model.scan import Scan
from sovassess.resolution.own import OwnThings, is_local
from sovassess.resolution.redaction import redacted
from sovassess.resolution.resolve import Resolution, resolve
from sovassess.rubric.bounds import Bounds, bounds
from sovassess.rubric.disproved import disproved
from sovassess.rubric.evaluate import Judgement, evaluate
from sovassess.rubric.evidence import Evidence as EvidenceOf
from sovassess.rubric.load import LoadedRubric, load_rubric
from sovassess.rubric.trial import Trial
from sovassess.scanning import scan
from sovassess.scenario.apply import Rehearsals
from sovassess.scenario.load import load_scenarios
from sovassess.settings import Settings
from sovassess.source.revision import Checkout
from sovassess.source.tree import Tree

DEFAULT_RUBRIC = "ai-sovereignty"


class Request(Struct, frozen=True, kw_only=True):
    """What to assess and how. `today` decides what has expired; `cache` is a folder for compiled catalogs; `jobs` is
    in how many processes files may be read. `told` is what the report says of the settings, `scanned` the tree as it
    was read before and `catalog` what it was read with; else both are read here."""

    tree: Tree
    today: dt.date
    settings: Settings = Settings()
    told: SettingsInfo = SettingsInfo()
    rubric: str = DEFAULT_RUBRIC
    checkout: Checkout = Checkout()
    egress: tuple[EgressFile, ...] = ()
    own_catalogs: tuple[Path, ...] = ()
    cache: Path | None = None
    jobs: int = 1
    scanned: Scan | None = None
    catalog: Catalog | None = None


class Stage(Struct, frozen=True, kw_only=True):
    """Everything up to the graph, for commands that ask further questions of it."""

    scan: Scan
    resolution: Resolution
    graph: DependencyGraph
    rehearsals: Rehearsals
    catalog: Catalog
    policy: Policy
    recordings: tuple[Recording, ...] = ()


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
                lost = self._lost(cause.path) if cause else ""
                out[function] = (status, cause.evidence if cause else (), f"needs {lost}" if lost else "")
        return out

    def _lost(self, path: Sequence[str]) -> str:
        keys = (node.removeprefix("service:") for node in path)
        return next((self._graph.dependencies[key].name for key in keys if key in self._graph.dependencies), "")


def prepare(request: Request) -> Stage:
    """Scan, resolve and build the graph. Raises `NothingToAssess` if no file was recognised."""
    settings = request.settings
    own = OwnThings((*settings.own.hosts, *settings.own.registries), settings.own.registries, settings.own.accounts)
    catalog = request.catalog or Catalog(load_entries(request.own_catalogs, cache=request.cache))
    scanned = request.scanned or scan(request.tree, DETECTORS, request.jobs, known=catalog.known)
    gathered = gather(
        request.egress,
        lambda host: own.has_host(host) or is_local(host),
        lambda host: catalog.host(host) is not None,
    )
    files = (*scanned.files, *gathered.files)
    unread = tuple(UnreadFile(entry.path, redacted(entry.reason), entry.line) for entry in scanned.coverage.unread)
    read = msgspec.structs.replace(scanned.coverage, unread=unread)
    coverage = covered(read, gathered, shown=True)
    if not files and not coverage.unread:
        raise NothingToAssess(
            f"{request.tree.name}: nothing to assess: none of {coverage.files} files is of a kind that sovassess reads"
        )
    resolution = resolve(files, catalog, own, scanned.paths)
    judged = covered(read, gathered, shown=False)
    graph = DependencyGraph(Subject(resolution, judged, _declared(settings), request.today))
    policy = _policy(settings, request.today)
    rehearsals = Rehearsals(graph, load_scenarios(), policy)
    return Stage(
        scan=Scan(files, coverage, scanned.paths, scanned.acceptances),
        resolution=resolution,
        graph=graph,
        rehearsals=rehearsals,
        catalog=catalog,
        policy=policy,
        recordings=gathered.recordings,
    )


def facts(stage: Stage) -> EvidenceOf:
    """What a rubric may ask of a stage, for commands that judge more than once."""
    return _Facts(stage.graph, stage.rehearsals)


def assess(request: Request) -> Assessment:
    """The assessment of a tree."""
    rubric = load_rubric(request.rubric)
    stage = prepare(request)
    alone = _from_files(request, rubric)
    told = alone.criteria if alone is not None else ()
    before = {entry.id: entry.outcome for entry in told if entry.basis is not Basis.ATTESTED}

    judgement = evaluate(rubric.rubric, facts(stage), stage.policy, before)
    failed = frozenset(entry.id for entry in judgement.criteria if entry.outcome is Outcome.FAIL)

    def levels(graph: DependencyGraph) -> Mapping[str, Bounds]:
        seen = _Facts(graph, stage.rehearsals.on(graph))
        return bounds(Trial(rubric=rubric.rubric, evidence=seen, policy=stage.policy, before=before), failed)

    scenarios = tuple(stage.rehearsals.result(name) for name in stage.rehearsals.names() if "(" not in name)
    graph = stage.graph
    # The last of all that cites evidence; whoever asks the graph later would cite what the result does not hold.
    switch_off, view, egress = graph.switch_off, graph.view, graph.egress
    actions = ranked_actions(graph, judgement, levels)
    contradictions = (*judgement.contradictions, *(disproved(alone, judgement) if alone is not None else ()))
    return Assessment(
        schema_version=SCHEMA_VERSION,
        tool=ToolInfo(name="sovassess", version=__version__),
        rubric=_rubric_info(rubric),
        catalog=_catalog_info(stage.catalog),
        subject=_subject_info(request),
        overall=judgement.overall,
        dimensions=judgement.dimensions,
        criteria=judgement.criteria,
        components=tuple(entry.component for entry in stage.resolution.components.declared),
        dependencies=stage.resolution.dependencies,
        evidence=_evidence(stage, judgement),
        contradictions=tuple(sorted(contradictions, key=lambda entry: entry.id)),
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
        settings=request.told,
        egress=egress,
        recordings=stage.recordings,
    )


def _from_files(request: Request, rubric: LoadedRubric) -> Judgement | None:
    """What the files alone come to, where there are recordings that may say otherwise; None where there are none."""
    if not any(entry.kind != PERMITTED for entry in request.egress):
        return None
    try:
        stage = prepare(msgspec.structs.replace(request, egress=()))
    except NothingToAssess:
        return None
    return evaluate(rubric.rubric, facts(stage), stage.policy)


def _evidence(stage: Stage, judgement: Judgement) -> tuple[Evidence, ...]:
    records = {record.id: record for record in (*stage.resolution.evidence, *judgement.evidence)}
    return tuple(records[key] for key in sorted(records))


def _subject_info(request: Request) -> SubjectInfo:
    checkout = request.checkout
    return SubjectInfo(
        name=request.tree.name,
        revision=checkout.revision,
        dirty=None,
        roots=(request.tree.name,),
        remote=checkout.remote,
        folder=checkout.folder,
    )


def _catalog_info(catalog: Catalog) -> CatalogInfo:
    parties, services = len(catalog.parties), len(catalog.services)
    return CatalogInfo(version=__version__, digest=catalog.digest, parties=parties, services=services)


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
    named = None if settings.inventory is None else frozenset(entry.service for entry in settings.inventory)
    required = frozenset(name for name, entry in settings.functions.items() if entry.required)
    return Declared(inventory=named, required=required or frozenset({"serve"}))


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
