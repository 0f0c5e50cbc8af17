"""Starters make clients without code: what a manifest of packages and a file of properties say together."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Operator, Role
from tests.unit.resolution.estate import Files, dependencies, party

_POM = (
    "<project><dependencies><dependency><groupId>org.springframework.ai</groupId>"
    "<artifactId>{artifact}</artifactId>{scope}</dependency></dependencies></project>"
)


def _models(files: Files) -> set[tuple[str, str]]:
    roles = (Role.MODEL_API, Role.MODEL_SERVER)
    return {(party(d), str(d.strength.value)) for d in dependencies(files) if d.role in roles and d.strength.live}


def _pom(artifact: str, scope: str = "") -> str:
    return _POM.format(artifact=artifact, scope=scope)


def test_a_starter_without_an_address_asks_its_vendor() -> None:
    assert _models({"pom.xml": _pom("spring-ai-starter-model-openai")}) == {("openai", "default")}
    assert _models({"pom.xml": _pom("spring-ai-starter-model-ollama")}) == {("self", "default")}


@pytest.mark.parametrize(("url", "expected"), [("http://vllm:8000", "self"), ("https://api.mistral.ai", "mistral-ai")])
def test_a_property_that_names_the_address_counts_before_the_default(url: str, expected: str) -> None:
    for name, text in (
        ("application.properties", f"spring.ai.openai.base-url={url}\n"),
        ("application.yml", f"spring:\n  ai:\n    openai:\n      base-url: {url}\n"),
    ):
        files = {"pom.xml": _pom("spring-ai-starter-model-openai"), f"src/main/resources/{name}": text}
        assert {who for who, _ in _models(files)} == {expected}


def test_a_property_of_another_supplier_or_in_a_comment_changes_nothing() -> None:
    text = "spring.ai.ollama.base-url=http://ollama:11434\n# spring.ai.openai.base-url=http://vllm:8000\n"
    files = {"pom.xml": _pom("spring-ai-starter-model-openai"), "src/main/resources/application.properties": text}
    assert "openai" in {who for who, _ in _models(files)}


@pytest.mark.parametrize(
    "pom",
    [
        _pom("spring-ai-starter-model-openai", "<scope>test</scope>"),
        "<project><!-- " + _pom("spring-ai-starter-model-openai")[9:-10] + " --></project>",
        _pom("spring-ai-openai"),
    ],
)
def test_a_starter_for_tests_or_in_a_comment_and_a_mere_library_make_no_client(pom: str) -> None:
    assert _models({"pom.xml": pom}) == set()


def test_a_class_in_the_package_com_example_demo_is_the_product() -> None:
    text = (
        "package com.example.demo;\nimport com.openai.client.okhttp.OpenAIOkHttpClient;\n"
        "class A { Object c = OpenAIOkHttpClient.fromEnv(); }\n"
    )
    found = [d for d in dependencies({"src/main/java/com/example/demo/A.java": text}) if d.role is Role.MODEL_API]
    assert [d.strength.live and d.operated_by is Operator.VENDOR for d in found] == [True]


def test_suppliers_of_names_side_by_side_are_a_choice_but_not_beside_a_cloud() -> None:
    zone = 'resource "cloudflare_dns_record" "a" {\n  name = "x"\n}\n'
    cloud = 'resource "aws_route53_record" "a" {\n  name = "x"\n}\n'

    def strengths(files: Files) -> set[str]:
        return {d.strength.value for d in dependencies(files) if d.role is Role.DNS}

    assert strengths({"dns/cloudflare/main.tf": zone, "dns/route53/main.tf": cloud}) == {"optional"}
    assert strengths({"infra/cloudflare/main.tf": zone, "infra/aws/main.tf": cloud}) == {"default"}
