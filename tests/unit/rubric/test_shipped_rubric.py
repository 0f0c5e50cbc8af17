"""The shipped rubric tells four stories apart, as items: what the levels of whole examples are is tested elsewhere."""

from __future__ import annotations

from collections import Counter

from sovassess.graph.conditions import AttestationInput, Policy
from sovassess.model.enums import CoverageLevel, EvidenceKind, Outcome, Status
from sovassess.model.items import FieldValue, Item
from sovassess.rubric.evaluate import Judgement, evaluate
from sovassess.rubric.load import load_rubric
from tests.unit.rubric.fake import TODAY, FakeEvidence, item, signed

RUBRIC = load_rubric().rubric
NO_RECORDING = {EvidenceKind.EGRESS: CoverageLevel.NONE}


def outside(name: str, role: str, party: str, **changes: FieldValue) -> Item:
    """A required service of an American vendor, bound to a place, that sees content."""
    values: dict[str, FieldValue] = {
        "role": role,
        "strength": "required",
        "core": True,
        "operated_by": "vendor",
        "party": party,
        "service": name,
        "country": "US",
        "jurisdictions": ("US",),
        "reach": ("US", "DE"),
        "location": "DE",
        "phases": ("run",),
        "protocol": "vendor",
        "open_protocol": True,
        "substitutability": "open-protocol",
        "switch": "none",
        "data": "content",
        "self_alternative": False,
        "blocking": True,
        "status": "active",
        **changes,
    }
    return item("dependency", name, **values)


def own(name: str, role: str, **changes: FieldValue) -> Item:
    """A required service that you run."""
    values: dict[str, FieldValue] = {
        "role": role,
        "strength": "required",
        "core": True,
        "operated_by": "self",
        "phases": ("run",),
        "open_protocol": True,
        **changes,
    }
    return item("dependency", name, **values)


def path(name: str, role: str, **changes: FieldValue) -> Item:
    values: dict[str, FieldValue] = {
        "source": "component:chat",
        "target_role": role,
        "target_operated_by": "vendor",
        "core": True,
        "gateway": "none",
        "check": "vendor",
        "check_scope": "application",
        "redaction": "none",
        "authorizer": "none",
        "log_sink": "none",
        **changes,
    }
    return item("path", name, **values)


def model(name: str, **changes: FieldValue) -> Item:
    values: dict[str, FieldValue] = {
        "task": "chat",
        "developer": "openai",
        "operated_by": "vendor",
        "core": True,
        "open_weights": False,
        "version": "floating",
        "in_code": True,
        "alternative_open": False,
        "alternative_self": False,
        "fallback": False,
        "guarded": True,
        **changes,
    }
    return item("model", name, **values)


OWN_MODEL: dict[str, FieldValue] = {
    "developer": "alibaba",
    "operated_by": "self",
    "open_weights": True,
    "licence": "Apache-2.0",
    "licence_restricted": False,
    "version": "pinned",
    "weights_from": "local",
    "weights_format": "safetensors",
    "digest": True,
}


def check(name: str, **changes: FieldValue) -> Item:
    values: dict[str, FieldValue] = {
        "check": "moderation",
        "operated_by": "vendor",
        "operator": "openai",
        "policy_source": "provider",
        "scope": "application",
        "core": True,
        "self_alternative": False,
        **changes,
    }
    return item("check", name, **values)


def base(**changes: FieldValue) -> Item:
    values: dict[str, FieldValue] = {
        "base": "debian",
        "governance": "community",
        "state": "supported",
        "alternatives": 1,
        "subscription": False,
        "registry_operated_by": "vendor",
        "packages_operated_by": "vendor",
        **changes,
    }
    return item("base", "base", **values)


def workload(**changes: FieldValue) -> Item:
    values: dict[str, FieldValue] = {"type": "workload", "workload": True, "described": True, "portable": True}
    return item("component", "chat", **{**values, **changes})


