"""Go templates with the functions that charts use, rendered within budgets: the one place that knows the engine.

The engine is the package `gotpl`. Functions that would look at the clock, at chance, at the network or at a
cluster answer with an open part instead, so that equal input gives equal text. Knows nothing of charts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import TypeAlias, cast

from sovassess.errors import OutOfTime
from sovassess.formats.tokens import encoded
from sovassess.model.values import Unresolved

MAX_OUTPUT = 1_000_000
MAX_STEPS = 60_000
MAX_DEPTH = 60
MAX_TEXT = 200_000
MAX_WEIGHT = 100_000
_MAX_PATTERN = 500
_MAX_MATCHED = 20_000
_PREFIX = re.compile(r"^template: ?\S+:\d+(?::\d+)?: (?:executing \"[^\"]*\": )?")
Function: TypeAlias = Callable[..., object]

_CHANCE = ("randAlpha", "randAlphaNum", "randAscii", "randBytes", "randNumeric", "uuidv4", "derivePassword", "bcrypt",
           "htpasswd", "encryptAES", "decryptAES", "genPrivateKey", "shuffle", "randInt")  # fmt: skip
_CERTIFICATES = ("genCA", "genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert",
                 "genSignedCertWithKey", "buildCustomCert")  # fmt: skip
_CLOCK = ("now", "ago", "date", "dateInZone", "date_in_zone", "dateModify", "date_modify", "mustDateModify", "htmlDate",
          "htmlDateInZone", "unixEpoch", "toDate", "mustToDate")  # fmt: skip
# Functions whose result can be the product of two of their arguments.
_PRODUCTS = ("replace", "indent", "nindent", "join", "repeat", "regexReplaceAll", "mustRegexReplaceAll",
             "regexReplaceAllLiteral", "mustRegexReplaceAllLiteral", "wrapWith")  # fmt: skip


_TO_BE_SET = encoded((Unresolved("a value that has to be set"),))


class RenderError(Exception):
    """A template that could not be rendered. `line` is 1-based in `source`, where the engine tells it.

    `exhausted` is True where a budget ended it: more of the same input is not worth trying.
    """

    def __init__(self, reason: str, line: int | None = None, source: str = "", *, exhausted: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.source = source
        self.exhausted = exhausted


class _TooMuch(ValueError):
    """A function was asked for more than a template of a chart ever needs."""


class Engine:
    """Sources that know one another by name. Raises `RenderError` if they cannot be compiled together."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        from gotpl import Environment, ExecutionBudget  # noqa: PLC0415 - a fifth of a second, for charts only
        from gotpl.errors import BudgetExceededError, TemplateError  # noqa: PLC0415
        from gotpl.exts.helm import HelmExtension  # noqa: PLC0415

        self._budget_error = BudgetExceededError
        self._error = TemplateError
        extension = HelmExtension(lint_mode=True, custom_functions=_guarded_functions())
        budget = ExecutionBudget(MAX_OUTPUT, MAX_STEPS, MAX_DEPTH, MAX_STEPS)
        environment = Environment(extensions=(extension,), missing_key="zero", budget=budget)
        try:
            self._engine = environment.from_sources(dict(sources))
        except Exception as error:
            raise self._explained(error) from error

    def render(self, name: str, context: Mapping[str, object]) -> str:
        """The text of one source. Raises `RenderError`."""
        try:
            return self._engine.render_template(name, context).replace("<no value>", "")
        except Exception as error:
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> RenderError:
        """The engine is another's work and the template a stranger's: whatever it raises, the text is not rendered."""
        line, source = getattr(error, "line", None), getattr(error, "source_name", None)
        spent = self._budget_error | RecursionError | MemoryError | OutOfTime
        exhausted = isinstance(error, spent) or any(sign in str(error) for sign in ("asks for more", "processor time"))
        if isinstance(error, RecursionError):
            words = "nested too deeply"
        else:
            words = str(getattr(error, "message", None) or error).partition("\n")[0]
            words = _PREFIX.sub("", words)[:160]
        return RenderError(
            words if isinstance(error, self._error | RecursionError) else f"{type(error).__name__}: {words}",
            line if isinstance(line, int) else None,
            source if isinstance(source, str) else "",
            exhausted=exhausted,
        )


def compiles(name: str, source: str) -> RenderError | None:
    """Why a source is no template, None if it is one."""
    try:
        Engine({name: source})
    except RenderError as error:
        return error
    return None


# ------------------------------------------------------------------------------------------------------- functions


