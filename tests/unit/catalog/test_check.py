"""The catalog's own check: planted errors are refused with file and line, and the catalog that is shipped has none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sovassess.catalog.catalog import Catalog
from sovassess.catalog.check import check
from sovassess.catalog.claims import host_key, package_key
from sovassess.catalog.load import load_entries
from sovassess.catalog.reading import Problem
from sovassess.cli import catalog as commands
from sovassess.errors import InputFileError

TODAY = dt.date(2026, 11, 21)
LAST_CHANGE = dt.date(2026, 11, 22)

PARTY = """\
party:
  id: acme
  name: Acme
  country: DE
  sources:
    - {claims: [name, country, services], url: "https://acme.example/imprint", date: 2026-11-21}
services:
  - id: acme-api
    name: Acme API
    role: model-api
    hosts: [api.acme.example, "*.{region}.acme.example"]
    environment: [ACME_API_KEY]
sdks:
  - id: acme-sdk
    packages: {pypi: [acme-sdk], npm: ["@acme/sdk"]}
    imports: {python: [acmelib]}
    service: acme-api
    clients:
      - names: [acmelib.Client]
        service: acme-api
products:
  - id: acme-server
    name: Acme Server
    role: model-server
    images: [acme/server]
regions: {eu-1: DE}
"""
OTHER = """\
party:
  id: zenith
  name: Zenith
  country: FR
  sources:
    - {claims: [name, country, services], url: "https://zenith.example/", date: 2026-11-21}
services:
  - id: zenith-api
    name: Zenith API
    role: model-api
    hosts: [api.zenith.example]
"""
MODELS = """\
developer: acme
families:
  - id: acme-chat
    name: Acme Chat
    ids: ["acme-chat*"]
    open_weights: true
    licence: Apache-2.0
sources:
  - {claims: [families], url: "https://acme.example/models", date: 2026-11-21}
