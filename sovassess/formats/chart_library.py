"""Stand-ins for templates that a chart includes from charts which are not in the tree.

Most charts build on a library chart that package managers fetch at install time. What its templates promise (names,
labels, an image reference out of parts) is public and stable; here it is said anew, in the smallest form that gives
default images, names and hosts. Any other absent template answers with an open part, never with a guess.
"""

from __future__ import annotations

import re

from sovassess.formats.tokens import encoded
from sovassess.model.values import Unresolved

_NAME = '{{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}'
_FULL_NAME = (
    '{{ if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}{{ else }}'
    "{{ $n := default .Chart.Name .Values.nameOverride }}{{ if contains $n .Release.Name }}"
    '{{ .Release.Name | trunc 63 | trimSuffix "-" }}{{ else }}'
    '{{ printf "%s-%s" .Release.Name $n | trunc 63 | trimSuffix "-" }}{{ end }}{{ end }}'
)
_LABELS = (
    "{{- $c := . }}{{ if .context }}{{ $c = .context }}{{ end -}}\n"
    "app.kubernetes.io/name: {{ $c.Chart.Name }}\napp.kubernetes.io/instance: {{ $c.Release.Name }}"
)
_IMAGE = (
    "{{- $r := .imageRoot.registry }}{{ if .global }}{{ if .global.imageRegistry }}{{ $r = .global.imageRegistry }}"
    "{{ end }}{{ end }}{{ $t := .imageRoot.tag }}{{ if and (not $t) .chart }}{{ $t = .chart.AppVersion }}{{ end -}}"
    "{{ if $r }}{{ $r }}/{{ end }}{{ .imageRoot.repository }}{{ if $t }}:{{ $t }}{{ end }}"
    "{{ if .imageRoot.digest }}@{{ .imageRoot.digest }}{{ end }}"
)
_RENDERED = (
    '{{ if typeIs "string" .value }}{{ tpl .value .context }}{{ else }}{{ tpl (.value | toYaml) .context }}{{ end }}'
)
_KNOWN = {
    "common.names.name": _NAME,
    "common.names.chart": "{{ .Chart.Name }}-{{ .Chart.Version }}",
    "common.names.fullname": _FULL_NAME,
    "common.names.namespace": "{{ default .Release.Namespace .Values.namespaceOverride }}",
    "common.names.dependency.fullname": "{{ .context.Release.Name }}-{{ .chartName }}",
    "common.labels.standard": _LABELS,
    "common.labels.matchLabels": _LABELS,
    "common.images.image": _IMAGE,
    "common.tplvalues.render": _RENDERED,
    "common.tplvalues.merge": "{{ range .values }}{{ . | toYaml }}\n{{ end }}",
    "common.compatibility.renderSecurityContext": "{{ .secContext | toYaml }}",
    "common.storage.class": "{{ with .persistence.storageClass }}storageClassName: {{ . }}{{ end }}",
    "common.secrets.name": (
        "{{ if .existingSecret }}{{ if kindIs \"string\" .existingSecret }}{{ .existingSecret }}{{ else }}"
        "{{ .existingSecret.name }}{{ end }}{{ else }}{{ .context.Release.Name }}"
        "{{ if .defaultNameSuffix }}-{{ .defaultNameSuffix }}{{ end }}{{ end }}"
    ),
    "common.secrets.key": "{{ .key }}",
    "common.ingress.backend": (
        "service:\n  name: {{ .serviceName }}\n  port:\n    {{ if kindIs \"string\" .servicePort }}name{{ else }}number"
        "{{ end }}: {{ .servicePort }}"
    ),
}  # fmt: skip
# kubernetes.io, "API Overview": the groups that serve these kinds today.
_VERSIONS = {
    "deployment": "apps/v1", "statefulset": "apps/v1", "daemonset": "apps/v1", "cronjob": "batch/v1", "job": "batch/v1",
    "ingress": "networking.k8s.io/v1", "networkPolicy": "networking.k8s.io/v1", "policy": "policy/v1",
    "rbac": "rbac.authorization.k8s.io/v1", "hpa": "autoscaling/v2", "crd": "apiextensions.k8s.io/v1",
    "vpa": "autoscaling.k8s.io/v1", "psp": "policy/v1beta1",
}  # fmt: skip
_SILENT = re.compile(
    r"pullsecrets|renderpullsecrets|^common\.(?:warnings|errors|validations|utils)\.|validate|\.checks?\.",
    re.IGNORECASE,
)
_MAPPINGS = re.compile(r"affinit|resources?\.|securitycontext|nodeselector|annotations?$", re.IGNORECASE)


def stand_in(name: str) -> str:
    """What an absent template of that name is taken for, as template text."""
    if name in _KNOWN:
        return _KNOWN[name]
    if match := re.fullmatch(r"common\.capabilities\.(\w+)\.apiVersion", name):
        return _VERSIONS.get(match[1], "v1")
    if name.startswith("common.capabilities.kubeVersion"):
        return "{{ .Capabilities.KubeVersion.Version }}"
    if _SILENT.search(name):
        return ""
    if _MAPPINGS.search(name):
        return "{}"
    missing = encoded((Unresolved(f"template {name} of a chart that is not here"),))
    if re.search(r"labels?$", name, re.IGNORECASE):
        return f"app.kubernetes.io/part-of: {missing}"
    return missing
