"""Where a chain of comparisons ends: what follows it runs only where nothing was chosen. It judges no one condition."""

from __future__ import annotations

from collections.abc import Sequence

from sovassess.formats import expressions as e
from sovassess.formats.program import Program, Test
from sovassess.formats.word_tests import word_test


def left_over(tests: Sequence[Test], program: Program) -> str:
    """The name that has to be empty for a branch to be taken, "" if there is none.

    After `if kind in (…): … elif kind.startswith(…): … elif kind: …` nothing is left but an empty `kind`, and whoever
    calls the function has to give one: it is a parameter without a default.
    """
    compared: set[str] = set()
    for test in tests:
        if test.expected or test.equals is not None:
            return ""
        expression = program.lower(test.condition)
        given = _given(expression)
        if given is not None and given.name in compared and _must_be_given(given, program):
            return given.name
        subject = _subject(expression)
        if subject:
            compared.add(subject)
    return ""


def _given(expression: e.Expression) -> e.Name | None:
    """The name whose being there is tested: `kind`, `len(kind)`."""
    if (
        isinstance(expression, e.Invocation)
        and e.dotted(expression.function) == "len"
        and len(expression.arguments) == 1
    ):
        expression = expression.arguments[0][1]
    return expression if isinstance(expression, e.Name) else None


def _subject(expression: e.Expression) -> str:
    """What is compared with words."""
    if isinstance(expression, e.Comparison) and isinstance(expression.right, e.Literal | e.Sequence):
        return e.dotted(expression.left)
    tested = word_test(expression) if isinstance(expression, e.Invocation) else None
    return e.dotted(tested.subject) if tested is not None else ""


def _must_be_given(name: e.Name, program: Program) -> bool:
    bound = program.find(name.name, name.at)
    return bool(bound) and all(one.kind == "parameter" and one.value is None for one in bound)
