"""What each function needs, what serves it without a hand, and who can take it away."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sovassess.graph.caches import Cache
from sovassess.graph.exchange import as_networkx
from sovassess.graph.needs import FUNCTION_PHASE, Function, Softened, in_use, needs_of
from sovassess.graph.network import Estate
from sovassess.graph.rehearsal import Rehearsing, Verdict
from sovassess.graph.say import jurisdictions_of, parties_of
from sovassess.graph.withdrawal import withdrawals
from sovassess.model.dependencies import Dependency, ModelUse, PartyReference
from sovassess.model.enums import Operator, Phase, Role, Status, Strength, Switch
from tests.unit.resolution.estate import stage

RUN = (Phase.RUN,)


def use(name: str, developer: str, country: str, *, open_weights: bool = False) -> ModelUse:
    return ModelUse(
        id=name,
        family=name,
        developer=developer,
        developer_country=country,
        open_weights=open_weights,
        licence=None,
        licence_restricted=None,
        retirement=None,
        version=None,
        task="chat",
        weights_from=None,
        in_code=False,
    )


def dependency(
    name: str, role: Role = Role.MODEL_API, *, party: str = "", country: str = "US", own: bool = False, **more: object
) -> Dependency:
    fields: dict[str, object] = {
        "id": name,
        "party": PartyReference(id=party, name=party, country=country, jurisdictions=(country,)) if party else None,
        "service": name,
        "name": name,
        "role": role,
        "strength": Strength.REQUIRED,
        "operated_by": Operator.SELF if own else Operator.VENDOR if party else Operator.UNKNOWN,
        "phases": RUN,
    }
    fields.update(more)
    return Dependency(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entry", "function", "needed"),
    [
        (dependency("a", party="p"), Function.SERVE, True),
        (dependency("a", party="p", strength=Strength.OPTIONAL), Function.SERVE, False),
        (dependency("a", party="p", strength=Strength.DEV), Function.SERVE, False),
        (dependency("a", party="p", strength=Strength.DEFAULT), Function.SERVE, True),
        (dependency("a", Role.TELEMETRY, party="p"), Function.SERVE, False),
        (dependency("a", Role.TELEMETRY, party="p"), Function.AUDIT, True),
        (dependency("a", Role.TELEMETRY, party="p", attributes={"habit": "telemetry"}), Function.AUDIT, False),
        (dependency("a", Role.SAFETY, party="p"), Function.SERVE, False),
        (dependency("a", Role.SAFETY, party="p", attributes={"check_on_failure": "block"}), Function.SERVE, True),
        (dependency("a", Role.SAFETY, party="p"), Function.SAFETY, True),
        (dependency("a", Role.IDENTITY, party="p"), Function.LOGIN, True),
        (dependency("a", Role.IDENTITY, party="p", phases=(Phase.ADMIN,)), Function.ADMIN_LOGIN, True),
        (dependency("a", Role.REGISTRY, party="p", phases=(Phase.START,)), Function.RESTART, True),
        (dependency("a", Role.REGISTRY, party="p", phases=(Phase.DEPLOY,)), Function.RESTART, False),
        (dependency("a", Role.REGISTRY, party="p", phases=(Phase.DEPLOY,)), Function.DEPLOY, True),
        (
            dependency("a", Role.REGISTRY, party="p", phases=(Phase.BUILD,), strength=Strength.BUILD),
            Function.BUILD,
            True,
        ),
        (
            dependency("a", Role.REGISTRY, party="p", phases=(Phase.UPDATE,), strength=Strength.BUILD),
            Function.PATCH,
            True,
        ),
        (dependency("a", Role.CI, party="p", phases=(Phase.BUILD,), strength=Strength.BUILD), Function.BUILD, True),
        (dependency("a", Role.CDN, party="p", phases=(Phase.RUN,)), Function.RESTART, False),
        (dependency("a", Role.CDN, party="p", phases=(Phase.START,)), Function.RESTART, True),
    ],
)
def test_role_phase_and_strength_decide_what_a_function_needs(
    entry: Dependency, function: Function, *, needed: bool
) -> None:
    assert any(not need.open for need in needs_of([entry]).get(function, ())) is needed


def test_an_empty_estate_has_no_functions_and_every_other_has_serve_and_restart() -> None:
    assert needs_of([]) == {}
    assert set(needs_of([dependency("a", Role.TELEMETRY, party="p")])) >= {Function.SERVE, Function.RESTART}


def test_every_function_has_a_phase() -> None:
    assert set(FUNCTION_PHASE) == set(Function)


def _group(when: str) -> list[Dependency]:
    return [
        dependency("hosted", party="p", group="f#chat", order=0),
        dependency("own", Role.MODEL_SERVER, own=True, group="f#chat", order=1, attributes={"when": when}),
    ]


def test_the_first_of_a_group_is_in_use_and_the_others_only_if_they_take_over_by_themselves() -> None:
    (by_hand,) = needs_of(_group("configured"))[Function.SERVE]
    (by_itself,) = needs_of(_group("automatic"))[Function.SERVE]
    assert by_hand.members == by_itself.members == ("hosted", "own")
    assert in_use(by_hand) == ("hosted",)
    assert in_use(by_itself) == ("hosted", "own")


@pytest.mark.parametrize(("when", "status"), [("automatic", Status.UP), ("configured", Status.DOWN)])
def test_only_an_automatic_fallback_keeps_a_function_up(when: str, status: Status) -> None:
    verdict = _verdicts(_group(when), {"hosted": True})[Function.SERVE]
    assert verdict.status is status
    if status is Status.DOWN:
        assert verdict.needs[0].standby == (("own", Switch.CONFIGURED),)


def test_the_order_of_a_group_is_the_order_that_its_configuration_gives() -> None:
    first = dependency("z", party="p", group="g", order=0)
    second = dependency("a", party="q", group="g", order=1)
    (need,) = needs_of([second, first])[Function.SERVE]
    assert need.members == ("z", "a")


def test_groups_of_different_files_are_different_needs() -> None:
    entries = [dependency("a", party="p", group="x#chat"), dependency("b", party="q", group="y#chat")]
    assert len(needs_of(entries)[Function.SERVE]) == 2


def _rehearsing(entries: list[Dependency], **more: object) -> Rehearsing:
    estate = {"dependencies": {entry.id: entry for entry in entries}, "needs": needs_of(entries)}
    return Rehearsing(Estate(**{**estate, **more}))  # type: ignore[arg-type]


def _verdicts(entries: list[Dependency], lost: dict[str, bool | None], **more: object) -> dict[Function, Verdict]:
    return {verdict.function: verdict for verdict in _rehearsing(entries, **more).verdicts(lost)}


def _cuts(entries: list[Dependency], who: str = "parties") -> set[tuple[str, ...]]:
    found = withdrawals(_rehearsing(entries)).sure
    return {getattr(cut, who) for cut in found if "serve" in cut.functions} - {()}


def _possible(entries: list[Dependency], function: str = "serve") -> dict[tuple[str, ...], str]:
    found = withdrawals(_rehearsing(entries)).possible
    return {cut.parties: cut.open for cut in found if function in cut.functions and cut.parties}


def _two_clouds(*, open_weights: bool) -> list[Dependency]:
    model = use("m", "maker", "US", open_weights=open_weights)
    return [
        dependency("one", party="cloud-eu", country="FR", group="g", order=0, models=(model,)),
        dependency(
            "two",
            party="cloud-ch",
            country="CH",
            group="g",
            order=1,
            models=(model,),
            attributes={"when": "automatic"},
        ),
    ]


def test_the_same_closed_model_through_a_second_cloud_is_no_alternative() -> None:
    assert ("maker",) in _cuts(_two_clouds(open_weights=False))
    assert ("US",) in _cuts(_two_clouds(open_weights=False), "jurisdictions")


def test_open_weights_at_two_hosts_fall_only_with_both() -> None:
    assert _cuts(_two_clouds(open_weights=True)) == {("cloud-ch", "cloud-eu")}
    assert _cuts(_two_clouds(open_weights=True), "jurisdictions") == {("CH", "FR")}


def test_a_parent_behind_both_members_of_a_fallback_stops_them_alone() -> None:
    child = PartyReference(id="child", name="c", country="US", parents=("parent",), jurisdictions=("US",))
    parent = PartyReference(id="parent", name="p", country="US", jurisdictions=("US",))
    entries = [
        replace(dependency("a", party="x", group="g", order=0), party=child),
        replace(dependency("b", party="y", group="g", order=1, attributes={"when": "automatic"}), party=parent),
    ]
    assert ("parent",) in _cuts(entries)


def test_what_is_self_run_is_in_nobodys_power() -> None:
    own = dependency("own", Role.MODEL_SERVER, own=True, models=(use("m", "maker", "US"),))
    assert parties_of(own) == frozenset()
    assert jurisdictions_of(own) == frozenset()


def test_a_service_with_models_of_several_makers_falls_with_none_of_them_alone() -> None:
    entry = dependency("x", party="cloud", models=(use("a", "one", "US"), use("b", "two", "FR")))
    assert parties_of(entry) == {"cloud"}
    assert _cuts([entry]) == {("cloud",), ("one", "two")}
    assert set(_possible([entry])) == {("one",), ("two",)}


def test_what_only_perhaps_is_run_by_its_maker_is_a_possible_set_and_no_sure_one() -> None:
    entry = dependency("x", Role.CONTROL_PLANE, party="maker", operated_by=Operator.UNKNOWN, phases=(Phase.START,))
    sure = withdrawals(_rehearsing([entry])).sure
    assert sure == ()
    assert "whether x is run by maker" in _possible([entry], "restart")[("maker",)]


def test_a_check_of_which_no_file_says_what_its_failure_does_leaves_serving_unknown() -> None:
    entries = [dependency("check", Role.SAFETY, party="p")]
    verdict = _verdicts(entries, {"check": True})[Function.SERVE]
    assert verdict.status is Status.UNKNOWN
    assert "blocks" in verdict.reason
    assert ("p",) in _possible(entries)
    blocking = [replace(entries[0], attributes={"check_on_failure": "block"})]
    assert _verdicts(blocking, {"check": True})[Function.SERVE].status is Status.DOWN
    open_ = [replace(entries[0], attributes={"check_on_failure": "allow"})]
    assert _verdicts(open_, {"check": True})[Function.SERVE].status is Status.UP


def test_whoever_signs_people_in_may_be_needed_to_deploy_and_to_recover() -> None:
    entries = [
        dependency("idp", Role.IDENTITY, party="p", phases=(Phase.RUN, Phase.ADMIN)),
        dependency("pipeline", Role.CI, party="q", phases=(Phase.DEPLOY,), strength=Strength.BUILD),
    ]
    verdicts = _verdicts(entries, {"idp": True})
    assert verdicts[Function.LOGIN].status is Status.DOWN
    assert verdicts[Function.ADMIN_LOGIN].status is Status.DOWN
    assert verdicts[Function.DEPLOY].status is Status.UNKNOWN
    assert verdicts[Function.RECOVER].status is Status.UNKNOWN


def test_a_certificate_authority_signs_nobody_in_and_is_missed_when_certificates_end() -> None:
    entry = dependency("ca", Role.IDENTITY, party="p", phases=(Phase.RUN, Phase.UPDATE), protocol="acme")
    verdicts = _verdicts([entry], {"ca": True})
    assert Function.LOGIN not in verdicts
    assert verdicts[Function.SERVE].moments == {
        "hour 0": Status.UP,
        "restart": Status.UP,
        "day 1": Status.UP,
        "day 30": Status.UNKNOWN,
        "day 90": Status.DOWN,
    }
    assert verdicts[Function.SERVE].lasts == "certificates in use, for 30 to 90 days"
    found = withdrawals(_rehearsing([entry]))
    assert not [cut for cut in found.sure if cut.parties]
    assert [(cut.parties, cut.after) for cut in found.possible if cut.parties] == [(("p",), "within 90 days")]


def test_a_lease_of_unknown_length_gives_unknown_while_running_and_down_at_the_next_start() -> None:
    entry = dependency("lic", Role.LICENSE_SERVER, party="p", phases=(Phase.START, Phase.RUN))
    verdict = _verdicts([entry], {"lic": True})[Function.SERVE]
    assert verdict.moments["hour 0"] is verdict.moments["day 90"] is Status.UNKNOWN
    assert verdict.moments["restart"] is Status.DOWN


def test_the_evidence_of_a_sure_set_is_that_of_needs_that_are_sure() -> None:
    entries = [
        dependency("a-names", Role.DNS, party="p", evidence=("e-names",)),
        dependency("gate", Role.GATEWAY, party="p", evidence=("e-gate",)),
    ]
    (cut,) = [c for c in withdrawals(_rehearsing(entries)).sure if c.parties and "serve" in c.functions]
    assert cut.evidence == ("e-gate",)


def test_the_maker_of_a_licence_can_end_it_whoever_runs_the_server() -> None:
    entry = dependency(
        "lic", Role.LICENSE_SERVER, party="maker", operated_by=Operator.UNKNOWN, phases=(Phase.START, Phase.RUN)
    )
    sure = {cut.parties: cut.functions for cut in withdrawals(_rehearsing([entry])).sure if cut.parties}
    assert sure == {("maker",): ("restart",)}
    assert "licence" in _possible([entry])[("maker",)]


def test_what_runs_goes_on_when_a_registry_is_lost_and_does_not_start_again() -> None:
    entry = dependency("reg", Role.REGISTRY, party="p", phases=(Phase.START, Phase.DEPLOY))
    verdict = _verdicts([entry], {"reg": True})[Function.SERVE]
    assert verdict.status is Status.UP
    assert verdict.moments["restart"] is Status.DOWN
    assert verdict.moments["day 90"] is Status.UP


@pytest.mark.parametrize(("holds", "status"), [(True, Status.UP), (None, Status.UNKNOWN)])
def test_a_cache_stands_in_only_for_what_it_holds_and_never_for_updates(holds: bool | None, status: Status) -> None:
    entry = dependency("reg", Role.REGISTRY, party="p", phases=(Phase.START, Phase.UPDATE))
    held = {"reg": Cache(name="cache.corp", holds=holds, evidence=())}
    verdicts = _verdicts([entry], {"reg": True}, needs=needs_of([entry], Softened(caches=held)))
    assert verdicts[Function.RESTART].status is status
    assert verdicts[Function.PATCH].status is Status.DOWN


def _embeddings(model: str, *, when: str = "automatic") -> list[Dependency]:
    first = use("text-embedding-3-large", "maker", "US")
    other = use(model, "other", "FR")
    return [
        dependency("a", Role.EMBEDDINGS, party="p", group="g", order=0, models=(replace(first, task="embeddings"),)),
        dependency(
            "b",
            Role.EMBEDDINGS,
            party="q",
            group="g",
            order=1,
            models=(replace(other, task="embeddings"),),
            attributes={"when": when},
        ),
    ]


def test_another_embedding_model_is_no_automatic_stand_in_and_the_same_one_is() -> None:
    verdict = _verdicts(_embeddings("bge-m3"), {"a": True})[Function.SERVE]
    assert verdict.status is Status.DOWN
    assert verdict.needs[0].standby == (("b", Switch.PLANNED),)
    assert _verdicts(_embeddings("vendor/text-embedding-3-large"), {"a": True})[Function.SERVE].status is Status.UP


def test_a_server_of_ones_own_behind_an_alternative_falls_alone_when_its_weights_cannot_be_fetched() -> None:
    entries = [
        *_group("automatic"),
        dependency("hub", Role.REGISTRY, party="hub", phases=(Phase.START,)),
    ]
    more = {"users": {"hub": ("vllm",), "hosted": ("app",), "own": ("app",)}, "providers": {"own": ("vllm",)}}
    assert _verdicts(entries, {"hub": True}, **more)[Function.RESTART].status is Status.UP
    both = _verdicts(entries, {"hub": True, "hosted": True}, **more)[Function.RESTART]
    assert both.status is Status.DOWN
    assert both.proof[0] in ("service:hosted", "service:hub")
    assert both.proof[-1] == "function:restart"


def test_an_unknown_host_has_no_party_and_so_no_cut() -> None:
    assert _cuts([dependency("host:x")]) == set()


ROUTER = """model_list:
  - model_name: main
    litellm_params: {model: bedrock/eu.anthropic.claude-fable-5-v1:0, aws_region_name: eu-central-1}
  - model_name: second
    litellm_params: {model: %s}
