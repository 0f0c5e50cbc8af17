"""The examples land where their stories say: each README states the result, and this holds every word of it."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from sovassess.formats.addresses import is_public_index
from sovassess.model.assessment import Assessment, encode
from sovassess.pipeline import Request, assess
from sovassess.settings import Settings, load_settings
from sovassess.source.tree import LocalTree

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = ("gateway-hybrid", "hosted-assistant", "plain-webapp", "sovereign-onprem")
TODAY = dt.date(2026, 11, 21)

Range = tuple[int, int]


class Stated(NamedTuple):
    """What a README says: levels proven and possible, who stops serving alone, what becomes of functions."""

    overall: Range
    dimensions: dict[str, Range | None]
    stoppers: frozenset[str]
    rehearsals: dict[tuple[str, str], str]


def assess_anew(name: str) -> Assessment:
    root = EXAMPLES / name
    settings_file = root / "sovassess.yaml"
    settings = load_settings(settings_file) if settings_file.is_file() else Settings()
    return assess(Request(tree=LocalTree(root, exclude=settings.exclude), today=TODAY, settings=settings))


@cache
def assessed(name: str) -> Assessment:
    return assess_anew(name)


@cache
def stated(name: str) -> Stated:
    text = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    section = text.partition("\n## What sovassess says\n")[2]
    overall = re.search(r"^Overall: proven \*\*(\d)\*\*, possible \*\*(\d)\*\*\.$", section, re.MULTILINE)
    alone = re.search(r"^Alone able to stop serving: (.+)\.$", section, re.MULTILINE)
    assert overall is not None, f"{name}: the README states no overall level"
    assert alone is not None, f"{name}: the README does not say who can stop serving"
    dimensions: dict[str, Range | None] = {}
    for row in re.finditer(r"^\| (\w+) \| (?:(\d) \| (\d)|does not apply \|) \|$", section, re.MULTILINE):
        dimensions[row[1]] = (int(row[2]), int(row[3])) if row[2] else None
    rehearsals = {
        (row[1], row[2]): row[3]
        for row in re.finditer(r"^\| ([\w().-]+) \| (\w+) \| (up|unknown|down) \|$", section, re.MULTILINE)
    }
    return Stated(
        (int(overall[1]), int(overall[2])), dimensions, frozenset(re.findall(r"`([\w.-]+)`", alone[1])), rehearsals
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_overall_level_is_the_one_that_the_readme_states(name: str) -> None:
    overall = assessed(name).overall
    assert (overall.level, overall.ceiling) == stated(name).overall


@pytest.mark.parametrize("name", NAMES)
def test_every_dimension_has_the_levels_that_the_readme_states(name: str) -> None:
    found = {d.id: (d.level, d.ceiling) if d.applicable else None for d in assessed(name).dimensions}
    assert found == stated(name).dimensions


@pytest.mark.parametrize("name", NAMES)
def test_those_who_can_stop_serving_alone_are_the_ones_that_the_readme_names(name: str) -> None:
    found = {
        cut.parties[0]
        for cut in assessed(name).switch_off
        if len(cut.parties) == 1 and "serve" in cut.functions and cut.phase == "run"
    }
    assert found == stated(name).stoppers


@pytest.mark.parametrize("name", NAMES)
def test_rehearsals_end_as_the_readme_states(name: str) -> None:
    expected = stated(name).rehearsals
    assert len(expected) >= 3
    results = {result.id: result.functions for result in assessed(name).scenarios}
    found = {
        (scenario, function): "/".join(sorted({status.value for status in results[scenario][function].values()}))
        for scenario, function in expected
    }
    assert found == expected


def test_the_stories_differ_as_they_were_written_to_differ() -> None:
    levels = {name: assessed(name).overall.level for name in NAMES}
    assert levels["hosted-assistant"] <= 1
    assert levels["gateway-hybrid"] == 2
    assert levels["sovereign-onprem"] >= 4
    assert 0 < levels["plain-webapp"] < 5


def test_a_shop_without_a_model_is_not_judged_on_models_and_reaches_no_level_by_it() -> None:
    dimensions = {d.id: d for d in assessed("plain-webapp").dimensions}
    for name in ("model_ownership", "safety_architecture"):
        assert not dimensions[name].applicable
        assert name not in assessed("plain-webapp").overall.limited_by
    for criterion in assessed("plain-webapp").criteria:
        if criterion.dimension in ("model_ownership", "safety_architecture"):
            assert criterion.outcome.value == "not_applicable"


def test_what_the_sovereign_estate_signed_for_contradicts_no_file() -> None:
    assert assessed("sovereign-onprem").contradictions == ()


def test_no_outside_party_is_needed_when_the_sovereign_estate_starts_or_runs() -> None:
    needed = [
        d.id
        for d in assessed("sovereign-onprem").dependencies
        if d.operated_by.value != "self"
        and d.strength.value in ("required", "default")
        and {"start", "run"} & {phase.value for phase in d.phases}
    ]
    assert needed == []


def test_the_gateway_of_the_hybrid_joins_code_and_manifest_and_no_prompt_goes_past_it() -> None:
    hybrid = assessed("gateway-hybrid")
    upstreams = [d for d in hybrid.dependencies if d.attributes.get("via_gateway") == "self"]
    assert {d.party.id for d in upstreams if d.party} == {"openai", "amazon"}
    assert any(d.operated_by.value == "self" for d in upstreams)
    past = [
        d.id
        for d in hybrid.dependencies
        if d.role.value == "model-api"
        and d.strength.value in ("required", "default")
        and d.attributes.get("via_gateway") != "self"
    ]
    assert past == []


def test_the_hosted_assistant_shows_its_hosted_moderation_with_the_line_that_calls_it() -> None:
    hosted = assessed("hosted-assistant")
    moderation = next(d for d in hosted.dependencies if d.service == "openai-moderation")
    places = {(e.path, e.excerpt) for e in hosted.evidence if e.id in moderation.evidence}
    assert any(path == "backend/app/assistant.py" and "moderations.create" in excerpt for path, excerpt in places)


@pytest.mark.parametrize("name", NAMES)
def test_everything_in_an_example_that_is_recognised_can_be_read(name: str) -> None:
    assert assessed(name).coverage.unread == ()


@pytest.mark.parametrize("name", NAMES)
def test_two_runs_over_an_example_give_the_same_bytes(name: str) -> None:
    assert encode(assess_anew(name)) == encode(assessed(name))


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_small_and_names_no_public_package_index(name: str) -> None:
    files = [path for path in sorted((EXAMPLES / name).rglob("*")) if path.is_file()]
    assert 12 <= len(files) <= 36
    for path in files:
        addresses = re.findall(r"https?://[\w.-]+", path.read_text(encoding="utf-8"))
        assert not [a for a in addresses if is_public_index("pypi", a) or is_public_index("npm", a)], path
