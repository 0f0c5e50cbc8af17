"""What a template writes down, what a workload fetches at its start, what markup in code loads, what is set apart."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Context, Role, Strength
from sovassess.source.contexts import context_of
from tests.unit.resolution.estate import Files, dependencies

WORKFLOW = """version: v4
jobs:
  run:
    image:
      uri: IMAGE
    script: |
      #!/bin/sh
      COMMAND
"""
VALUES = """values:
  - name: Image
    string_value: docker://quay.io/science/tool:1
"""


def strengths(files: Files, party: str, role: Role = Role.REGISTRY) -> set[Strength]:
    return {e.strength for e in dependencies(files) if e.role is role and e.party is not None and e.party.id == party}


def workflow(image: str, command: str = "true") -> dict[str, str]:
    text = WORKFLOW.replace("IMAGE", image).replace("COMMAND", command)
    return {"apps/a/template.yaml": text, "apps/a/values.yaml": VALUES}


@pytest.mark.parametrize("image", ["docker://quay.io/science/tool:1", "docker://quay.io/science/{{ .Kind }}-tool:1"])
def test_what_a_template_writes_down_no_value_replaces(image: str) -> None:
    assert strengths(workflow(image), "red-hat") == {Strength.REQUIRED}


def test_what_a_value_gives_somebody_may_change() -> None:
    assert strengths(workflow("{{ .Image }}"), "red-hat") == {Strength.DEFAULT}


def test_an_image_of_a_plain_manifest_may_be_changed_too() -> None:
    compose = {"compose.yaml": "services:\n  tool:\n    image: quay.io/science/tool:1\n"}
    assert strengths(compose, "red-hat") == {Strength.DEFAULT}


@pytest.mark.parametrize(
    ("files", "strength"),
    [
        (workflow("file:///a.sif", "curl -LO https://huggingface.co/o/m/resolve/main/a.ckpt"), Strength.REQUIRED),
        (
            {
                "compose.yaml": "services:\n  a:\n    image: registry.corp.internal/a:1\n"
                "    command: sh -c 'curl -LO https://huggingface.co/o/m/resolve/main/a.ckpt && ./a'\n"
            },
            Strength.DEFAULT,
        ),
        (
            {"Dockerfile": "FROM registry.corp.internal/a:1\nRUN curl -LO https://huggingface.co/o/m/resolve/main/a\n"},
            Strength.BUILD,
        ),
    ],
)
def test_what_a_workload_fetches_it_fetches_at_every_start(files: Files, strength: Strength) -> None:
    assert strengths(files, "hugging-face") == {strength}


PAGE = '''"""A page: <script src="https://unpkg.com/never.js"></script>"""
def page():
    """<script src='https://unpkg.com/never.js'></script>"""
    head = (
        "<script type='module' "
        "src='https://cdn.skypack.dev/viewer'>"
        "<link rel='stylesheet' href='https://cdnjs.cloudflare.com/a.css'/>"
        "<a href='https://code.jquery.com/a'>this</a> https://code.jquery.com/a.js"
    )
    # "<script src='https://code.jquery.com/a.js'></script>"
    return f"""<html><script src="https://cdn.jsdelivr.net/npm/a"></script>{head}</html>"""
'''


def content_networks(files: Files) -> set[str]:
    return {e.service for e in dependencies(files) if e.role is Role.CDN and e.strength.core}


def test_markup_in_a_text_loads_what_its_tags_name_and_no_link() -> None:
    assert content_networks({"shop/page.py": PAGE}) == {"skypack", "cdnjs", "jsdelivr"}


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("a.ts", 'export const p = "<script src=\\"https://unpkg.com/a.js\\"></script>";\n', {"unpkg"}),
        ("a.go", 'package a\n\nconst p = `<img src="https://unpkg.com/a.png">`\n', {"unpkg"}),
        ("a.ts", "export const p = \"say src='https://unpkg.com/a.js' there\";\n", set[str]()),
        ("a.test.ts", "const p = \"<img src='https://unpkg.com/a.png'>\";\n", set[str]()),
    ],
)
def test_an_attribute_counts_in_a_tag_only(path: str, text: str, found: set[str]) -> None:
    assert content_networks({f"shop/{path}": text}) == found


FLY = 'app = "shop"\nprimary_region = "ams"\n\n[http_service]\n  internal_port = 80\n'
BUILD = "FROM registry.corp.internal/base:1\nCOPY . /app\n"


def platforms(files: Files) -> set[Strength]:
    return strengths(files, "fly-io", Role.CLOUD)


def test_a_hosting_platform_that_gets_an_image_of_the_same_folder_is_one_place_of_many() -> None:
    assert platforms({"fly.toml": FLY, "Dockerfile": BUILD}) == {Strength.OPTIONAL}


@pytest.mark.parametrize("path", ["other/Dockerfile", "Dockerfile.md", "tests/Dockerfile"])
def test_a_hosting_platform_without_a_build_of_its_own_is_where_it_runs(path: str) -> None:
    assert platforms({"fly.toml": FLY, path: BUILD}) == {Strength.DEFAULT}


@pytest.mark.parametrize(
    ("path", "context"),
    [
        ("docker-compose-extras.yml", Context.EXAMPLE),
        ("compose.optional.yaml", Context.EXAMPLE),
        ("docker-compose.yml", Context.PRODUCTION),
        ("docker-compose-extraction.yml", Context.PRODUCTION),
        ("core/scripts/run_tests_buildx.sh", Context.TEST),
        ("scripts/integration-test.sh", Context.TEST),
        ("scripts/latest.sh", Context.PRODUCTION),
        ("scripts/run.sh", Context.PRODUCTION),
        (".kimi-plugin/marketplace.json", Context.TOOLING),
        ("a/.cursor-mcp.json", Context.TOOLING),
        ("a/plugin/mcp.json", Context.PRODUCTION),
    ],
)
def test_a_name_says_what_is_set_apart(path: str, context: Context) -> None:
    assert context_of(path) is context
