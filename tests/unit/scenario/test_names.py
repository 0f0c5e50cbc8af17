"""Names in scenarios: every kind of selector is held against catalog and tree, in files and on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sovassess.errors import InputFileError, SovassessError
from sovassess.pipeline import Stage
from sovassess.scenario.load import SHIPPED, load_scenarios
from sovassess.scenario.names import Names, names_of
from tests.loaded import catalog
from tests.unit.resolution.estate import stage

ESTATE = {
    "app/main.py": "from openai import OpenAI\nOpenAI().responses.create(model='gpt-5.5')\n",
    "docker-compose.yml": "services:\n  llm:\n    image: vllm/vllm-openai:v0.11.0\n"
    "    command: [--model, /models/house-model-7]\n",
    "infra/main.tf": 'provider "aws" {\n  region = "eu-central-1"\n}\n'
    'resource "aws_db_instance" "d" {\n  engine = "postgres"\n}\n',
}


@pytest.fixture(scope="module")
def built() -> Stage:
    return stage(ESTATE)


@pytest.fixture(scope="module")
def names(built: Stage) -> Names:
    return names_of(built.catalog, built.graph)


def _file(tmp_path: Path, condition: str, parameters: str = "{}") -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "schema: sovassess.scenarios/1\nscenarios:\n  - id: mine\n    title: M\n"
        f"    parameters: {parameters}\n    removes:\n      - role: cdn\n        {condition}\n"
    )
    return path


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("region: eu-centrl-1", "no region 'eu-centrl-1'; did you mean 'eu-central-1'? Here there is eu-central-1"),
        ("region: {in: [eu-central-1, eu-wst-1]}", "no region 'eu-wst-1'; did you mean 'eu-west-1'?"),
        ("models: {contains: claude-sonet-5}", "no models 'claude-sonet-5'; did you mean 'claude-sonnet-5'?"),
        ("models: {contains: GPT-5.5}", "no models 'GPT-5.5'"),
        ("models: {contains: house-modle-7}", "did you mean 'house-model-7'? Here there is gpt-5.5, house-model-7"),
        ("families: {intersects: [GPT-55]}", "no families 'GPT-55'; did you mean 'GPT-5.5'?"),
        ("developers: {contains: antropic}", "no developers 'antropic'; did you mean 'anthropic'?"),
        ("developer_reach: {contains: UK}", "no developer_reach 'UK'; here there is "),
        ("party: amazone", "no party 'amazone'; did you mean 'amazon'?"),
        ("owners: {contains: alphabt}", "no owners 'alphabt'; did you mean 'alphabet'?"),
        ("service: docker-hubb", "no service 'docker-hubb'; did you mean 'docker-hub'?"),
        ("protocol: openai-chta", "no protocol 'openai-chta'; did you mean 'openai-chat'?"),
        ("artifact: packageset", "'artifact' is never 'packageset'; did you mean 'package-set'?"),
        ("location: globl", "no location 'globl'; did you mean 'global'?"),
        ("backup_location: XX", "no backup_location 'XX'"),
        ("name: Docker Hubb", "no name 'Docker Hubb'; did you mean 'Docker Hub'?"),
        ("id: openai", "no id 'openai'"),
        ("component: api", "a dependency has no field 'component'"),
        ("kind: component", "selects items of the kind 'dependency' only"),
    ],
)
def test_a_name_that_neither_catalog_nor_tree_knows_is_refused_with_its_line(
    tmp_path: Path, names: Names, condition: str, words: str
) -> None:
    path = _file(tmp_path, condition)
    with pytest.raises(InputFileError) as caught:
        load_scenarios(path, names)
    assert str(caught.value).startswith(f"{path}:8: ")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "condition",
    [
        "region: us-west-2",
        "region: none",
        "models: {contains: house-model-7}",
        "models: {intersects: [claude-sonnet-5, gpt-5.5, mistral-large-latest]}",
        "models: {contains: claude-opus-9}",
        "families: {contains: Claude Fable 5}",
        "developers: {contains: none}",
        "owners: {contains: alphabet}",
        "service: {not: quay-io}",
        "service: vllm",
        "service: 'models-of:mistral-ai'",
        "protocol: ldap",
        "location: [DE, EU, global]",
        "jurisdictions: {subset_of: $home}",
        "kind: dependency",
        "name: Docker Hub",
    ],
)
def test_a_name_that_somebody_knows_is_taken_though_nothing_here_has_it(
    tmp_path: Path, names: Names, condition: str
) -> None:
    assert "mine" in load_scenarios(_file(tmp_path, condition), names)


def test_the_value_of_a_parameter_is_held_against_the_fields_that_it_stands_in(tmp_path: Path, names: Names) -> None:
    path = _file(tmp_path, "region: $where", "{where: eu-centrl-1}")
    with pytest.raises(InputFileError, match=r"mine\.yaml:5: mine: no region 'eu-centrl-1'"):
        load_scenarios(path, names)
    for parameters in ("{where: eu-central-1}", "{where: any}", "{where: null}", "{where: [us-east-1, us-east-2]}"):
        assert load_scenarios(_file(tmp_path, "region: $where", parameters), names)


def test_the_scenarios_that_come_along_are_valid_on_a_tree_that_holds_nothing(tmp_path: Path) -> None:
    empty = stage({"docker-compose.yml": "services:\n  app: {build: .}\n"})
    copy = tmp_path / "copied.yaml"
    copy.write_bytes(SHIPPED.read_bytes())
    assert set(load_scenarios(copy, names_of(empty.catalog, empty.graph))) == set(load_scenarios())
    for name in load_scenarios():
        assert empty.rehearsals.result(name) if name in empty.rehearsals.names() else True


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("export-control-directive(law=XX)", "'XX'"),
        ("container-registry-denies(docker-hubb)", "no service 'docker-hubb'; did you mean 'docker-hub'?"),
        ("combined-directive-and-sanctions(law=ZZ)", "'ZZ'"),
        ("vendor-exit(party=opnai)", "did you mean 'openai'?"),
    ],
)
def test_a_value_in_brackets_that_nobody_knows_is_refused(built: Stage, names: Names, name: str, words: str) -> None:
    with pytest.raises(SovassessError) as caught:
        built.rehearsals.refuse_strange(name, names)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "export-control-directive(law=CN)",
        "export-control-directive(listed_models)",
        "container-registry-denies(quay-io)",
        "vendor-exit(oracle)",
        "internet-uplink-cut",
    ],
)
def test_a_value_in_brackets_that_somebody_knows_is_taken(built: Stage, names: Names, name: str) -> None:
    built.rehearsals.refuse_strange(name, names)


def test_a_slip_in_the_name_of_a_model_is_no_other_model_of_its_maker() -> None:
    models = catalog().models
    assert models.recognises("claude-sonnet-5-20260301")
    assert models.recognises("claude-opus-9")
    assert not models.recognises("claude-sonet-5")
    assert not models.recognises("claude-hiaku-5")
    assert not models.recognises("no-such-model-anywhere")