def project(**changes: FieldValue) -> Item:
    values: dict[str, FieldValue] = {"locked": True, "hashed": True, "source_operated_by": "vendor"}
    return item("project", "chat", **{**values, **changes})


def image(**changes: FieldValue) -> Item:
    values: dict[str, FieldValue] = {
        "use": "base",
        "pin": "version",
        "status": "active",
        "verified": False,
        "built_here": False,
    }
    return item("image", "image", **{**values, **changes})


DATABASE = {"encryption_key": "customer", "protocol": "postgresql"}
REGISTRY = outside("docker-hub", "registry", "docker", strength="build", core=False, phases=("build",), mirrored=False)
HOSTED = [
    outside("openai-api", "model-api", "openai", location="global", protocol="openai-chat"),
    outside("openai-moderation", "safety", "openai", location="global", open_protocol=False),
    outside("amazon-rds", "data-store", "amazon", encryption_key="provider"),
    REGISTRY,
    path("chat>openai", "model-api"),
    model("gpt-5.5"),
    check("moderation"),
    item("literal", "gpt-5.5", type="model-name", context="production"),
    base(),
    workload(),
    project(locked=False, hashed=False),
    image(pin="moving"),
]
HYBRID = [
    own("gateway", "gateway", policy_source="file"),
    outside("mistral", "model-api", "mistral", protocol="openai-chat", self_alternative=True, switch="automatic"),
    own("vllm", "model-server", protocol="openai-chat"),
    outside("guard", "safety", "mistral"),
    outside("amazon-rds", "data-store", "amazon", **DATABASE),
    REGISTRY,
    path("chat>mistral", "model-api", gateway="self", check_scope="gateway"),
    path("chat>vllm", "model-server", gateway="self", check_scope="gateway", target_operated_by="self"),
    model("mistral-large-2512", version="pinned", alternative_open=True, alternative_self=True),
    model("qwen", fallback=True, **OWN_MODEL),
    check("moderation", policy_source="file", scope="gateway", on_failure="block"),
    base(),
    workload(),
    project(),
    image(),
]
SOVEREIGN = [
    own("gateway", "gateway", policy_source="file"),
    own("vllm", "model-server", protocol="openai-chat"),
    own("llama-guard", "safety"),
    own("postgres", "data-store", encryption_key="self", backup_operated_by="self"),
    own("keycloak", "identity"),
    own("vault", "secrets"),
    own("collector", "telemetry", telemetry_kind="observability"),
    own("registry", "registry", strength="build", core=False, phases=("build",)),
    path(
        "chat>vllm",
        "model-server",
        gateway="self",
        check="self",
        check_scope="gateway",
        target_operated_by="self",
        redaction="self",
        log_sink="self",
    ),
    model("qwen", **OWN_MODEL),
    check(
        "guard",
        operated_by="self",
        policy_source="file",
        scope="gateway",
        on_failure="block",
        assets_from="local",
        logged_to="self",
    ),
    base(registry_operated_by="self", packages_operated_by="self"),
    workload(egress="denied"),
    project(source_operated_by="self"),
    image(pin="digest", verified=True),
    item("pipeline", "build", purpose="build", operated_by="self", provenance=True),
    item("egress", "registry", seen=False, permitted=True, listed=True, operated_by="self", declared=True),
]
WEBAPP = [
    outside("amazon-rds", "data-store", "amazon", **DATABASE),
    REGISTRY,
    base(),
    workload(),
    project(),
    image(),
]
PEOPLE = tuple(
    signed(key)
    for key in (
        "net.egress_list",
        "net.no_callout",
        "exit.second_site",
        "exit.drill",
        "exit.export_routes",
        "net.default_deny",
    )
)


def judge(items: list[Item], *attestations: AttestationInput, recording: bool = False, **facts: object) -> Judgement:
    statuses: dict[tuple[str, str], Status] = facts.get("statuses", {})  # type: ignore[assignment]
    evidence = FakeEvidence(
        items,
        {} if recording else NO_RECORDING,
        statuses,
        applicable=any(entry.kind == "model" for entry in items),
    )
    return evaluate(RUBRIC, evidence, Policy(today=TODAY, attestations=attestations))


