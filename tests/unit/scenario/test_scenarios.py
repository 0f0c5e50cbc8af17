"""Scenario files: what they may say, what is refused with file and line, and what the shipped ones remove."""

from __future__ import annotations

from pathlib import Path

import pytest

from sovassess.errors import InputFileError, SovassessError
from sovassess.model.enums import Operator, Status
from sovassess.model.rehearsals import ScenarioResult
from sovassess.pipeline import Stage
from sovassess.scenario.load import load_scenarios, with_values
from tests.unit.resolution.estate import stage

HEAD = "schema: sovassess.scenarios/1\nscenarios:\n"


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + text)
    return path


def _problem(tmp_path: Path, text: str) -> str:
    with pytest.raises(InputFileError) as caught:
        load_scenarios(_written(tmp_path, text))
    return str(caught.value)


def test_the_shipped_scenarios_load_and_have_unique_ids() -> None:
    scenarios = load_scenarios()
    assert len(scenarios) >= 18
    assert all(key == scenario.id for key, scenario in scenarios.items())


def test_a_scenario_of_ones_own_is_read(tmp_path: Path) -> None:
    text = "  - {id: mine, title: Mine, removes: [{role: cdn, operated_by: vendor}]}\n"
    assert load_scenarios(_written(tmp_path, text))["mine"].title == "Mine"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("  - {id: a, title: A, removes: [{role: cdn}]}\n  - {id: a, title: B}\n", 4, "'a' is there twice"),
        ("  - id: a\n    title: A\n    removes:\n      - {rolle: cdn}\n", 6, "did you mean 'role'"),
        ("  - id: a\n    title: A\n    removes:\n      - role: cdm\n", 6, "did you mean 'cdn'"),
        ("  - id: a\n    title: A\n    removez: []\n", 5, "did you mean 'removes'"),
        ("  - id: a\n    title: A\n    composes: [b]\n", 5, "unknown scenario 'b'"),
        ("  - id: a\n    title: A\n    composes: [a]\n", 5, "unknown scenario 'a'"),
        ("  - id: A B\n    title: A\n", 3, "id"),
        ("  - id: a\n", 3, "'scenarios.0.title' is missing"),
        ("  - id: a\n    title: A\n    phases: [noon]\n", 5, "phases"),
        (
            "  - id: a\n    title: A\n    keeps:\n      - {jurisdictions: {contians: US}}\n",
            6,
            "did you mean 'contains'",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_with_line_and_nearest_word(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    problem = _problem(tmp_path, text)
    assert problem.startswith(f"{tmp_path / 'mine.yaml'}:{line}: ")
    assert words in problem


def test_scenarios_that_compose_each_other_are_refused(tmp_path: Path) -> None:
    text = "  - {id: a, title: A, composes: [b]}\n  - {id: b, title: B, composes: [a]}\n"
    assert "compos" in _problem(tmp_path, text)


def test_a_file_that_is_not_there_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="cannot be read"):
        load_scenarios(tmp_path / "none.yaml")


def test_a_parameter_is_filled_in_everywhere_and_an_open_one_is_refused() -> None:
    scenario = load_scenarios()["vendor-exit"]
    filled = with_values(scenario, {"party": "openai"})
    assert "$party" not in str(filled.removes)
    assert "openai" in str(filled.removes)
    with pytest.raises(SovassessError, match="needs a value for party"):
        with_values(scenario, {})


ESTATE = {
    "app/main.py": "from openai import OpenAI\nOpenAI().responses.create(model='gpt-5.5')\n"
    "import sentry_sdk\nsentry_sdk.init(dsn='https://abc@o1.ingest.sentry.io/1')\n",
    "docker-compose.yml": "services:\n  app: {build: .}\n  db: {image: 'postgres:16'}\n",
    "Dockerfile": "FROM python:3.12\nRUN pip install openai\n",
}


@pytest.fixture(scope="module")
def built() -> Stage:
    return stage(ESTATE)


def _result(built: Stage, name: str) -> ScenarioResult:
    return built.rehearsals.result(name)


@pytest.mark.parametrize(
    ("scenario", "function", "phase", "status"),
    [
        ("export-control-directive", "serve", "run", Status.DOWN),
        ("internet-uplink-cut", "serve", "run", Status.DOWN),
        ("container-registry-denies", "restart", "start", Status.DOWN),
        ("package-registry-gone", "build", "build", Status.DOWN),
        ("telemetry-saas-gone", "serve", "run", Status.UP),
        ("cdn-dns-gone", "serve", "run", Status.UP),
        ("vendor-exit(openai)", "serve", "run", Status.DOWN),
        ("vendor-exit(docker)", "serve", "run", Status.UP),
    ],
)
def test_a_shipped_scenario_stops_what_it_should(
    built: Stage, scenario: str, function: str, phase: str, status: Status
) -> None:
    assert _result(built, scenario).functions[function][phase] is status


def test_a_scenario_removes_nothing_that_is_self_run(built: Stage) -> None:
    own = {f"service:{entry.id}" for entry in built.resolution.dependencies if entry.operated_by is Operator.SELF}
    assert own
    for name in built.rehearsals.names():
        assert not own & set(_result(built, name).removed), name


def test_a_scenario_that_does_not_exist_is_no_silent_pass(built: Stage) -> None:
    with pytest.raises(KeyError):
        _result(built, "no-such-thing")


def test_a_star_stands_for_every_party_of_the_estate(built: Stage) -> None:
    names = built.rehearsals.matching("vendor-exit(*)")
    assert "vendor-exit(openai)" in names
    assert "vendor-exit(docker)" in names
    assert all(name.startswith("vendor-exit(") for name in names)


def test_an_address_nobody_can_place_makes_a_verdict_unknown_and_not_up() -> None:
    code = "import os\nfrom openai import OpenAI\nOpenAI(base_url=os.environ['LLM_URL']).responses.create(model='m')\n"
    found = stage(
        {"app/main.py": code, "docker-compose.yml": "services:\n  app: {build: .}\n", "Dockerfile": "FROM x\n"}
    )
    assert found.rehearsals.result("export-control-directive").functions["serve"]["run"] is not Status.UP


def test_an_unidentified_host_that_serves_the_model_is_unknown_under_the_directive() -> None:
    code = "from openai import OpenAI\nOpenAI(base_url='https://llm.nobody-knows.io/v1').responses.create(model='m')\n"
    found = stage({"app/main.py": code})
    assert found.rehearsals.result("export-control-directive").functions["serve"]["run"] is Status.UNKNOWN
    assert found.rehearsals.result("internet-uplink-cut").functions["serve"]["run"] is not Status.UP


# ----------------------------------------------------------------------------------- what a file of one's own can say


def _own(built: Stage, tmp_path: Path, text: str, name: str = "mine") -> ScenarioResult:
    more = built.rehearsals.with_scenarios(load_scenarios(_written(tmp_path, text)))
    return more.result(name)


def test_a_loss_during_some_phases_leaves_the_others_alone(built: Stage, tmp_path: Path) -> None:
    text = "  - {id: mine, title: M, removes: [{role: registry, operated_by: vendor, during: [update]}]}\n"
    result = _own(built, tmp_path, text)
    assert result.functions["patch"]["update"] is Status.DOWN
    assert result.functions["build"]["build"] is Status.UP


def test_a_parameter_that_is_any_drops_its_condition_and_a_value_narrows_it(built: Stage, tmp_path: Path) -> None:
    text = (
        "  - {id: mine, title: M, parameters: {which: any}, "
        "removes: [{role: registry, operated_by: vendor, service: $which}]}\n"
    )
    every = _own(built, tmp_path, text)
    one = _own(built, tmp_path, text, "mine(docker-hub)")
    assert set(one.removed) < set(every.removed)
    assert all("docker-hub" in key for key in one.removed)


def test_a_parameter_with_several_values_stands_for_all_of_them(built: Stage, tmp_path: Path) -> None:
    text = (
        "  - {id: mine, title: M, parameters: {who: [openai, sentry]}, "
        "removes: [{operated_by: vendor, owners: {intersects: $who}}]}\n"
    )
    assert {key.partition(":")[2].partition("/")[0] for key in _own(built, tmp_path, text).removed} >= {
        "openai-api",
        "sentry-saas",
    }


def test_a_scenario_that_forbids_stops_nothing_and_says_what_goes_on_without_leave(
    built: Stage, tmp_path: Path
) -> None:
    text = "  - {id: mine, title: M, effect: forbid, removes: [{operated_by: vendor, owners: {contains: openai}}]}\n"
    result = _own(built, tmp_path, text)
    assert result.functions["serve"]["run"] is Status.UP
    assert "serve" in result.forbidden
    assert result.because == ()
    assert result.remedies == ()


def test_a_scenario_is_rehearsed_once_for_each_value_that_the_estate_has(built: Stage, tmp_path: Path) -> None:
    text = (
        "  - {id: mine, title: M, parameters: {model: null}, each: model, "
        "removes: [{operated_by: vendor, models: {contains: $model}}]}\n"
    )
    more = built.rehearsals.with_scenarios(load_scenarios(_written(tmp_path, text)))
    assert [name for name in more.names() if name.startswith("mine")] == ["mine(gpt-5.5)"]
    assert more.result("mine(gpt-5.5)").functions["serve"]["run"] is Status.DOWN


def test_a_scenario_that_removes_nothing_is_refused(tmp_path: Path) -> None:
    assert "it removes nothing" in _problem(tmp_path, "  - {id: mine, title: M}\n")


def test_a_scope_that_is_not_there_is_refused(tmp_path: Path) -> None:
    text = "  - {id: mine, title: M, scope: wide, scopes: {narrow: [{role: cdn}]}}\n"
    assert "unknown scope 'wide'; known: narrow" in _problem(tmp_path, text)


# ------------------------------------------------------------------------------------------------ the shipped ones


def test_there_are_all_twenty_two_and_each_has_what_it_is_about() -> None:
    scenarios = load_scenarios()
    assert len(scenarios) == 22
    for scenario in scenarios.values():
        assert scenario.checks, scenario.id
        assert scenario.notes, scenario.id


def test_the_three_readings_of_the_directive_take_away_more_and_more() -> None:
    found = stage(
        {
            "app/a.py": "from anthropic import Anthropic\nAnthropic().messages.create(model='claude-fable-5')\n",
            "app/b.py": "from anthropic import Anthropic\nAnthropic().messages.create(model='claude-sonnet-5')\n",
            "app/c.py": "from openai import OpenAI\nOpenAI().responses.create(model='gpt-5.5')\n",
        }
    )
    removed = {
        scope: len(found.rehearsals.result(f"export-control-directive({scope})").removed)
        for scope in ("listed_models", "developer")
    }
    usual = found.rehearsals.result("export-control-directive").removed
    assert 1 <= removed["listed_models"] <= removed["developer"] <= len(usual)
    other = stage({"app/c.py": "from openai import OpenAI\nOpenAI().responses.create(model='gpt-5.5')\n"})
    assert other.rehearsals.result("export-control-directive(listed_models)").functions["serve"]["run"] is Status.UP
    assert other.rehearsals.result("export-control-directive").functions["serve"]["run"] is Status.DOWN


def test_the_directive_of_another_law_leaves_us_models_alone(built: Stage) -> None:
    assert _result(built, "export-control-directive(law=CN)").functions["serve"]["run"] is Status.UP


def test_weights_whose_licence_can_be_ended_go_on_and_are_named() -> None:
    def serving(model: str) -> ScenarioResult:
        compose = (
            "services:\n  vllm:\n    image: registry.corp.internal/vllm/vllm-openai:v0.11.0\n"
            f"    command: [--model, /models/{model}]\n"
        )
        return stage({"docker-compose.yml": compose}).rehearsals.result("weights-licence-revoked")

    restricted = serving("Llama-3.3-70B-Instruct")
    assert restricted.functions["serve"]["run"] is Status.UP
    assert "serve" in restricted.forbidden
    assert serving("Qwen3-32B").forbidden == ()


def test_one_region_is_lost_and_the_others_stay() -> None:
    terraform = 'resource "aws_db_instance" "d" {\n  engine = "postgres"\n}\n'
    provider = 'provider "aws" {\n  region = "eu-central-1"\n}\n'
    found = stage({"infra/main.tf": provider + terraform})
    names = [name for name in found.rehearsals.names() if name.startswith("cloud-region-outage")]
    assert names == ["cloud-region-outage(eu-central-1)"]
    assert found.rehearsals.result(names[0]).functions["serve"]["run"] is Status.DOWN
    assert found.rehearsals.result("cloud-region-outage(us-east-1)").functions["serve"]["run"] is Status.UP


@pytest.mark.parametrize(
    ("image", "policy", "softened"),
    [
        ("postgres:16", "", True),
        ("postgres:latest", "", False),
        ("postgres", "", False),
        ("postgres:16", "    pull_policy: always\n", False),
    ],
)
def test_an_image_that_a_machine_holds_softens_a_restart_unless_every_start_pulls(
    image: str, policy: str, softened: bool
) -> None:
    found = stage({"docker-compose.yml": f"services:\n  db:\n    image: {image}\n{policy}"})
    (cause,) = [
        c for c in found.rehearsals.result("container-registry-denies").because if c.function == "restart"
    ]  # fmt: skip
    assert cause.status is Status.DOWN
    assert ("images on machines that hold them" in cause.lasts) is softened


def test_what_would_help_names_the_setting_or_the_code_and_its_line(built: Stage) -> None:
    result = _result(built, "export-control-directive")
    (remedy,) = [r for r in result.remedies if r.function == "serve"]
    assert remedy.kind == "setting"
    assert remedy.place == "app/main.py:2"
    cut = _result(built, "internet-uplink-cut")
    assert cut.survives_with["serve"] == "work"
    assert any(r.what.startswith("run a service of your own in place of OpenAI") for r in cut.remedies)
