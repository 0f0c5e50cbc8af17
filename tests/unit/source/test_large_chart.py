"""A chart of the size of a public stack for language models: 80 templates, a chart inside, switches at three levels."""

from __future__ import annotations

from functools import cache

from sovassess.detectors.registry import DETECTORS
from sovassess.model.enums import Operator, Role, Usage
from sovassess.model.observations import AnyObservation, EnvironmentValue, Image, Workload
from sovassess.model.scan import Scan
from sovassess.scanning import scan
from sovassess.source.tree import MemoryTree
from tests.unit.resolution.estate import of_role

PARTS = tuple(f"part-{number:02}" for number in range(20))
OFF = frozenset(PARTS[3::4])
HELPERS = """
{{- define "stack.image" -}}
{{- $image := merge (dict) .image (dict "registry" .root.Values.global.registry "tag" .root.Chart.AppVersion) -}}
{{ $image.registry }}/{{ $image.repository }}:{{ $image.tag }}
{{- end }}
{{- define "stack.name" -}}
{{ printf "%s-%s" .root.Release.Name .name | trunc 63 | trimSuffix "-" }}
{{- end }}
"""
WORKLOAD = """{{- $part := index .Values.parts "NAME" }}
{{- if $part.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "stack.name" (dict "root" . "name" "NAME") }}
spec:
  template:
    spec:
      containers:
        - name: main
          image: {{ include "stack.image" (dict "root" . "image" $part.image) | quote }}
          env:
            - name: UPSTREAM_URL
              value: {{ $part.upstream | default .Values.global.upstream | quote }}
            {{- with .Values.global.telemetry }}
            - {name: DO_NOT_TRACK, value: {{ ternary "0" "1" .enabled | quote }}}
            {{- end }}
{{- end }}
"""
OTHERS = {
    "service": "{{- if (index .Values.parts \"NAME\").enabled }}\napiVersion: v1\nkind: Service\n"
    "metadata: {name: NAME}\nspec: {selector: {app: NAME}}\n{{- end }}\n",
    "config": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\ndata:\n"
    "  SEARCH_URL: {{ tpl .Values.global.search . | quote }}\n",
    "scaling": "{{- if .Values.global.scaling }}\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n"
    "metadata: {name: NAME}\nspec: {maxReplicas: 3}\n{{- end }}\n",
}  # fmt: skip
SERVER = """apiVersion: apps/v1
kind: StatefulSet
metadata: {name: vllm}
spec:
  template:
    spec:
      containers:
        - name: vllm
          image: {{ .Values.image }}
          args: ["--model", {{ .Values.model | quote }}]
"""


def _files() -> dict[str, str]:
    values = "global:\n  registry: ghcr.io\n  upstream: http://vllm:8000/v1\n"
    values += "  search: 'https://search.{{ .Values.domain }}'\n  telemetry: {enabled: false}\n  scaling: false\n"
    values += "domain: corp.example.org\nllm: {enabled: true}\nparts:\n"
    files = {
        "stack/Chart.yaml": "apiVersion: v2\nname: stack\nversion: 1.0.0\nappVersion: '3.1'\n"
        "dependencies:\n  - {name: llm, version: 1.0.0, condition: llm.enabled}\n",
        "stack/templates/_helpers.tpl": HELPERS,
        "stack/charts/llm/Chart.yaml": "apiVersion: v2\nname: llm\nversion: 1.0.0\n",
        "stack/charts/llm/values.yaml": "image: vllm/vllm-openai:v0.11.0\nmodel: Qwen/Qwen3-8B\n",
        "stack/charts/llm/templates/server.yaml": SERVER,
    }
    for part in PARTS:
        enabled = "false" if part in OFF else "true"
        values += f"  {part}:\n    enabled: {enabled}\n    image: {{repository: team/{part}}}\n"
        values += "    upstream: https://api.mistral.ai/v1\n" if part == PARTS[0] else ""
        files[f"stack/templates/{part}.yaml"] = WORKLOAD.replace("NAME", part)
        files |= {f"stack/templates/{part}-{kind}.yaml": text.replace("NAME", part) for kind, text in OTHERS.items()}
    return {**files, "stack/values.yaml": values}


@cache
def _read() -> Scan:
    return scan(MemoryTree(_files()), DETECTORS)


def _seen() -> list[AnyObservation]:
    return [one for file in _read().files if file.detector == "kubernetes" for one in file.observations]


def test_the_whole_of_it_is_read() -> None:
    assert sum(path.startswith("stack/templates/part") for path in _files()) == 80
    assert _read().coverage.unread == ()


def test_every_image_comes_out_as_the_defaults_make_it_and_no_other() -> None:
    on = {one.reference.literal for one in _seen() if isinstance(one, Image) and one.usage is Usage.MAIN}
    assert on == {f"ghcr.io/team/{part}:3.1" for part in PARTS if part not in OFF} | {"vllm/vllm-openai:v0.11.0"}


def test_what_its_switches_leave_out_is_an_option() -> None:
    workloads = [one for one in _seen() if isinstance(one, Workload) and one.kind == "workload"]
    off = {one.at.path for one in workloads if one.usage is Usage.OPTIONAL}
    assert off == {f"stack/templates/{part}.yaml" for part in OFF}
    assert sum(one.usage is Usage.MAIN for one in workloads) == len(PARTS) - len(OFF) + 1


def test_hosts_have_their_defaults_where_a_part_overrides_them_too() -> None:
    given = [one for one in _seen() if isinstance(one, EnvironmentValue) and one.usage is Usage.MAIN]
    upstream = [one.value.with_defaults for one in given if one.name == "UPSTREAM_URL"]
    assert upstream.count("https://api.mistral.ai/v1") == 1
    assert upstream.count("http://vllm:8000/v1") == len(PARTS) - len(OFF) - 1
    assert {one.value.with_defaults for one in given if one.name == "SEARCH_URL"} == {"https://search.corp.example.org"}


def _tracked(files: dict[str, str]) -> set[str | None]:
    seen = [one for file in scan(MemoryTree(files), DETECTORS).files for one in file.observations]
    named = [one for one in seen if isinstance(one, EnvironmentValue) and one.name == "DO_NOT_TRACK"]
    return {one.value.with_defaults for one in named if one.usage is Usage.MAIN}


def test_switches_are_read_as_on_or_off() -> None:
    files = _files()
    values = files["stack/values.yaml"].replace("telemetry: {enabled: false}", "telemetry: {enabled: true}")
    assert _tracked(files) == {"1"}
    assert _tracked({**files, "stack/values.yaml": values}) == {"0"}


def test_the_client_of_one_part_meets_the_server_of_the_chart_inside() -> None:
    (server,) = [entry for entry in of_role(_files(), Role.MODEL_SERVER) if entry.service == "vllm"]
    assert server.operated_by is Operator.SELF
    assert {use.id for use in server.models} == {"Qwen/Qwen3-8B"}
    hosted = of_role(_files(), Role.MODEL_API)
    assert [entry.service for entry in hosted] == ["mistral-api"]