def levels(found: Judgement) -> dict[str, tuple[int, int]]:
    return {entry.id: (entry.level, entry.ceiling) for entry in found.dimensions}


def blockers(found: Judgement) -> dict[str, str]:
    return {
        entry.id: f"{entry.outcome.value}: {entry.reason}"
        for entry in found.criteria
        if entry.outcome in (Outcome.FAIL, Outcome.UNKNOWN)
    }


def test_a_hosted_chatbot_is_at_most_resident() -> None:
    found = judge(HOSTED)
    assert found.overall.ceiling <= 1, levels(found)
    assert found.overall.level == 1, blockers(found)


def test_a_gateway_with_a_local_fallback_and_hosted_safety_is_governed() -> None:
    lost = {("moderation-api-gone", "serve"): Status.DOWN}
    found = judge(HYBRID, statuses=lost)
    assert (found.overall.level, found.overall.ceiling) == (2, 2), (levels(found), blockers(found))
    assert levels(found)["model_ownership"][0] == 4, blockers(found)
    assert levels(found)["safety_architecture"] == (2, 2)


def test_an_estate_of_your_own_reaches_level_four_with_what_people_know_and_three_without() -> None:
    alone = judge(SOVEREIGN)
    assert alone.overall.level == 3, (levels(alone), blockers(alone))
    assert alone.overall.ceiling == 5
    found = judge(SOVEREIGN, *PEOPLE)
    assert found.overall.level == 4, (levels(found), blockers(found))


def test_an_estate_of_your_own_reaches_level_five_if_every_open_question_is_signed_for() -> None:
    keys = {criterion.key for _, _, criterion in RUBRIC.criteria() if criterion.key}
    found = judge(SOVEREIGN, *(signed(key) for key in sorted(keys)), recording=True)
    assert found.overall.level == 5, blockers(found)


def test_a_plain_webapp_has_no_model_and_is_not_at_the_top() -> None:
    found = judge(WEBAPP)
    left_out = [entry.id for entry in found.dimensions if not entry.applicable]
    assert left_out == ["model_ownership", "safety_architecture"]
    assert 1 <= found.overall.level <= found.overall.ceiling < 5, levels(found)


def test_a_repository_without_infrastructure_is_not_left_unknown() -> None:
    kinds = {EvidenceKind.CODE: CoverageLevel.FULL, EvidenceKind.LOCKFILES: CoverageLevel.FULL}
    evidence = FakeEvidence([project()], kinds, default_coverage=CoverageLevel.NONE, applicable=False)
    found = evaluate(RUBRIC, evidence, Policy(today=TODAY))
    assert found.overall.level >= 2, blockers(found)


def test_nothing_read_proves_nothing() -> None:
    evidence = FakeEvidence(default_coverage=CoverageLevel.NONE, functions=[])
    found = evaluate(RUBRIC, evidence, Policy(today=TODAY))
    assert (found.overall.level, found.overall.ceiling) == (0, 5)
    assert {entry.outcome for entry in found.criteria} == {Outcome.UNKNOWN}


def test_every_cell_has_a_criterion_and_at_most_twelve_can_only_be_attested() -> None:
    cells = Counter((dimension.id, level) for dimension, level, _ in RUBRIC.criteria())
    assert len(cells) == 35
    only = [(level, criterion.id) for _, level, criterion in RUBRIC.criteria() if criterion.attested_only]
    assert len(only) <= 12
    assert min(level for level, _ in only) >= 4


def test_levels_one_to_three_use_no_field_that_only_a_settings_file_gives() -> None:
    for _, level, criterion in RUBRIC.criteria():
        if level <= 3:
            assert "inventoried" not in str(criterion.check), criterion.id
