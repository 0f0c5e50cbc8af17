"""CycloneDX 1.6: what is run, what it uses, which models, and who stands behind them; it holds no verdict.

Workloads, packages and pipelines are components, models are components of type `machine-learning-model`, and every
server that is used, one's own or another's, is a service whose provider is the party. What the standard has no field
for (jurisdictions, strength, who runs it) are properties in the namespace `sovassess`.
"""

from __future__ import annotations

import re
from typing import Any

from sovassess.model.assessment import Assessment
from sovassess.model.dependencies import Component, Dependency, ModelUse
from sovassess.model.enums import Operator
from sovassess.renderers import derived, inert, wording
from sovassess.renderers.sarif import HOME

Json = dict[str, Any]

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
_ROOT = "subject"
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


def render(assessment: Assessment) -> str:
    """The bill; its serial number is derived from what it holds."""
    places = {record.id: wording.place(record) for record in assessment.evidence}
    # Of several hosts of a service the gravest state, which stands first.
    seen = {row.service: ", ".join(row.states or (row.state,)) for row in reversed(assessment.egress) if row.service}
    models = {m.id: m for dependency in assessment.dependencies for m in dependency.models}
    bill: Json = {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": _metadata(assessment),
        "components": [
            *(_component(entry) for entry in assessment.components),
            *(_model(models[name]) for name in sorted(models)),
        ],
        "services": [_service(entry, places, seen.get(entry.service, "")) for entry in assessment.dependencies],
        "dependencies": _edges(assessment),
    }
    bill["serialNumber"] = f"urn:uuid:{derived.uuid('cyclonedx', inert.dumped(bill))}"
    return inert.dumped(bill)


def _metadata(assessment: Assessment) -> Json:
    overall = assessment.overall
    return {
        "tools": {
            "components": [
                {
                    "type": "application",
                    "name": assessment.tool.name,
                    "version": assessment.tool.version,
                    "externalReferences": [{"type": "website", "url": HOME}],
                }
            ]
        },
        "component": {
            "type": "application",
            "bom-ref": _ROOT,
            "name": inert.one_line(assessment.subject.name) or "unnamed",
            **({"version": assessment.subject.revision} if assessment.subject.revision else {}),
        },
        "properties": _properties(
            {
                "level": str(overall.level),
                "ceiling": str(overall.ceiling),
                "rubric": assessment.rubric.id,
                "rubric_sha256": assessment.rubric.digest,
                "catalog_sha256": assessment.catalog.digest,
            }
        ),
    }


def _component(component: Component) -> Json:
    return {
        "type": "application",
        "bom-ref": f"component:{inert.visible(component.id)}",
        "name": inert.one_line(component.name) or "unnamed",
        "properties": _properties({"kind": component.kind, "path": component.path}),
    }


def _model(model: ModelUse) -> Json:
    made: Json = {
        "type": "machine-learning-model",
        "bom-ref": f"model:{inert.visible(model.id)}",
        "name": inert.one_line(model.id) or "unnamed",
        "modelCard": {"modelParameters": {"task": model.task}},
        "properties": _properties(
            {
                "family": model.family or "",
                "open_weights": _yes(model.open_weights),
                "licence_restricted": _yes(model.licence_restricted),
                "retirement": model.retirement or "",
                "version": model.version or "",
                "weights_from": model.weights_from or "",
            }
        ),
    }
    if model.developer:
        made["supplier"] = _entity(model.developer, model.developer_country or "")
    if model.licence:
        made["licenses"] = [{"license": {"name": inert.one_line(model.licence)}}]
    return made


def _service(dependency: Dependency, places: dict[str, str], egress: str) -> Json:
    party = dependency.party
    made: Json = {
        "bom-ref": f"service:{inert.visible(dependency.id)}",
        "name": inert.one_line(dependency.name) or "unnamed",
        "properties": [
            *_properties(
                {
                    "service": dependency.service,
                    "role": dependency.role.value,
                    "strength": dependency.strength.value,
                    "operated_by": dependency.operated_by.value,
                    "switch": dependency.switch.value,
                    "confidence": dependency.confidence.value,
                    "phases": " ".join(phase.value for phase in dependency.phases),
                    "location": dependency.location or "",
                    "region": dependency.region or "",
                    "protocol": dependency.protocol or "",
                    "egress": egress,
                    "party": party.id if party else "",
                    "parents": ", ".join(party.parents) if party else "",
                    "jurisdictions": " ".join(party.jurisdictions) if party else "",
                }
            ),
            *(_evidence(places[key]) for key in dependency.evidence if key in places),
        ],
    }
    if party is not None:
        made["provider"] = _entity(party.name, party.country)
    if dependency.operated_by is not Operator.UNKNOWN:
        made["x-trust-boundary"] = dependency.operated_by is Operator.VENDOR
    if dependency.host and _HOST.fullmatch(dependency.host):
        made["endpoints"] = [f"//{dependency.host}"]
    if dependency.data in ("content", "metadata"):
        made["data"] = [{"flow": "bi-directional", "classification": dependency.data}]
    return made


def _evidence(place: str) -> Json:
    return {"name": "sovassess:evidence", "value": inert.visible(place)}


def _entity(name: str, country: str) -> Json:
    known = {"address": {"country": country}} if country not in ("", "unknown") else {}
    return {"name": inert.one_line(name), **known}


def _edges(assessment: Assessment) -> list[Json]:
    """What depends on what. A service that no component is known to use hangs on the subject itself."""
    known = {component.id for component in assessment.components}
    edges: dict[str, set[str]] = {_ROOT: {f"component:{inert.visible(key)}" for key in known}}
    for dependency in assessment.dependencies:
        service = f"service:{inert.visible(dependency.id)}"
        users = [f"component:{inert.visible(key)}" for key in dependency.components if key in known] or [_ROOT]
        for user in users:
            edges.setdefault(user, set()).add(service)
        if dependency.models:
            edges.setdefault(service, set()).update(f"model:{inert.visible(model.id)}" for model in dependency.models)
    return [{"ref": ref, "dependsOn": sorted(edges[ref])} for ref in sorted(edges)]


def _properties(values: dict[str, str]) -> list[Json]:
    return [{"name": f"sovassess:{key}", "value": inert.one_line(value)} for key, value in values.items() if value]


def _yes(value: bool | None) -> str:  # noqa: FBT001 - a value of the model, no switch
    return "" if value is None else "yes" if value else "no"