"""


def _folder(tmp_path: Path, **files: str) -> Path:
    for folder in ("vendors", "models", "bases"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        folder, _, stem = name.partition("__")
        (tmp_path / folder / f"{stem}.yaml").write_text(text)
    return tmp_path


def _problems(tmp_path: Path, **files: str) -> list[Problem]:
    return check(roots=[_folder(tmp_path, **files)], today=TODAY)


def _only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def test_the_catalog_that_is_shipped_has_no_errors() -> None:
    assert [str(problem) for problem in check(today=LAST_CHANGE) if problem.severity == "error"] == []


def test_a_sound_catalog_has_no_problems(tmp_path: Path) -> None:
    assert _problems(tmp_path, vendors__acme=PARTY, vendors__zenith=OTHER, models__acme=MODELS) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("id: acme\n", "id: acne\n", 2, "must be called acne.yaml"),
        ("country: DE\n  sources", "country: XQ\n  sources", 4, "no country of ISO 3166-1"),
        ("country: DE\n  sources", "country: unknown\n  sources", 4, "confidence is low"),
        ("[name, country, services]", "[name, services]", 4, "no source vouches for the country"),
        ("[name, country, services]", "[name, country]", 8, "no source vouches for service 'acme-api'"),
        ("date: 2026-11-21", "date: 2026-11-22", 6, "which is to come"),
        ("api.acme.example,", "https://api.acme.example,", 11, "is not a pattern"),
        ("api.acme.example,", "API.acme.example,", 11, "is not a pattern"),
        ("api.acme.example,", "'api.acme.example:443',", 11, "is not a pattern"),
        ("api.acme.example,", "'*.example',", 11, "does not end in a domain"),
        ("    service: acme-api\n    clients", "    service: acme-apj\n    clients", 17, "did you mean 'acme-api'?"),
        ("        service: acme-api\n", "        service: nobody\n", 20, "there is no service or product 'nobody'"),
        ("{eu-1: DE}", "{eu-1: DX}", 26, "'DX' is no country"),
        ("role: model-api\n", "role: model-api\n    location: Berlin\n", 11, "location 'Berlin'"),
        ("role: model-api\n", "role: model-api\n    self_run: [acme-serv]\n", 11, "there is no product 'acme-serv'"),
    ],
)  # fmt: skip
def test_a_planted_error_is_refused_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in PARTY
    problem = _only(_problems(tmp_path, vendors__acme=PARTY.replace(old, new, 1)))
    assert words in problem.text
    assert str(problem).startswith(f"{tmp_path}/vendors/acme.yaml:{line}: ")
    assert problem.severity == "error"


@pytest.mark.parametrize(
    ("addition", "words"),
    [
        ("    terraform: [acme_*]\n", ""),
        ("    hosts: [api.acme.example]\n", "host 'api.acme.example' is claimed by acme-api"),
        ('    hosts: ["*.{place}.zenith.example"]\n', "is not a pattern"),
        ("sdks:\n  - id: x\n    packages: {pypi: [Acme_SDK]}\n", "package 'pypi/acme-sdk' is claimed by acme-sdk"),
        ("sdks:\n  - id: x\n    imports: {python: [acmelib]}\n", "import 'python acmelib' is claimed"),
        ("sdks:\n  - id: x\n    clients: [{names: [acmelib.Client]}]\n", "client 'python acmelib.Client' is claimed"),
        ("products:\n  - {id: x, name: X, role: other, images: [Acme/Server]}\n", "image 'acme/server' is claimed"),
        ("products:\n  - {id: acme-api, name: X, role: other}\n", "service 'acme-api' is claimed"),
    ],
)
def test_what_two_entries_claim_is_refused_at_the_second(tmp_path: Path, addition: str, words: str) -> None:
    other = OTHER.replace("    hosts: [api.zenith.example]\n", "") if "hosts:" in addition else OTHER
    problems = _problems(tmp_path, vendors__acme=PARTY, vendors__zenith=other + addition)
    assert [words in problem.text for problem in problems] == ([True] if words else [])
    assert all("vendors/zenith.yaml:" in str(problem) for problem in problems)


def test_a_client_may_reach_software_that_people_run_by_default(tmp_path: Path) -> None:
    text = PARTY.replace("        service: acme-api\n", "        service: acme-server\n")
    assert text != PARTY
    assert _problems(tmp_path, vendors__acme=text) == []


def test_a_variable_of_two_services_is_a_notice_and_no_error(tmp_path: Path) -> None:
    problem = _only(
        _problems(tmp_path, vendors__acme=PARTY, vendors__zenith=OTHER + "    environment: [ACME_API_KEY]\n")
    )
    assert problem.severity == "notice"
    assert "'ACME_API_KEY' also configures acme-api" in problem.text


def test_two_paths_of_one_host_are_two_claims(tmp_path: Path) -> None:
    other = OTHER.replace("api.zenith.example", "api.acme.example/v2")
    assert _problems(tmp_path, vendors__acme=PARTY, vendors__zenith=other) == []


def test_a_host_that_a_wider_pattern_takes_first_is_refused(tmp_path: Path) -> None:
    other = OTHER.replace("[api.zenith.example]", '["*.store.acme.example"]')
    problem = _only(_problems(tmp_path, vendors__acme=PARTY, vendors__zenith=other))
    assert "is shadowed by a pattern of acme-api" in problem.text


def test_a_region_in_a_host_without_a_list_of_regions_is_a_notice(tmp_path: Path) -> None:
    problem = _only(_problems(tmp_path, vendors__acme=PARTY.replace("regions: {eu-1: DE}\n", "")))
    assert (problem.severity, problem.line) == ("notice", 11)


def test_parents_need_a_source_and_agree_with_their_own_file(tmp_path: Path) -> None:
    parents = "  country: DE\n  parents:\n    - {id: zenith, name: Zenith, country: US}\n"
    problems = _problems(tmp_path, vendors__acme=PARTY.replace("  country: DE\n", parents, 1), vendors__zenith=OTHER)
    assert [(problem.line, problem.text.partition(" by its")[0]) for problem in problems] == [
        (5, "no source vouches for the parents"),
        (6, "zenith is seated in FR"),
    ]


def test_a_party_is_not_its_own_parent(tmp_path: Path) -> None:
    parents = "  country: DE\n  parents:\n    - {id: acme, name: Acme, country: DE}\n"
    text = PARTY.replace("  country: DE\n", parents, 1).replace("[name, country,", "[name, parents, country,")
    assert _only(_problems(tmp_path, vendors__acme=text)).text == "a party cannot be its own parent"


def test_history_may_name_only_parties_that_are_there(tmp_path: Path) -> None:
    history = "  country: DE\n  history:\n    - {date: 2025-01-01, what: bought by Nobody, party: nobody}\n"
    assert (
        "there is no party 'nobody'"
        in _only(_problems(tmp_path, vendors__acme=PARTY.replace("  country: DE\n", history, 1))).text
    )


def test_a_model_pattern_that_never_wins_is_refused(tmp_path: Path) -> None:
    second = MODELS.replace("acme-chat", "acme-chat-mini").replace(
        '["acme-chat-mini*"]', '["acme-chat-mini*", "acme-*"]'
    )
    third = '  - {id: dead, name: Dead, ids: ["acme-chat-mini*"], open_weights: true, licence: MIT}\n'
    text = second.replace("sources:", third + "sources:")
    problems = _problems(tmp_path, vendors__acme=PARTY, models__acme=text)
    assert [problem.text for problem in problems] == [
        "model id 'acme-chat-mini*' is claimed by acme-chat-mini (" + f"{tmp_path}/models/acme.yaml) already",
        "model id 'acme-chat-mini*' is shadowed by patterns of acme-chat-mini",
    ]


def test_a_model_of_an_unknown_developer_is_refused(tmp_path: Path) -> None:
    problem = _only(_problems(tmp_path, models__acme=MODELS))
    assert str(problem) == f"{tmp_path}/models/acme.yaml:1: there is no party 'acme'"


def test_the_host_of_a_public_package_index_is_refused_even_in_a_comment(tmp_path: Path) -> None:
    host = ".".join(("files", "python" + "hosted", "org"))
    problem = _only(_problems(tmp_path, vendors__acme=PARTY + f"# see https://{host}/packages\n"))
    assert (problem.line, "index_of" in problem.text) == (27, True)
    similar = ".".join(("my" + "python" + "hosted", "org"))
    assert _problems(tmp_path, vendors__acme=PARTY + f"# see https://{similar}/packages\n") == []


def test_an_entry_of_the_wrong_shape_is_one_problem_and_the_rest_is_still_checked(tmp_path: Path) -> None:
    problems = _problems(
        tmp_path,
        vendors__acme=PARTY.replace("role: model-api", "rool: model-api"),
        vendors__zenith=OTHER.replace("FR", "XQ"),
    )
    assert [str(problem).removeprefix(f"{tmp_path}/").partition(": ")[0] for problem in problems] == [
        "vendors/acme.yaml:10", "vendors/zenith.yaml:4",
    ]  # fmt: skip


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="is not a folder"):
        check(roots=[tmp_path / "nowhere"])


def test_an_overlay_adds_an_entry_and_corrects_one(tmp_path: Path) -> None:
    shipped = Catalog(load_entries())
    assert shipped.host("api.acme.example") is None
    corrected = OTHER.replace("zenith", "exa").replace("Zenith", "Exa").replace("exa.example", "exa.ai")
    own = _folder(
        tmp_path, vendors__acme=PARTY, vendors__exa=corrected.replace("country: FR", "country: FR\n  confidence: high")
    )
    catalog = Catalog(load_entries([own]))
    match = catalog.host("api.acme.example")
    assert match is not None
    assert match.service == "acme-api"
    assert (shipped.parties["exa"].country, catalog.parties["exa"].country) == ("US", "FR")
    assert catalog.digest != shipped.digest
    assert len(catalog.parties) == len(shipped.parties) + 1


def test_what_an_overlay_takes_from_the_package_is_a_notice_with_its_line(tmp_path: Path) -> None:
    own = _folder(tmp_path, vendors__acme=PARTY.replace("api.acme.example,", "api.openai.com,"))
    problem = _only([p for p in check([own], today=TODAY) if "acme" in str(p)])
    assert problem.text == "takes host 'api.openai.com' from openai-api (vendors/openai.yaml)"
    assert (problem.severity, problem.line) == ("notice", 11)


def test_what_two_overlays_claim_is_refused_and_a_service_of_the_package_is_not_taken(tmp_path: Path) -> None:
    mine = _folder(tmp_path / "one", vendors__acme=PARTY)
    theirs = _folder(tmp_path / "two", vendors__zenith=OTHER.replace("api.zenith.example", "api.acme.example"))
    problem = _only([p for p in check([mine, theirs], today=TODAY) if "zenith" in str(p)])
    assert (problem.severity, "is claimed by acme-api" in problem.text) == ("error", True)
    twice = _folder(tmp_path / "three", vendors__zenith=OTHER.replace("id: zenith-api", "id: openai-api"))
    problem = _only([p for p in check([twice], today=TODAY) if "zenith" in str(p)])
    assert (problem.severity, "'openai-api' is claimed by OpenAI API" in problem.text) == ("error", True)


def test_keys_are_compared_as_look_ups_compare_them() -> None:
    assert package_key("pypi", "Foo.Bar_baz") == package_key("pypi", "foo-bar--baz")
    assert package_key("golang", "github.com/A/b") != package_key("golang", "github.com/a/b")
    assert host_key("a.{region}.X.com/Path") == "a.{}.x.com/Path"


def test_the_folders_that_the_settings_name_are_laid_over_from_where_the_settings_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _folder(tmp_path / "own", vendors__acme=PARTY)
    (tmp_path / "sovassess.yaml").write_text("catalog: [own]\n")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert commands.lookup("https://api.acme.example/v1") == 0
    assert "Acme API [model-api] of Acme" in capsys.readouterr().out
    assert commands.check((), None) == 0
    (tmp_path / "own" / "vendors" / "acme.yaml").write_text(
        PARTY.replace("country: DE\n  sources", "country: XQ\n  sources")
    )
    assert commands.check((), None) == 1
    assert "own/vendors/acme.yaml:4: 'XQ' is no country" in capsys.readouterr().out
