"""Under which conditions a place in a program runs, as the program is shipped. It evaluates only what a file tells."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from itertools import islice

from msgspec import Struct

from sovassess.formats import expressions as e
from sovassess.formats.alternatives import alternatives
from sovassess.formats.callers import callers
from sovassess.formats.environment import read_of
from sovassess.formats.evaluation import Evaluator
from sovassess.formats.program import Branch, Test
from sovassess.formats.syntax import text
from sovassess.model.enums import Usage
from sovassess.model.values import Value, Variable

MAX_CONDITION = 100
MAX_BRANCHES = 100
_OFF = frozenset({"", "0", "false", "no", "off", "none", "disabled", "null"})
_CONFIGURATION = re.compile(
    r"(^|\.)(settings|config|cfg|conf|args|flags|env|app_settings|features?|featureFlags)(\.|$)",
    re.IGNORECASE,
)
_SWITCH = re.compile(
    r"(^|_)(enabled?|use|with|allow)(_|$)|^(use|enable)[A-Z]\w*|[a-z]Enabled$|"
    r"^(is|has)_?\w*(env|test|config|dev|prod|available|cloud|host|installed)\w*$",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"(provider|backend|engine|vendor|driver|kind|type|mode|llm|model|stor(e|age)|service|platform|cloud|method|source|"
    r"api|client|family|framework|strategy|env|stage|dialect|database|db|auth|transport|exporter|integration|embed|"
    r"name|hosting|deployment|region|flavou?r|implementation|tool)",
    re.IGNORECASE,
)
_OFF_SWITCH = re.compile(r"(^|_)(disabled?|no|skip|opt_out|without)(_|$)|^(disable|skip)[A-Z]|Disabled$", re.IGNORECASE)
_TRIED_OUT = re.compile(r"\(?\s*__name__\s*==\s*[\"']__main__[\"']")
# Files that are started by their name; in any other what stands under the test of `__name__` only tries it out.
_STARTED = re.compile(
    r"(^|[_-])(main|app|run|cli|server|serve|manage|worker|start|bot|service|daemon|wsgi|asgi|job|api|launch|entrypoint|"
    r"entry|index|handler|consumer|web|gateway|agent|cron|scheduler|bootstrap)\w*([_-]|$)|__main__",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"(none|empty|missing|unset|blank|null)", re.IGNORECASE)


class Truth(Struct, frozen=True):
    """How a condition turns out as shipped: True, False or None for unknown.

    `basis`: `fixed` (the code says so), `setting` (somebody can configure it), `choice` (a word is compared with one of
    several), or "" (the running program decides).
    """

    holds: bool | None = None
    basis: str = ""


class Circumstance(Struct, frozen=True):
    """Whether a place runs as shipped. `dead` never runs; `type_only` is never executed; `guarded` may be missing."""

    usage: Usage = Usage.MAIN
    condition: str = ""
    dead: bool = False
    type_only: bool = False
    guarded: bool = False


_UNKNOWN = Truth()


class Circumstances:
    """Answers for one program; branches are judged once."""

    def __init__(self, evaluator: Evaluator, path: str = "", is_own: Callable[[str], bool] = lambda _: False) -> None:
        self.evaluator = evaluator
        self._is_library = bool(path) and _STARTED.search(path.rsplit("/", 1)[-1].rsplit(".", 1)[0]) is None
        self._is_own = is_own
        self.program = evaluator.program
        self._judged: dict[int, Circumstance] = {}
        self._path = path
        self._functions: dict[int, Circumstance] = {}

    def at(self, offset: int) -> Circumstance:
        """The circumstance of a byte: the strictest of the branches around it."""
        result = Circumstance()
        for number in islice(self.program.spans.around(offset), MAX_BRANCHES):
            span = self.program.spans.spans[number]
            if span.kind == "function" and span.start < offset:
                result = _with(_with(result, Circumstance(guarded=True)), self._called_from(number))
            elif isinstance(span.about, Branch):
                result = _with(result, self._branch(number, span.about))
            elif number in self._alternatives:
                result = _with(result, Circumstance(Usage.OPTIONAL, f"one of several {self._alternatives[number]}"))
        return result

    @cached_property
    def _alternatives(self) -> dict[int, str]:
        return alternatives(self.evaluator, self._is_own)

    def _called_from(self, number: int) -> Circumstance:
        """Optional where all that call the function in its file, and nobody else can, do so under a condition."""
        if number not in self._functions:
            self._functions[number] = Circumstance()  # one that calls itself says nothing
            sites = callers(self.program, number, self._path)
            found = [self.at(site) for site in sites]
            if found and all(one.usage is not Usage.MAIN for one in found):
                self._functions[number] = Circumstance(found[0].usage, found[0].condition)
        return self._functions[number]

    def _branch(self, number: int, branch: Branch) -> Circumstance:
        if number not in self._judged:
            self._judged[number] = Circumstance()
            self._judged[number] = self._judge(branch)
        return self._judged[number]

    def _judge(self, branch: Branch) -> Circumstance:
        result = Circumstance()
        if branch.reason:
            result = Circumstance(Usage.OPTIONAL, branch.reason, guarded=True)
        for test in reversed(branch.tests):  # the branch's own condition says more than those before it
            if self._is_library and test.expected and _TRIED_OUT.match(text(test.condition, 40)):
                result = _with(result, Circumstance(Usage.DEV, "where the file itself is run"))
                continue
            if "TYPE_CHECKING" in text(test.condition, 40) and test.expected:
                result = _with(result, Circumstance(type_only=True))
                continue
            truth = self.test(test)
            if truth.basis == "fixed":
                result = _with(result, Circumstance(dead=truth.holds is not test.expected))
            elif (truth.holds is not None and truth.holds is not test.expected) or (
                truth.holds is None and truth.basis and test.expected
            ):
                result = _with(result, Circumstance(Usage.OPTIONAL, _condition(test)))
        return result

    def test(self, test: Test) -> Truth:
        """How the condition of a test turns out."""
        expression = self.program.lower(test.condition)
        if test.equals is not None:
            pattern = self.program.lower(test.equals)
            operator = "in" if isinstance(pattern, e.Sequence) else "=="
            expression = e.Comparison(expression, operator, pattern)
        return self.truth(expression)

    def truth(self, expression: e.Expression, hops: int = 0) -> Truth:
        """How a condition turns out as shipped."""
        if hops > 12:
            return _UNKNOWN
        match expression:
            case e.Literal(content, quoted):
                return Truth(content not in {"", "false", "0"}, "" if quoted else "fixed")
            case e.Null():
                return Truth(holds=False, basis="")
            case e.Negation(operand):
                inner = self.truth(operand, hops + 1)
                return Truth(None if inner.holds is None else not inner.holds, inner.basis)
            case e.Both(first, second):
                return _both(self.truth(first, hops + 1), self.truth(second, hops + 1))
            case e.Either(first, second):
                return _negated(_both(_negated(self.truth(first, hops + 1)), _negated(self.truth(second, hops + 1))))
            case e.Comparison(left, operator, right):
                return self._compared(left, operator, right)
            case e.Invocation():
                return self._called(expression, hops)
            case e.Name() | e.Member() | e.Item():
                return self._switch(expression)
            case _:
                return _UNKNOWN

    def _switch(self, expression: e.Expression) -> Truth:
        value = self.evaluator.value(expression)
        if value is None:
            return _UNKNOWN
        if _is_read(value):
            return Truth(_is_on(value), "setting")
        if not self._is_parameter(expression) and value.literal is not None and value.literal in {"true", "false"}:
            # A constant of the file or a field's default: somebody may set it, but this is how it is shipped.
            return Truth(value.literal == "true", "setting")
        path = e.dotted(expression)
        last = path.rsplit(".", 1)[-1]
        if _OFF_SWITCH.search(last):
            return Truth(holds=False, basis="setting")
        if _SWITCH.search(last) or _CONFIGURATION.search(path.rsplit(".", 1)[0] if "." in path else ""):
            return Truth(None, "setting")
        return _UNKNOWN

    def _is_parameter(self, expression: e.Expression) -> bool:
        """Whether it is a parameter that callers set as the program runs, not somebody who configures it."""
        if not isinstance(expression, e.Name) or _SWITCH.search(expression.name):
            return False
        return any(one.kind == "parameter" for one in self.program.find(expression.name, expression.at))

    def _called(self, call: e.Invocation, hops: int) -> Truth:
        if read_of(call, self.evaluator.names) is not None:
            return self._switch(call)
        name = e.dotted(call.function).rsplit(".", 1)[-1]
        if isinstance(call.function, e.Member) and not call.arguments:
            value = self.evaluator.value(call)
            if value is not None and _is_read(value):
                return Truth(_is_on(value), "setting")
        for _, argument in call.arguments[:2]:
            inner = self.truth(argument, hops + 1)
            if inner.basis == "setting":
                return _negated(inner) if _EMPTY.search(name) else inner
        if _OFF_SWITCH.search(name):
            return Truth(holds=False, basis="setting")
        return Truth(None, "setting") if _SWITCH.search(name) else _UNKNOWN

    def _compared(self, left: e.Expression, operator: str, right: e.Expression) -> Truth:
        if operator not in {"==", "!=", "===", "!==", "in", "is", "is not", "not in"}:
            return _UNKNOWN
        negative = operator in {"!=", "!==", "is not", "not in"}
        if isinstance(right, e.Null):
            inner = _negated(self.truth(left, 6))
            return _negated(inner) if negative else inner
        wanted = [
            item.text
            for item in (right.items if isinstance(right, e.Sequence) else (right,))
            if isinstance(item, e.Literal)
        ]
        if not wanted or e.dotted(left) == "__name__":
            return _UNKNOWN
        value = self.evaluator.value(left)
        if value is None:
            return _UNKNOWN
        if _is_read(value):
            known = value.with_defaults or ""
            found = Truth(known.lower() in {word.lower() for word in wanted}, "setting")
        elif value.literal is not None:
            found = Truth(value.literal in wanted, "setting")
        else:
            quoted = isinstance(right, e.Sequence) or (isinstance(right, e.Literal) and right.quoted)
            found = Truth(None, "choice" if quoted and _CHOICE.search(e.dotted(left).rsplit(".", 1)[-1]) else "")
        return _negated(found) if negative else found


def _both(first: Truth, second: Truth) -> Truth:
    for one in (first, second):
        if one.holds is False and one.basis == "fixed":
            return one
    for one in (first, second):
        if one.holds is False:
            return one
    if first.holds is None or second.holds is None:
        return Truth(None, first.basis if first.holds is None and first.basis else second.basis or first.basis)
    return Truth(True, first.basis if first.basis != "fixed" else second.basis)


def _negated(truth: Truth) -> Truth:
    return Truth(None if truth.holds is None else not truth.holds, truth.basis)


def _is_read(value: Value) -> bool:
    """Whether the environment gives it; what another module gives is not known here."""
    return any(not name.startswith("module:") for name in value.variables)


def _is_on(value: Value) -> bool:
    """Whether a setting is on as shipped: it has a default, and the default is no word for off."""
    defaults = [part.default for part in value.parts if isinstance(part, Variable)]
    return all(default is not None and default.lower() not in _OFF for default in defaults)


def _condition(test: Test) -> str:
    shown = " ".join(text(test.condition, 400).split())
    if shown.startswith("(") and shown.endswith(")"):
        shown = shown[1:-1]
    if test.equals is not None:
        shown = f"{shown} == {' '.join(text(test.equals, 200).split())}"
    if not test.expected:
        plain = re.fullmatch(r"(?:not |!)([\w.]+(?:\([^()]*\))?)", shown)
        shown = plain.group(1) if plain else f"not ({shown})"
    return shown[:MAX_CONDITION]


def _with(one: Circumstance, other: Circumstance) -> Circumstance:
    optional = next((c for c in (one, other) if c.usage is Usage.DEV), one if one.usage is Usage.OPTIONAL else other)
    return Circumstance(
        optional.usage,
        optional.condition,
        one.dead or other.dead,
        one.type_only or other.type_only,
        one.guarded or other.guarded,
    )
