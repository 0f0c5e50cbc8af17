"""The small parts that resolution is put together from: addresses, own things, strengths, variables, components."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Context, EvidenceKind, Phase, Role, Strength, Usage
from sovassess.resolution.addresses import endpoint_of
from sovassess.resolution.own import OwnThings, is_local, is_placeholder
from sovassess.resolution.strength import phases_of, strength_of, strongest, weakest

# -------------------------------------------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("text", "scheme", "host", "port", "path"),
    [
        ("https://api.x.com/v1", "https", "api.x.com", None, "/v1"),
        ("HTTPS://API.X.COM", "https", "api.x.com", None, ""),
        ("http://user:pass@host:8080/a?b#c", "http", "host", 8080, "/a"),
        ("//cdn.x.com/a.js", "https", "cdn.x.com", None, "/a.js"),
        ("http://[::1]:8000/v1", "http", "::1", 8000, "/v1"),
        ("jdbc:postgresql://db:5432/x", "postgresql", "db", 5432, "/x"),
        ("mongodb://a:1,b:2/x", "mongodb", "a", None, ""),
        ("postgresql+psycopg://u:p@ss@db/x", "postgresql+psycopg", "db", None, "/x"),
        ("redis://:pw@cache.x.io:6379/0", "redis", "cache.x.io", 6379, "/0"),
        ("https://api.x.com.", "https", "api.x.com", None, ""),
        ("'https://api.x.com'", "https", "api.x.com", None, ""),
        ("http://host:notaport/x", "http", "host", None, ""),
        ("https://*.x.com", "https", "*.x.com", None, ""),
        ("api.x.com:443", "", "api.x.com", 443, ""),
        ("api.x.com/v1", "", "api.x.com", None, "/v1"),
        ("10.0.0.1", "", "10.0.0.1", None, ""),
        ("kafka:9092", "", "kafka", 9092, ""),
        ("localhost:11434", "", "localhost", 11434, ""),
    ],
)
def test_an_address_is_taken_apart(text: str, scheme: str, host: str, port: int | None, path: str) -> None:
    found = endpoint_of(text)
    assert found is not None
    assert (found.scheme, found.host, found.port, found.path) == (scheme, host, port, path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "hello",
        "hello world",
        "main.py",
        "config.yaml",
        "requirements.txt",
        "model.safetensors",
        "file:///etc/passwd",
        "data:text/plain,x",
        "sqlite:///db.sqlite",
        "1.2.3",
        "v1.2.3",
        "12:30",
        "a:99999999",
        "http://",
        "https:///path",
        "/usr/bin",
        "./x.y",
        "http://exa mple.com",
        "x" * 3_000,
    ],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert endpoint_of(text) is None


def test_without_a_scheme_code_names_no_host() -> None:
    assert endpoint_of("api.x.com", bare=False) is None
    assert endpoint_of("https://api.x.com", bare=False) is not None


@pytest.mark.parametrize("bucket", ["s3://bucket/key", "s3a://bucket/key", "gs://bucket/x"])
def test_a_bucket_is_no_host(bucket: str) -> None:
    found = endpoint_of(bucket)
    assert found is None or found.host != "bucket"


# --------------------------------------------------------------------------------------------------------------- own


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "127.9.9.9",
        "::1",
        "[::1]",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.1.1",
        "169.254.1.1",
        "fe80::1",
        "fd00::7",
        "vllm",
        "VLLM",
        "vllm.ai.svc",
        "vllm.ai.svc.cluster.local",
        "host.docker.internal",
        "printer.local",
        "nas.lan",
    ],
)
def test_what_is_local_by_nature_is_local(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host",
    [
        "api.openai.com",
        "8.8.8.8",
        "172.32.0.1",
        "2001:4860:4860::8888",
        "internal.x.com",
        "local.ai",
        "x.svc.com",
        "mylan",
        "",
    ],
)
def test_what_is_not_local_is_not(host: str) -> None:
    assert is_local(host) is (host == "mylan")


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("a.corp.example", True),
        ("corp.example", True),
        ("A.Corp.Example", True),
        ("a.b.corp.example", True),
        ("corp.example.evil.net", False),
        ("evilcorp.example", False),
        ("203.0.113.7", True),
        ("203.0.114.7", False),
        ("2001:db8::1", True),
        ("exact.x.io", True),
        ("not.exact.x.io", False),
    ],
)
def test_hosts_and_networks_of_the_settings_are_own(host: str, *, own: bool) -> None:
    things = OwnThings(["*.corp.example", "203.0.113.0/24", "2001:db8::/32", "exact.x.io"])
    assert things.has_host(host) is own


@pytest.mark.parametrize(
    ("reference", "own"),
    [
        ("ghcr.io/acme/app", True),
        ("ghcr.io/acme", True),
        ("GHCR.io/Acme/app", True),
        ("ghcr.io/acme-evil/app", False),
        ("ghcr.io/other", False),
    ],
)
def test_a_registry_of_the_settings_is_own_by_whole_segments(reference: str, *, own: bool) -> None:
    assert OwnThings((), ["ghcr.io/acme/"]).has_registry(reference) is own


@pytest.mark.parametrize(
    ("host", "placeholder"),
    [
        ("example.com", True),
        ("api.example.org", True),
        ("your-company.com", True),
        ("changeme.io", True),
        ("x.invalid", True),
        ("myexample.com", False),
        ("yourself.io", False),
        ("api.openai.com", False),
        ("dummy.com", True),
        ("api.mycompany.io", True),
        ("acme.community", False),
        ("speedtest.com", False),
    ],
)
def test_a_placeholder_is_told_from_a_name(host: str, *, placeholder: bool) -> None:
    assert is_placeholder(host) is placeholder


# --------------------------------------------------------------------------------------------------------- strength


@pytest.mark.parametrize(
    ("base", "context", "usage", "evidence", "expected"),
    [
        (Strength.REQUIRED, Context.PRODUCTION, Usage.MAIN, EvidenceKind.CODE, Strength.REQUIRED),
        (Strength.DEFAULT, Context.PRODUCTION, Usage.MAIN, EvidenceKind.CODE, Strength.DEFAULT),
        (Strength.REQUIRED, Context.PRODUCTION, Usage.OPTIONAL, EvidenceKind.CODE, Strength.OPTIONAL),
        (Strength.REQUIRED, Context.PRODUCTION, Usage.BUILD, EvidenceKind.CODE, Strength.BUILD),
        (Strength.REQUIRED, Context.PRODUCTION, Usage.MENTION, EvidenceKind.CODE, Strength.DOCS),
        (Strength.REQUIRED, Context.TEST, Usage.MAIN, EvidenceKind.CODE, Strength.DEV),
        (Strength.REQUIRED, Context.DOCS, Usage.MAIN, EvidenceKind.CODE, Strength.DOCS),
        (Strength.REQUIRED, Context.EXAMPLE, Usage.MAIN, EvidenceKind.CODE, Strength.DEV),
        (Strength.REQUIRED, Context.EXAMPLE, Usage.MAIN, EvidenceKind.IAC, Strength.OPTIONAL),
        (Strength.REQUIRED, Context.TOOLING, Usage.MAIN, EvidenceKind.CI, Strength.BUILD),
        (Strength.REQUIRED, Context.TOOLING, Usage.MAIN, EvidenceKind.CODE, Strength.DEV),
        (Strength.DOCS, Context.PRODUCTION, Usage.MAIN, EvidenceKind.CODE, Strength.DOCS),
    ],
)
def test_place_and_usage_decide_the_strength(
    base: Strength, context: Context, usage: Usage, evidence: EvidenceKind, expected: Strength
) -> None:
    assert strength_of(base, context, usage, evidence) is expected


def test_nothing_around_a_place_ever_makes_it_stronger() -> None:
    for base in Strength:
        for context in Context:
            for usage in Usage:
                for evidence in EvidenceKind:
                    assert strength_of(base, context, usage, evidence).rank <= base.rank


def test_the_weaker_and_the_stronger_of_two() -> None:
    assert weakest(Strength.REQUIRED, Strength.DEV) is Strength.DEV
    assert strongest(Strength.REQUIRED, Strength.DEV) is Strength.REQUIRED


def test_what_is_only_built_with_is_needed_to_build_and_update() -> None:
    assert phases_of(Role.MODEL_API, Strength.BUILD) == (Phase.BUILD, Phase.UPDATE)
    assert phases_of(Role.MODEL_API, Strength.DEV) == ()
    assert phases_of(Role.MODEL_API, Strength.REQUIRED) == (Phase.RUN,)
