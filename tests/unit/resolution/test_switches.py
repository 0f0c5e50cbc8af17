"""Usage data of self-run software: off where its switch says so, surer where a switch leaves it on."""

from __future__ import annotations

import pytest

from sovassess.detectors.switches import closed
from sovassess.model.enums import Confidence, Role, Strength
from tests.unit.resolution.estate import dependencies, of_role, services

COMPOSE = "services:\n  web:\n    image: langfuse/langfuse:3\n    environment:\n      TELEMETRY_ENABLED: {}\n"


def test_usage_data_is_off_where_the_switch_is_off() -> None:
    files = {"compose.yml": COMPOSE.format("'false'")}
    assert "posthog-cloud" not in services(files)


def test_a_switch_that_is_left_on_makes_usage_data_a_default() -> None:
    found = [d for d in dependencies({"compose.yml": COMPOSE.format("'true'")}) if d.service == "posthog-cloud"]
    assert [(d.strength, d.confidence is not Confidence.LOW) for d in found] == [(Strength.DEFAULT, True)]


def test_a_switch_whose_value_nobody_knows_says_nothing() -> None:
    found = [d for d in dependencies({"compose.yml": COMPOSE.format("${SHARE}")}) if d.service == "posthog-cloud"]
    silent = COMPOSE.replace("TELEMETRY_ENABLED", "OTHER").format("x")
    said = [d for d in dependencies({"compose.yml": silent}) if d.service == "posthog-cloud"]
    assert [(d.strength, d.confidence) for d in found] == [(d.strength, d.confidence) for d in said]


@pytest.mark.parametrize(
    ("name", "value"),
    [("SCARF_NO_ANALYTICS", "true"), ("NEXT_TELEMETRY_DISABLED", "1"), ("DISABLE_TELEMETRY", "yes"),
     ("ANONYMIZED_TELEMETRY", "False"), ("HF_HUB_OFFLINE", "1")],
)  # fmt: skip
def test_an_environment_variable_closes_the_way_out(name: str, value: str) -> None:
    assert closed(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("SCARF_NO_ANALYTICS", "false"), ("TELEMETRY_ENABLED", "true"), ("TELEMETRY_URL", "false"), ("NOTES", "no")],
)
def test_an_environment_variable_that_leaves_it_open_closes_nothing(name: str, value: str) -> None:
    assert not closed(name, value)


def test_a_list_of_addresses_in_one_variable_gives_each_of_them() -> None:
    compose = (
        "services:\n  ui:\n    image: ghcr.io/open-webui/open-webui:1\n    environment:\n"
        "      OPENAI_API_BASE_URLS: 'https://api.mistral.ai/v1;http://ollama:11434/v1'\n"
    )
    assert {"mistral-api", "ollama"} <= set(services({"compose.yml": compose}))
    assert of_role({"compose.yml": compose}, Role.MODEL_API)


@pytest.mark.parametrize(("value", "named"), [("true", False), ("false", True)])
def test_a_variable_that_closes_the_way_to_a_service_is_no_tie_to_it(value: str, named: bool) -> None:
    compose = f"services:\n  ui:\n    image: quay.io/x/y\n    environment: {{SCARF_NO_ANALYTICS: '{value}'}}\n"
    assert ("scarf" in services({"compose.yml": compose})) is named


GRAFANA = (
    "apiVersion: grafana.integreatly.org/v1beta1\nkind: Grafana\nmetadata: {name: g}\n"
    "spec:\n  config:\n    analytics:\n      reporting_enabled: 'REPORTING'\n      check_for_updates: 'false'\n"
)


@pytest.mark.parametrize(("reporting", "named"), [("false", False), ("true", True)])
def test_a_custom_resource_switches_the_reports_of_its_software_off(reporting: str, named: bool) -> None:
    files = {"g.yaml": GRAFANA.replace("REPORTING", reporting)}
    assert ("grafana-stats" in services(files)) is named


@pytest.mark.parametrize(("reporting", "named"), [("false", False), ("true", True)])
def test_values_of_a_chart_switch_the_reports_of_its_software_off(reporting: str, named: bool) -> None:
    values = "image: {repository: grafana/grafana, tag: '12'}\ngrafana.ini:\n  analytics:\n"
    values += f"    reporting_enabled: {reporting}\n    check_for_updates: false\n"
    assert ("grafana-stats" in services({"chart/values.yaml": values, "chart/Chart.yaml": "name: a\n"})) is named


def test_a_switch_of_another_section_says_nothing() -> None:
    files = {"g.yaml": GRAFANA.replace("REPORTING", "true"), "x.yaml": "other:\n  reporting_enabled: false\n"}
    assert "grafana-stats" in services(files)


NAMED_CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: own\nversion: 1.0.0\ndependencies:\n"
    "  - {name: grafana, version: 8.0.0, repository: https://charts.corp.internal}\n",
    "chart/values.yaml": "grafana:\n  grafana.ini:\n    analytics: {reporting_enabled: %s, check_for_updates: %s}\n",
}


def test_a_chart_that_is_only_named_does_what_its_software_does_unless_values_switch_it_off() -> None:
    for word, reports in (("true", True), ("false", False)):
        files = {path: text.replace("%s", word) for path, text in NAMED_CHART.items()}
        assert ("grafana-stats" in {entry.service for entry in dependencies(files)}) is reports


CONFIGURED = """apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: grafana/grafana:12.0.0
      envFrom: [{configMapRef: {name: settings}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {GF_ANALYTICS_REPORTING_ENABLED: '%s', GF_ANALYTICS_CHECK_FOR_UPDATES: '%s'}
"""


def test_a_switch_in_a_config_map_is_read_as_on_or_off() -> None:
    off = {entry.service for entry in dependencies({"k8s/a.yaml": CONFIGURED.replace("%s", "false")})}
    assert "grafana-stats" not in off
    (on,) = [e for e in dependencies({"k8s/a.yaml": CONFIGURED.replace("%s", "true")}) if e.service == "grafana-stats"]
    assert on.strength is Strength.DEFAULT
