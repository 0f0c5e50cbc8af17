"""Scenario files: what they may say, what is refused with file and line, and what the shipped ones remove."""

from __future__ import annotations

from pathlib import Path

import pytest

from sovassess.errors import InputFileError, SovassessError
from sovassess.model.assessment import ScenarioResult
from sovassess.model.enums import Operator, Status
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
