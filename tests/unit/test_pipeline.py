"""The whole tool: equal bytes for equal input, egress lists, defects that stay contained, attestations, home."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec
import pytest

from sovassess import pipeline
from sovassess.detectors.detector import Detector
from sovassess.detectors.registry import DETECTORS
from sovassess.egress.inputs import EgressFile
from sovassess.errors import InputFileError, NothingToAssess, ParseError, SovassessError
from sovassess.model.assessment import Assessment, decode, encode
from sovassess.model.enums import EvidenceKind, Outcome, Usage
from sovassess.model.observations import AnyObservation, Import
from sovassess.pipeline import assess
from sovassess.renderers import html, terminal
from sovassess.scanning import scan
from sovassess.settings import Acceptance, Attestation, InventoryEntry, Settings
from sovassess.source.forest import Forest
from sovassess.source.tree import MemoryTree
from sovassess.source.view import FileView
from tests.unit.resolution.estate import TODAY, assessed, party, request

ESTATE = {
    "app/main.py": "import os\nfrom openai import OpenAI\nc = OpenAI(base_url=os.environ['LLM_URL'])\n"
    "c.chat.completions.create(model='qwen3.6', messages=[])\n",
    "app/guard.py": "from openai import OpenAI\nOpenAI().moderations.create(input='x')\n",
    "docker-compose.yml": "services:\n  app:\n    build: .\n    environment: {LLM_URL: 'http://vllm:8000/v1'}\n"
    "  vllm: {image: 'vllm/vllm-openai:v0.11.0', command: [--model, Qwen/Qwen3.6-35B-A3B]}\n",
    "Dockerfile": "FROM python:3.12-slim\nCOPY . /app\n",
    "requirements.txt": "openai\n",
    ".github/workflows/ci.yml": "on: push\njobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n"
    "      - uses: actions/checkout@v4\n",
    "infra/main.tf": 'provider "aws" {\n  region = "eu-central-1"\n}\nresource "aws_s3_bucket" "b" {}\n',
    "README.md": "See https://example.com\n",
}


def _outcome(result: Assessment, criterion: str) -> Outcome:
    return next(entry.outcome for entry in result.criteria if entry.id == criterion)


# ------------------------------------------------------------------------------------------------------ determinism


def test_equal_input_gives_equal_bytes_in_any_order_of_files() -> None:
    first = encode(assessed(ESTATE))
    assert encode(assessed(ESTATE)) == first
    assert encode(assessed(dict(reversed(list(ESTATE.items()))))) == first
    assert encode(assessed(dict(sorted(ESTATE.items(), key=lambda item: item[0][::-1])))) == first


def test_the_reports_are_equal_too() -> None:
    one, other = assessed(ESTATE), assessed(dict(reversed(list(ESTATE.items()))))
    assert html.render(one) == html.render(other)
    assert terminal.render(one) == terminal.render(other)


def test_a_result_survives_its_own_json() -> None:
    result = assessed(ESTATE)
    assert decode(encode(result)) == result
    assert encode(decode(encode(result))) == encode(result)


def test_the_json_has_sorted_keys_and_no_time_of_the_run() -> None:
    text = encode(assessed(ESTATE)).decode()
    plain = msgspec.json.decode(text)
    assert list(plain) == sorted(plain)
    assert list(plain["dependencies"][0]) == sorted(plain["dependencies"][0])
    assert plain["schema_version"] == "1"
    assert TODAY.isoformat() not in text


def test_a_comment_that_is_added_moves_no_level() -> None:
    commented = {**ESTATE, "app/main.py": "# import anthropic\n" + ESTATE["app/main.py"]}
    one, other = assessed(ESTATE), assessed(commented)
    assert one.overall == other.overall
    assert [d.id for d in one.dependencies] == [d.id for d in other.dependencies]


# ------------------------------------------------------------------------------------------------------------ egress


SEEN = EgressFile("proxy.log", b"host,count\napi.mistral.ai,12\napi.openai.com,3\nvllm.corp.internal,9\n", "seen")


def test_a_recorded_destination_is_a_dependency_whatever_the_files_say() -> None:
    result = assessed(ESTATE, egress=(SEEN,))
    mistral = [entry for entry in result.dependencies if entry.service == "mistral-api"]
    assert mistral
    records = {record.id: record for record in result.evidence}
    assert {records[e].origin.value for entry in mistral for e in entry.evidence} == {"egress"}
    assert {records[e].path for entry in mistral for e in entry.evidence} == {"proxy.log"}


def test_a_recorded_destination_of_ones_own_is_none() -> None:
    result = assessed(ESTATE, egress=(SEEN,))
    assert not any("vllm.corp.internal" in entry.service for entry in result.dependencies)


def test_a_permitted_destination_is_possible_and_no_dependency() -> None:
    permitted = EgressFile("allow.txt", b"api.mistral.ai\n", "permitted")
    result = assessed(ESTATE, egress=(permitted,))
    assert not any(entry.service == "mistral-api" for entry in result.dependencies)
    assert result.coverage.evidence_kinds["egress"] == "full"


def test_an_egress_list_makes_its_evidence_full_and_counts_as_read() -> None:
    without, with_list = assessed(ESTATE), assessed(ESTATE, egress=(SEEN,))
    assert without.coverage.evidence_kinds["egress"] == "none"
    assert with_list.coverage.evidence_kinds["egress"] == "full"
    assert with_list.coverage.read == without.coverage.read + 1
    assert with_list.coverage.formats["host-list"] == 1


def test_an_egress_list_alone_is_something_to_assess() -> None:
    result = assessed({}, egress=(SEEN,))
    assert {party(entry) for entry in result.dependencies} >= {"mistral-ai", "openai"}


def test_an_egress_file_that_is_none_is_one_clear_sentence() -> None:
    with pytest.raises(InputFileError, match=r"noise\.bin"):
        assessed(ESTATE, egress=(EgressFile("noise.bin", b"\x00\x01\x02 <<<>>>\n", "seen"),))


# -------------------------------------------------------------------------------------------------- what goes wrong


def _detector(identifier: str, detect: object, ending: str = ".zzz") -> Detector:
    return Detector(
        id=identifier,
        title=identifier,
        evidence=EvidenceKind.CONFIG,
        claims=lambda path: path.endswith(ending),
        detect=detect,  # type: ignore[arg-type]
    )


def _explodes(view: FileView) -> Iterator[AnyObservation]:
    yield Import(at=view.place(1), language="python", module="sentry_sdk", usage=Usage.MAIN)
    raise ZeroDivisionError("on purpose")


def _refuses(view: FileView) -> Iterator[AnyObservation]:
    yield Import(at=view.place(1), language="python", module="sentry_sdk", usage=Usage.MAIN)
    raise ParseError("is not what it claims to be", 7)


def test_a_detector_that_raises_is_reported_by_name_and_the_scan_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "DETECTORS", (*DETECTORS, _detector("explosive", _explodes)))
    result = assessed({**ESTATE, "x.zzz": "boom\n"})
    (unread,) = [entry for entry in result.coverage.unread if entry.path == "x.zzz"]
    assert unread.reason == "the explosive reader failed: ZeroDivisionError: on purpose"
    assert result.coverage.evidence_kinds["config"] == "partial"
    assert any(entry.service == "openai-moderation" or "openai" in entry.id for entry in result.dependencies)


def test_what_stood_before_the_problem_is_kept() -> None:
    found = scan(MemoryTree({"x.zzz": "a\n"}), [_detector("refusing", _refuses)])
    assert [len(file.observations) for file in found.files] == [1]
    (unread,) = found.coverage.unread
    assert (unread.path, unread.reason, unread.line) == ("x.zzz", "is not what it claims to be", 7)
    assert found.coverage.read == 0


def test_two_detectors_of_one_file_fail_apart() -> None:
    def fine(view: FileView) -> Iterator[AnyObservation]:
        yield Import(at=view.place(1), language="python", module="x", usage=Usage.MAIN)

    found = scan(MemoryTree({"x.zzz": "a\n"}), [_detector("explosive", _explodes), _detector("fine", fine)])
    assert found.coverage.formats == {"fine": 1}
    assert [entry.reason.split()[1] for entry in found.coverage.unread] == ["explosive"]


def test_broken_files_are_unread_and_the_others_are_judged() -> None:
    broken: dict[str, str | bytes] = {
        "k8s/a.yaml": "a: [\n",
        "package.json": "{",
        "infra/x.tf": 'resource "aws_x" {{{',
        "docker-compose.prod.yml": "services: [\n",
        "latin.py": b"# caf\xe9\nfrom openai import OpenAI\nOpenAI()\n",
    }
    result = assessed({**ESTATE, **broken})
    unread = {entry.path for entry in result.coverage.unread}
    assert {"package.json", "docker-compose.prod.yml"} <= unread
    assert "latin.py" not in unread
    assert any(entry.party is not None and entry.party.id == "openai" for entry in result.dependencies)
    assert all("Traceback" not in entry.reason for entry in result.coverage.unread)


@pytest.mark.parametrize("files", [{}, {"notes.xyz": "hello"}, {"a.png": b"\x89PNG"}])
def test_nothing_that_is_recognised_is_nothing_to_assess(files: dict[str, str | bytes]) -> None:
    with pytest.raises(NothingToAssess) as caught:
        assessed(files)
    assert caught.value.exit_code == 3
    assert "nothing to assess" in str(caught.value)


def test_code_that_nobody_reads_is_no_clean_bill() -> None:
    result = assessed({"Main.hs": "module Main where\n", "Dockerfile": "FROM scratch\n"})
    assert result.coverage.evidence_kinds["code"] == "partial"
    assert any("no reader for Haskell" in entry.reason for entry in result.coverage.unread)


def test_a_rubric_that_does_not_exist_is_one_clear_sentence() -> None:
    with pytest.raises(SovassessError):
        assess(msgspec.structs.replace(request(ESTATE), rubric="ai-sovereignity"))


def test_two_trees_are_assessed_as_one() -> None:
    forest = Forest(
        [MemoryTree(ESTATE, "one"), MemoryTree({"main.tf": 'resource "google_storage_bucket" "b" {}'}, "two")]
    )
    result = assess(msgspec.structs.replace(request({}), tree=forest))
    assert {"amazon", "google"} <= {party(entry) for entry in result.dependencies}
    assert all(record.path.startswith(("one/", "two/")) for record in result.evidence if record.path)


# ---------------------------------------------------------------------------------------------- attestations, home


def _attested(result: Assessment) -> dict[str, str]:
    return {record.key: record.state for record in result.attestations}


def _attestation(key: str, expires: dt.date | None, outcome: str = "pass") -> Settings:
    entry = Attestation(
        key=key,
        outcome=outcome,  # type: ignore[arg-type]
        by="head of platform",
        signed=dt.date(2026, 1, 1),
        expires=expires,
        evidence="record 1",
    )
    return Settings(attestations=(entry,))


KEY, CRITERION = "compute.accelerators", "MOD-5.4"


def test_a_valid_attestation_turns_unknown_into_pass_and_an_expired_one_does_not() -> None:
    key, criterion = KEY, CRITERION
    valid = assessed(ESTATE, _attestation(key, dt.date(2027, 1, 1)))
    expired = assessed(ESTATE, _attestation(key, TODAY - dt.timedelta(days=1)))
    assert _outcome(valid, criterion) is Outcome.PASS
    assert _outcome(expired, criterion) is Outcome.UNKNOWN
    assert (_attested(valid)[key], _attested(expired)[key]) == ("valid", "expired")


def test_an_attestation_holds_through_its_last_day() -> None:
    key, criterion = KEY, CRITERION
    assert _outcome(assessed(ESTATE, _attestation(key, TODAY)), criterion) is Outcome.PASS


def test_an_attestation_of_failure_fails() -> None:
    key, criterion = KEY, CRITERION
    assert _outcome(assessed(ESTATE, _attestation(key, None, "fail")), criterion) is Outcome.FAIL


def test_an_attestation_for_a_key_that_nobody_asks_for_is_unused() -> None:
    assert _attested(assessed(ESTATE, _attestation("no.such_key", None))) == {"no.such_key": "unused"}


def test_an_attestation_never_raises_a_level_against_evidence() -> None:
    plain = assessed(ESTATE)
    failed = {entry.id for entry in plain.criteria if entry.outcome is Outcome.FAIL}
    key = KEY
    attested = assessed(ESTATE, _attestation(key, None))
    assert failed <= {entry.id for entry in attested.criteria if entry.outcome is Outcome.FAIL}


@pytest.mark.parametrize(
    ("identifier", "expires", "state"),
    [("MOD-2.1", 30, "active"), ("MOD-2.1", -1, "expired"), ("MOD-2.1", 0, "active"), ("NO-9.9", 30, "unused")],
)
def test_an_accepted_risk_is_kept_with_its_state(identifier: str, expires: int, state: str) -> None:
    entry = Acceptance(id=identifier, reason="r", by="board", expires=TODAY + dt.timedelta(days=expires))
    result = assessed(ESTATE, Settings(accept=(entry,)))
    assert [(risk.id, risk.state) for risk in result.accepted] == [(identifier, state)]


def test_an_inventory_and_a_home_never_lower_a_level() -> None:
    plain = {d.id: d for d in assessed(ESTATE).dimensions}
    settings = Settings(home=("EU",), inventory=(InventoryEntry(service="openai-api"),))
    for dimension in assessed(ESTATE, settings).dimensions:
        if dimension.id != "data_jurisdiction":
            assert dimension.level >= plain[dimension.id].level
