"""Under which conditions a place in a program runs, as the program is shipped. It evaluates only what a file tells."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from itertools import islice

import msgspec

from sovassess.formats import expressions as e
from sovassess.formats.alternatives import alternatives
from sovassess.formats.branches import shown
from sovassess.formats.callers import callers, is_registered, uses
from sovassess.formats.chains import left_over
from sovassess.formats.environment import read_of
from sovassess.formats.evaluation import Evaluator
from sovassess.formats.program import Branch, Test
from sovassess.formats.syntax import text
from sovassess.formats.truths import (
    UNKNOWN,
    Circumstance,
    Truth,
    both,
    either,
    gate_of,
    is_on,
    is_read,
    negated,
    strictest,
)
from sovassess.formats.word_tests import WordTest, word_test
from sovassess.model.enums import Usage
from sovassess.model.values import Value

MAX_BRANCHES = 100
_CONFIGURATION = re.compile(
    r"(^|\.)(settings|config|cfg|conf|args|flags|env|app_settings|features?|featureFlags)(\.|$)",
    re.IGNORECASE,
)
_SWITCH = re.compile(
    r"(^|_)(enabled?|use|with|allow)(_|$)|(?-i:^(use|enable)[A-Z]\w*|[a-z]Enabled$)|"
    r"^(is|has)_?\w*(env|test|config|dev|prod|available|cloud|host|installed)\w*$",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"(provider|backend|engine|vendor|driver|kind|type|mode|llm|model|stor(e|age)|service|platform|cloud|method|source|"
    r"api|client|family|framework|strategy|env|stage|dialect|database|db|auth|transport|exporter|integration|embed|"
    r"name|hosting|deployment|region|flavou?r|implementation|tool)",
    re.IGNORECASE,
)
_OFF_SWITCH = re.compile(
    r"(^|_)(disabled?|no|skip|opt_out|without)(_|$)|(?-i:^(disable|skip)[A-Z]|Disabled$)", re.IGNORECASE
)
_TRIED_OUT = re.compile(r"\(?\s*__name__\s*==\s*[\"']__main__[\"']")
# Files that are started by their name; in any other what stands under the test of `__name__` only tries it out.
_STARTED = re.compile(
    r"(^|[_-])(main|app|run|cli|server|serve|manage|worker|start|bot|service|daemon|wsgi|asgi|job|api|launch|entrypoint|"
    r"entry|index|handler|consumer|web|gateway|agent|cron|scheduler|bootstrap)\w*([_-]|$)|__main__",
    re.IGNORECASE,
)
# A member of a type, as of an enumeration: `Provider.OPENAI`, `models.Provider.OpenAI`.
_MEMBER_OF = re.compile(r"(?:^|\.)[A-Z]\w*[a-z]\w*\.[A-Z]\w*$")
_EMPTY = re.compile(r"(none|empty|missing|unset|blank|null)", re.IGNORECASE)


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
                result = strictest(strictest(result, Circumstance(guarded=True)), self._called_from(number))
            elif isinstance(span.about, Branch):
                result = strictest(result, self._branch(number, span.about))
            elif number in self._alternatives:
                result = strictest(result, _optional(f"one of several {self._alternatives[number]}"))
        return result if result.firm is Usage.MAIN or not result.gates else msgspec.structs.replace(result, gates=())

    def at_call(self, offset: int) -> Circumstance:
        """The circumstance of a call; what is made and kept is as optional as all that is done with it."""
        result = self.at(offset)
        if result.usage is not Usage.MAIN or result.gates:
            return result
        found = [self.at(site) for site in uses(self.program, offset, self._path)]
        if not found or any(one.usage is not Usage.OPTIONAL for one in found):
            return result
        return strictest(result, msgspec.structs.replace(found[0], guarded=False))

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
                gates = found[0].gates if len(found) == 1 else ()
                firm = found[0].firm if gates else found[0].usage
                self._functions[number] = Circumstance(found[0].usage, found[0].condition, gates=gates, firm=firm)
            elif len(found) == 1:
                self._functions[number] = Circumstance(gates=found[0].gates)
            elif not found and is_registered(self.program, number):
                self._functions[number] = _optional("registered under a name")
        return self._functions[number]

    def _branch(self, number: int, branch: Branch) -> Circumstance:
        if number not in self._judged:
            self._judged[number] = Circumstance()
            self._judged[number] = self._judge(branch)
        return self._judged[number]

    def _judge(self, branch: Branch) -> Circumstance:
        result = Circumstance()
        if branch.reason:
            result = msgspec.structs.replace(_optional(branch.reason), guarded=True)
        empty = left_over(branch.tests, self.program)
        if empty:
            result = strictest(result, _optional(f"{empty} is empty"))
        for test in reversed(branch.tests):  # the branch's own condition says more than those before it
            if self._is_library and test.expected and _TRIED_OUT.match(text(test.condition, 40)):
                result = strictest(result, Circumstance(Usage.DEV, "where the file itself is run", firm=Usage.DEV))
                continue
            if "TYPE_CHECKING" in text(test.condition, 40) and test.expected:
                result = strictest(result, Circumstance(type_only=True))
                continue
            truth = self.test(test)
            if truth.basis == "fixed":
                result = strictest(result, Circumstance(dead=truth.holds is not test.expected))
                continue
            off = (truth.holds is not None and truth.holds is not test.expected) or (
                truth.holds is None and truth.basis and test.expected
            )
            around = _optional(shown(test)) if off else Circumstance()
            gates = truth.gates if test.expected else negated(truth).gates
            if gates:
                around = msgspec.structs.replace(around, gates=gates, firm=Usage.MAIN)
            result = strictest(result, around)
        return result

    def test(self, test: Test) -> Truth:
        """How the condition of a test turns out."""
        expression = self.program.lower(test.condition)
        if test.equals is not None:
            pattern = self.program.lower(test.equals)
            if test.also:
                pattern = e.Sequence((pattern, *(self.program.lower(one) for one in test.also)))
            operator = "in" if isinstance(pattern, e.Sequence) else "=="
            expression = e.Comparison(expression, operator, pattern)
        return self.truth(expression)

    def truth(self, expression: e.Expression, hops: int = 0) -> Truth:
        """How a condition turns out as shipped."""
        if hops > 12:
            return UNKNOWN
        match expression:
            case e.Literal(content, quoted):
                return Truth(content not in {"", "false", "0"}, "" if quoted else "fixed")
            case e.Null():
                return Truth(holds=False, basis="")
            case e.Negation(operand):
                return negated(self.truth(operand, hops + 1))
            case e.Both(first, second):
                return both(self.truth(first, hops + 1), self.truth(second, hops + 1))
            case e.Either(first, second):
                return either(self.truth(first, hops + 1), self.truth(second, hops + 1))
            case e.Comparison(left, operator, right):
                return self.compared(left, operator, right)
            case e.Invocation():
                return self._called(expression, hops)
            case e.Name() | e.Member() | e.Item():
                return self._switch(expression, hops)
            case _:
                return UNKNOWN

    def _switch(self, expression: e.Expression, hops: int = 0) -> Truth:
        value = self.evaluator.value(expression)
        if value is None:
            return UNKNOWN
        if is_read(value):
            return Truth(is_on(value), "setting", gate_of(value))
        made = self._made_of(expression, hops)
        if made.basis:
            return made
        return msgspec.structs.replace(self._told_by_name(expression, value), gates=gate_of(value))

    def _made_of(self, expression: e.Expression, hops: int) -> Truth:
        """What a name stands for that a condition was given to: `enabled = os.getenv("X") == "true"`."""
        if not isinstance(expression, e.Name):
            return UNKNOWN
        bound = self.program.find(expression.name, expression.at)
        given = self.program.lowered(bound[0]) if len(bound) == 1 and bound[0].kind == "value" else None
        tests = isinstance(given, e.Comparison | e.Negation | e.Both | e.Either | e.Invocation)
        return self.truth(given, hops + 1) if given is not None and tests else UNKNOWN

    def _told_by_name(self, expression: e.Expression, value: Value) -> Truth:
        if not self._is_parameter(expression) and value.literal is not None and value.literal in {"true", "false"}:
            # A constant of the file or a field's default: somebody may set it, but this is how it is shipped.
            return Truth(value.literal == "true", "setting")
        path = e.dotted(expression)
        last = path.rsplit(".", 1)[-1]
        if _OFF_SWITCH.search(last):
            return Truth(holds=False, basis="setting")
        if _SWITCH.search(last) or _CONFIGURATION.search(path.rsplit(".", 1)[0] if "." in path else ""):
            return Truth(None, "setting")
        return UNKNOWN

    def _is_parameter(self, expression: e.Expression) -> bool:
        """Whether it is a parameter that callers set as the program runs, not somebody who configures it."""
        if not isinstance(expression, e.Name) or _SWITCH.search(expression.name):
            return False
        return any(one.kind == "parameter" for one in self.program.find(expression.name, expression.at))

    def _called(self, call: e.Invocation, hops: int) -> Truth:
        if read_of(call, self.evaluator.names) is not None:
            return self._switch(call)
        name = e.dotted(call.function).rsplit(".", 1)[-1]
        compared = word_test(call)
        if compared is not None:
            told = self._word_tested(compared)
            if told.basis:
                return told
        if isinstance(call.function, e.Member) and not call.arguments:
            value = self.evaluator.value(call)
            if value is not None and is_read(value):
                return Truth(is_on(value), "setting", gate_of(value))
        for _, argument in call.arguments[:2]:
            inner = self.truth(argument, hops + 1)
            if inner.basis == "setting":
                return negated(inner) if _EMPTY.search(name) else inner
        if _OFF_SWITCH.search(name):
            return Truth(holds=False, basis="setting")
        return Truth(None, "setting") if _SWITCH.search(name) else UNKNOWN

    def _word_tested(self, test: WordTest) -> Truth:
        if test.how == "same":
            return self.compared(test.subject, "in" if isinstance(test.words, e.Sequence) else "==", test.words)
        value = self.evaluator.value(test.subject)
        if value is None or isinstance(test.words, e.Null):
            return UNKNOWN
        known = value.with_defaults
        if known is not None and (is_read(value) or value.literal is not None):
            return Truth(test.holds_for(known), "setting")
        return Truth(None, "choice") if test.supplies else UNKNOWN

    def compared(self, left: e.Expression, operator: str, right: e.Expression) -> Truth:
        """How a comparison with words turns out."""
        if operator not in {"==", "!=", "===", "!==", "in", "is", "is not", "not in"}:
            return UNKNOWN
        negative = operator in {"!=", "!==", "is not", "not in"}
        if isinstance(right, e.Null):
            inner = negated(self.truth(left, 6))
            return negated(inner) if negative else inner
        wanted = self.words(right)
        if not wanted or e.dotted(left) == "__name__":
            return UNKNOWN
        value = self.evaluator.value(left)
        if value is None:
            return UNKNOWN
        if is_read(value):
            known = value.with_defaults or ""
            found = Truth(known.lower() in {word.lower() for word in wanted}, "setting", gate_of(value, wanted))
        elif value.literal is not None:
            found = Truth(value.literal in wanted, "setting")
        else:
            quoted = not isinstance(right, e.Literal) or right.quoted
            basis = "choice" if quoted and _CHOICE.search(e.dotted(left).rsplit(".", 1)[-1]) else ""
            found = Truth(None, basis, gate_of(value, wanted))
        return negated(found) if negative else found

    def words(self, right: e.Expression) -> list[str]:
        """The words that something is compared with: texts, and members of enumerations by value or else by name."""
        found: list[str] = []
        for item in right.items if isinstance(right, e.Sequence) else (right,):
            if isinstance(item, e.Literal):
                found.append(item.text)
            elif isinstance(item, e.Member) and _MEMBER_OF.search(e.dotted(item)):
                value = self.evaluator.value(item)
                found.append(value.literal if value is not None and value.literal is not None else item.name)
        return found


def _optional(condition: str) -> Circumstance:
    return Circumstance(Usage.OPTIONAL, condition, firm=Usage.OPTIONAL)
