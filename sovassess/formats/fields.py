"""Fields of classes that carry settings: where their values come from in dataclasses, attrs and pydantic."""

from __future__ import annotations

from msgspec import Struct

from sovassess.formats import expressions as e
from sovassess.formats.names import Names
from sovassess.formats.program import MODULE, Binding

_FIELD_MAKERS = frozenset({"Field", "field", "ib", "attrib", "PrivateAttr", "Str", "String"})
_NO_FIELD = frozenset({"model_config", "Config", "Meta"})


class FieldSource(Struct, frozen=True):
    """What a field takes: `variable` is the environment variable ("" for none), `default` its own fallback."""

    variable: str = ""
    default: e.Expression | None = None


class Fields(Struct, frozen=True):
    """The rule of one class. `prefix` stands before the names of variables; None where the class reads none."""

    names: Names
    prefix: str | None = None

    def field(self, name: str, binding: Binding) -> FieldSource:
        """The source of the field that a binding of the class body makes."""
        expression = self.names.program.lowered(binding)
        aliases: list[str] = []
        if isinstance(expression, e.Invocation) and e.dotted(expression.function).rsplit(".", 1)[-1] in _FIELD_MAKERS:
            given = dict(expression.arguments)
            for key in ("env", "validation_alias", "alias"):
                aliases += _texts(given.get(key))
            expression = given.get("default") or given.get("default_factory") or given.get("0")
            if isinstance(expression, e.Name) and expression.name == "Ellipsis":
                expression = None
        if self.prefix is None or name in _NO_FIELD:
            return FieldSource("", expression)
        return FieldSource(aliases[0] if aliases else (self.prefix + name).upper(), expression)


def fields_of(names: Names, scope: int) -> Fields | None:
    """The rule of a class; None where there is no class."""
    if names.program.class_about(scope) is None:
        return None
    if not _is_settings(names, scope):
        return Fields(names)
    return Fields(names, _prefix(names, scope))


def _is_settings(names: Names, scope: int) -> bool:
    for _ in range(5):
        about = names.program.class_about(scope)
        if about is None:
            return False
        for base in about.bases:
            path = e.dotted(names.program.lower(base))
            if path.rsplit(".", 1)[-1] in {"BaseSettings", "PydanticBaseSettings", "BaseAppSettings"}:
                return True
        parents = [names.class_of(names.program.lower(base)) for base in about.bases]
        scope = next((parent for parent in parents if parent not in {MODULE, scope}), MODULE)
    return False


def _prefix(names: Names, scope: int) -> str:
    program = names.program
    configured = list(program.attribute(scope, "model_config"))
    for number, span in enumerate(program.spans.spans):
        about = program.class_about(number)
        if about is not None and about.name == "Config" and program.spans.spans[number].parent == scope and span:
            configured += program.attribute(number, "env_prefix")
    for one in configured:
        expression = program.lowered(one)
        if isinstance(expression, e.Literal):
            return expression.text
        pairs = expression.arguments if isinstance(expression, e.Invocation) else ()
        pairs = expression.items if isinstance(expression, e.Mapping) else pairs
        for key, value in pairs:
            if key == "env_prefix" and isinstance(value, e.Literal):
                return value.text
    return ""


def _texts(expression: e.Expression | None) -> list[str]:
    match expression:
        case e.Literal(content):
            return [content]
        case e.Sequence(items):
            return [text for item in items for text in _texts(item)]
        case e.Invocation(_, arguments):
            return [text for _, item in arguments for text in _texts(item)]
        case _:
            return []
