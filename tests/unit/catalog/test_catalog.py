"""The catalog as resolution asks it, and the files that it is made from."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from sovassess.catalog import load
from sovassess.catalog.catalog import Catalog
from sovassess.catalog.load import load_entries
from sovassess.errors import InputFileError
from tests.loaded import catalog, compiled


@pytest.mark.parametrize(
    ("ecosystem", "name", "party"),
    [
        ("pypi", "openai", "openai"),
        ("pypi", "OpenAI", "openai"),
        ("pypi", "sentry_sdk", "sentry"),
        ("npm", "@anthropic-ai/sdk", "anthropic"),
        ("npm", "stripe", "stripe"),
    ],
)
def test_a_package_is_known_in_every_spelling_of_its_ecosystem(ecosystem: str, name: str, party: str) -> None:
    found = catalog().package(ecosystem, name)
    assert found is not None
    assert found.party.id == party


@pytest.mark.parametrize(
    ("ecosystem", "name"),
    [
        ("pypi", "openai-utils-of-mine"),
        ("npm", "@types/stripe"),
        ("pypi", "types-redis"),
        ("pypi", "mypy-boto3-s3"),
        ("npm", "openai2"),
    ],
)
def test_a_package_that_only_resembles_or_holds_types_is_none(ecosystem: str, name: str) -> None:
    assert catalog().package(ecosystem, name) is None


def test_an_import_is_known_by_its_longest_prefix_of_whole_names() -> None:
    assert catalog().imported("python", "openai.types.chat") is not None
    assert catalog().imported("python", "openai_utils") is None
    assert catalog().imported("javascript", "openai/helpers/zod") is not None
    assert catalog().imported("javascript", "openai-edge-of-mine") is None
    assert catalog().imported("javascript", "./openai") is None


def test_a_client_gives_back_the_method_that_was_called() -> None:
    found = catalog().client("python", "openai.OpenAI.moderations.create")
    assert found is not None
    assert found.method == "moderations.create"
    assert catalog().client("python", "openai_utils.OpenAI") is None


def test_a_variable_that_several_services_share_tells_none_of_them() -> None:
    assert catalog().variable("OPENAI_API_KEY") == "openai-api"
    assert catalog().variable("API_KEY") is None
    assert catalog().variable("DATABASE_URL") is None


@pytest.mark.parametrize(
    ("kind", "party"),
    [("aws_s3_bucket", "amazon"), ("google_storage_bucket", "google"), ("azurerm_key_vault", "microsoft")],
)
def test_a_terraform_type_belongs_to_its_cloud(kind: str, party: str) -> None:
    service = catalog().terraform(kind)
    assert service is not None
    assert catalog().services[service].party.id == party


@pytest.mark.parametrize("kind", ["null_resource", "random_id", "local_file", "awsx_thing", "kubernetes_deployment"])
def test_a_terraform_type_of_no_vendor_is_nobodys(kind: str) -> None:
    assert catalog().terraform(kind) is None


@pytest.mark.parametrize(
    ("region", "country"), [("eu-central-1", "DE"), ("eu-central-1a", "DE"), ("EU-West-1", "IE"), ("moon-1", None)]
)
def test_a_region_or_zone_has_a_country(region: str, country: str | None) -> None:
    assert catalog().country_of_region("amazon", region) == country


def test_a_partys_jurisdictions_are_its_seat_and_every_parent() -> None:
    github = catalog().reference("github")
    assert "microsoft" in github.parents
    assert github.jurisdictions == ("US",)
    nobody = catalog().reference("nobody-at-all")
    assert (nobody.country, nobody.jurisdictions) == ("unknown", ())


@pytest.mark.parametrize("ecosystem", ["pypi", "npm", "maven", "golang", "cargo"])
def test_every_great_ecosystem_has_its_default_index(ecosystem: str) -> None:
    service = catalog().default_index(ecosystem)
    assert service in catalog().services


def test_there_are_at_least_eighty_parties_each_with_a_source() -> None:
    assert len(catalog().parties) >= 80
    for party in catalog().parties.values():
        assert party.sources, party.id
        assert len(party.country) == 2 or party.country in ("unknown", "INT"), party.id


def test_every_service_that_is_named_elsewhere_exists() -> None:
    known = catalog().services
    for identifier, (product, _) in catalog().products.items():
        for habit in product.habits:
            assert habit.service in known, (identifier, habit.service)
    for entry in load_entries(cache=compiled()).parties:
        for sdk in entry.sdks:
            if sdk.service is not None:
                assert sdk.service in known or sdk.service in catalog().products, sdk.id
            for client in sdk.clients:
                named = [
                    service for service in client.services_by_argument.values() if service
                ]  # "" runs in the program
                for service in (client.service, *client.methods.values(), *named):
                    assert service is None or service in known or service in catalog().products, (sdk.id, service)


def test_the_developer_of_every_model_is_a_party() -> None:
    for entry in load_entries(cache=compiled()).models:
        assert entry.developer in catalog().parties, entry.developer


OWN = """party:
  id: acme-hosting
  name: Acme Hosting
  country: DE
  confidence: high
  sources: [{claims: [name], url: "https://acme.example/imprint", date: 2026-11-21}]
