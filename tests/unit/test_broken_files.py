"""A malformed or half-templated file is reported with line and reason; the rest of the tree is unharmed."""

from __future__ import annotations

import msgspec
import pytest

from sovassess.detectors.registry import DETECTORS
from sovassess.model.observations import Image
from sovassess.scanning import scan
from sovassess.source.tree import MemoryTree

GOOD = {
    "good/deployment.yaml": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n"
        "    - {name: x, image: quay.io/x/y:1}\n"
    ),
    "good/compose.yml": "services:\n  a:\n    image: quay.io/a/b:2\n",
    "good/Dockerfile": "FROM quay.io/c/d:3\n",
}  # fmt: skip
YAML_END = "\nbroken: [1, 2\nnext: }\n"
HALF = "\n  {{ if .x }}: : [\n- {{\n"

YAML = {
    "deploy/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: a}",
    "deploy/kustomization.yaml": "resources: [a.yaml]",
    "compose.yml": "services:\n  web: {image: nginx}",
    "chart/values.yaml": "image: {repository: a/b}",
    "chart/Chart.yaml": "apiVersion: v2\nname: a",
    ".github/workflows/ci.yml": "on: push\njobs:\n  a: {runs-on: ubuntu-latest, steps: []}",
    ".github/dependabot.yml": "version: 2\nupdates: []",
    ".gitlab-ci.yml": "image: alpine\njob: {script: [make]}",
    ".circleci/config.yml": "version: 2.1\njobs: {a: {docker: [{image: x}]}}",
    "azure-pipelines.yml": "trigger: [main]\npool: {vmImage: ubuntu-latest}\nsteps: []",
    "bitbucket-pipelines.yml": "image: node\npipelines: {default: []}",
    ".drone.yml": "kind: pipeline\nsteps: [{name: a, image: b}]",
    ".woodpecker.yml": "steps: [{name: a, image: b}]",
    ".buildkite/pipeline.yml": "steps:\n  - command: make",
    "cloudbuild.yaml": "steps: [{name: gcr.io/a/b}]",
    "skaffold.yaml": "apiVersion: skaffold/v4beta11\nkind: Config\nbuild: {artifacts: [{image: a}]}",
    "Pulumi.yaml": "name: a\nruntime: yaml\nresources: {a: {type: aws:s3:Bucket}}",
    "template.yaml": "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A: {Type: AWS::S3::Bucket}",
    "playbook.yml": "- hosts: all\n  tasks: [{name: a, ansible.builtin.apt: {name: b}}]",
    "traefik.yml": "entryPoints: {web: {address: ':80'}}\nproviders: {docker: {}}",
    "litellm.yaml": "model_list:\n  - {model_name: a, litellm_params: {model: openai/b}}",
    "librechat.yaml": "version: 1\nendpoints: {custom: []}",
    "promptfooconfig.yaml": "providers: [openai:gpt-5]",
    "settings.yaml": "api_url: https://a.example/v1",
    "user-data.yaml": "#cloud-config\npackages: [a]",
    ".forgejo/workflows/ci.yaml": "on: push\njobs:\n  a: {runs-on: docker, steps: []}",
    ".woodpecker/build.yaml": "steps: [{name: a, image: b}]",
    "tekton/task.yaml": "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: a}",
    "serverless.yml": "service: a\nprovider: {name: aws, runtime: nodejs22.x}",
    "envoy.yaml": "static_resources: {clusters: [{name: a}]}",
    "kong.yml": "_format_version: '3.0'\nservices: [{name: a, url: 'https://a.example'}]",
    "rails/config.yml": "models:\n  - {type: main, engine: openai, model: gpt-5}",
    "run.fz": "version: v1\njobs:\n  a:\n    image: {uri: 'docker://alpine'}",
    "Pulumi.prod.yaml": "config: {'aws:region': eu-central-1}",
    "crossplane/bucket.yaml": "apiVersion: s3.aws.upbound.io/v1beta1\nkind: Bucket\nmetadata: {name: a}",
}  # fmt: skip
JSON = {
    ".mcp.json": '{"mcpServers": {"a": {"command": "npx"}}',
    "renovate.json": '{"extends": ["config:recommended"]',
    "package.json": '{"name": "a", "dependencies": {"b": "1"}',
    "appsettings.json": '{"Api": {"Url": "https://a.example"}',
    "config/settings.json": '{"base_url": "https://a.example"',
    "main.tf.json": '{"resource": {"aws_s3_bucket": {"a": {}}}',
    "plan.json": '{"format_version": "1.2", "terraform_version": "1.9", "resource_changes": [',
    "azuredeploy.json": (
        '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", '
        '"contentVersion": "1.0.0.0", "resources": [{"type": "Microsoft.Storage/storageAccounts"}'
    ),
    "stack.template.json": '{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}',
    ".vscode/mcp.json": '{"servers": {"a": {"url": "https://a.example"}}',
    "composer.json": '{"require": {"a/b": "1"}',
}
OTHER = {
    "pyproject.toml": ('[project]\nname = "a"\ndependencies = [\n', None),
    "Cargo.toml": ('[package]\nname = "a"\n[dependencies\n', 3),
    "config/app.toml": ('url = "https://a.example"\nbroken = = 1\n', 2),
    ".codex/config.toml": ('[mcp_servers.a]\nurl = "https://a.example"\nx = = 1\n', 3),
    "pom.xml": ("<project>\n<dependencies>\n<dependency></project>\n", 3),
    "App/App.csproj": ("<Project>\n<ItemGroup>\n</Project>\n", 3),
    "main.tf": ('resource "aws_s3_bucket" "a" {\n  bucket = \n', None),
    "prod.auto.tfvars": ('region = "eu-central-1"\nnames = [\n', None),
    "node.pkr.hcl": ('source "amazon-ebs" "a" {\n  region = \n', None),
    "job.nomad.hcl": ('job "a" {\n  group "g" {\n', None),
    "Dockerfile": ("FROM alpine\nthis is no instruction\n", None),
    "go.sum": ("not a lock\n", None),
}


