"""Charts put together from a tree: what is installed by default, what is off, what cannot be rendered."""

from __future__ import annotations

import pytest

from sovassess.detectors.registry import DETECTORS
from sovassess.formats.go_templates import RenderError
from sovassess.formats.template_lines import Rendering
from sovassess.model.enums import Usage
from sovassess.model.observations import AnyObservation, EnvironmentValue, Image, Workload
from sovassess.scanning import scan
from sovassess.source.charts import Charts
from sovassess.source.tree import MemoryTree

HELPERS = """
{{- define "app.fullname" -}}
{{ .Release.Name }}-server
{{- end }}
{{- define "app.image" -}}
{{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
"""
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "app.fullname" . }}
spec:
  template:
    spec:
      containers:
        - name: main
          image: {{ include "app.image" . | quote }}
          env:
            - name: LLM_URL
              value: {{ .Values.llm.url | quote }}
            {{- if .Values.tracing.enabled }}
            - name: TRACES
              value: http://collector:4317
            {{- end }}
            {{- range $name, $value := .Values.env }}
            - name: {{ $name }}
              value: {{ $value | quote }}
            {{- end }}
"""
VALUES = """image: {registry: registry.example, repository: team/app, tag: ""}
llm: {url: "http://vllm:8000/v1"}
tracing: {enabled: false}
env: {SEARCH_URL: "https://search.example"}
"""
CHART = {
    "app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\nappVersion: '2.1'\n",
    "app/values.yaml": VALUES,
    "app/templates/_helpers.tpl": HELPERS,
    "app/templates/deployment.yaml": DEPLOYMENT,
}


def seen(files: dict[str, str]) -> list[AnyObservation]:
    """What the reader of manifests saw."""
    result = scan(MemoryTree(files), DETECTORS)
    return [o for file in result.files if file.detector == "kubernetes" for o in file.observations]


def rendering(files: dict[str, str], path: str) -> Rendering | RenderError | None:
    return Charts(MemoryTree(files), sorted(files)).rendering(path)


def test_an_image_that_a_helper_puts_together_comes_out_whole_and_at_its_line() -> None:
    image = next(o for o in seen(CHART) if isinstance(o, Image))
    assert image.reference.literal == "registry.example/team/app:2.1"
    assert image.at.line == 10
    assert image.at.excerpt == 'image: {{ include "app.image" . | quote }}'
    assert image.component == "Deployment/app-server"


def test_a_line_that_only_inserts_a_value_keeps_its_name_beside_the_default() -> None:
    value = next(o for o in seen(CHART) if isinstance(o, EnvironmentValue) and o.name == "LLM_URL").value
    assert value.variables == (".Values.llm.url",)
    assert value.with_defaults == "http://vllm:8000/v1"


def test_what_a_switch_leaves_out_is_optional_and_belongs_to_the_same_workload() -> None:
    off = next(o for o in seen(CHART) if isinstance(o, EnvironmentValue) and o.name == "TRACES")
    assert off.usage is Usage.OPTIONAL
    assert off.condition == ".Values.tracing.enabled"
    assert off.component == "Deployment/app-server"


ASIDE = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: aside}\nspec:\n  containers:\n"
    "    - {name: x, image: 'quay.io/x/aside:{{ .Values.image.tag }}'}\n"
)


@pytest.mark.parametrize("folder", ["templates_disabled", "templates.off", "_templates", "disabled", "old-templates"])
def test_a_template_set_aside_is_an_option_however_its_folder_is_called(folder: str) -> None:
    pods = [
        o for o in seen({**CHART, f"app/{folder}/pod.yaml": ASIDE}) if isinstance(o, Workload) and o.name == "aside"
    ]
    assert [pod.usage for pod in pods] == [Usage.OPTIONAL]


@pytest.mark.parametrize("folder", ["app/templates", "app/templates/disabled", "app/crds", "templates_disabled"])
def test_what_helm_installs_and_what_lies_in_no_chart_is_not_set_aside(folder: str) -> None:
    pods = [o for o in seen({**CHART, f"{folder}/pod.yaml": ASIDE}) if isinstance(o, Workload) and o.name == "aside"]
    assert [pod.usage for pod in pods] == [Usage.MAIN]


def test_what_a_switch_turns_on_is_there() -> None:
    files = {**CHART, "app/values.yaml": VALUES.replace("enabled: false", "enabled: true")}
    on = next(o for o in seen(files) if isinstance(o, EnvironmentValue) and o.name == "TRACES")
    assert on.usage is Usage.MAIN


def test_a_loop_gives_what_the_values_list() -> None:
    given = next(o for o in seen(CHART) if isinstance(o, EnvironmentValue) and o.name == "SEARCH_URL")
    assert given.value.literal == "https://search.example"


def test_a_chart_inside_another_has_its_parents_values_and_its_switch() -> None:
    inner = {
        "app/charts/db/Chart.yaml": "name: db\nversion: 1.0.0\n",
        "app/charts/db/values.yaml": "image: postgres:16\n",
        "app/charts/db/templates/pod.yaml": (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: db}\nspec:\n  containers:\n    - image: {{ .Values.image }}\n"
        ),
    }
    chart = CHART["app/Chart.yaml"] + "dependencies:\n  - {name: db, version: 1.0.0, condition: db.enabled}\n"
    on = {**CHART, **inner, "app/Chart.yaml": chart, "app/values.yaml": VALUES + "db: {enabled: true, image: pg:17}\n"}
    off = {**on, "app/values.yaml": VALUES + "db: {enabled: false}\n"}
    assert "image: pg:17" in getattr(rendering(on, "app/charts/db/templates/pod.yaml"), "text", "")
    assert getattr(rendering(off, "app/charts/db/templates/pod.yaml"), "text", None) == ""
    pods = [o for o in seen(off) if isinstance(o, Workload) and o.name == "db"]
    assert [pod.usage for pod in pods] == [Usage.OPTIONAL]


def test_a_template_of_an_absent_chart_leaves_the_place_open_instead_of_guessing() -> None:
    files = {**CHART, "app/templates/deployment.yaml": DEPLOYMENT.replace('"app.image"', '"vendor.image"')}
    found = seen(files)
    assert not [o for o in found if isinstance(o, Image)]
    assert [o.image for o in found if isinstance(o, Workload)] == [None]


def test_the_promises_of_the_common_library_chart_are_kept_without_it() -> None:
    pod = (
        'apiVersion: v1\nkind: Pod\nmetadata: {name: {{ include "common.names.fullname" . }}}\nspec:\n  containers:\n'
        '    - image: {{ include "common.images.image" (dict "imageRoot" .Values.image "global" .Values.global) }}\n'
    )
    files = {**CHART, "app/values.yaml": VALUES.replace('tag: ""', "tag: 3"), "app/templates/pod.yaml": pod}
    text = getattr(rendering(files, "app/templates/pod.yaml"), "text", "")
    assert "name: app}" in text
    assert "image: registry.example/team/app:3" in text


def test_a_template_that_is_none_is_reported_with_its_line_and_the_rest_is_unharmed() -> None:
    broken = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - image: {{ nope .Values }}\n"
    result = scan(MemoryTree({**CHART, "app/templates/broken.yaml": broken}), DETECTORS)
    unread = {file.path: file for file in result.coverage.unread}
    assert unread["app/templates/broken.yaml"].line == 6
    assert "nope" in unread["app/templates/broken.yaml"].reason
    assert any(isinstance(o, Image) for f in result.files if f.path.endswith("deployment.yaml") for o in f.observations)


def test_a_rendering_that_is_no_yaml_is_reported_and_read_as_written() -> None:
    broken = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  hostname: x\n{{ .Values.llm.url }}\n"
    result = scan(MemoryTree({**CHART, "app/templates/broken.yaml": broken}), DETECTORS)
    assert "app/templates/broken.yaml" in {file.path for file in result.coverage.unread}


@pytest.mark.parametrize(
    "template",
    [
        '{{ repeat 1000000000 "x" }}',
        "{{ range until 1000000000 }}x{{ end }}",
        '{{ $x := "ab" }}{{ range until 60 }}{{ $x = printf "%s%s" $x $x }}{{ end }}{{ $x }}',
        "{{ $x := list 1 }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ $x }}",
        '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
        '{{ $x := "a" }}{{ range until 60 }}{{ $x = $x | quote }}{{ end }}{{ $x }}',
        "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
    ],
)
def test_a_template_made_to_hurt_is_given_up(template: str) -> None:
    files = {**CHART, "app/templates/bomb.yaml": template}
    assert isinstance(rendering(files, "app/templates/bomb.yaml"), RenderError)


def test_clock_chance_and_cluster_leave_the_place_open() -> None:
    secret = '(lookup "v1" "Secret" "x" "y").data'
    text = f'a: {{{{ randAlphaNum 8 }}}}\nb: {{{{ now | date "2006" }}}}\nc: {{{{ {secret} | default "none" }}}}\n'
    files = {**CHART, "app/templates/x.yaml": text}
    first, second = (rendering(files, "app/templates/x.yaml") for _ in range(2))
    assert isinstance(first, Rendering)
    assert first == second
    assert "c: none" in first.text


EXTRA = (
    "{{- if .Values.cache.enabled }}\napiVersion: v1\nkind: Pod\nmetadata: {name: cache}\nspec:\n  containers:\n"
    "    - image: {{ .Values.images.cache.repository }}:{{ .Values.images.cache.tag }}\n{{- end }}\n"
)
IMAGES = "images: {cache: {repository: team/cache, tag: 1}}\ncache: {enabled: false}\n"


def declared(files: dict[str, str]) -> dict[str, Usage]:
    """The images of the values file."""
    result = scan(MemoryTree(files), DETECTORS)
    found = [o for file in result.files if file.detector == "helm-values" for o in file.observations]
    return {str(o.reference): o.usage for o in found if isinstance(o, Image)}


def test_a_value_that_only_left_out_templates_use_is_off_and_others_are_not() -> None:
    files = {**CHART, "app/templates/cache.yaml": EXTRA, "app/values.yaml": VALUES + IMAGES}
    assert declared(files) == {"registry.example/team/app": Usage.MAIN, "team/cache:1": Usage.OPTIONAL}


def test_a_value_of_a_chart_that_could_not_be_rendered_whole_is_not_called_off() -> None:
    broken = {"app/templates/broken.yaml": "a: {{ nope }}\n", "app/values.yaml": VALUES + IMAGES}
    assert declared({**CHART, **broken, "app/templates/cache.yaml": EXTRA})["team/cache:1"] is Usage.MAIN


def test_a_value_that_no_template_names_is_a_subcharts_and_stays_on() -> None:
    assert declared({**CHART, "app/values.yaml": VALUES + IMAGES})["team/cache:1"] is Usage.MAIN


def test_a_value_under_another_name_in_a_template_that_comes_out_is_on() -> None:
    named = EXTRA.replace("{{- if .Values.cache.enabled }}", "{{- $cache := .Values.images.cache }}").replace(
        "{{- end }}\n", ""
    )
    named = named.replace(".Values.images.cache.repository", "$cache.repository").replace(
        ".Values.images.cache.tag", "$cache.tag"
    )
    files = {**CHART, "app/templates/cache.yaml": EXTRA, "app/templates/b.yaml": named}
    assert declared({**files, "app/values.yaml": VALUES + IMAGES})["team/cache:1"] is Usage.MAIN


def test_interfaces_of_operators_count_as_present_and_those_of_one_distribution_do_not() -> None:
    def shown(version: str) -> bool:
        text = f'{{{{ if .Capabilities.APIVersions.Has "{version}" }}}}a: 1{{{{ end }}}}\n'
        return "a: 1" in getattr(rendering({**CHART, "app/templates/x.yaml": text}, "app/templates/x.yaml"), "text", "")

    assert shown("apps.nvidia.com/v1alpha1")
    assert shown("networking.k8s.io/v1/Ingress")
    assert not shown("route.openshift.io/v1")
    assert not shown("networking.k8s.io/v1beta1/Ingress")
    assert not shown("policy/v1beta1")
