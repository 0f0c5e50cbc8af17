"""Code that belongs to no component calls all the same: what it reaches is on a path like any other's."""

from __future__ import annotations

from sovassess.model.enums import Outcome
from tests.unit.resolution.estate import assessed

CALL = (
    "from openai import OpenAI\n\nclient = OpenAI({})\nclient.chat.completions.create(model='gpt-5.5', messages=[])\n"
)


def outcomes(files: dict[str, str]) -> dict[str, Outcome]:
    return {entry.id: entry.outcome for entry in assessed(files).criteria}


def test_a_script_that_calls_a_vendor_passes_no_gate() -> None:
    found = outcomes({"ask.py": CALL.format("")})
    assert found["CTL-3.1"] is Outcome.FAIL
    assert found["SAF-2.2"] is Outcome.FAIL


def test_a_script_that_calls_a_server_of_ones_own_needs_none() -> None:
    found = outcomes({"ask.py": CALL.format("base_url='http://vllm:8000/v1'")})
    assert found["CTL-3.1"] is not Outcome.FAIL


def test_what_only_a_test_or_a_comment_calls_is_on_no_path() -> None:
    assert outcomes({"tests/test_ask.py": CALL.format(""), "ask.py": "x = 1\n"})["CTL-3.1"] is not Outcome.FAIL
    commented = "".join(f"# {line}\n" for line in CALL.format("").splitlines())
    files = {"ask.py": commented, "requirements.txt": "openai==1.0.0\n"}
    assert outcomes(files)["CTL-3.1"] is not Outcome.FAIL