def unread(path: str, content: str) -> tuple[str, int | None]:
    """Reason and line; the good files must have been read whole."""
    result = scan(MemoryTree({**GOOD, path: content}), DETECTORS)
    images = {str(o.reference) for f in result.files for o in f.observations if isinstance(o, Image)}
    assert {"quay.io/x/y:1", "quay.io/a/b:2", "quay.io/c/d:3"} <= images
    found = {file.path: (file.reason, file.line) for file in result.coverage.unread}
    assert path in found, f"{path} is said to have been read"
    assert not set(found) - {path}
    return found[path]


@pytest.mark.parametrize("path", sorted(YAML))
def test_a_broken_yaml_file_is_reported_at_its_line(path: str) -> None:
    reason, line = unread(path, YAML[path] + YAML_END)
    first = YAML[path].count("\n") + 2
    assert reason
    assert line is not None
    assert first <= line <= first + 1


@pytest.mark.parametrize("path", ["deploy/pod.yaml", "chart/templates/pod.yaml", "deploy/app.yaml.tpl"])
def test_a_half_templated_manifest_is_reported(path: str) -> None:
    reason, line = unread(path, YAML["deploy/pod.yaml"] + HALF)
    assert reason
    assert line is not None


@pytest.mark.parametrize("path", sorted(JSON))
def test_a_broken_json_file_is_reported(path: str) -> None:
    reason, _ = unread(path, JSON[path])
    assert reason


@pytest.mark.parametrize("path", sorted(OTHER))
def test_another_broken_file_is_reported(path: str) -> None:
    content, line = OTHER[path]
    reason, found = unread(path, content)
    assert reason
    if line is not None:
        assert found == line


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.py", 'import openai\nopenai.OpenAI(base_url="http://a\\ud800.example")\n'),
        ("package.json", '{"name": "\\ud800", "dependencies": {"\\ud800": "1"}}'),
        ("config/a.json", '{"url": "http://a\\ud800.example"}'),
    ],
)
def test_half_a_surrogate_pair_can_be_handed_on(path: str, content: str) -> None:
    result = scan(MemoryTree({path: content}), DETECTORS)
    assert [file for file in result.files if file.path == path]
    assert msgspec.json.encode(result.files)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (".github/workflows/ci.yml", "ci"),
        (".gitlab-ci.yml", "ci"),
        ("azure-pipelines.yml", "ci"),
        ("compose.yml", "manifests"),
    ],
)
def test_a_broken_file_leaves_a_gap_in_the_evidence_that_it_would_have_given(path: str, kind: str) -> None:
    whole = scan(MemoryTree({**GOOD, path: YAML[path] + "\n"}), DETECTORS).coverage
    broken = scan(MemoryTree({**GOOD, path: YAML[path] + YAML_END}), DETECTORS).coverage
    assert whole.evidence_kinds[kind] == "full"
    assert broken.evidence_kinds[kind] == "partial"


def test_a_broken_file_of_tests_leaves_no_gap_in_what_is_shipped() -> None:
    broken = scan(MemoryTree({**GOOD, "tests/compose.yml": YAML["compose.yml"] + YAML_END}), DETECTORS).coverage
    assert [file.path for file in broken.unread] == ["tests/compose.yml"]
    assert broken.evidence_kinds["manifests"] == "full"


def test_a_pipeline_too_large_to_read_is_a_gap_and_a_large_file_of_tests_is_none() -> None:
    large = "# x\n" * 3_000_000
    pipeline = scan(MemoryTree({**GOOD, ".github/workflows/ci.yml": large}), DETECTORS).coverage
    tests = scan(MemoryTree({**GOOD, "tests/data/compose.yml": large}), DETECTORS).coverage
    assert pipeline.evidence_kinds["ci"] == "partial"
    assert tests.unread
    assert tests.evidence_kinds["manifests"] == "full"