services:
  - {id: acme-llm, name: Acme LLM, role: model-api, hosts: [llm.acme-hosting.io]}
"""


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shipped catalog of one vendor, so that reading it without a compiled copy is quick."""
    folder = tmp_path / "shipped"
    (folder / "vendors").mkdir(parents=True)
    for name in ("openai.yaml", "mistral-ai.yaml"):
        (folder / "vendors" / name).write_bytes((load.HERE / "vendors" / name).read_bytes())
    monkeypatch.setattr(load, "HERE", folder)
    return folder


def test_a_catalog_of_ones_own_lies_over_the_shipped_one(tmp_path: Path, shipped: Path) -> None:
    (tmp_path / "own" / "vendors").mkdir(parents=True)
    (tmp_path / "own" / "vendors" / "acme-hosting.yaml").write_text(OWN)
    entries = load_entries([tmp_path / "own"], cache=tmp_path / "cache")
    mine = Catalog(entries)
    found = mine.host("llm.acme-hosting.io")
    assert found is not None
    assert found.service == "acme-llm"
    assert mine.host("api.openai.com") is not None
    assert entries.digest != load_entries().digest


def test_an_entry_of_the_same_id_replaces_the_shipped_one(tmp_path: Path, shipped: Path) -> None:
    (tmp_path / "own" / "vendors").mkdir(parents=True)
    (tmp_path / "own" / "vendors" / "openai.yaml").write_text(OWN.replace("id: acme-hosting", "id: openai"))
    mine = Catalog(load_entries([tmp_path / "own"]))
    assert set(mine.parties) == {"openai", "mistral-ai"}
    assert (mine.parties["openai"].name, mine.host("api.openai.com")) == ("Acme Hosting", None)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("country: DE", "contry: DE", 4),
        ("role: model-api", "role: model", 8),
        ("id: acme-hosting", "id: Acme Hosting", 2),
        ("country: DE", "country: Germany", 4),
        ("https://acme.example/imprint", "acme.example/imprint", 6),
    ],
)
def test_an_entry_that_does_not_fit_is_refused_with_file_and_line(
    tmp_path: Path, shipped: Path, old: str, new: str, line: int
) -> None:
    (shipped / "vendors" / "acme.yaml").write_text(OWN.replace(old, new))
    with pytest.raises(InputFileError) as caught:
        load_entries()
    assert str(caught.value).startswith(f"vendors/acme.yaml:{line}: ")


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="is neither a folder"):
        load_entries([tmp_path / "none"])


