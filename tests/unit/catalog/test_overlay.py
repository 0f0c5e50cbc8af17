"""An organisation's own entries over those of the package: they add, correct, take over; a wrong one has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sovassess.catalog import load
from sovassess.catalog.catalog import Catalog
from sovassess.catalog.check import check
from sovassess.catalog.load import load_entries
from sovassess.errors import InputFileError
from sovassess.settings import load_settings

ACME = """    - party:
        id: acme
        name: Acme
        country: DE
        sources: [{claims: [country, services], url: "https://acme.example/imprint", date: 2026-11-21}]
      services:
        - {id: acme-llm, name: Acme LLM, role: model-api, hosts: [llm.acme.example]}
"""
SETTINGS = "catalog:\n  vendors:\n" + ACME
AMENDED = """catalog:
  vendors:
    - amends: openai
      party: {country: IE}
      services:
        - id: openai-api
          hosts: [llm.corp.example]
          location: IE
        - {id: openai-here, name: OpenAI in our country, role: model-api, hosts: [here.openai.com]}
"""


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shipped catalog of two vendors and one developer's models, quick to read."""
    folder = tmp_path / "shipped"
    for name in ("vendors/openai.yaml", "vendors/mistral-ai.yaml", "models/openai.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((load.HERE / name).read_bytes())
    monkeypatch.setattr(load, "HERE", folder)
    return folder


def _with(tmp_path: Path, text: str) -> Catalog:
    path = tmp_path / "sovassess.yaml"
    path.write_text(text)
    return Catalog(load_entries([Path(folder) for folder in load_settings(path).catalog.folders]))


def _refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(InputFileError) as caught:
        _with(tmp_path, text)
    return str(caught.value).removeprefix(f"{tmp_path}/")


def test_an_entry_in_the_settings_is_added(tmp_path: Path, shipped: Path) -> None:
    mine = _with(tmp_path, SETTINGS)
    found = mine.host("llm.acme.example")
    assert found is not None
    assert mine.services[found.service].party.country == "DE"
    assert mine.host("api.openai.com") is not None


def test_an_amended_entry_changes_only_what_is_written(tmp_path: Path, shipped: Path) -> None:
    before = Catalog(load_entries())
    mine = _with(tmp_path, AMENDED)
    assert (before.parties["openai"].country, mine.parties["openai"].country) == ("US", "IE")
    assert mine.parties["openai"].sources == before.parties["openai"].sources
    hosts = ("llm.corp.example", "api.openai.com", "here.openai.com")
    found = [match.service if (match := mine.host(host)) else None for host in hosts]
    assert found == ["openai-api", "openai-api", "openai-here"]
    assert mine.services["openai-api"].service.location == "IE"
    assert mine.services["openai-api"].service.environment == before.services["openai-api"].service.environment


def test_models_and_an_overlay_of_an_overlay_are_amended_too(tmp_path: Path, shipped: Path) -> None:
    again = "    - amends: acme\n      party: {name: Acme Again}\n"
    family = "{id: our-tune, name: Our tune, ids: ['our-tune*'], open_weights: false, licence: proprietary}"
    mine = _with(tmp_path, SETTINGS + again + f"  models:\n    - amends: openai\n      families: [{family}]\n")
    assert mine.parties["acme"].name == "Acme Again"
    tune, known = mine.models.find("our-tune-7"), mine.models.find("gpt-4o")
    assert tune is not None
    assert known is not None
    assert (tune.family.id, known.developer) == ("our-tune", "openai")


def test_what_an_own_entry_claims_is_taken_from_the_package(tmp_path: Path, shipped: Path) -> None:
    mine = _with(tmp_path, SETTINGS.replace("[llm.acme.example]", "[api.openai.com], environment: [OPENAI_API_KEY]"))
    found = mine.host("api.openai.com")
    assert found is not None
    assert (found.service, mine.variable("OPENAI_API_KEY")) == ("acme-llm", "acme-llm")
    assert mine.host("us.api.openai.com") is not None


def test_two_own_catalogs_have_compiled_copies_of_their_own(tmp_path: Path, shipped: Path) -> None:
    path = tmp_path / "sovassess.yaml"
    cache = tmp_path / "cache"
    digests: set[str] = set()
    for country in ("IE", "NL"):
        path.write_text(AMENDED.replace("IE", country))
        entries = load_entries([path], cache=cache)
        digests.add(entries.digest)
        assert load_entries([path], cache=cache) == entries
        (party,) = (file.party for file in entries.parties if file.party.id == "openai")
        assert party.country == country
    assert len(digests) == len(list(cache.glob("catalog-*.msgpack"))) == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("amends: openai", "amends: opnai", 3, "there is no 'opnai' to amend; did you mean 'openai'?"),
        ("location: IE", "locations: IE", 8, "unknown key 'locations'; did you mean 'location'?"),
        ("role: model-api", "role: model-apis", 9, "'model-apis' is no role; did you mean 'model-api'?"),
        ("country: IE", "country: Ireland", 4, "'Ireland' is no country code of two capitals"),
        ("country: IE", "id: other", 3, "cannot give it another id, 'other'"),
        ("      party: {country: IE}", "      party: [IE]", 4, "expected `object`"),
    ],
)
def test_a_wrong_entry_in_the_settings_is_refused_with_file_and_line(
    tmp_path: Path, shipped: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in AMENDED
    text = _refused(tmp_path, AMENDED.replace(old, new))
    assert text.startswith(f"sovassess.yaml:{line}: ")
    assert words in text


def test_an_unknown_kind_of_entry_is_refused_with_the_nearest(tmp_path: Path) -> None:
    text = _refused(tmp_path, AMENDED.replace("  vendors:", "  vendor:"))
    assert text.startswith("sovassess.yaml:2: ")
    assert "did you mean 'vendors'?" in text


def test_an_amended_entry_is_checked_at_the_place_where_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "sovassess.yaml"
    path.write_text(AMENDED.replace("country: IE", "kind: company").replace("llm.", "https://llm."))
    problems = [problem for problem in check([path]) if problem.severity == "error"]
    assert [(Path(problem.path).name, problem.line, "is not a pattern" in problem.text) for problem in problems] == [
        ("sovassess.yaml", 7, True)
    ]
