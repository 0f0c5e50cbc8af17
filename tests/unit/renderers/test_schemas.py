"""Every format keeps the rules of its readers, for every example and for the sample with hostile strings."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from sovassess import renderers
from sovassess.model.assessment import Assessment
from sovassess.model.findings import findings
from sovassess.pipeline import Request, assess
from sovassess.settings import Settings, load_settings
from sovassess.source.tree import LocalTree
from tests.unit.renderers import sample
from tests.unit.renderers.schemas import problems

EXAMPLES = Path(__file__).parents[3] / "examples"
NAMES = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
CHECKED = ("sarif", "cyclonedx", "oscal", "json", "baseline", "junit", "gitlab", "github", "csv")


@cache
def assessed(name: str) -> Assessment:
    if name == "sample":
        return sample.rich()
    if name == "empty":
        return sample.empty()
    root = EXAMPLES / name
    file = root / "sovassess.yaml"
    settings = load_settings(file) if file.is_file() else Settings()
    tree = LocalTree(root, exclude=settings.exclude)
    return assess(Request(tree=tree, today=dt.date(2026, 11, 21), settings=settings))


@pytest.mark.parametrize("name", [*NAMES, "sample", "empty"])
@pytest.mark.parametrize("form", CHECKED)
def test_a_format_keeps_the_rules_of_its_readers(name: str, form: str) -> None:
    assert problems(form, renderers.render(form, assessed(name))) == []


BREAKS: dict[str, Callable[[str], str]] = {
    "sarif": lambda text: text.replace('"kind": "fail"', '"kind": "failure"'),
    "cyclonedx": lambda text: text.replace('"type": "machine-learning-model"', '"type": "model"'),
    "oscal": lambda text: text.replace('"state": "satisfied"', '"state": "fine"'),
    "json": lambda text: text.replace('"outcome": "pass"', '"outcome": "passed"'),
    "baseline": lambda text: text.replace('"outcome":"fail"', '"outcome":"failed"'),
    "junit": lambda text: text.replace('tests="', 'tests="1', 1),
    "gitlab": lambda text: text.replace('"severity": "minor"', '"severity": "small"'),
    "github": lambda text: text.replace("::error ", "::mistake "),
    "csv": lambda text: text.replace("\n", ",\n"),
}


@pytest.mark.parametrize("form", CHECKED)
def test_the_check_of_a_format_sees_a_broken_one(form: str) -> None:
    text = renderers.render(form, assessed("hosted-assistant"))
    broken = BREAKS[form](text)
    assert broken != text
    assert problems(form, broken) != []


@pytest.mark.parametrize("name", [*NAMES, "sample"])
def test_all_formats_tell_the_same_number_of_misses(name: str) -> None:
    assessment = assessed(name)
    failed = {c.id for c in assessment.criteria if c.outcome.value == "fail"}
    sarif = json.loads(renderers.render("sarif", assessment))["runs"][0]
    assert {r["ruleId"] for r in sarif["results"] if r["kind"] == "fail"} == failed
    rows = csv.DictReader(io.StringIO(renderers.render("csv", assessment)))
    assert {row["criterion"] for row in rows if row["outcome"] == "fail"} == failed
    oscal = json.loads(renderers.render("oscal", assessment))["assessment-results"]["results"][0]
    assert sum(f["target"]["status"]["reason"] == "fail" for f in oscal["findings"]) == len(failed)
    entries = json.loads(renderers.render("gitlab", assessment))
    assert failed <= {entry["check_name"] for entry in entries}
    suites = ElementTree.fromstring(renderers.render("junit", assessment))
    accepted = sum("accepted until" in (case.get("message") or "") for case in suites.iter("skipped"))
    assert int(suites.get("failures", "")) + accepted == len(failed)
    keys = {finding.key for finding in findings(assessment)}
    assert len(keys) == len(findings(assessment))
    known = json.loads(renderers.render("baseline", assessment))["findings"]
    assert {entry["key"] for entry in known} == keys


def test_a_bill_names_parties_models_and_what_hangs_on_them() -> None:
    bill = json.loads(renderers.render("cyclonedx", assessed("gateway-hybrid")))
    providers = {s["provider"]["name"] for s in bill["services"] if "provider" in s}
    assert {"OpenAI", "Amazon Web Services"} <= providers
    assert any(c["type"] == "machine-learning-model" for c in bill["components"])
    refs = {bill["metadata"]["component"]["bom-ref"]}
    refs |= {entry["bom-ref"] for entry in (*bill["components"], *bill["services"])}
    for edge in bill["dependencies"]:
        assert {edge["ref"], *edge["dependsOn"]} <= refs
    assert {ref for edge in bill["dependencies"] for ref in edge["dependsOn"]} == refs - {"subject"}


def test_a_rule_of_sarif_tells_the_remedy_and_a_result_its_line() -> None:
    run = json.loads(renderers.render("sarif", assessed("hosted-assistant")))["runs"][0]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert "Pin the version" in rules["AIR-2.1"]["help"]["text"]
    assert "Pin the version" in rules["AIR-2.1"]["help"]["markdown"]
    result = next(r for r in run["results"] if r["ruleId"] == "AIR-2.1")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "deploy/k8s/backend.yaml"
    assert place["region"]["startLine"] == 16
    assert result["level"] == "error"


def test_an_accepted_risk_stays_in_every_format_and_is_marked() -> None:
    assessment = assessed("sample")
    run = json.loads(renderers.render("sarif", assessment))["runs"][0]
    marked = [r for r in run["results"] if r["ruleId"] == "MOD-2.1"]
    assert marked
    assert all(r["suppressions"][0]["status"] == "accepted" for r in marked)
    assert not any("suppressions" in r for r in run["results"] if r["ruleId"] != "MOD-2.1")
    for form in ("gitlab", "junit", "csv", "github"):
        assert "accepted until 2027-03-31" in renderers.render(form, assessment), form
    assert "Accepted risks" in renderers.render("markdown", assessment)
    risks = json.loads(renderers.render("oscal", assessment))["assessment-results"]["results"][0]["risks"]
    assert {r["title"][:7] for r in risks if r["status"] == "deviation-approved"} == {"MOD-2.1"}


def test_a_folder_of_a_checkout_is_named_from_the_top_where_a_forge_reads_it() -> None:
    base = assessed("hosted-assistant")
    inside = replace(
        base,
        subject=replace(base.subject, folder="products/shop", remote="https://forge.example/acme/x", revision="f" * 40),
    )
    assert "file=products/shop/deploy/k8s/datadog-agent.yaml" in renderers.render("github", inside)
    assert '"path": "products/shop/deploy/k8s/backend.yaml"' in renderers.render("gitlab", inside)
    run = json.loads(renderers.render("sarif", inside))["runs"][0]
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]}
    assert "products/shop/deploy/k8s/backend.yaml" in uris
    assert run["versionControlProvenance"][0]["revisionId"] == "f" * 40
    assert problems("sarif", renderers.render("sarif", inside)) == []


def test_a_comment_leads_to_the_line_on_the_forge_where_it_is_known() -> None:
    base = assessed("hosted-assistant")
    subject = replace(base.subject, remote="https://github.com/acme/shop", revision="f" * 40)
    text = renderers.render("markdown", replace(base, subject=subject))
    assert f"](https://github.com/acme/shop/blob/{'f' * 40}/deploy/k8s/datadog-agent.yaml#L15)" in text
    assert "](" not in renderers.render("markdown", base)


def test_a_moved_line_keeps_its_fingerprint_in_sarif_and_gitlab() -> None:
    base = assessed("hosted-assistant")
    moved = replace(base, evidence=tuple(replace(e, line=e.line + 7 if e.line else None) for e in base.evidence))

    def prints(assessment: Assessment) -> tuple[list[str], list[str]]:
        run = json.loads(renderers.render("sarif", assessment))["runs"][0]
        entries = json.loads(renderers.render("gitlab", assessment))
        return (
            sorted(next(iter(result["partialFingerprints"].values())) for result in run["results"]),
            sorted(entry["fingerprint"] for entry in entries),
        )

    assert prints(base) == prints(moved)
    assert renderers.render("sarif", base) != renderers.render("sarif", moved)
