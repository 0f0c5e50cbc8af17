"""What was seen, permitted and declared side by side: the five states, and what makes two destinations the same."""

from __future__ import annotations

from sovassess.egress.inputs import EgressFile
from sovassess.graph.reconciliation import matches
from sovassess.model.assessment import Assessment
from sovassess.model.egress import EgressRow
from sovassess.settings import Own, Settings
from tests.unit.resolution.estate import assessed

CODE = {
    "app/main.py": 'import openai\n\nclient = openai.OpenAI(base_url="https://api.openai.com/v1")\n',
    "requirements.txt": "openai==1.0\n",
    "deploy/app.env": "SENTRY_DSN=https://key@o1.ingest.sentry.io/2\nLLM=https://api.mistral.ai/v1\n",
}
NAMES = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end"
HEAD = f"{NAMES} action log-status\n"


def flows(*targets: str, start: int = 1_763_712_000, end: int = 1_763_898_000) -> EgressFile:
    rows = [
        f"2 123456789012 eni-1 10.0.1.5 {t} 50000 443 6 1 {100 + n} {start} {end} ACCEPT OK"
        for n, t in enumerate(targets)
    ]
    return EgressFile("flow.log", (HEAD + "\n".join(rows) + "\n").encode(), "seen")


def dns(**names: str) -> EgressFile:
    fields = "#separator \\x09\n#path\tdns\n#fields\tts\tquery\tqtype_name\trcode_name\tanswers\n"
    rows = "".join(f"1763712000.0\t{n.replace('__', '.')}\tA\tNOERROR\t{a}\n" for n, a in names.items())
    return EgressFile("dns.log", (fields + rows).encode(), "seen")


def hosts(*names: str) -> EgressFile:
    return EgressFile("hosts.txt", "".join(f"{name}\n" for name in names).encode(), "seen")


def permitted(*names: str) -> EgressFile:
    return EgressFile("allow.txt", "".join(f"{name}\n" for name in names).encode(), "permitted")


def row(result: Assessment, host: str) -> EgressRow:
    return next(entry for entry in result.egress if entry.host == host)


def test_a_destination_that_code_names_and_a_recording_saw_is_declared_and_seen() -> None:
    found = row(assessed(CODE, egress=(hosts("api.openai.com"),)), "api.openai.com")
    assert (found.states, found.party, found.by) == (("declared and seen",), "openai", "name")


def test_a_destination_that_no_file_names_is_a_shadow() -> None:
    found = row(assessed(CODE, egress=(hosts("api.anthropic.com"),)), "api.anthropic.com")
    assert (found.state, found.party) == ("seen, never declared", "anthropic")


def test_what_is_declared_and_was_not_seen_is_listed_only_beside_a_recording() -> None:
    assert row(assessed(CODE, egress=(hosts("api.openai.com"),)), "api.mistral.ai").state == "declared, never seen"
    assert assessed(CODE).egress == ()


def test_a_list_without_a_recording_makes_no_row() -> None:
    assert assessed(CODE, egress=(permitted("api.openai.com"),)).egress == ()


def test_what_nothing_permits_is_said_only_where_something_permits() -> None:
    seen = hosts("api.openai.com", "api.anthropic.com")
    without = row(assessed(CODE, egress=(seen,)), "api.anthropic.com")
    assert without.states == ("seen, never declared",)
    assert without.permitted is None
    beside = assessed(CODE, egress=(seen, permitted("api.openai.com")))
    assert row(beside, "api.anthropic.com").states == ("seen, never declared", "seen, not permitted")
    assert row(beside, "api.openai.com").permitted is True


def test_a_permitted_destination_that_nobody_used_can_be_closed() -> None:
    result = assessed(CODE, egress=(hosts("api.openai.com"), permitted("*.openai.com", "*.unused-vendor.io")))
    assert row(result, "*.unused-vendor.io").state == "permitted, never used"
    assert not any(entry.host == "*.openai.com" for entry in result.egress)


def test_a_network_permits_an_address_and_the_name_that_was_reached_there() -> None:
    egress = (flows("162.159.140.245"), dns(api__openai__com="162.159.140.245"), permitted("162.159.140.0/24"))
    found = row(assessed(CODE, egress=egress), "api.openai.com")
    assert found.permitted is True
    assert found.addresses == ("162.159.140.245",)


def test_an_address_is_named_by_the_dns_answers_of_another_file_of_the_recording() -> None:
    result = assessed(CODE, egress=(flows("162.159.140.245"), dns(api__openai__com="162.159.140.245")))
    found = row(result, "api.openai.com")
    assert (found.state, found.by, found.count) == ("declared and seen", "dns", 1)
    assert not any(entry.host == "162.159.140.245" for entry in result.egress)


def test_an_address_with_several_names_is_told_by_the_service_they_share_and_else_by_nobody() -> None:
    same = assessed(CODE, egress=(flows("20.1.1.1"), dns(api__openai__com="20.1.1.1", api__openai__com__="20.1.1.1")))
    assert any(entry.service == "openai-api" for entry in same.egress)
    mixed = assessed(
        {}, egress=(flows("81.200.64.50"), dns(api__openai__com="81.200.64.50", api__mistral__ai="81.200.64.50"))
    )
    assert row(mixed, "81.200.64.50").party == ""


def test_an_address_without_a_name_is_told_by_the_ranges_that_providers_publish() -> None:
    found = row(assessed({}, egress=(flows("52.218.10.4"),)), "52.218.10.4")
    assert (found.party, found.service, found.by) == ("amazon", "amazon-s3", "range")


def test_an_address_in_no_range_is_nobodys_and_stands_by_volume() -> None:
    result = assessed({}, egress=(flows("81.200.64.50", "81.200.64.51"),))
    unknown = [entry.host for entry in result.egress if not entry.party]
    assert unknown == ["81.200.64.51", "81.200.64.50"]


def test_a_bare_address_of_a_provider_that_files_name_is_not_called_undeclared() -> None:
    files = {
        "main.tf": 'provider "aws" {\n  region = "eu-central-1"\n}\nresource "aws_instance" "a" {\n  ami = "ami-1"\n}\n'
    }
    address = "3.120.0.9"
    assert row(assessed(files, egress=(flows(address),)), address).state == "declared and seen"
    assert row(assessed({}, egress=(flows(address),)), address).state == "seen, never declared"


def test_what_the_settings_call_ones_own_is_no_destination() -> None:
    settings = Settings(own=Own(hosts=("81.200.64.0/24",)))
    assert assessed(CODE, settings, egress=(flows("81.200.64.50", "162.159.140.245"),)).recordings[0].internal == 1


def test_a_seen_and_undeclared_destination_is_a_dependency_of_origin_egress() -> None:
    result = assessed(CODE, egress=(hosts("api.anthropic.com", "api.openai.com"),))
    origins = {entry.service: [o.value for o in entry.origins] for entry in result.dependencies}
    assert origins["anthropic-api"] == ["egress"]
    assert origins["openai-api"] == ["egress", "observed"]


def test_a_pattern_covers_what_is_below_it_and_no_similar_name() -> None:
    assert matches("*.openai.com", "api.openai.com")
    assert not matches("*.openai.com", "notopenai.com")
    assert not matches("api.openai.com", "x.api.openai.com")
