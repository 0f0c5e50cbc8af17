"""A grammar that finds no end to what is broken is stopped after some steps, and the next file is read as ever."""

from __future__ import annotations

import pytest

from sovassess.errors import ParseError
from sovassess.formats import bounded, hcl, syntax
from tests.endings import ending

# What a fuzzer made of one of our own cases, cut down: some hundred bytes that the grammar mends for minutes.
BROKEN = (
    """{r?:""{}
when(){
    £PP      else -> Client.builder().baseUrl("http://else:8000/v1").build()
        }
        if (System.getenv("USE_CLOUD") == "true") {
            Client.builder().build()
        }
    }

    suspend fun ask(city: String) {
        own.chat().completions().create(params())
        httQQ    "openai" -> Client.builder().build()
           //hooks.vendor.example/x").build()
    }
}""".replace("£PP", "£" * 42)
    .replace("QQ", "£" * 34)
    .encode()
)


def test_a_file_that_its_grammar_cannot_mend_is_given_up() -> None:
    with ending(), pytest.raises(ParseError, match="no end"):
        syntax.parse("kotlin", BROKEN)


def test_the_next_file_is_read_from_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = syntax.parse("python", b"x = 1\n").root_node
    with monkeypatch.context() as patched:
        patched.setattr(bounded, "MAX_STEPS", 0)
        patched.setattr(bounded, "BYTES_A_STEP", 1_000_000)
        with pytest.raises(ParseError):
            syntax.parse("python", b"y = f(1)\n" * 2_000)
    assert str(syntax.parse("python", b"x = 1\n").root_node) == str(whole)


def test_many_steps_are_granted_to_a_large_file_that_is_whole() -> None:
    tree = syntax.parse("javascript", b"f(a,b);" * 60_000)
    assert not tree.root_node.has_error


def test_hcl_is_bounded_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MAX_STEPS", 0)
    monkeypatch.setattr(bounded, "BYTES_A_STEP", 1_000_000)
    with pytest.raises(ParseError, match="no end"):
        hcl.parse(b'a = [\n  "b",\n' + b'  "c",\n' * 500 + b"]\n")