router_settings:
  fallbacks: [{main: [second]}]
"""


def test_a_router_with_the_same_model_at_two_clouds_falls_with_its_developer() -> None:
    built = stage({"litellm/config.yaml": ROUTER % "vertex_ai/claude-fable-5"})
    singles = {cut.parties for cut in built.graph.switch_off if "serve" in cut.functions}
    assert ("anthropic",) in singles
    result = built.rehearsals.result("export-control-directive")
    assert result.functions["serve"]["run"] is Status.DOWN


def test_a_router_with_a_fallback_of_ones_own_survives_the_directive() -> None:
    own = 'openai/qwen3.6, api_base: "http://vllm:8000/v1"'
    built = stage({"litellm/config.yaml": ROUTER % own})
    assert built.rehearsals.result("export-control-directive").functions["serve"]["run"] is Status.UP
    assert not [cut for cut in built.graph.switch_off if "serve" in cut.functions]


def test_a_failover_of_a_proxy_with_a_server_of_ones_own_survives_the_directive() -> None:
    dynamic = (
        "http:\n  routers:\n    llm: {rule: 'Path(`/v1`)', service: llm}\n  services:\n    llm:\n"
        "      failover: {service: hosted, fallback: local}\n"
        "    hosted:\n      loadBalancer:\n        servers: [{url: 'https://api.openai.com'}]\n"
        "    local:\n      loadBalancer:\n        servers: [{url: 'http://vllm:8000'}]\n"
    )
    built = stage({"traefik/traefik.yml": "entryPoints: {web: {address: ':80'}}\n", "traefik/dynamic.yml": dynamic})
    assert built.rehearsals.result("export-control-directive").functions["serve"]["run"] is Status.UP


def test_the_cause_of_a_loss_leads_from_the_service_to_the_function_with_evidence() -> None:
    built = stage({"app/main.py": "from openai import OpenAI\nc = OpenAI()\nc.responses.create(model='gpt-5.5')\n"})
    result = built.rehearsals.result("export-control-directive")
    causes = {cause.function: cause for cause in result.because}
    assert causes["serve"].path[0] == "service:openai-api/model-api"
    assert causes["serve"].path[-1] == "function:serve"
    assert causes["serve"].evidence


def test_the_graph_of_a_library_has_the_nodes_and_edges_of_the_result() -> None:
    built = stage({"app/main.py": "from openai import OpenAI\nc = OpenAI()\nc.responses.create(model='gpt-5.5')\n"})
    graph = as_networkx(built.graph.view)
    assert set(graph.nodes) == {node.id for node in built.graph.view.nodes}
    assert set(graph.edges) == {(edge.source, edge.target) for edge in built.graph.view.edges}


def test_items_have_unique_ids_in_order_and_known_fields() -> None:
    from sovassess.model.vocabulary import VOCABULARY

    built = stage(
        {
            "app/main.py": "from openai import OpenAI\nOpenAI().moderations.create(input='x')\n",
            "docker-compose.yml": "services:\n  a: {build: ., environment: {OPENAI_API_KEY: x}}\n"
            "  r: {image: 'redis:7'}\n",
            "Dockerfile": "FROM centos:7\nRUN curl https://get.nobody-knows.io/i.sh | sh\n",
            "infra/main.tf": 'resource "aws_s3_bucket" "b" {}\n',
            "requirements.txt": "openai\n",
        }
    )
    for kind, fields in VOCABULARY.items():
        items = built.graph.items(kind)
        ids = [item.id for item in items]
        assert ids == sorted(set(ids)), kind
        for item in items:
            assert item.kind == kind
            assert set(item.fields) <= set(fields), (kind, item.id)