def _guarded_functions() -> dict[str, Function]:
    from gotpl.exts.helm import HelmExtension  # noqa: PLC0415
    from gotpl.runtime.sync_vm import _builtin_functions  # noqa: PLC0415 - no public name; the version is pinned

    functions: dict[str, Function] = {
        name: function
        for name, function in {**_builtin_functions("go"), **HelmExtension().functions}.items()
        if callable(function) and name not in ("include", "tpl", "required", "fail", "call")
    }
    guarded = {name: _guarded(name, function) for name, function in functions.items()}
    guarded["eq"] = _equal
    guarded["ne"] = _unequal
    guarded["tpl"] = _template_of_a_value()
    for name in _CHANCE:
        guarded[name] = _open("a random value")
    for name in _CLOCK:
        guarded[name] = _open("a time")
    for name in _CERTIFICATES:
        guarded[name] = _certificate
    return guarded


def _equal(first: object, *others: object) -> bool:
    """Equality that answers for values of different kinds too, where the original refuses them."""
    return any(first == other and isinstance(first, bool) == isinstance(other, bool) for other in others)


def _unequal(first: object, other: object) -> bool:
    """The contrary; what is nothing is unlike everything else, as in the original."""
    return not _equal(first, other)


def _template_of_a_value() -> Function:
    """`tpl` as charts call it, which takes a value that whoever installs has to set as an open one."""
    from gotpl.exts.helm import HelmExtension  # noqa: PLC0415
    from gotpl.runtime.context import ContextFunction  # noqa: PLC0415

    original = HelmExtension(lint_mode=True).functions["tpl"]
    if not isinstance(original, ContextFunction) or original.sync is None:
        return original
    rendered = original.sync

    def answer(context: object, source: object, data: object) -> object:
        return rendered(context, source, data) if isinstance(source, str) else _TO_BE_SET

    return ContextFunction(sync=answer, capabilities=original.capabilities)


def _open(what: str) -> Function:
    text = encoded((Unresolved(what),))

    def answer(*_arguments: object) -> object:
        return text

    return answer


def _certificate(*_arguments: object) -> object:
    text = encoded((Unresolved("a certificate"),))
    return {"Cert": text, "Key": text}


def _guarded(name: str, function: Function) -> Function:
    """The function, refusing arguments and results beyond any real template's."""

    @wraps(function)
    def guarded(*arguments: object) -> object:
        _check_arguments(name, arguments)
        result = function(*arguments)
        value = getattr(result, "value", result)
        if isinstance(value, str) and len(value) > MAX_TEXT:
            raise _TooMuch(f"{name} asks for more than {MAX_TEXT:,} characters")
        if isinstance(value, int) and value.bit_length() > 64:
            raise _TooMuch(f"{name} asks for more than 64 bits")
        if not _fits(value):
            raise _TooMuch(f"{name} asks for more than {MAX_WEIGHT:,} values")
        return result

    return guarded


def _check_arguments(name: str, arguments: tuple[object, ...]) -> None:
    if name in _PRODUCTS:
        size = 1
        for argument in arguments[1:] if "eplace" in name else arguments:  # what is replaced adds nothing
            size *= max(1, _amount(argument))
        if size > MAX_TEXT * 10:
            raise _TooMuch(f"{name} asks for more than {MAX_TEXT:,} characters")
    elif name in ("until", "untilStep", "seq"):
        if any(isinstance(argument, int) and abs(argument) > MAX_STEPS for argument in arguments):
            raise _TooMuch(f"{name} asks for more than {MAX_STEPS:,} steps")
    elif "egex" in name:
        sizes = [len(argument) for argument in arguments if isinstance(argument, str)]
        if any(size > _MAX_MATCHED for size in sizes) or (sizes and sizes[0] > _MAX_PATTERN):
            raise _TooMuch(f"{name} asks for more than {_MAX_MATCHED:,} characters")


def _amount(argument: object) -> int:
    if isinstance(argument, str):
        return len(argument)
    if isinstance(argument, int):
        return abs(argument)
    return sum(len(member) + 1 if isinstance(member, str) else 20 for member in _members(argument)) or 1


def _fits(value: object) -> bool:
    """True if the value, written out with everything it holds however often, stays within the budget."""
    stack: list[object] = [value]
    weight = 0
    while stack:
        item = stack.pop()
        weight += 1 + (len(item) // 80 if isinstance(item, str) else 0)
        if weight > MAX_WEIGHT:
            return False
        stack.extend(_members(item))
    return True


def _members(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return cast("dict[object, object]", value).values()
    return cast("list[object]", value) if isinstance(value, list | tuple) else ()


_DEFINED = re.compile(r"\{\{-?\s*(?:define|block)\s+\"([^\"]+)\"")
_USED = re.compile(r"(?:\b(?:include|template)\s+)\"([^\"]+)\"")


def defined_names(source: str) -> frozenset[str]:
    """Names of the templates that a source defines."""
    return frozenset(_DEFINED.findall(source))


def used_names(source: str) -> frozenset[str]:
    """Names of the templates that a source includes by a literal name."""
    return frozenset(_USED.findall(source))
