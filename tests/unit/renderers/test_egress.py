"""Recorded egress in every format: the five states, how long was watched, how much, and why it proves little."""

from __future__ import annotations

import json

import msgspec
import pytest

from sovassess import renderers
from sovassess.model.assessment import Assessment
from sovassess.model.egress import EgressRow, Recording
from sovassess.renderers import egress
from tests.unit.renderers import sample
from tests.unit.renderers.schemas import problems

FIRST, LAST = 1_763_712_000, 1_763_719_200
SHADOW = "shadow.vendor-cloud.example"
ROWS = (
    EgressRow(
        host=SHADOW, party="", state="seen, never declared", states=("seen, never declared", "seen, not permitted"),
        count=88, bytes=1_200_000, first=FIRST, last=LAST, evidence=("ev-0010",), ports=("tcp/443",), permitted=False,
    ),
    EgressRow(host="api.anthropic.example", party="anthropic", state="declared and seen", count=1204, evidence=()),
    EgressRow(host="api.dormant.example", party="", state="declared, never seen", count=0, evidence=("ev-0001",)),
    EgressRow(host="*.old.example", party="", state="permitted, never used", count=0, evidence=(), permitted=True),
)  # fmt: skip
RECORDINGS = (
    Recording(
        path="conn.log", format="zeek-conn", title="Zeek conn.log", kind="seen", digest="0" * 64,
        first=FIRST, last=LAST, rows=1_300, unparsed=8, samples=("17: cut off",),
        flows=1_292, bytes=2_500_000, destinations=2,
        notes=("watched for less than a day: what runs weekly, monthly or in an emergency is not in it",),
    ),
)  # fmt: skip
# GitLab's code quality takes findings with a line only; a baseline is for the gate.
FORMATS = [name for name in renderers.NAMES if name not in ("gitlab", "baseline")]
# A bill of what is used has no place for what is not used, nor for a verdict on the recording.
WHOLE = [name for name in FORMATS if name not in ("cyclonedx", "github")]


def recorded() -> Assessment:
    return msgspec.structs.replace(sample.rich(), egress=ROWS, recordings=RECORDINGS)


def words(name: str) -> str:
    text = renderers.render(name, recorded())
    return text.replace("&#x27;", "'").replace("\\|", "|")


@pytest.mark.parametrize("name", WHOLE)
def test_every_format_shows_each_of_the_five_states(name: str) -> None:
    text = words(name).lower()
    for state, _, _ in egress.STATES:
        assert state in text, state


@pytest.mark.parametrize("name", WHOLE)
def test_every_format_names_what_was_seen_and_never_declared_with_its_volume(name: str) -> None:
    text = words(name)
    assert SHADOW in text
    if name != "text":
        assert "88" in text
        assert "1.2 MB" in text or "1200000" in text


@pytest.mark.parametrize("name", [*(name for name in WHOLE if name != "json"), "github"])
def test_every_format_says_how_long_was_watched_and_that_it_proves_little(name: str) -> None:
    text = words(name)
    assert "2025-11-21 08:00 UTC" in text
    assert "watched for less than a day" in text
    assert "1,292 flows" in text


def test_the_canonical_json_holds_window_volume_and_lost_rows() -> None:
    (found,) = json.loads(words("json"))["recordings"]
    assert (found["first"], found["last"], found["flows"], found["unparsed"]) == (FIRST, LAST, 1_292, 8)


def test_a_service_of_the_bill_says_whether_it_was_seen() -> None:
    host = next(entry for entry in sample.rich().dependencies if entry.service)
    row = EgressRow(host="x.example", party="", state="declared and seen", count=3, evidence=(), service=host.service)
    bill = renderers.render("cyclonedx", msgspec.structs.replace(sample.rich(), egress=(row,)))
    told = [
        entry["value"]
        for service in json.loads(bill)["services"]
        for entry in service["properties"]
        if entry["name"] == "sovassess:egress"
    ]
    assert told == ["declared and seen"]


@pytest.mark.parametrize("name", renderers.NAMES)
def test_no_format_has_the_section_without_egress_files(name: str) -> None:
    assert "never declared" not in renderers.render(name, sample.empty()).lower()


@pytest.mark.parametrize("name", renderers.NAMES)
def test_every_format_stays_what_its_readers_take(name: str) -> None:
    assert problems(name, renderers.render(name, recorded())) == []
