"""`simulate`, `who` and `graph` over the examples: what a reader sees, and the path that can be followed to a line."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest

from sovassess.model.assessment import Assessment, encode
from sovassess.model.enums import Status
from tests.acceptance.inside import run
from tests.acceptance.test_examples import EXAMPLES, assessed

MOMENTS = ("hour 0", "restart", "day 1", "day 30", "day 90")


def _directive(name: str) -> tuple[Assessment, dict[str, dict[str, Status]]]:
    result = next(r for r in assessed(name).scenarios if r.id == "export-control-directive")
    return assessed(name), result.moments


def test_the_hosted_assistant_stops_serving_at_hour_0_of_the_directive() -> None:
    _, moments = _directive("hosted-assistant")
    assert moments["serve"] == dict.fromkeys(MOMENTS, Status.DOWN)


def test_the_hybrid_keeps_serving_by_itself_and_loses_its_checks() -> None:
    _, moments = _directive("gateway-hybrid")
    assert moments["serve"] == dict.fromkeys(MOMENTS, Status.UP)
    assert moments["safety"]["hour 0"] is Status.DOWN


def test_the_sovereign_estate_does_not_notice_the_directive() -> None:
    found, moments = _directive("sovereign-onprem")
    result = next(r for r in found.scenarios if r.id == "export-control-directive")
    assert result.removed == ()
    assert {status for states in moments.values() for status in states.values()} == {Status.UP}


@pytest.mark.parametrize(
    ("name", "function", "file", "word"),
    [
        ("hosted-assistant", "serve", "backend/app/assistant.py", "anthropic"),
        ("gateway-hybrid", "safety", "deploy/base/gateway.yaml", "guardrail_name: moderation"),
    ],
)
def test_a_proof_leads_from_the_law_to_a_line_that_says_so(name: str, function: str, file: str, word: str) -> None:
    found, _ = _directive(name)
    result = next(r for r in found.scenarios if r.id == "export-control-directive")
    cause = next(c for c in result.because if c.function == function)
    assert cause.reached[0] == "jurisdiction:US"
    assert cause.path[0] in result.removed
    assert cause.path[-1] == f"function:{function}"
    assert any(step.startswith("component:") for step in cause.path)
    record = next(e for e in found.evidence if e.id == cause.evidence[0])
    assert record.path == file
    assert record.line is not None
    line = (EXAMPLES / name / file).read_text(encoding="utf-8").splitlines()[record.line - 1]
    assert word in line.lower()


@cache
def _saved(name: str, folder: Path) -> Path:
    path = folder / f"{name}.json"
    path.write_bytes(encode(assessed(name)))
    return path


@pytest.fixture(scope="module")
def hybrid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _saved("gateway-hybrid", tmp_path_factory.mktemp("saved"))


def test_simulate_prints_moments_proof_and_what_would_help() -> None:
    done = run("simulate", EXAMPLES / "hosted-assistant", "--scenario", "export-control-directive", cwd=EXAMPLES)
    assert done.returncode == 0
    assert re.search(r"^  serve +DOWN +DOWN +DOWN +DOWN +DOWN", done.stdout, re.MULTILINE)
    told = " ".join(done.stdout.split())  # however wide the screen is
    assert "why serve: law of US > Anthropic > Anthropic API (Claude) > backend > serve" in told
    assert "backend/app/assistant.py:46" in told
    assert "to keep safety, work: move from OpenAI Moderation to another supplier" in told


def test_losses_are_combined_freely() -> None:
    done = run(
        "simulate", EXAMPLES / "gateway-hybrid", "--without", "docker", "--jurisdiction", "de", "--offline", "-f",
        "json", cwd=EXAMPLES,
    )  # fmt: skip
    (result,) = json.loads(done.stdout)
    assert result["functions"]["serve"]["run"] == "down"
    assert result["survives_with"]["restart"] == "work"


def test_a_scenario_is_combined_with_further_losses() -> None:
    both = run(
        "simulate", EXAMPLES / "gateway-hybrid", "--scenario", "vendor-exit(docker)", "--without", "openai",
        "-f", "json", cwd=EXAMPLES,
    )  # fmt: skip
    (result,) = json.loads(both.stdout)
    assert result["moments"]["restart"]["restart"] == "down"
    assert result["functions"]["safety"]["run"] == "down"
    assert result["functions"]["serve"]["run"] == "up"
    assert result["title"] == "One vendor stops serving you (Docker), without OpenAI"


def test_a_scope_goes_with_a_scenario_that_is_combined() -> None:
    for scope, status in (("listed_models", "up"), ("all_hosted_models", "down")):
        done = run(
            "simulate", EXAMPLES / "hosted-assistant", "--scenario", f"export-control-directive({scope})", "--without",
            "docker", "-f", "json", cwd=EXAMPLES,
        )  # fmt: skip
        (result,) = json.loads(done.stdout)
        assert (result["functions"]["safety"]["run"], result["moments"]["restart"]["restart"]) == (status, "down")


@pytest.mark.parametrize(
    "arguments",
    [
        ("simulate", EXAMPLES / "gateway-hybrid", "--without", "amazon", "--offline"),
        ("simulate", "--list"),
        ("who", EXAMPLES / "gateway-hybrid"),
    ],
)
def test_no_line_is_wider_than_the_usual_screen_but_for_single_words(arguments: tuple[str | Path, ...]) -> None:
    done = run(*arguments, cwd=EXAMPLES)
    wide = [line for line in done.stdout.splitlines() if len(line) > 80 and " " in line.strip()]
    assert wide == []
    assert done.stdout.count("\n") > 20


def test_losing_one_party_leaves_alone_what_does_not_need_it() -> None:
    done = run("simulate", EXAMPLES / "gateway-hybrid", "--without", "openai", "-f", "json", cwd=EXAMPLES)
    (result,) = json.loads(done.stdout)
    assert result["functions"]["serve"]["run"] == "up"
    assert result["functions"]["safety"]["run"] == "down"


def test_the_law_of_the_union_is_a_law() -> None:
    done = run("simulate", EXAMPLES / "gateway-hybrid", "--jurisdiction", "eu", cwd=EXAMPLES)
    assert done.returncode == 0
    assert re.search(r"^  safety +DOWN", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--without", "opnai"], "did you mean 'openai'?"),
        (["--scenario", "internet-uplink"], "did you mean 'internet-uplink-cut'?"),
        (["--scenario", "vendor-exit(opnai)"], "did you mean 'openai'?"),
        (["--scenario", "export-control-directive(listed_model)"], "did you mean 'listed_models'?"),
        (["--jurisdiction", "USA"], "two letters"),
        (["--jurisdiction", "UK"], "there is no country 'UK'; there is DE, "),
        (["--without", "zzzz"], "a party 'zzzz'; there is amazon, "),
        (["--scenario", "weights-licence-revoked", "--offline"], "forbids and takes nothing away"),
        (["-f", "yaml"], "unknown format"),
    ],
)
def test_a_word_that_is_not_known_is_refused_with_the_nearest_one(arguments: list[str], words: str) -> None:
    done = run("simulate", EXAMPLES / "gateway-hybrid", *arguments, cwd=EXAMPLES)
    assert done.returncode == 2
    assert words in done.stderr


OWN = """schema: sovassess.scenarios/1
scenarios:
  - id: bank-holiday
    title: The cloud is gone and so are the registries
    removes:
      - {owners: {contains: amazon}, operated_by: vendor}
    composes: [container-registry-denies]
    checks: [serve, restart]
