"""The organisation's own words: read, refused with file, line and the nearest known word, and found upward."""

from __future__ import annotations

from pathlib import Path

import pytest

from sovassess.errors import InputFileError
from sovassess.settings import BLOCS, Own, Settings, find_settings, load_settings
from tests.unit.resolution.estate import outsiders, party, stage

FULL = """home: [EU, CH]
own:
  hosts: ["*.corp.example", "10.0.0.0/8"]
  registries: [registry.corp.example]
  accounts: ["aws:123456789012"]
functions:
  serve: {required: true}
inventory: [{service: openai-api, data: prompts, purpose: assistant}]
attestations:
  - key: keys.root_on_premises
    outcome: pass
    by: head of platform
    signed: 2026-10-01
    expires: 2027-10-01
    evidence: "key ceremony record 2026-09"
accept:
  - id: MOD-2.1
    reason: "moves behind the gateway with release 4"
    by: architecture board
    expires: 2027-03-31
exclude: ["third_party/**"]
rubric: ai-sovereignty
gate: {min-level: 2, min: {airgap_readiness: 3}}
"""


def _loaded(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "sovassess.yaml"
    path.write_text(text)
    return load_settings(path)


def _problem(tmp_path: Path, text: str) -> str:
    with pytest.raises(InputFileError) as caught:
        _loaded(tmp_path, text)
    assert caught.value.exit_code == 2
    return str(caught.value).removeprefix(str(tmp_path) + "/")


def test_the_example_of_the_contract_is_read(tmp_path: Path) -> None:
    settings = _loaded(tmp_path, FULL)
    assert settings.home_countries - set(BLOCS) == {*BLOCS["EU"], "CH"}
    assert settings.gate.min_level == 2
    assert settings.gate.min == {"airgap_readiness": 3}
    assert settings.attestations[0].expires is not None
    assert settings.inventory is not None


def test_an_empty_file_declares_nothing(tmp_path: Path) -> None:
    assert _loaded(tmp_path, "") == Settings()
    assert _loaded(tmp_path, "# only a comment\n") == Settings()
    assert Settings().inventory is None
    assert Settings().home_countries == frozenset()


def test_norway_is_a_country_and_not_a_no(tmp_path: Path) -> None:
    assert _loaded(tmp_path, "home: [NO, SE]\n").home_countries == {"NO", "SE"}
    assert _loaded(tmp_path, "home:\n  - NO\n").home_countries == {"NO"}


def test_a_whole_bloc_is_at_home_and_a_part_of_it_is_not(tmp_path: Path) -> None:
    assert "EU" in _loaded(tmp_path, "home: [EU]\n").home_countries
    assert "EU" in _loaded(tmp_path, "home: [EEA]\n").home_countries
    assert "EU" not in _loaded(tmp_path, "home: [DE, FR]\n").home_countries
    assert "EEA" not in _loaded(tmp_path, "home: [EU]\n").home_countries


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("hom: [EU]\n", 1, "unknown key 'hom'; did you mean 'home'?"),
        ("home: [EU]\nown:\n  host: [a]\n", 3, "did you mean 'hosts'?"),
        ("home: [Europe]\n", 1, "neither a country code"),
        ("home:\n  - DE\n  - de\n", 1, "neither a country code"),
        ("attestations:\n  - key: a\n    outcome: maybe\n    by: b\n    signed: 2026-01-01\n", 3, "outcome"),
        ("attestations:\n  - key: a\n    outcome: pass\n    by: b\n", 2, "'attestations.0.signed' is missing"),
        ("accept:\n  - {id: a, reason: '', by: b, expires: 2026-01-01}\n", 2, "reason"),
        ("accept:\n  - {id: a, reason: r, by: b}\n", 2, "expires"),
        ("gate:\n  min-level: 6\n", 2, "min-level"),
        ("gate:\n  min_level: 2\n", 2, "did you mean 'min-level'?"),
        ("accept:\n  - id: a\n    reason: r\n    by: b\n    expires: soon\n", 5, "expires"),
        ("home: [EU\nown: {}\n", 2, "is not valid YAML"),
        ("- a\n- b\n", None, ""),
        ("a: &x 1\nb: *x\n", 2, "aliases are not supported"),
        ("exclude: third_party\n", 1, "exclude"),
        ("home: [EU]\nhome: [US]\n", 2, "twice"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, line: int | None, words: str) -> None:
    problem = _problem(tmp_path, text)
    assert problem.startswith("sovassess.yaml:" + (f"{line}: " if line else ""))
    assert words in problem
    assert "\n" not in problem


def test_a_file_that_is_not_there_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="cannot be read"):
        load_settings(tmp_path / "sovassess.yaml")


def test_settings_are_found_upward_to_the_root_of_the_checkout(tmp_path: Path) -> None:
    deep = tmp_path / "repo" / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "sovassess.yaml").write_text("")
    (tmp_path / "repo" / ".git").mkdir()
    assert find_settings(deep) is None
    (tmp_path / "repo" / ".sovassess.yaml").write_text("")
    assert find_settings(deep) == tmp_path / "repo" / ".sovassess.yaml"
    (tmp_path / "repo" / "a" / "sovassess.yaml").write_text("")
    assert find_settings(deep) == tmp_path / "repo" / "a" / "sovassess.yaml"


def test_settings_beside_a_single_file_are_found(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sovassess.yaml").write_text("")
    (tmp_path / "one.py").write_text("")
    assert find_settings(tmp_path / "one.py") == tmp_path / "sovassess.yaml"


def test_a_worktree_ends_the_search_as_a_checkout_does(tmp_path: Path) -> None:
    (tmp_path / "sovassess.yaml").write_text("")
    inner = tmp_path / "w"
    inner.mkdir()
    (inner / ".git").write_text("gitdir: /nowhere\n")
    assert find_settings(inner) is None


def test_hosts_that_the_settings_call_their_own_are_self_run() -> None:
    code = {"app/main.py": "import requests\nrequests.get('https://api.acme-corp.io/v1')\n"}
    assert outsiders(code) == {"unknown"}
    own = stage(code, Settings(own=Own(hosts=("*.acme-corp.io",))))
    assert {entry.operated_by.value for entry in own.resolution.dependencies} == {"self"}


def test_a_registry_that_the_settings_call_their_own_is_self_run() -> None:
    files = {"docker-compose.yml": "services:\n  a: {image: 'ghcr.io/acme/app:1'}\n"}
    own = stage(files, Settings(own=Own(registries=("ghcr.io/acme",))))
    assert {entry.operated_by.value for entry in own.resolution.dependencies} == {"self"}
    assert {party(entry) for entry in stage(files).resolution.dependencies} == {"github"}
