"""The laws of recordings: they overrule what they contradict, raise nothing that they disprove, and widen no range."""

from __future__ import annotations

import datetime as dt
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from sovassess.egress.inputs import EgressFile
from sovassess.model.assessment import Assessment
from sovassess.model.enums import Origin, Outcome
from sovassess.settings import Attestation, Settings
from tests.unit.graph.estates import ESTATES
from tests.unit.resolution.estate import assessed

HOSTS = (
    "api.openai.com", "api.anthropic.com", "api.mistral.ai", "huggingface.co", "o1.ingest.sentry.io", "api.stripe.com",
    "bedrock-runtime.eu-central-1.amazonaws.com", "never-heard-of.example-vendor.io", "81.200.64.50", "52.218.10.4",
    "10.0.0.9", "vllm.ai.svc.cluster.local", "fonts.gstatic.com", "docker.io", "8.8.8.8",
)  # fmt: skip
START = 1_763_712_000
ESTATE = st.sampled_from(sorted(ESTATES))
SEEN = st.lists(st.sampled_from(HOSTS), min_size=1, max_size=4, unique=True)


@cache
def alone(estate: str) -> Assessment:
    return assessed(ESTATES[estate])


def table(hosts: list[str], seconds: int, extra: str = "") -> EgressFile:
    times = (START, START + seconds)
    rows = [f"{dt.datetime.fromtimestamp(when, tz=dt.UTC).isoformat()},{host}\n" for host in hosts for when in times]
    return EgressFile("proxy.csv", ("time,host\n" + "".join(rows) + extra).encode(), "seen")


def ranges(result: Assessment) -> dict[str, tuple[int, int]]:
    return {entry.id: (entry.level, entry.ceiling) for entry in result.dimensions if entry.applicable}


@settings(max_examples=20, deadline=None)
@given(ESTATE, SEEN, st.sampled_from([60, 40 * 86_400]), st.sampled_from(["", "not,,a row\n,\n"]))
def test_a_recording_never_raises_a_level_that_it_contradicts_and_never_widens_a_range(
    estate: str, hosts: list[str], seconds: int, extra: str
) -> None:
    before, after = alone(estate), assessed(ESTATES[estate], egress=(table(hosts, seconds, extra),))
    old, new = ranges(before), ranges(after)
    disproved = {entry.subject for entry in after.contradictions}
    touched = {entry.dimension for entry in after.criteria if entry.id in disproved}
    for dimension in set(old) & set(new):
        (level, ceiling), (new_level, new_ceiling) = old[dimension], new[dimension]
        assert new_ceiling - new_level <= ceiling - level, (dimension, old[dimension], new[dimension])
        if dimension in touched:
            assert new_level <= level, (dimension, old[dimension], new[dimension])


@settings(max_examples=15, deadline=None)
@given(ESTATE, SEEN)
def test_what_a_recording_overrules_is_shown_with_both_sides(estate: str, hosts: list[str]) -> None:
    before, after = alone(estate), assessed(ESTATES[estate], egress=(table(hosts, 40 * 86_400),))
    outcomes = {entry.id: entry for entry in before.criteria}
    origins = {entry.id: entry.origin for entry in after.evidence}
    shown = {entry.id for entry in after.contradictions}
    for entry in after.criteria:
        passed = outcomes[entry.id].outcome is Outcome.PASS
        if passed and entry.outcome is Outcome.FAIL and Origin.EGRESS in {origins[e] for e in entry.evidence}:
            assert f"recording:{entry.id}" in shown
    for contradiction in after.contradictions:
        assert contradiction.claim
        assert contradiction.against
        assert set(contradiction.evidence) <= set(origins)


@settings(max_examples=10, deadline=None)
@given(ESTATE, st.sampled_from(["net.no_callout", "net.egress_complete", "net.egress_list"]), SEEN)
def test_an_attestation_that_a_recording_disproves_never_counts(estate: str, key: str, hosts: list[str]) -> None:
    signed = Attestation(
        key=key, outcome="pass", by="head of platform", signed=dt.date(2026, 10, 1), expires=dt.date(2027, 10, 1)
    )
    seen = (table(hosts, 40 * 86_400),)
    plain, attested = (
        assessed(ESTATES[estate], egress=seen),
        assessed(ESTATES[estate], Settings(attestations=(signed,)), seen),
    )
    with_signature = {entry.id: entry for entry in attested.criteria}
    for entry in plain.criteria:
        if entry.outcome is Outcome.FAIL:
            assert with_signature[entry.id].outcome is Outcome.FAIL
    states = {entry.key: entry.state for entry in attested.attestations}
    contradicted = {entry.id.split(":")[1] for entry in attested.contradictions if entry.id.startswith("attestation:")}
    assert contradicted == {name for name, state in states.items() if state == "contradicted"}


@settings(max_examples=10, deadline=None)
@given(SEEN, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_files_never_changes_a_row(hosts: list[str], shuffle: object) -> None:
    mixed = list(hosts)
    getattr(shuffle, "shuffle")(mixed)  # noqa: B009 - a random of hypothesis
    first, other = (assessed({}, egress=(table(order, 60),)) for order in (hosts, mixed))
    assert [(e.host, e.state, e.count) for e in first.egress] == [(e.host, e.state, e.count) for e in other.egress]