"""


def test_an_organisation_writes_a_scenario_that_composes_one_that_is_there(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(OWN, encoding="utf-8")
    done = run("simulate", EXAMPLES / "gateway-hybrid", "--scenario", file, cwd=tmp_path)
    assert done.returncode == 0
    assert re.search(r"^  serve +DOWN", done.stdout, re.MULTILINE)
    assert "Docker Hub" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("owners: {contains: amazon}", "owner: {contains: amazon}", 6, "did you mean 'owners'?"),
        ("contains: amazon", "contains: amazone", 6, "no owners 'amazone'; did you mean 'amazon'?"),
        ("contains: amazon", "contains: zzzz", 6, "no owners 'zzzz'; here there is amazon, "),
        ("contains: amazon", "contains: oracel", 6, "did you mean 'oracle'? Here there is amazon, "),
        ("operated_by: vendor", "service: docker-hubb", 6, "did you mean 'docker-hub'? Here there is "),
        (
            "operated_by: vendor",
            "jurisdictions: {contains: USA}",
            6,
            "no jurisdictions 'USA'; did you mean 'US'? Here ",
        ),
        ("operated_by: vendor", "role: zzzz", 6, "'role' is never 'zzzz'; there is cdn, ci, cloud, "),
        ("operated_by: vendor", "operated_by: vender", 6, "did you mean 'vendor'? There is self, vendor"),
        ("[container-registry-denies]", "[container-registry-denied]", 7, "did you mean 'container-registry-denies'?"),
        ("checks: [serve, restart]", "checks: [serve, restrat]", 8, "did you mean 'restart'?"),
        ("operated_by: vendor", "service: $what", 6, "no parameter '$what'"),
        ("operated_by: vendor", "during: [night]", 6, "unknown phase 'night'"),
    ],
)
def test_a_wrong_selector_fails_with_file_and_line_and_names_what_exists(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    file = tmp_path / "mine.yaml"
    assert old in OWN
    file.write_text(OWN.replace(old, new), encoding="utf-8")
    done = run("simulate", EXAMPLES / "gateway-hybrid", "--scenario", file, cwd=tmp_path)
    assert done.returncode == 2
    assert f"mine.yaml:{line}: " in done.stderr
    assert words in done.stderr


def test_every_scenario_that_is_shipped_is_listed() -> None:
    done = run("simulate", "--list", cwd=EXAMPLES)
    assert len(re.findall(r"^[a-z][\w-]+ ", done.stdout, re.MULTILINE)) == 22


def test_a_saved_result_answers_simulate_and_who_without_the_tree(hybrid: Path) -> None:
    done = run("simulate", hybrid, "--scenario", "moderation-api-gone", cwd=hybrid.parent)
    assert re.search(r"^  safety +DOWN", done.stdout, re.MULTILINE)
    refused = run("simulate", hybrid, "--offline", cwd=hybrid.parent)
    assert refused.returncode == 2
    assert "give the folder" in refused.stderr


def test_who_names_the_single_ones_first_with_places_and_actions(hybrid: Path) -> None:
    text = run("who", hybrid, cwd=hybrid.parent).stdout
    assert text.startswith("One party alone (")
    assert text.index("One party alone") < text.index("One law alone") < text.index("What to do first")
    assert re.search(r"Amazon Web Services\n    run     serve +\S+:\d+", text)
    assert re.search(r" and \d+ more\n", text)
    assert " more" not in run("who", hybrid, "--all", cwd=hybrid.parent).stdout.partition("One law")[0]


def test_who_tells_what_is_only_possible_apart_with_the_reason() -> None:
    text = run("who", EXAMPLES / "hosted-assistant", cwd=EXAMPLES).stdout
    sure, _, perhaps = text.partition("Perhaps, alone")
    assert re.search(r"\n  Okta\n", sure)
    assert re.search(r"\n  Okta: deploy, recover\n    no file says whether those who deploy sign", perhaps)


def test_who_says_so_where_nobody_can_stop_anything() -> None:
    text = run("who", EXAMPLES / "sovereign-onprem", cwd=EXAMPLES).stdout
    assert text == "Nobody outside can surely stop anything here, as far as the files show.\n"


def test_who_in_json_holds_what_the_result_holds(hybrid: Path) -> None:
    found = json.loads(run("who", hybrid, "-f", "json", cwd=hybrid.parent).stdout)
    saved = json.loads(hybrid.read_text("utf-8"))
    assert found == {key: saved[key] for key in found}


def test_an_action_of_the_hybrid_restores_what_the_sets_say_and_lowers_no_level() -> None:
    found = assessed("gateway-hybrid")
    alone = {(cut.parties[0], f) for cut in found.switch_off if len(cut.parties) == 1 for f in cut.functions}
    assert found.actions
    for action in found.actions:
        assert set(action.restores) <= alone
        for turn in action.turns:
            assert turn.after >= turn.before, action.id
    checks = next(action for action in found.actions if action.id == "own-checks")
    assert checks.restores == (("openai", "safety"),)
    assert checks.functions == ("safety",)


@pytest.mark.parametrize("name", ["svg", "mermaid", "dot", "graphml", "json"])
def test_the_graph_is_written_in_every_format(hybrid: Path, name: str) -> None:
    done = run("graph", hybrid, "-f", name, cwd=hybrid.parent)
    assert done.returncode == 0
    assert "Docker Hub" in done.stdout
    if name in ("svg", "graphml"):
        ET.fromstring(done.stdout)
    if name == "json":
        assert set(json.loads(done.stdout)) == {"edges", "nodes"}


def test_the_graph_goes_to_a_file(hybrid: Path, tmp_path: Path) -> None:
    done = run("graph", hybrid, "-f", "svg", "-o", tmp_path / "graph.svg", cwd=tmp_path)
    assert done.stdout == ""
    assert (tmp_path / "graph.svg").read_text("utf-8").startswith("<svg ")
