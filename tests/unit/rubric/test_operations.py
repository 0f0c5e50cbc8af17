"""Each operation is seen to pass, to fail, to be unknown and (where it can) not to apply."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter

from sovassess.graph.conditions import Policy
from sovassess.model.enums import CoverageLevel, EvidenceKind, Outcome, Status
from sovassess.model.items import Item
from sovassess.rubric import model
from sovassess.rubric.evidence import Answer, Question
from sovassess.rubric.operations import OPERATIONS, answer
from tests.unit.rubric.fake import TODAY, FakeEvidence, item, signed

ADAPTER: TypeAdapter[model.Check] = TypeAdapter(model.OneCheck)
MANIFESTS, IAC, CODE, EGRESS = EvidenceKind.MANIFESTS, EvidenceKind.IAC, EvidenceKind.CODE, EvidenceKind.EGRESS
STORES = {"things": ["store", "stores"], "holds": "name a location", "lacks": "name no home location"}
PLACED = {
    "op": "all",
    "select": {"kind": "dependency", "role": "data-store"},
    "where": [{"operated_by": "self"}, {"location": "DE"}],
    **STORES,
}
HOSTED = {"op": "none", "select": {"kind": "check", "core": True, "operated_by": {"not": "self"}}}


def ask(
    check: Mapping[str, object],
    evidence: FakeEvidence,
    policy: Policy | None = None,
    *,
    needs: tuple[EvidenceKind, ...] = (),
    besides: tuple[EvidenceKind, ...] = (),
) -> Answer:
    asked = Question(
        evidence=evidence,
        policy=policy or Policy(today=TODAY),
        kinds=(MANIFESTS, IAC),
        needs=needs,
        besides=besides,
    )
    return answer(ADAPTER.validate_python(check), asked)


def store(name: str, location: str | None = "DE", operated_by: str = "vendor", role: str = "data-store") -> Item:
    return item("dependency", name, role=role, location=location, operated_by=operated_by)


def test_every_operation_of_the_model_is_in_the_table() -> None:
    assert len(OPERATIONS) == 12
    assert set(model.OPERATIONS) == set(OPERATIONS)


def test_all_passes_if_each_selected_item_meets_the_condition() -> None:
    found = ask(PLACED, FakeEvidence([store("a"), store("b", None, "self"), store("c", "US", role="ci")]))
    assert found == Answer(Outcome.PASS, "Both stores name a location: a (a.tf:1), b (b.tf:1)", ("e-a", "e-b"))


def test_all_fails_with_the_names_of_those_that_do_not() -> None:
    found = ask(PLACED, FakeEvidence([store("a"), store("b", "US"), store("c")]))
    assert found == Answer(Outcome.FAIL, "1 of 3 stores names no home location: b (b.tf:1)", ("e-b",))


def test_all_is_unknown_where_a_field_is_missing() -> None:
    found = ask(PLACED, FakeEvidence([store("a"), store("b", None), store("c", "unknown")]))
    assert found.outcome is Outcome.UNKNOWN
    assert found.reason == "2 of 3 stores cannot be judged, not known: location; b (b.tf:1), c (c.tf:1)"


def test_a_certain_failure_outweighs_what_is_unknown() -> None:
    assert ask(PLACED, FakeEvidence([store("a", None), store("b", "US")])).outcome is Outcome.FAIL


def test_all_does_not_apply_to_nothing_if_the_files_were_read() -> None:
    found = ask(PLACED, FakeEvidence())
    assert found == Answer(Outcome.NOT_APPLICABLE, "No stores found in manifests and iac")


def test_all_is_unknown_for_nothing_if_the_files_were_read_in_part() -> None:
    found = ask(PLACED, FakeEvidence(coverage={IAC: CoverageLevel.PARTIAL}))
    assert found == Answer(Outcome.UNKNOWN, "No stores found, but iac could be read only in part")


def test_all_does_not_pass_while_a_file_that_could_hold_another_item_is_unread() -> None:
    found = ask(PLACED, FakeEvidence([store("a")], coverage={IAC: CoverageLevel.PARTIAL}))
    assert found.outcome is Outcome.UNKNOWN
    assert "as far as was read" in found.reason


def test_an_item_that_may_be_selected_matters_only_if_it_breaks_the_condition() -> None:
    perhaps = item("dependency", "x", role=None, location="DE", operated_by="vendor")
    assert ask(PLACED, FakeEvidence([store("a"), perhaps])).outcome is Outcome.PASS
    outside = item("dependency", "x", role=None, location="US", operated_by="vendor")
    assert ask(PLACED, FakeEvidence([store("a"), outside])).outcome is Outcome.UNKNOWN


def test_unless_spares_items() -> None:
    spared = {**PLACED, "unless": {"name": "b"}}
    assert ask(spared, FakeEvidence([store("a"), store("b", "US")])).outcome is Outcome.PASS


def check_(
    name: str, operated_by: str | None = "vendor", kind: str | None = "moderation", *, core: bool = True
) -> Item:
    return item("check", name, operated_by=operated_by, check=kind, core=core)


def test_none_fails_for_what_is_there_even_if_little_was_read() -> None:
    found = ask(HOSTED, FakeEvidence([check_("m")], default_coverage=CoverageLevel.PARTIAL))
    assert found == Answer(Outcome.FAIL, "1 check: m (m.tf:1)", ("e-m",))


def test_none_passes_only_if_the_kinds_are_covered() -> None:
    own = [check_("own", "self"), check_("test", core=False)]
    assert ask(HOSTED, FakeEvidence(own)).outcome is Outcome.PASS
    assert ask(HOSTED, FakeEvidence(own, {IAC: CoverageLevel.NONE})).outcome is Outcome.PASS
    assert ask(HOSTED, FakeEvidence(own, {IAC: CoverageLevel.PARTIAL})).outcome is Outcome.UNKNOWN
    nothing = FakeEvidence(own, default_coverage=CoverageLevel.NONE)
    assert ask(HOSTED, nothing).reason == "No checks found, but nothing that could show it was read (manifests and iac)"


def test_none_is_unknown_without_the_evidence_that_it_needs() -> None:
    lacking = FakeEvidence(coverage={EGRESS: CoverageLevel.NONE})
    found = ask(HOSTED, lacking, needs=(EGRESS,))
    assert found == Answer(Outcome.UNKNOWN, "No checks found, but no complete egress evidence was given")


def test_a_tree_without_such_files_is_covered_by_what_else_was_read() -> None:
    only_code = FakeEvidence(coverage={CODE: CoverageLevel.FULL}, default_coverage=CoverageLevel.NONE)
    found = ask(HOSTED, only_code, besides=(CODE,))
    assert found == Answer(Outcome.PASS, "No checks found in the tree, which holds no manifests or iac")


def test_none_is_unknown_for_an_item_that_may_be_meant() -> None:
    found = ask(HOSTED, FakeEvidence([check_("m", "unknown"), check_("own", "self")]))
    assert found.outcome is Outcome.UNKNOWN
    assert found.reason == "Whether there are checks is open, not known: operated by; m (m.tf:1)"


def test_exists_over_its_three_outcomes() -> None:
    two = {"op": "exists", "select": {"kind": "environment", "provider": {"known": True}}, "at_least": 2}
    here = [item("environment", "a", provider="aws"), item("environment", "b", provider="self")]
    assert ask(two, FakeEvidence(here)).outcome is Outcome.PASS
    assert ask(two, FakeEvidence(here[:1])).outcome is Outcome.FAIL
    assert ask(two, FakeEvidence(here[:1], {IAC: CoverageLevel.PARTIAL})).outcome is Outcome.UNKNOWN
    assert ask(two, FakeEvidence([here[0], item("environment", "c")])).outcome is Outcome.UNKNOWN
    assert ask({**two, "absent": "unknown"}, FakeEvidence()).outcome is Outcome.UNKNOWN


SUBSET = {
    "op": "subset",
    "select": {"kind": "path", "core": True},
    "by": "source",
    "within": {"kind": "component", "described": True},
}


def test_subset_compares_the_values_of_two_selections() -> None:
    path = item("path", "p", core=True, source="component:web")
    web = item("component", "web", described=True)
    assert ask(SUBSET, FakeEvidence([path, web])).outcome is Outcome.PASS
    assert ask(SUBSET, FakeEvidence([path, item("component", "web", described=False)])).outcome is Outcome.FAIL
    assert ask(SUBSET, FakeEvidence([path, item("component", "web")])).outcome is Outcome.UNKNOWN
    assert ask(SUBSET, FakeEvidence([path], {IAC: CoverageLevel.PARTIAL})).outcome is Outcome.UNKNOWN
    assert ask(SUBSET, FakeEvidence([web])).outcome is Outcome.NOT_APPLICABLE
    nameless = item("path", "p", core=True, source=None)
    assert ask(SUBSET, FakeEvidence([nameless, web])).outcome is Outcome.UNKNOWN


def test_ratio_compares_the_worst_and_the_best_case() -> None:
    half = {"op": "ratio", "select": {"kind": "dependency"}, "where": {"location": "DE"}, "min": 0.5}
    assert ask(half, FakeEvidence([store("a"), store("b", "US")])).outcome is Outcome.PASS
    assert ask(half, FakeEvidence([store("a"), store("b", "US"), store("c", "US")])).outcome is Outcome.FAIL
    assert ask(half, FakeEvidence([store("a"), store("b", None), store("c", "US")])).outcome is Outcome.UNKNOWN
    assert ask(half, FakeEvidence()).outcome is Outcome.NOT_APPLICABLE
    assert ask(half, FakeEvidence([store("a")], {IAC: CoverageLevel.PARTIAL})).outcome is Outcome.PASS
    assert ask(half, FakeEvidence(coverage={IAC: CoverageLevel.PARTIAL})).outcome is Outcome.UNKNOWN


def test_max_of_a_count() -> None:
    few = {"op": "max", "select": {"kind": "module"}, "measure": "count", "value": 1}
    modules = [item("module", name, modules=1) for name in "ab"]
    assert ask(few, FakeEvidence(modules[:1])).outcome is Outcome.PASS
    assert ask(few, FakeEvidence(modules)).outcome is Outcome.FAIL
    assert ask(few, FakeEvidence(default_coverage=CoverageLevel.PARTIAL)).outcome is Outcome.UNKNOWN


def test_max_of_the_largest_number() -> None:
    largest = {"op": "max", "select": {"kind": "module"}, "measure": "largest", "field": "modules", "value": 2}
    assert ask(largest, FakeEvidence([item("module", "a", modules=2)])).outcome is Outcome.PASS
    assert ask(largest, FakeEvidence([item("module", "a", modules=3)])).outcome is Outcome.FAIL
    assert ask(largest, FakeEvidence([item("module", "a")])).outcome is Outcome.UNKNOWN
    assert ask(largest, FakeEvidence()).outcome is Outcome.NOT_APPLICABLE


SHARE = {
    "op": "max",
    "select": {"kind": "dependency"},
    "measure": "share",
    "field": "party",
    "exempt": {"operated_by": "self"},
    "minimum_items": 2,
    "value": 0.5,
}


def test_max_of_a_share() -> None:
    def ties(*parties: str | None) -> FakeEvidence:
        return FakeEvidence(
            [
                item("dependency", f"d{n}", party=party, operated_by="self" if party == "me" else "vendor")
                for n, party in enumerate(parties)
            ]
        )

    assert ask(SHARE, ties("a", "a", "b", "c")).outcome is Outcome.PASS
    assert ask(SHARE, ties("a", "a", "a", "c")).outcome is Outcome.FAIL
    assert ask(SHARE, ties("a", "a", None, "c")).outcome is Outcome.UNKNOWN
    assert ask(SHARE, ties("me", "me", "me", "c")).outcome is Outcome.PASS
    assert ask(SHARE, ties("a")).outcome is Outcome.NOT_APPLICABLE
    assert "(a)" in ask(SHARE, ties("a", "a", "a", "c")).reason


EVERY = {
    "op": "every_path",
    "to": {"core": True, "target_role": "model-api"},
    "via": [{"gateway": "self"}, {"target_operated_by": "self"}],
}


def test_every_path_over_its_four_outcomes() -> None:
    def path(name: str, gateway: str | None, operated_by: str = "vendor", *, core: bool = True) -> Item:
        return item("path", name, core=core, target_role="model-api", gateway=gateway, target_operated_by=operated_by)

    assert ask(EVERY, FakeEvidence([path("a", "self"), path("b", "none", "self")])).outcome is Outcome.PASS
    assert ask(EVERY, FakeEvidence([path("a", "self"), path("b", "none")])).outcome is Outcome.FAIL
    assert ask(EVERY, FakeEvidence([path("a", "self"), path("b", None)])).outcome is Outcome.UNKNOWN
    assert ask(EVERY, FakeEvidence([path("b", "none", core=False)])).outcome is Outcome.NOT_APPLICABLE


ALTERNATIVE = {
    "op": "alternative",
    "select": {"kind": "check", "core": True},
    "exempt": {"operated_by": "self"},
    "among": {"kind": "check", "operated_by": "self"},
    "same": "check",
}


def test_alternative_wants_a_local_check_of_the_same_type() -> None:
    hosted = check_("hosted")
    assert ask(ALTERNATIVE, FakeEvidence([hosted, check_("own", "self")])).outcome is Outcome.PASS
    assert ask(ALTERNATIVE, FakeEvidence([hosted, check_("own", "self", "pii")])).outcome is Outcome.FAIL
    assert ask(ALTERNATIVE, FakeEvidence([hosted, check_("own", "self", None)])).outcome is Outcome.UNKNOWN
    assert ask(ALTERNATIVE, FakeEvidence([hosted, check_("own", None)])).outcome is Outcome.UNKNOWN
    assert ask(ALTERNATIVE, FakeEvidence([hosted], {IAC: CoverageLevel.PARTIAL})).outcome is Outcome.UNKNOWN
    assert ask(ALTERNATIVE, FakeEvidence()).outcome is Outcome.NOT_APPLICABLE


def test_same_sink_wants_one_sink_that_is_right() -> None:
    sink = {"op": "same_sink", "select": {"kind": "path"}, "field": "log_sink", "where": {"log_sink": "self"}}

    def paths(*sinks: str | None) -> FakeEvidence:
        return FakeEvidence([item("path", f"p{n}", log_sink=value) for n, value in enumerate(sinks)])

    assert ask(sink, paths("self", "self")).outcome is Outcome.PASS
    assert ask(sink, paths("self", "vendor")).outcome is Outcome.FAIL
    assert ask(sink, paths("vendor", "vendor")).outcome is Outcome.FAIL
    assert ask(sink, paths("self", None)).outcome is Outcome.UNKNOWN
    assert ask(sink, paths()).outcome is Outcome.NOT_APPLICABLE


def test_survives_takes_the_worst_function() -> None:
    cut = {"op": "survives", "scenario": "cut", "functions": ["serve", "login"]}
    assert ask(cut, FakeEvidence()) == Answer(Outcome.PASS, "Login and serve stay up in cut", ("e-cut",))
    down = FakeEvidence(statuses={("cut", "serve"): Status.DOWN, ("cut", "login"): Status.UNKNOWN})
    assert ask(cut, down) == Answer(Outcome.FAIL, "Down: serve in cut (needs x)", ("e-cut",))
    assert ask(cut, FakeEvidence(statuses={("cut", "login"): Status.UNKNOWN})).outcome is Outcome.UNKNOWN
    assert ask(cut, FakeEvidence(functions=[])).outcome is Outcome.NOT_APPLICABLE
    assert ask(cut, FakeEvidence(default_coverage=CoverageLevel.PARTIAL)).outcome is Outcome.UNKNOWN


def test_survives_each_takes_the_worst_scenario() -> None:
    each = {"op": "survives_each", "scenarios": "vendor-exit(*)", "functions": "serve"}
    parties = [item("dependency", name, party=name) for name in ("aws", "okta")]
    assert ask(each, FakeEvidence(parties)).outcome is Outcome.PASS
    lost = ask(each, FakeEvidence(parties, statuses={("vendor-exit(okta)", "serve"): Status.DOWN}))
    assert lost.reason == "Down: serve in vendor-exit(okta) (needs x)"
    unsure = FakeEvidence(parties, statuses={("vendor-exit(aws)", "serve"): Status.UNKNOWN})
    assert ask(each, unsure).outcome is Outcome.UNKNOWN
    assert ask(each, FakeEvidence()).outcome is Outcome.NOT_APPLICABLE


def test_attested_is_unknown_by_itself_and_says_what_is_too_old() -> None:
    drill = {"op": "attested", "key": "exit.drill", "max_age_days": 30}
    assert ask(drill, FakeEvidence()).outcome is Outcome.UNKNOWN
    old = Policy(today=TODAY, attestations=(signed("exit.drill"),))
    assert "more than 30 days ago" in ask(drill, FakeEvidence(), old).reason


def test_the_order_of_items_changes_nothing() -> None:
    stores = [store("c", "US"), store("a", "US"), store("b")]
    assert ask(PLACED, FakeEvidence(stores)) == ask(PLACED, FakeEvidence(stores[::-1]))


def test_many_names_are_cut_short_with_their_number() -> None:
    found = ask(PLACED, FakeEvidence([store(f"s{n}", "US") for n in range(8)]))
    assert found.reason.startswith("All 8 stores name no home location: s0 (s0.tf:1), ")
    assert found.reason.endswith("and 3 more")