def test_a_stale_or_broken_compiled_copy_costs_time_and_never_a_wrong_answer(tmp_path: Path, shipped: Path) -> None:
    entries = load_entries(cache=tmp_path / "cache")
    (copy,) = (tmp_path / "cache").glob("catalog-*.msgpack")
    assert load_entries(cache=tmp_path / "cache") == entries
    for broken in (copy.read_bytes()[:1_000], b"", b"\xc1" * 50):
        copy.write_bytes(broken)
        assert load_entries(cache=tmp_path / "cache") == entries
    (shipped / "vendors" / "mistral-ai.yaml").unlink()
    changed = load_entries(cache=tmp_path / "cache")
    assert changed.digest != entries.digest
    assert [file.party.id for file in changed.parties] == ["openai"]


def test_a_compiled_copy_beside_the_files_is_used_only_while_it_fits_them(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not load.brings_compiled()
    entries = load_entries()
    assert load.write_compiled(entries, shipped) is not None
    assert load.brings_compiled()
    monkeypatch.setattr(load, "_parsed", _must_not_parse)
    assert load_entries() == entries
    (shipped / "vendors" / "mistral-ai.yaml").write_text(OWN)
    assert not load.brings_compiled()


def _must_not_parse(*_: object) -> None:
    pytest.fail("the files were parsed")


def test_old_copies_go_and_the_newest_stays(tmp_path: Path, shipped: Path) -> None:
    entries = load_entries()
    digests = [f"{number:064}"[::-1] for number in range(12)]
    for digest in digests:
        written = load.write_compiled(msgspec.structs.replace(entries, digest=digest), tmp_path / "cache")
        assert written in set((tmp_path / "cache").glob("catalog-*.msgpack"))
    assert len(list((tmp_path / "cache").glob("catalog-*.msgpack"))) == 8


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, shipped: Path) -> None:
    (tmp_path / "file").write_text("")
    assert load_entries(cache=tmp_path / "file" / "below").parties


@pytest.mark.parametrize("protocol", ["postgresql", "mysql", "mongodb", "redis", "s3", "kafka", "amqp", "git", "otlp"])
def test_whoever_speaks_an_open_protocol_has_a_way_out_with_software_that_speaks_it(protocol: str) -> None:
    found = [e.service for e in catalog().services.values() if e.service.protocol == protocol]
    hosted = [s for s in found if s.status != "ended" and s.role.value in ("data-store", "queue", "code-host")]
    hosted += [s for s in found if protocol == "otlp" and s.role.value == "telemetry"]
    assert hosted
    for service in hosted:
        assert service.self_run, service.id
        assert service.export, service.id


def test_the_known_habits_of_much_used_software_name_the_page_that_tells_them() -> None:
    entries = load_entries(cache=compiled())
    products = [product for file in entries.parties for product in file.products]
    known = {product.id: {habit.kind for habit in product.habits} for product in products}
    for name, kind in (
        ("grafana", "telemetry"), ("qdrant", "telemetry"), ("weaviate", "telemetry"), ("n8n", "telemetry"),
        ("langfuse", "telemetry"), ("gitea", "update-check"), ("gitlab", "telemetry"), ("kibana", "telemetry"),
        ("vllm", "telemetry"), ("ollama", "start"), ("open-webui", "start"), ("dify", "update-check"),
        ("posthog", "telemetry"), ("metabase", "telemetry"), ("minio", "update-check"),
        ("apache-superset", "telemetry"), ("elasticsearch", "update-check"),
        ("traefik", "update-check"), ("nextcloud", "update-check"), ("terraform", "update-check"),
        ("brew", "telemetry"), ("dotnet", "telemetry"), ("chroma", "telemetry"), ("haystack", "telemetry"),
    ):  # fmt: skip
        assert kind in known[name], name
        (product,) = (product for product in products if product.id == name)
        assert all(habit.source for habit in product.habits if habit.kind == kind), name
