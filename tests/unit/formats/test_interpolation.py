from __future__ import annotations

import pytest

from sovassess.formats.interpolation import interpolated
from sovassess.formats.tokens import decoded, encoded
from sovassess.model.values import Text, Unresolved, Value, Variable


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("plain", (Text("plain"),)),
        ("", ()),
        ("$A/b", (Variable("A"), Text("/b"))),
        ("${A:-x}", (Variable("A", "x"),)),
        ("${A-}", (Variable("A", ""),)),
        ("${A:?must be set}", (Variable("A"),)),
        ("${A:-${B:-c}}", (Variable("A", "c"),)),
        ("${A:-${B}}", (Variable("A"),)),
        ("$$A", (Text("$A"),)),
        ("${env:TOKEN}", (Variable("TOKEN"),)),
        ("a$(cmd)b", (Text("a"), Unresolved("command output"), Text("b"))),
        ("100$", (Text("100$"),)),
    ],
)
def test_variables_are_found_with_their_defaults(text: str, parts: tuple[Text | Variable | Unresolved, ...]) -> None:
    assert interpolated(text) == Value(parts)


def test_variables_that_the_file_tells_are_put_in() -> None:
    known = {"V": Value((Text("1.2"),)), "R": Value((Variable("R", "reg"),))}
    assert interpolated("$R/app:${V}", known) == Value((Variable("R", "reg"), Text("/app:1.2")))


def test_deep_nesting_of_defaults_ends() -> None:
    assert isinstance(interpolated("${A:-" * 5_000 + "}" * 5_000), Value)


def test_encoded_parts_come_back_as_they_were() -> None:
    parts = (Text("a: "), Variable(".Values.x", 'with: "signs" # é'), Unresolved("why\nnot"), Variable("N"))
    assert decoded(encoded(parts)) == Value(parts)
