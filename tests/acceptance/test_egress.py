"""Egress on the command line: recordings given by name or by content, errors in one sentence, policies."""

from __future__ import annotations

import json
import shutil
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.acceptance.inside import run
from tests.acceptance.test_command_line import one_sentence, scan
from tests.unit.policies.evaluator import permits

CASES = Path(__file__).parents[1] / "egress"
CAPTURE = CASES / "capture" / "tcpdump" / "input" / "egress.pcap"
FLOWS = CASES / "aws-vpc-flow" / "gzip" / "input" / "flow.log.gz"
CODE = 'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.openai.com/v1")\n'


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    folder = tmp_path / "estate"
    folder.mkdir()
    (folder / "main.py").write_text(CODE, "utf-8")
    (folder / "requirements.txt").write_text("openai==1.0\n", "utf-8")
    return folder


def test_recordings_are_reconciled_in_json_and_on_the_screen(estate: Path) -> None:
    seen = ("--egress", CAPTURE, "--egress", f"aws-vpc-flow={FLOWS}")
    done, result = scan(estate, *seen)
    assert done.returncode == 0
    states = {row["host"]: row["state"] for row in result["egress"]}
    assert states["api.openai.com"] == "declared and seen"
    assert states["telemetry.vendor-cloud.io"] == "seen, never declared"
    assert [entry["format"] for entry in result["recordings"]] == ["capture", "aws-vpc-flow"]
    assert result["recordings"][1]["unparsed"] == 1
    screen = run("scan", estate, "--no-reports", *seen, cwd=estate.parent).stdout
    assert "Recorded egress" in screen
    assert "Seen, never declared: telemetry.vendor-cloud.io" in screen


def test_the_page_has_the_section_with_window_and_volume(estate: Path) -> None:
    run("scan", estate, "--egress", CAPTURE, "--output-dir", estate.parent / "out", cwd=estate.parent)
    page = (estate.parent / "out" / "assessment.html").read_text("utf-8")
    assert '<section id="egress"' in page
    assert "Seen, never declared" in page
    assert "watched for less than a day" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<html></html>\n", "not recognised"),
        (b"user,department\nann,sales\n", "not recognised"),
        (b"\x00\x01\x02" * 50, "it is binary"),
    ],
    ids=["empty", "page", "table", "binary"],
)
def test_a_file_that_is_no_recording_is_one_sentence_and_exit_2(estate: Path, content: bytes, words: str) -> None:
    (estate.parent / "x.log").write_bytes(content)
    done = run("scan", estate, "--no-reports", "--egress", "x.log", cwd=estate.parent)
    assert done.returncode == 2
    assert one_sentence(done.stderr), done.stderr
    assert words in done.stderr


def test_a_format_that_there_is_none_of_is_answered_with_the_nearest(estate: Path) -> None:
    done = run("scan", estate, "--no-reports", "--egress", f"zeek-con={FLOWS}", cwd=estate.parent)
    assert done.returncode == 2
    assert one_sentence(done.stderr), done.stderr
    assert "zeek-conn" in done.stderr


def test_a_policy_comes_from_a_folder_with_a_recording_and_from_a_saved_assessment_alike(estate: Path) -> None:
    first = run("egress", "policy", estate, "--egress", CAPTURE, cwd=estate.parent)
    assert first.returncode == 0, first.stderr
    run("scan", estate, "--no-reports", "-f", "json=a.json", "--egress", CAPTURE, cwd=estate.parent)
    assert json.loads((estate.parent / "a.json").read_text("utf-8"))["egress"]
    second = run("egress", "policy", "a.json", "-f", "network-policy", cwd=estate.parent)
    assert second.stdout == first.stdout
    (policy,) = yaml.safe_load_all(first.stdout)
    cidrs = [peer["ipBlock"]["cidr"] for rule in policy["spec"]["egress"] for peer in rule["to"] if "ipBlock" in peer]
    assert cidrs == ["162.159.140.245/32"]


def test_a_policy_form_that_there_is_none_of_is_wrong_usage(estate: Path) -> None:
    done = run("egress", "policy", estate, "-f", "papyrus", cwd=estate.parent)
    assert done.returncode == 2
    assert one_sentence(done.stderr), done.stderr


def test_the_formats_are_listed_with_their_names(tmp_path: Path) -> None:
    done = run("egress", "formats", cwd=tmp_path)
    assert done.returncode == 0
    assert "suricata-eve, eve, suricata" in done.stdout


EXAMPLE = Path(__file__).parents[2] / "examples" / "hosted-assistant"
SHADOW = "shadow.vendor-cloud.io"


def needed(dependency: dict[str, Any]) -> bool:
    """What the method says of a destination that a policy lets out: outside, declared, needed, called by a workload."""
    return (
        dependency["operated_by"] != "self"
        and dependency["strength"] in ("required", "default")
        and bool({"start", "run"} & set(dependency["phases"]))
        and dependency["role"] not in ("registry", "cdn")
        and "observed" in dependency["origins"]
    )


def recording_of(addresses: dict[str, str]) -> bytes:
    entries = [
        {"startedDateTime": when, "serverIPAddress": address, "request": {"url": f"https://{host}/"}}
        for host, address in addresses.items()
        for when in ("2026-11-20T10:00:00Z", "2026-11-22T10:00:00Z")
    ]
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


def test_the_network_policy_of_an_example_permits_what_it_declares_and_nothing_else(tmp_path: Path) -> None:
    estate = tmp_path / "estate"
    shutil.copytree(EXAMPLE, estate)
    _, bare = scan(estate)
    declared = {entry["host"] for entry in bare["dependencies"] if entry["host"] and entry["operated_by"] != "self"}
    names = sorted(declared | {"api.openai.com", "api.anthropic.com", SHADOW})
    addresses = {name: f"81.200.{64 + number // 100}.{2 * (number % 100) + 2}" for number, name in enumerate(names)}
    (tmp_path / "seen.har").write_bytes(recording_of(addresses))
    _, found = scan(estate, "--egress", tmp_path / "seen.har")
    wanted = [entry for entry in found["dependencies"] if needed(entry)]
    services, hosts = {entry["service"] for entry in wanted}, {entry["host"] for entry in wanted}
    done = run("egress", "policy", estate, "--egress", tmp_path / "seen.har", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (policy,) = yaml.safe_load_all(done.stdout)
    kubernetes_validate.validate(policy, "1.31", strict=True)
    rows = {row["host"]: row["service"] for row in found["egress"] if row["count"]}
    told = {name: permits(policy, address, 443) for name, address in addresses.items()}
    assert told == {name: name in hosts or rows[name] in services for name in names}
    assert told["api.openai.com"]
    assert told["o450123.ingest.us.sentry.io"]
    assert not any(told[name] for name in (SHADOW, "docker.io", "cdn.jsdelivr.net"))
    for address in addresses.values():
        assert not permits(policy, address, 80)
        assert not permits(policy, address, 443, "UDP")
        assert not permits(policy, str(ip_address(address) + 1), 443)
